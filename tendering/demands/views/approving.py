"""Filing, the leading groups, the offices' decisions, the tier, checkpoints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.ui import refusals
from marketplace.ui.components import Crumb, Tab
from marketplace.ui.forms import ReasonForm
from marketplace.ui.views import ObjectActView
from tendering.demands.forms.decisions import AnswerForm, CheckpointForm, HoldForm, OpinionForm, RaiseForm
from tendering.demands.models import Approval, Checkpoint, CheckpointFinding, Demand
from tendering.demands.permissions import reads_records
from tendering.demands.queries.explain import funding_parts, tier_explained, uncovered, with_lines
from tendering.demands.queries.leading_group import group_state
from tendering.demands.queries.planners import with_planners
from tendering.demands.services import approvals, checkpoints, raising
from tendering.demands.views import trail
from tendering.demands.views.base import DemandAct, readable
from tendering.demands.views.case import DELIBERATIONS, MEETINGS, changed_facts, facts_of, meetings_of

COMMUNITY = (Role.COMMUNITY,)
OFFICES = (Role.STREET, Role.DISTRICT)


class SubmitDecision(DemandAct):
    """Send it to be filed or approved."""

    roles = COMMUNITY
    template_name = "demands/submit.html"
    title = _("Submit the decision")
    submit_label = _("Submit")
    success_message = _("The decision is submitted.")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the tier and the way, and what its account does not hold."""
        extra = {"explained": tier_explained(self.object), "uncovered": uncovered(self.object.plan)}
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Submit."""
        del form
        return self.call(approvals.submit_decision)


class FileDemand(DemandAct):
    """Take it on file."""

    roles = (Role.STREET,)
    title = _("File the project")
    intro = _("The residents decided; filing is no approval. Read the file and the funding plan before.")
    submit_label = _("File")
    success_message = _("The project is filed.")

    def act(self, form: Any) -> str:
        """File."""
        del form
        return self.call(approvals.file_demand)


class _OpenApproval(DemandAct):
    """An act on the approval that is open, beside the whole case."""

    template_name = "demands/approval.html"

    def get_queryset(self) -> QuerySet[Demand]:
        """With what the residents decided, the money and the levels so far."""
        rows = with_planners(super().get_queryset())
        return rows.prefetch_related(DELIBERATIONS, MEETINGS, "approvals", with_lines("plan"))

    @property
    def approval(self) -> Approval:
        """The open approval; none is a 404."""
        row = next((one for one in self.object.approvals.all() if not one.decision), None)
        if row is None:
            raise Http404
        row.demand = self.object
        return row

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the case, the clock, the group's opinions and the ways to decide."""
        row, demand = self.approval, self.object
        extra = {
            "approval": row,
            "group": group_state(row),
            "explained": tier_explained(demand),
            "facts": facts_of(demand),
            "funding": funding_parts(demand.plan),
            "meetings": meetings_of(demand),
            "changed": changed_facts(demand),
            "reads_records": reads_records(self.membership, demand),
            "decision": demand.rule_set.rules.decision,
            "decisions": self.decisions(),
            "now": clock.now(),
        }
        return super().get_context(**(extra | context))

    def decisions(self) -> list[Tab]:
        """The ways to decide, this one marked; none where an opinion is asked."""
        if type(self) not in DECISIONS:
            return []
        return [
            Tab(one.title, reverse(f"demands:{name}", args=[self.object.number]), current=type(self) is one)
            for one, name in DECISIONS.items()
        ]


class GiveOpinion(_OpenApproval):
    """A member of the leading group says what they think."""

    roles = (Role.LEADING_GROUP_MEMBER,)
    title = _("Give your opinion")
    submit_label = _("Give this opinion")
    success_message = _("Your opinion is recorded.")
    form_class = OpinionForm

    def act(self, form: Any) -> str:
        """Give it."""
        approvals.give_opinion(approval=self.approval, by=self.by, now=clock.now(), **form.cleaned_data)
        return self.object.get_absolute_url()


class ApproveDemand(_OpenApproval):
    """Sign what the group agreed to."""

    roles = OFFICES
    title = _("Approve the project")
    intro = _("It goes on to the next level, or the community may set the money aside. The decision is public.")
    submit_label = _("Approve")
    success_message = _("The project is approved at your level.")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what keeps the office from signing now: then no button is offered."""
        found = super().get_context(**context)
        waits = approvals.undecided(found["approval"], found["group"])
        return found | {"waits": [refusals.words(refusal) for refusal in waits]}

    def act(self, form: Any) -> str:
        """Approve."""
        del form
        return self.call(approvals.approve)


class ReturnDemand(_OpenApproval):
    """Back to the community; the clock pauses."""

    roles = OFFICES
    title = _("Return for correction")
    intro = _("The clock pauses until the community submits again.")
    submit_label = _("Return")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Return."""
        return self.call(approvals.return_demand, reason=form.cleaned_data["reason"])


class RejectDemand(_OpenApproval):
    """No, for good."""

    roles = OFFICES
    title = _("Reject the project")
    submit_label = _("Reject")
    form_class = ReasonForm
    danger = True

    def act(self, form: Any) -> str:
        """Reject."""
        return self.call(approvals.reject, reason=form.cleaned_data["reason"])


DECISIONS: dict[type[_OpenApproval], str] = {ApproveDemand: "approve", ReturnDemand: "return", RejectDemand: "reject"}


class Resubmit(DemandAct):
    """Submit the mended papers."""

    roles = COMMUNITY
    title = _("Submit again")
    intro = _("The clock goes on with the working days that are left.")
    submit_label = _("Submit again")
    form_class = AnswerForm

    def act(self, form: Any) -> str:
        """Submit."""
        return self.call(approvals.resubmit, answer=form.cleaned_data["answer"])


class RaiseTier(DemandAct):
    """A higher tier by hand."""

    roles = (*COMMUNITY, *OFFICES)
    template_name = "demands/submit.html"
    title = _("Raise the tier")
    intro = _("A tier is computed; it may be raised with a reason, never lowered.")
    submit_label = _("Raise")
    form_class = RaiseForm

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the computed tier."""
        return super().get_context(explained=tier_explained(self.object), **context)

    def act(self, form: Any) -> str:
        """Raise."""
        return self.call(raising.raise_tier, **form.cleaned_data)


class ScheduleCheckpoint(DemandAct):
    """Call departments and experts together."""

    roles = (*COMMUNITY, *OFFICES)
    title = _("Schedule a checkpoint")
    submit_label = _("Schedule")
    form_class = CheckpointForm

    def act(self, form: Any) -> str:
        """Schedule."""
        return self.call(checkpoints.schedule_checkpoint, **form.cleaned_data)


class _CheckpointAct(Acting, ObjectActView[Checkpoint]):
    model = Checkpoint

    def get_queryset(self) -> QuerySet[Checkpoint]:
        """Checkpoints of demands this person may read."""
        rows = Checkpoint.objects.filter(demand__in=readable(self.membership).values("pk"))
        return rows.select_related("demand__community")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the demand."""
        demand = self.object.demand
        return trail.to(demand)


class HoldCheckpoint(_CheckpointAct):
    """Record who took part and what they found."""

    roles = OFFICES
    title = _("Record the checkpoint")
    submit_label = _("Record")
    form_class = HoldForm

    def act(self, form: Any) -> str:
        """Record."""
        checkpoints.hold_checkpoint(checkpoint=self.object, by=self.by, **form.cleaned_data)
        return self.object.demand.get_absolute_url()


class CloseCheckpoint(_CheckpointAct):
    """Close it."""

    roles = OFFICES
    title = _("Close the checkpoint")
    submit_label = _("Close")

    def act(self, form: Any) -> str:
        """Close."""
        del form
        checkpoints.close_checkpoint(checkpoint=self.object, by=self.by)
        return self.object.demand.get_absolute_url()


class AnswerFinding(Acting, ObjectActView[CheckpointFinding]):
    """The community answers a finding."""

    model = CheckpointFinding
    roles = COMMUNITY
    title = _("Answer the finding")
    submit_label = _("Answer")
    form_class = AnswerForm

    def get_queryset(self) -> QuerySet[CheckpointFinding]:
        """Findings on demands this person may read."""
        rows = CheckpointFinding.objects.filter(checkpoint__demand__in=readable(self.membership).values("pk"))
        return rows.select_related("checkpoint__demand__community")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the demand."""
        demand = self.object.checkpoint.demand
        return trail.to(demand)

    def act(self, form: Any) -> str:
        """Answer."""
        checkpoints.answer_finding(finding=self.object, by=self.by, answer=form.cleaned_data["answer"])
        return self.object.checkpoint.demand.get_absolute_url()

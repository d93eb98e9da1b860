"""Milestones, amendments, acceptance."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.ui.forms import Form, ReasonForm
from tendering.contracts.forms.delivery import (
    AmendForm,
    ConcludeForm,
    OpinionForm,
    ReportForm,
    StatementForm,
    TeamForm,
)
from tendering.contracts.models import Acceptance, Amendment, Milestone
from tendering.contracts.queries.actions import ON_MILESTONE, instead
from tendering.contracts.queries.team import candidates
from tendering.contracts.rules.acceptance import Opinion
from tendering.contracts.rules.offices import COMMUNITY, CONTRACTORS, OFFICES, SIGNERS
from tendering.contracts.services import acceptance, amendments, milestones
from tendering.contracts.views.base import ContractAct, PartAct


class MilestoneAct(PartAct[Milestone]):
    """An act on a milestone."""

    model = Milestone
    argument = "milestone"
    template_name = "contracts/milestone_act.html"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the reports so far, and what else may be done with the milestone."""
        reports = self.object.reports.select_related("reported_by__user").prefetch_related("photos__file")
        others = instead(self.by, self.object, ON_MILESTONE, self.request.path, clock.now())
        return super().get_context(reports=list(reports.order_by("-number")), instead=others, **context)


class BeginMilestone(MilestoneAct):
    """Work starts."""

    roles = CONTRACTORS
    title = _("Begin the milestone")
    submit_label = _("Begin")
    form_class = Form

    def act(self, form: Any) -> str:
        """Begin."""
        del form
        return self.call(milestones.begin_milestone)


class ReportMilestone(MilestoneAct):
    """From the phone: words, heads, yuan, pictures."""

    roles = CONTRACTORS
    title = _("Report the milestone")
    submit_label = _("Report")
    success_message = _("Reported; the community looks at it.")
    form_class = ReportForm

    def get_initial(self) -> dict[str, Any]:
        """A report that was returned is mended, not written again; its pictures are chosen anew."""
        last = self.object.reports.order_by("number").last()
        return {} if last is None else {"text": last.text, "attendance": last.attendance, "spent": last.spent}

    def act(self, form: Any) -> str:
        """Report."""
        return self.call(milestones.report_milestone, report=form.report())


class VerifyMilestone(MilestoneAct):
    """The community agrees."""

    roles = COMMUNITY
    title = _("Verify the milestone")
    intro = _("Words, sums and pictures are public at once.")
    submit_label = _("Verify the milestone")
    success_message = _("Verified and public.")
    form_class = Form

    def act(self, form: Any) -> str:
        """Verify."""
        del form
        return self.call(milestones.verify_milestone)


class ReturnMilestone(MilestoneAct):
    """The community sends it back."""

    roles = COMMUNITY
    title = _("Return the milestone")
    submit_label = _("Return")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Return."""
        return self.call(milestones.return_milestone, reason=form.cleaned_data["reason"])


class AskAmendment(ContractAct):
    """A supplement."""

    roles = SIGNERS
    title = _("Ask for an amendment")
    intro = _("The other side agrees, then the office approves. All amendments together come to a tenth at most.")
    submit_label = _("Ask")
    form_class = AmendForm

    def act(self, form: Any) -> str:
        """Ask."""
        return self.call(amendments.request_amendment, change=form.change())


class AmendmentAct(PartAct[Amendment]):
    """An act on an amendment."""

    model = Amendment
    argument = "amendment"
    template_name = "contracts/amendment_act.html"


class AgreeAmendment(AmendmentAct):
    """The other side agrees."""

    roles = SIGNERS
    title = _("Agree to the amendment")
    submit_label = _("Agree")
    form_class = Form

    def act(self, form: Any) -> str:
        """Agree."""
        del form
        return self.call(amendments.agree_amendment)


class ApproveAmendment(AmendmentAct):
    """The office approves."""

    roles = OFFICES
    title = _("Approve the amendment")
    consequences = [_("Sum, payment stages and period change at once; more money is set aside.")]
    submit_label = _("Approve")
    form_class = Form

    def act(self, form: Any) -> str:
        """Approve."""
        del form
        return self.call(amendments.approve_amendment)


class RejectAmendment(AmendmentAct):
    """No."""

    roles = (*SIGNERS, *OFFICES)
    title = _("Reject the amendment")
    submit_label = _("Reject")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Reject."""
        return self.call(amendments.reject_amendment, reason=form.cleaned_data["reason"])


class RequestAcceptance(ContractAct):
    """The contractor says that it is done."""

    roles = CONTRACTORS
    title = _("Ask for acceptance")
    submit_label = _("Ask for acceptance")
    form_class = StatementForm

    def act(self, form: Any) -> str:
        """Ask."""
        return self.call(acceptance.request_acceptance, statement=form.cleaned_data["statement"])


class AcceptanceAct(PartAct[Acceptance]):
    """An act on a round of acceptance."""

    model = Acceptance
    argument = "acceptance"
    template_name = "contracts/acceptance_act.html"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the team."""
        members = self.object.members.select_related("user", "membership").order_by("-leads", "pk")
        return super().get_context(members=members, **context)


class CallTeam(AcceptanceAct):
    """Who inspects, and when."""

    roles = COMMUNITY
    title = _("Call the acceptance team")
    intro = _(
        "An odd number, at least one of the trade or of a department. Nobody who wrote the demand, ran the call or"
        " checked a payment, and nobody of finance is offered here. A team that has begun stands; only where somebody"
        " who still owes an opinion or the report may not sit there any more, and those signed decide nothing yet, is"
        " another one called; what was signed stays on record."
    )
    submit_label = _("Call the team")
    form_class = TeamForm

    def get_form_options(self) -> dict[str, Any]:
        """Whom to choose from."""
        return {"candidates": list(candidates(self.contract))}

    def act(self, form: Any) -> str:
        """Call."""
        return self.call(acceptance.call_team, team=form.team())


class GiveOpinion(AcceptanceAct):
    """What a member finds."""

    signed_in = True
    title = _("Your opinion on the acceptance")
    submit_label = _("Sign the opinion")
    success_message = _("Your opinion is recorded.")
    form_class = OpinionForm

    def act(self, form: Any) -> str:
        """Sign."""
        data = form.cleaned_data
        return self.call(acceptance.give_opinion, opinion=Opinion(data["opinion"]), findings=data["findings"])


class ConcludeAcceptance(AcceptanceAct):
    """The report."""

    signed_in = True
    title = _("Write the acceptance report")
    intro = _("More than half of the opinions decide.")
    submit_label = _("Publish the report")
    form_class = ConcludeForm

    def act(self, form: Any) -> str:
        """Conclude."""
        data = form.cleaned_data
        return self.call(acceptance.conclude_acceptance, report=data["report"], rectify=data["rectify"])

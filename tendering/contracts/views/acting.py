"""Drafting, signing, starting, stopping, closing a contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.ui import refusals
from marketplace.ui.components import Crumb
from marketplace.ui.forms import Form, ReasonForm
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.awards import permissions as award_permissions
from tendering.awards.models import Award
from tendering.awards.services.signing import SigningEarly
from tendering.awards.wording.waits import CHALLENGED
from tendering.contracts.forms.contract import (
    AnnounceForm,
    ClickForm,
    EditForm,
    ScanForm,
    TerminateForm,
    TermsForm,
    initial_of,
)
from tendering.contracts.parties import bodies, shares
from tendering.contracts.queries.actions import waits_for_answer
from tendering.contracts.queries.conditions import settled_so_far
from tendering.contracts.rules.milestones import MilestonePlan
from tendering.contracts.rules.offices import COMMUNITY, CONTRACTORS, OFFICES, SIGNERS
from tendering.contracts.rules.states import Rest, Side
from tendering.contracts.services import closing, drafting, ending, milestones, publicity, signing
from tendering.contracts.services.drafting import Terms
from tendering.contracts.services.signing import Click, Paper
from tendering.contracts.views.base import CONTRACTS, ContractAct


class DraftContract(Acting, ObjectActView[Award]):
    """A contract from an award."""

    model = Award
    slug_field = "number"
    roles = COMMUNITY
    title = _("Draft the contract")
    intro = _("Parties and sum come from the award. You set the period and the milestones.")
    submit_label = _("Save the draft")
    form_class = TermsForm
    template_name = "contracts/draft.html"

    def get_queryset(self) -> QuerySet[Award]:
        """Awards this person may read."""
        rows = award_permissions.readable(self.membership)
        return rows.select_related("tender__demand__community", "tender__rule_set", "offer", "provider", "group")

    def get_object(self) -> Award:
        """The award, where it is this person's community's."""
        award = super().get_object()
        require(self.membership, Role.COMMUNITY, place=award.tender.demand.community)
        return award

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the award."""
        return [CONTRACTS, Crumb(self.object.number, self.object.get_absolute_url())]

    def get_initial(self) -> dict[str, Any]:
        """What the call says."""
        return initial_of(drafting.terms_of_call(self.object, clock.today()))

    def act(self, form: Any) -> str:
        """Draft."""
        contract = drafting.draft_contract(award=self.object, by=self.by, now=clock.now(), terms=form.terms())
        return contract.get_absolute_url()


class EditDraft(ContractAct):
    """Mend the draft."""

    roles = COMMUNITY
    title = _("Edit the draft")
    submit_label = _("Save the draft")
    form_class = EditForm
    template_name = "contracts/draft.html"

    def get_initial(self) -> dict[str, Any]:
        """What is written."""
        contract = self.object
        rows = contract.milestones.order_by("position")
        plan = [MilestonePlan(row.title, row.due_on, row.is_midterm) for row in rows]
        return initial_of(Terms(contract.terms, contract.period_from, contract.period_to, plan))

    def act(self, form: Any) -> str:
        """Save."""
        return self.call(drafting.edit_draft, version=form.cleaned_data["version"], terms=form.terms())


class SignContract(ContractAct):
    """Sign with the second factor, with the whole contract before one's eyes."""

    roles = SIGNERS
    template_name = "contracts/sign.html"
    title = _("Sign the contract")
    submit_label = _("Sign")
    success_message = _("Signed.")
    form_class = ClickForm

    def get_over(self) -> Text:
        """The first day of signing, or the answer that comes first, told before anybody types digits."""
        if waits_for_answer(self.object):
            return CHALLENGED
        window = self.object.award.signing_window
        if window is None or not window.is_early(clock.now()):
            return super().get_over()
        return refusals.words(SigningEarly(window.first_day)).text

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what is signed."""
        contract = self.object
        extra = {
            "shares": shares(contract),
            "milestones": contract.milestones.order_by("position"),
            "stages": contract.stages.order_by("position"),
            "signatures": contract.signatures.select_related("signed_by__user", "member__organisation").order_by(
                "signed_at", "pk"
            ),
        }
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Sign."""
        return self.call(signing.sign, proof=Click(form.cleaned_data["code"]))


class HandInScan(ContractAct):
    """A contract signed on paper."""

    roles = SIGNERS
    title = _("Hand in a signed paper")
    intro = _("The scan is for the two sides and the offices; the public sees the contract without names of people.")
    submit_label = _("Hand in")
    success_message = _("Signed.")
    form_class = ScanForm

    def get_over(self) -> Text:
        """The answer that comes first."""
        return CHALLENGED if waits_for_answer(self.object) else super().get_over()

    def get_initial(self) -> dict[str, Any]:
        """The person's own side."""
        return {"side": self._own}

    def get_form_options(self) -> dict[str, Any]:
        """The own side; both where the community serves a residents' group without accounts (R34)."""
        return {"sides": list(Side) if self.object.group_id is not None else [self._own]}

    @property
    def _own(self) -> Side:
        is_contractor = self.by.organisation_id in {body.pk for body in bodies(self.object)}
        return Side.CONTRACTOR if is_contractor else Side.PURCHASER

    def act(self, form: Any) -> str:
        """Sign."""
        data = form.cleaned_data
        return self.call(signing.sign, proof=Paper(data["scan"], Side(data["side"])))


class StartContract(ContractAct):
    """The work begins."""

    roles = CONTRACTORS
    title = _("Begin the work")
    intro = _("From then on milestones are reported; the days of the contract stay as they are.")
    submit_label = _("Begin")
    form_class = Form

    def act(self, form: Any) -> str:
        """Start."""
        del form
        return self.call(milestones.start_contract)


class SuspendContract(ContractAct):
    """Stop for a time."""

    roles = OFFICES
    title = _("Suspend the contract")
    intro = _("Everybody may read the reason.")
    consequences = [_("No milestone is reported, nothing is paid.")]
    submit_label = _("Suspend")
    form_class = ReasonForm
    danger = True

    def act(self, form: Any) -> str:
        """Suspend."""
        return self.call(ending.suspend, reason=form.cleaned_data["reason"])


class ResumeContract(ContractAct):
    """Go on."""

    roles = OFFICES
    title = _("Resume the contract")
    submit_label = _("Resume")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Resume."""
        return self.call(ending.resume, reason=form.cleaned_data["reason"])


class TerminateContract(ContractAct):
    """End early, settled."""

    roles = OFFICES
    title = _("Terminate the contract")
    consequences = [
        _("Payments under way end; what is still owed is asked for as the settlement."),
        _("The community lets what is left anew, or the project ends, as you decide below."),
    ]
    submit_label = _("Terminate the contract")
    form_class = TerminateForm
    danger = True

    def get_initial(self) -> dict[str, Any]:
        """What was paid or verified."""
        return {"settlement": settled_so_far(self.object)}

    def act(self, form: Any) -> str:
        """Terminate."""
        data = form.cleaned_data
        rest = Rest(data["rest"])
        return self.call(ending.terminate, reason=data["reason"], settlement=data["settlement"], rest=rest)


class CloseContract(ContractAct):
    """Close what is done."""

    roles = COMMUNITY
    title = _("Close the contract")
    consequences = [
        _("What is still set aside is available to the community again."),
        _("The result stands on the provider's record."),
    ]
    submit_label = _("Close the contract")
    form_class = Form

    def act(self, form: Any) -> str:
        """Close."""
        del form
        return self.call(closing.close)


class LogPublication(ContractAct):
    """What was published elsewhere."""

    roles = COMMUNITY
    title = _("Log a publication")
    intro = _("The portal logs its own publications; note here what hung on the board or was told at a meeting.")
    submit_label = _("Add to the log")
    form_class = AnnounceForm

    def act(self, form: Any) -> str:
        """Log."""
        data = form.cleaned_data
        values = {"kind": data["kind"], "channel": data["channel"], "text": data["note"], "until": data["until_on"]}
        return self.call(publicity.log_publication, **values)

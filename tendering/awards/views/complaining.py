"""Complaints: filing one, examining it, deciding it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.ui.components import Crumb
from marketplace.ui.views import ObjectActView
from tendering.awards import permissions
from tendering.awards.forms.complaint import ComplaintForm, DecisionForm, ExamineForm
from tendering.awards.models import Complaint, Objection
from tendering.awards.queries import complaints as queries
from tendering.awards.queries.challenges import living_award
from tendering.awards.rules.remedies import Outcome
from tendering.awards.services import complaints
from tendering.awards.views.challenging import remedies_crumbs


class Complain(Acting, ObjectActView[Objection]):
    """File a complaint after an objection or a challenge."""

    model = Objection
    roles = (*PROVIDER_ROLES, Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
    title = _("File a complaint")
    intro = _("Everybody reads that there is one and how it ended, never who filed it.")
    submit_label = _("File the complaint")
    success_message = _("Your complaint has been filed.")
    form_class = ComplaintForm

    def get_queryset(self) -> QuerySet[Objection]:
        """Objections and challenges about calls this person may read."""
        rows = Objection.objects.filter(tender__in=permissions.readable_calls(self.membership))
        return rows.select_related("tender__demand__community", "tender__rule_set", "provider__organisation")

    def get_object(self) -> Objection:
        """The objection, where it is this person's."""
        row = super().get_object()
        permissions.require_complainant(self.by, row)
        return row

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return remedies_crumbs(self.object.tender)

    def act(self, form: Any) -> str:
        """File it."""
        row = complaints.file_complaint(objection=self.object, by=self.by, pleading=form.pleading())
        return row.get_absolute_url()


class ComplaintAct(Acting, ObjectActView[Complaint]):
    """What finance or discipline does with a complaint."""

    model = Complaint
    template_name = "awards/complaint_act.html"

    def get_queryset(self) -> QuerySet[Complaint]:
        """Complaints about calls this person may read."""
        return queries.complaints(self.membership)

    def get_object(self) -> Complaint:
        """The complaint, where it is this person's to decide."""
        row = super().get_object()
        permissions.require_judge(self.by, row)
        return row

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return remedies_crumbs(self.object.objection.tender)


class Examine(ComplaintAct):
    """Admit it or turn it away."""

    roles = (Role.FINANCE_OFFICER,)
    title = _("Examine the complaint")
    intro = _("Admitted, its copies go out at once; turned away, the reason goes to the complainant.")
    submit_label = _("Decide on admission")
    form_class = ExamineForm

    def act(self, form: Any) -> str:
        """Examine."""
        data = form.cleaned_data
        row = complaints.examine(
            complaint=self.object,
            by=self.by,
            admitted=data["admission"] != "turn_away",
            suspend=data["admission"] == "suspend",
            reason=data["reason"],
        )
        return row.get_absolute_url()


class Decide(ComplaintAct):
    """Dismiss or uphold it."""

    roles = (Role.FINANCE_OFFICER, Role.DISCIPLINE)
    title = _("Decide on the complaint")
    intro = _("What follows from the decision is done with it, at once.")
    submit_label = _("Decide")
    form_class = DecisionForm

    def get_form_options(self) -> dict[str, Any]:
        """The decisions that are open now."""
        return {"outcomes": queries.complaint_outcomes(self.object, living_award(self.object.objection.tender))}

    def act(self, form: Any) -> str:
        """Decide."""
        data = form.cleaned_data
        row = complaints.decide(
            complaint=self.object, by=self.by, outcome=Outcome(data["outcome"]), decision=data["decision"]
        )
        return row.get_absolute_url()

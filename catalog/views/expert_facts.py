"""What is written down about a person of the pool: employers, relations, days away."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.forms.experts import AbsenceForm, EmploymentForm, EndForm, TieForm
from catalog.models import Expert, ExpertAbsence, ExpertEmployment, ExpertTie
from catalog.services import expert_facts
from catalog.views.experts import EXPERTS, ExpertAct, page_of
from catalog.views.roster import ROSTER
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import Membership, Organisation
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput
from marketplace.ui.components import Crumb
from marketplace.ui.drawing.values import said
from marketplace.ui.views import ObjectActView

CALENDAR = (Role.DISTRICT, Role.EXPERT)
OWN = "/evaluation/own/"
EVALUATIONS = Crumb(_("Evaluations"), "/evaluation/")


class AddEmployment(ExpertAct):
    """An employer, now or earlier."""

    title = _("Add an employer")
    intro = _("Whoever worked for a bidder within three years is not drawn to judge it.")
    form_class = EmploymentForm
    success_message = _("Saved.")

    def act(self, form: Any) -> str:
        """Write it down."""
        expert_facts.add_employment(expert=self.object, by=self.membership, now=clock.now(), **form.cleaned_data)
        return page_of(self.object)


class AddTie(ExpertAct):
    """A relation to a body."""

    title = _("Add a known relation")
    intro = _("While it lasts, and for three years after it, the person is not drawn to judge this body.")
    form_class = TieForm
    success_message = _("Saved.")

    def act(self, form: Any) -> str:
        """Find the body and write it down."""
        values = dict(form.cleaned_data)
        body = find_body(values.pop("organisation"))
        expert_facts.add_tie(expert=self.object, by=self.membership, organisation=body, now=clock.now(), **values)
        return page_of(self.object)


def find_body(text: str) -> Organisation:
    """The organisation with exactly this name or credit code.

    Raises:
        InvalidInput: `catalog.organisation_unknown`.
    """
    rows = Organisation.objects.order_by("pk")
    found = rows.filter(uscc__iexact=text).first() or rows.filter(name=text).first()
    if found is None:
        raise InvalidInput("catalog.organisation_unknown", field="organisation")
    return found


class EndEmployment(Acting, ObjectActView[ExpertEmployment]):
    """The last day of an employment."""

    model = ExpertEmployment
    roles = (Role.DISTRICT,)
    title = _("End an employment")
    submit_label = _("Write down the last day")
    form_class = EndForm
    crumbs = (ROSTER, EXPERTS)
    nav = "roster"

    def get_queryset(self) -> QuerySet[ExpertEmployment]:
        """Those that last."""
        return ExpertEmployment.objects.filter(to_date__isnull=True).select_related("expert__user")

    def get_lead(self) -> Any:
        """For whom."""
        return said(self.object.employer)

    def act(self, form: Any) -> str:
        """End it."""
        expert_facts.end_employment(employment=self.object, by=self.membership, now=clock.now(), **form.cleaned_data)
        return page_of(self.object.expert)


class EndTie(Acting, ObjectActView[ExpertTie]):
    """The last day of a relation."""

    model = ExpertTie
    roles = (Role.DISTRICT,)
    title = _("End a known relation")
    submit_label = _("Write down the last day")
    form_class = EndForm
    crumbs = (ROSTER, EXPERTS)
    nav = "roster"

    def get_queryset(self) -> QuerySet[ExpertTie]:
        """Those that last."""
        return ExpertTie.objects.filter(to_date__isnull=True).select_related("expert__user", "organisation")

    def get_lead(self) -> Any:
        """To whom."""
        return said(str(self.object))

    def act(self, form: Any) -> str:
        """End it."""
        expert_facts.end_tie(tie=self.object, by=self.membership, now=clock.now(), **form.cleaned_data)
        return page_of(self.object.expert)


def _back(by: Membership, expert: Expert) -> str:
    return OWN if by.role == Role.EXPERT else page_of(expert)


class AddAbsence(ExpertAct):
    """Days away; the expert's own, or entered by the district."""

    roles = CALENDAR
    title = _("Enter days away")
    intro = _("Whoever is away on the day is not drawn.")
    form_class = AbsenceForm
    success_message = _("Saved.")

    def get_queryset(self) -> QuerySet[Expert]:
        """One's own row, or everybody's for the district."""
        rows, by = super().get_queryset(), self.by
        return rows.filter(user=by.user_id) if by.role == Role.EXPERT else rows

    def get_crumbs(self) -> Sequence[Crumb]:
        """Experts do not see the pool."""
        return (EVALUATIONS,) if self.by.role == Role.EXPERT else super().get_crumbs()

    def get_cancel_url(self) -> str:
        """Back to where one came from."""
        return _back(self.by, self.object)

    def act(self, form: Any) -> str:
        """Enter them."""
        expert_facts.add_absence(expert=self.object, by=self.by, now=clock.now(), **form.cleaned_data)
        return _back(self.by, self.object)


class WithdrawAbsence(Acting, ObjectActView[ExpertAbsence]):
    """Take days away back."""

    model = ExpertAbsence
    roles = CALENDAR
    title = _("Take days away back")
    submit_label = _("Take them back")
    crumbs = (EVALUATIONS,)

    def get_queryset(self) -> QuerySet[ExpertAbsence]:
        """One's own, or everybody's for the district."""
        rows = ExpertAbsence.objects.select_related("expert__user")
        return rows.filter(expert__user=self.by.user_id) if self.by.role == Role.EXPERT else rows

    def get_lead(self) -> Any:
        """Which days."""
        return str(self.object)

    def get_cancel_url(self) -> str:
        """Back to where one came from."""
        return _back(self.by, self.object.expert)

    def act(self, form: Any) -> str:
        """Take them back."""
        del form
        expert_facts.withdraw_absence(absence=self.object, by=self.by, now=clock.now())
        return _back(self.by, self.object.expert)

"""The district's desk: applications, the page of a decision, objections."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.forms import BaseForm
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.desk import AcceptForm, AnswerForm, DecisionForm, RejectForm
from catalog.forms.filters import ApplicationFilters
from catalog.models import RosterApplication, RosterObjection
from catalog.permissions import READERS, may_decide
from catalog.queries.admission import admission_checks, refusal_of
from catalog.queries.applications import files_of
from catalog.queries.applied import with_facts
from catalog.rules.admission import ACCEPTANCE, Check
from catalog.rules.states import ApplicationState
from catalog.services import decisions
from catalog.services.objections import dismiss_objection, uphold_objection
from catalog.views import shown
from catalog.views.roster import ROSTER
from catalog.words.checks import condition
from catalog.words.tags import APPLICATION_TAGS, OBJECTION_TAGS
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.rulebook.queries import in_force
from marketplace.ui.components import Crumb
from marketplace.ui.drawing.values import said
from marketplace.ui.refusals import words
from marketplace.ui.views import Column, DetailPage, Kind, ListPage, ObjectActView

DESK = Crumb(_("Roster applications"), "/roster/desk/")


def seen_by_offices() -> QuerySet[RosterApplication]:
    """Applications that have been submitted; drafts are nobody's business."""
    rows = RosterApplication.objects.filter(submitted_at__isnull=False)
    return rows.select_related("provider__organisation", "provider__home_place", "rule_set")


class DeskList(ListPage):
    """Every application, what waits first."""

    title = _("Roster applications")
    caption = title
    roles = READERS
    crumbs = (ROSTER,)
    nav = "roster"
    export_name = "roster-applications"
    filter_form_class = ApplicationFilters
    default_sort = "due_at"
    empty_title = _("No application fits")
    columns = (
        Column(
            name="provider",
            label=_("Provider"),
            kind=Kind.SAID,
            sort=("provider__organisation__name",),
            link=lambda row: reverse("catalog:application", args=[row.pk]),
            sub=lambda row: row.provider.organisation.uscc,
        ),
        Column(
            name="list",
            label=_("Roster list"),
            value=lambda row: row.provider.get_roster_list_display(),
            wide_only=True,
        ),
        Column(
            name="state",
            label=_("State"),
            value=lambda row: row.get_state_display(),
            kind=Kind.TAG,
            sort=("state",),
            tag=lambda row: APPLICATION_TAGS[row.state],
            aside=True,
        ),
        Column(name="submitted_at", label=_("Submitted"), kind=Kind.MOMENT, sort=("submitted_at",)),
        Column(name="due_at", label=_("Due"), kind=Kind.DEADLINE, sort=("due_at",)),
    )

    def get_queryset(self) -> QuerySet[RosterApplication]:
        """All that were ever submitted."""
        return seen_by_offices()


class ApplicationPage(Acting, DetailPage[RosterApplication]):
    """All facts, files and conditions of one application, and the acts that are open (R28)."""

    model = RosterApplication
    template_name = "catalog/application.html"
    roles = READERS
    crumbs = (ROSTER, DESK)
    nav = "roster"

    def get_queryset(self) -> QuerySet[RosterApplication]:
        """All that were ever submitted."""
        return seen_by_offices()

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds facts unmasked, every condition with its answer today, objections, files and events."""
        application = self.object
        today = clock.today()
        provider = with_facts(application.provider, application, today)
        rules = (application.rule_set or in_force(today)).rules
        domains = list(application.domains.order_by("pk"))
        found_checks = admission_checks(application, ACCEPTANCE, rules, today)
        objections = application.objections.select_related("filed_by").order_by("filed_at", "pk")
        found = super().get_context(
            tag=APPLICATION_TAGS[application.state],
            facts=[*shown.register_facts(provider, fully=True), *shown.attribute_facts(provider, domains)],
            contact=shown.contact_facts(provider, fully=True),
            credit=shown.credit_facts(provider),
            checks=[answered(check) for check in found_checks],
            fails=not all(check.passed for check in found_checks),
            files=list(files_of(provider)),
            objections=[{"row": row, "tag": OBJECTION_TAGS[row.state]} for row in objections],
            events=shown.events(application, None),
            may_decide=may_decide(self.membership),
            is_waiting=application.state == ApplicationState.SUBMITTED,
            **context,
        )
        found["crumbs"][-1] = Crumb(said(str(application)))
        return found


def answered(check: Check) -> dict[str, Any]:
    """A condition in words, whether it holds, and why not."""
    why = "" if check.passed else words(refusal_of(check)).text
    return {"words": condition(check), "passed": check.passed, "why": why}


class Decision(Acting, ObjectActView[RosterApplication]):
    """An act of the district on an application that waits."""

    model = RosterApplication
    roles = (Role.DISTRICT,)
    form_class: type[BaseForm] = DecisionForm
    crumbs = (ROSTER, DESK)
    nav = "roster"

    def get_queryset(self) -> QuerySet[RosterApplication]:
        """All that were ever submitted."""
        return seen_by_offices()

    def get_lead(self) -> Any:
        """Whose application it is."""
        return said(str(self.object))

    def get_cancel_url(self) -> str:
        """Back to the application."""
        return reverse("catalog:application", args=[self.object.pk])


class ReturnPage(Decision):
    """Give it back for correction."""

    title = _("Return an application for correction")
    intro = _("Say what is to be mended; the provider submits again.")
    submit_label = _("Return it")
    success_message = _("Returned.")

    def act(self, form: Any) -> None:
        """Return it."""
        values = form.cleaned_data
        decisions.return_application(
            application=self.object, by=self.membership, reason=values["reason"], version=values["version"]
        )


class RejectPage(Decision):
    """Turn it down."""

    title = _("Refuse an application")
    submit_label = _("Refuse it")
    danger = True
    consequences = (_("The provider may apply again only after the rule set's months."),)
    success_message = _("Admission refused.")
    form_class = RejectForm

    def act(self, form: Any) -> None:
        """Reject it."""
        values = form.cleaned_data
        decisions.reject_application(
            application=self.object,
            by=self.membership,
            reason=values["reason"],
            false_material=values["false_material"],
            version=values["version"],
            now=clock.now(),
        )


class AcceptPage(Decision):
    """Accept it and publicise the admission."""

    title = _("Accept an application")
    intro = _("Publicity begins today. After the last day without an open objection the provider is listed.")
    submit_label = _("Accept and publicise")
    success_message = _("Accepted; publicity has begun.")
    form_class = AcceptForm

    def act(self, form: Any) -> None:
        """Accept it."""
        values = form.cleaned_data
        decisions.accept_application(
            application=self.object,
            by=self.membership,
            reason=values["reason"],
            version=values["version"],
            now=clock.now(),
        )


class AnswerPage(Acting, ObjectActView[RosterObjection]):
    """Answer an objection."""

    model = RosterObjection
    roles = (Role.DISTRICT,)
    template_name = "catalog/answer.html"
    title = _("Answer an objection")
    submit_label = _("Send the answer")
    success_message = _("Answered.")
    form_class = AnswerForm
    crumbs = (ROSTER, DESK)
    nav = "roster"

    def get_queryset(self) -> QuerySet[RosterObjection]:
        """All objections."""
        return RosterObjection.objects.select_related("application__provider__organisation", "filed_by")

    def act(self, form: Any) -> str:
        """Dismiss or uphold it."""
        values, member = form.cleaned_data, self.membership
        if values["outcome"] == AnswerForm.UPHOLD:
            uphold_objection(
                objection=self.object,
                by=member,
                answer=values["answer"],
                false_material=values["false_material"],
                now=clock.now(),
            )
        else:
            dismiss_objection(objection=self.object, by=member, answer=values["answer"], now=clock.now())
        return reverse("catalog:application", args=[self.object.application_id])

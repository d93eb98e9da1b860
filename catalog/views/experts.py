"""The expert pool: its list, a person's page, and what the district does about a person."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import expert_marks
from catalog.forms.experts import EditExpertForm, ExpertFilters, ExpertForm
from catalog.models import Expert
from catalog.permissions import POOL_READERS
from catalog.queries.experts import pool
from catalog.rules.experts import PoolState
from catalog.services import experts
from catalog.views import shown
from catalog.views.roster import ROSTER
from catalog.words.tags import POOL_TAGS
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.queries import person_by_login
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput
from marketplace.rulebook.queries import service_domains
from marketplace.ui.components import Crumb, Fact
from marketplace.ui.drawing.values import day, said
from marketplace.ui.forms import ReasonForm
from marketplace.ui.views import ActView, Column, DetailPage, Kind, ListPage, ObjectActView

EXPERTS = Crumb(_("Expert pool"), "/roster/experts/")


def page_of(expert: Expert) -> str:
    """The person's page in the pool."""
    return reverse("catalog:expert", args=[expert.pk])


def specialties(row: Expert) -> str:
    """What a person is drawn for, in the order of the service domains."""
    return shown.named(sorted(row.specialties.all(), key=lambda domain: domain.pk))


class ExpertList(Acting, ListPage):
    """The pool, for the district and who watches it."""

    title = _("Expert pool")
    lead = _("Panels draw from it by speciality; names are shown inside the offices only.")
    caption = title
    roles = POOL_READERS
    crumbs = (ROSTER,)
    nav = "roster"
    export_name = "experts"
    filter_form_class = ExpertFilters
    default_sort = "name"
    fragment_name = "catalog/_experts.html"
    empty_title = _("Nobody here")
    empty_text = _("Take people in by speciality and employer.")
    columns = (
        Column(name="name", label=_("Name"), value=str, kind=Kind.SAID, sort=("user__name",), link=page_of),
        Column(name="specialties", label=_("Specialties"), value=specialties),
        Column(name="employer", label=_("Employer"), kind=Kind.SAID, sort=("employer",)),
        Column(name="title", label=_("Professional title"), kind=Kind.SAID, wide_only=True),
        Column(
            name="state",
            label=_("State"),
            value=lambda row: row.get_state_display(),
            kind=Kind.TAG,
            sort=("state",),
            tag=lambda row: POOL_TAGS[row.state],
            aside=True,
        ),
        Column(
            name="is_away", label=_("Away today"), value=lambda row: _("yes") if row.is_away else "", wide_only=True
        ),
    )

    def get_queryset(self) -> QuerySet[Expert]:
        """Everybody who is or was in the pool."""
        return pool(clock.today())

    def get_filter_options(self) -> dict[str, Any]:
        """The domains in use."""
        return {"domains": list(service_domains())}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds whether the reader may change the pool."""
        member = self.membership
        return super().get_context(may_change=member is not None and member.role == Role.DISTRICT, **context)


class ExpertPage(Acting, DetailPage[Expert]):
    """What the pool knows of one person."""

    model = Expert
    roles = POOL_READERS
    template_name = "catalog/expert.html"
    crumbs = (ROSTER, EXPERTS)
    nav = "roster"

    def get_queryset(self) -> QuerySet[Expert]:
        """Everybody who is or was in the pool."""
        return pool(clock.today()).prefetch_related("employments", "ties__organisation", "absences")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds facts, employers, relations and days away, the latest first, and what the reader may do."""
        expert, member = self.object, self.membership
        found = super().get_context(
            facts=_facts(expert),
            tag=POOL_TAGS[expert.state],
            employments=_latest(expert.employments.all()),
            ties=_latest(expert.ties.all()),
            absences=_latest(expert.absences.all()),
            marks=expert_marks.of(expert.user_id),
            today=clock.today(),
            may_change=member is not None and member.role == Role.DISTRICT,
            is_in=expert.state != PoolState.RETIRED,
            **context,
        )
        found["crumbs"][-1] = Crumb(said(str(expert)))
        return found


def _latest(rows: Any) -> list[Any]:
    return sorted(rows, key=lambda row: (row.from_date, row.pk), reverse=True)


def _facts(expert: Expert) -> list[Fact]:
    return [
        Fact(_("Specialties"), specialties(expert)),
        Fact(_("Professional title"), said(expert.title or shown.DASH)),
        Fact(_("In the pool since"), day(expert.added_at)),
        Fact(_("Reason of the state"), said(expert.state_reason)),
    ]


class NewExpertPage(Acting, ActView):
    """Take a person into the pool."""

    roles = (Role.DISTRICT,)
    title = _("Take a person into the expert pool")
    submit_label = _("Take in")
    success_message = _("Taken into the pool.")
    form_class = ExpertForm
    crumbs = (ROSTER, EXPERTS)
    nav = "roster"

    def get_form_options(self) -> dict[str, Any]:
        """The domains in use."""
        return {"service_domains": service_domains()}

    def act(self, form: Any) -> str:
        """Find the person and take them in."""
        values = dict(form.cleaned_data)
        person = person_by_login(values.pop("login"))
        if person is None:
            raise InvalidInput("catalog.person_unknown", field="login")
        expert = experts.add_expert(user=person, by=self.membership, now=clock.now(), **values)
        return page_of(expert)


class ExpertAct(Acting, ObjectActView[Expert]):
    """An act of the district on a person of the pool."""

    model = Expert
    roles: tuple[str, ...] = (Role.DISTRICT,)
    crumbs = (ROSTER, EXPERTS)
    nav = "roster"

    def get_queryset(self) -> QuerySet[Expert]:
        """Everybody who is or was in the pool."""
        return Expert.objects.select_related("user").prefetch_related("specialties")

    def get_lead(self) -> Any:
        """Who it is."""
        return said(str(self.object))

    def get_cancel_url(self) -> str:
        """Back to the person."""
        return page_of(self.object)


class EditExpertPage(ExpertAct):
    """Change what somebody is drawn for."""

    title = _("Change specialities")
    success_message = _("Saved.")
    form_class = EditExpertForm

    def get_form_options(self) -> dict[str, Any]:
        """The person and the domains in use."""
        return {"expert": self.object, "service_domains": service_domains()}

    def act(self, form: Any) -> str:
        """Save."""
        experts.edit_expert(expert=self.object, by=self.membership, **form.cleaned_data)
        return page_of(self.object)


class StateAct(ExpertAct):
    """An act that moves a person between the pool's states, for a reason."""

    form_class = ReasonForm
    service: Callable[..., Expert]

    def act(self, form: Any) -> str:
        """Move."""
        type(self).service(expert=self.object, by=self.membership, reason=form.cleaned_data["reason"], now=clock.now())
        return page_of(self.object)


class SuspendExpertPage(StateAct):
    """Keep a person out of draws."""

    title = _("Suspend an expert")
    submit_label = _("Suspend from draws")
    danger = True
    consequences = (_("The person is no longer drawn until restored; seats held now stay."),)
    service = staticmethod(experts.suspend_expert)


class RestoreExpertPage(StateAct):
    """Let a suspended person be drawn again."""

    title = _("Restore an expert")
    submit_label = _("Restore to draws")
    service = staticmethod(experts.restore_expert)


class RetireExpertPage(StateAct):
    """Take a person out of the pool."""

    title = _("Take a person out of the expert pool")
    submit_label = _("Take out")
    danger = True
    consequences = (_("The person is no longer drawn; seats held now stay."),)
    service = staticmethod(experts.retire_expert)

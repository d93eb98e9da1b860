"""The public roster: list, comparison, one provider."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Case, IntegerField, Prefetch, Q, QuerySet, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.filters import RosterFilters
from catalog.models import Provider
from catalog.permissions import READERS, may_administer, may_decide, may_keep, may_read_fully
from catalog.queries import offers, roster
from catalog.queries.applications import files_of
from catalog.rules.states import EntryState, Grade
from catalog.views import shown
from catalog.words.tags import ENTRY_TAGS
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.models import Membership
from marketplace.rulebook.models import ServiceDomain
from marketplace.rulebook.queries import service_domains
from marketplace.ui.components import Crumb, Tab
from marketplace.ui.drawing.values import said
from marketplace.ui.views import Column, DetailPage, Kind, Page
from marketplace.ui.views.tables import Chip
from search.views.saveable import SaveableList

ROSTER = Crumb(_("Provider roster"), "/roster/")
GRADE_RANK = Case(
    *[When(grade=grade, then=Value(rank)) for rank, grade in enumerate(Grade)], output_field=IntegerField()
)


def domain_names(provider: Provider) -> str:
    """Approved service domains, as fetched with the entry."""
    return shown.named(list(provider.entry.domains.all()))


class RosterPage(SaveableList):
    """Who may be asked: search, filters with counts, cards, three to compare (R28, R30)."""

    title = _("Roster of social organisations and enterprises")
    template_name = "catalog/roster.html"
    fragment_name = "catalog/_roster.html"
    nav = "roster"
    caption = _("Providers on the roster")
    export_name = "roster"
    per_page = 12
    default_sort = "grade"
    filter_form_class = RosterFilters
    searched_kind = roster.KIND
    searched = {"state": "status", "roster_list": "type", "domain": "domain", "grade": "grade", "street": "street"}
    empty_title = _("No provider fits")
    columns = (
        Column(name="name", label=_("Name"), value=str, sort=("organisation__name",)),
        Column(name="uscc", label=_("Credit code"), value=lambda row: row.organisation.uscc),
        Column(name="list", label=_("Roster list"), value=lambda row: row.get_roster_list_display()),
        Column(name="kind", label=_("Kind of body"), value=lambda row: row.organisation.get_org_type_display()),
        Column(name="grade", label=_("Assessment grade"), value=lambda row: row.get_grade_display(), sort=("rank",)),
        Column(name="domains", label=_("Service domains"), value=domain_names),
        Column(name="strengths", label=_("Professional strengths"), value=lambda row: row.strengths),
        Column(name="street", label=_("Home street"), value=lambda row: row.home_place or ""),
        Column(
            name="registered", label=_("Registered on"), value=lambda r: r.registered_date, sort=("registered_date",)
        ),
        Column(name="staff", label=_("Full-time staff"), value=lambda r: r.fulltime_staff, sort=("-fulltime_staff",)),
        Column(name="workers", label=_("Certified social workers"), value=lambda row: row.certified_social_workers),
        Column(name="credit", label=_("Credit points"), value=lambda row: row.credit, sort=("-credit",)),
        Column(name="state", label=_("State"), value=lambda row: row.entry.get_state_display(), kind=Kind.TAG),
        Column(
            name="until", label=_("Valid until"), value=lambda row: row.entry.valid_until, sort=("entry__valid_until",)
        ),
    )

    @cached_property
    def admitted(self) -> roster.Admitted:
        """Sums of the whole roster, under the heading and for what the filters offer."""
        return roster.admitted(clock.today())

    def get_lead(self) -> str:
        """How many were admitted to each list, and how many of them are in force."""
        lists, states = self.admitted.lists, self.admitted.states
        words = _(
            "%(organisations)s social organisations and %(enterprises)s social enterprises admitted; %(listed)s listed."
        )
        return str(words) % {
            "organisations": lists.get("social_organization", 0),
            "enterprises": lists.get("social_enterprise", 0),
            "listed": states.get(EntryState.LISTED, 0),
        }

    def get_queryset(self) -> QuerySet[Provider]:
        """Everyone on the roster, ranked by grade."""
        return roster.public().annotate(rank=GRADE_RANK)

    def get_filter_options(self) -> dict[str, Any]:
        """What the filters offer."""
        return {
            "admitted": self.admitted,
            "domains": roster.held(service_domains()),
            "streets": list(roster.home_streets()),
            "today": clock.today(),
        }

    def get_chips(self) -> list[Chip]:
        """The filters that are set, by the plain names of their values."""
        form = self.filter_form
        assert isinstance(form, RosterFilters)
        return [
            Chip(str(form.names.get(name, {}).get(value, value)), self.address.without(name, value))
            for name in form.chosen()
            for value in self.address.query.getlist(name)
            if value
        ]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds cards with the figures of three years, and the ways to sort."""
        found = super().get_context(**context)
        rows = list(found["page"].object_list)
        records = roster.summaries(rows, since=roster.recent(clock.today()))
        found["cards"] = [card(row, records.get(row.pk)) for row in rows]
        found["sorts"] = self._sorts()
        found["most"] = roster.MOST_COMPARED
        found["asked"] = self.filter_form.chosen().get("q", "")
        found["kept"] = [
            (name, value)
            for name, values in self.address.query.lists()
            if name not in {"q", "page"}
            for value in values
        ]
        return found

    def _sorts(self) -> list[Tab]:
        return [
            Tab(column.label, self.address.having(sort=column.name, page=None), current=self.sort == column.name)
            for column in self.columns
            if column.sort
        ]


def card(provider: Provider, record: roster.RecordSummary | None) -> dict[str, Any]:
    """What one card shows."""
    summary = record or roster.RecordSummary()
    return {
        "provider": provider,
        "tag": ENTRY_TAGS[EntryState(provider.entry.state)],
        "domains": domain_names(provider),
        "record": summary,
        "satisfaction": shown.percent(summary.satisfaction),
    }


class ComparePage(Page):
    """Up to three providers side by side (R30); works without JavaScript."""

    template_name = "catalog/compare.html"
    title = _("Compare providers")
    crumbs = (ROSTER,)
    nav = "roster"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds one column for each provider and whether more were asked for than are shown."""
        asked = [int(value) for value in self.request.GET.getlist("with") if value.isascii() and value.isdigit()]
        asked = [pk for pk in asked if pk < 2**63]
        found = roster.compared(asked)
        records = roster.summaries(found, since=roster.recent(clock.today()))
        return super().get_context(
            cards=[card(provider, records.get(provider.pk)) for provider in found],
            most=roster.MOST_COMPARED,
            too_many=len(set(asked)) > roster.MOST_COMPARED,
            **context,
        )


class ProviderPage(Acting, DetailPage[Provider]):
    """One provider: who it is, what it has done, how it stands (R28, R30)."""

    model = Provider
    template_name = "catalog/provider.html"
    crumbs = (ROSTER,)
    nav = "roster"

    def get_queryset(self) -> QuerySet[Provider]:
        """The roster for everyone; those not yet or no longer on it for offices and their own people."""
        rows = Provider.objects.select_related("organisation", "home_place", "entry__application")
        rows = rows.prefetch_related(Prefetch("entry__domains", ServiceDomain.objects.order_by("pk")))
        return rows.filter(visible_to(self.membership))

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds facts (people masked for the public), record, credit and the way onto the roster."""
        provider, member = self.object, self.membership
        fully = may_read_fully(member, provider)
        entry = getattr(provider, "entry", None)
        domains = list(entry.domains.all()) if entry else list(provider.domains.order_by("pk"))
        since = roster.recent(clock.today())
        recent = roster.summaries([provider], since=since).get(provider.pk, roster.RecordSummary())
        found = super().get_context(
            entry=entry,
            tag=ENTRY_TAGS[EntryState(entry.state)] if entry else "",
            figures=shown.figures(provider, recent),
            facts=[*shown.register_facts(provider, fully=fully), *shown.attribute_facts(provider, domains)],
            contact=shown.contact_facts(provider, fully=fully),
            credit=shown.credit_facts(provider),
            credit_events=provider.credit_events.exclude(kind="start").order_by("-recorded_at", "-pk")[:10],
            records=list(roster.records_of(provider)[:10]),
            offers=list(offers.shown(clock.today()).filter(provider=provider).order_by("-published_at", "-pk")),
            events=shown.events(entry.application, entry) if entry else [],
            files=list(files_of(provider)) if fully else [],
            fully=fully,
            may_decide=may_decide(member),
            may_keep=may_keep(member),
            may_administer=may_administer(member, provider),
            compare_url=f"{reverse('catalog:compare')}?with={provider.pk}",
            **context,
        )
        found["crumbs"][-1] = Crumb(said(str(provider)))
        return found


def visible_to(member: Membership | None) -> Q:
    """Which providers a person may open a page of."""
    if member is not None and member.role in READERS:
        return Q()
    public = Q(entry__isnull=False) & ~Q(entry__state=EntryState.REMOVED)
    if member is not None and member.organisation_id is not None:
        return public | Q(organisation=member.organisation_id)
    return public

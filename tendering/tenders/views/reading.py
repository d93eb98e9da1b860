"""The list of calls and the page of one."""

from __future__ import annotations

from typing import Any

from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from catalog.facets import DEADLINE
from catalog.forms.projects import SEARCHED
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.audit.queries import seal_of
from marketplace.places.queries import streets
from marketplace.primitives.masking import mask_contact
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import day, said, yuan
from marketplace.ui.formats import plain
from marketplace.ui.refusals import Worded
from marketplace.ui.views import Column, DetailPage, Kind
from search.views.saveable import SaveableList
from tendering.demands.queries.explain import funding_parts, tier_explained, with_lines
from tendering.demands.queries.life_cycle import course_of, with_course
from tendering.demands.queries.planners import with_planners
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.views.case import planned_by
from tendering.demands.views.in_file import NUMBER, place_columns
from tendering.demands.wording.planners import PLANNED_BY
from tendering.tenders import links
from tendering.tenders.forms.call import CHANGEABLE_WORDS, CallFilters
from tendering.tenders.models import Notice, Tender
from tendering.tenders.permissions import may_answer
from tendering.tenders.queries import actions, checklist
from tendering.tenders.queries.coming import what_comes
from tendering.tenders.queries.complexity import declared, seats_then
from tendering.tenders.queries.consortia import admitted
from tendering.tenders.queries.findings import explained
from tendering.tenders.queries.splitting import acts_on, splitting_of, told_with
from tendering.tenders.queries.standing import is_awarded, latest_result, standing
from tendering.tenders.queries.suspensions import in_force
from tendering.tenders.queries.timetable import days_of, doubts, whole
from tendering.tenders.rules.states import LIVE, State
from tendering.tenders.views import trail
from tendering.tenders.views.base import listed, readable
from tendering.tenders.views.fitting import fitting_providers
from tendering.tenders.views.hindrances import hindrances
from tendering.tenders.wording.consortia import consortia_words
from tendering.tenders.wording.prices import AT_FIXED_PRICE, FIXED_PRICE_NAME


class CallList(Acting, SaveableList):
    """Every call this person may read, with search, filters and a file."""

    title = _("Calls")
    lead = _("What is let now and what was let, each with its notices.")
    caption = _("Calls")
    filter_form_class = CallFilters
    searched_kind = "tender"
    searched = {"state": "status", "tier": "tier", "street": "street", DEADLINE: DEADLINE, **SEARCHED}
    default_sort = "-deadline"
    summed = "ceiling"
    export_name = "calls"
    fragment_name = "tenders/_calls.html"
    columns = [
        Column(
            name="title",
            label=_("Project"),
            kind=Kind.SAID,
            value=lambda row: row.demand.title,
            sort=("demand__title",),
            link=lambda row: row.get_absolute_url(),
            sub=lambda row: f"{row.number} · {row.demand.community.parent} · {row.demand.community}",
        ),
        NUMBER,
        *place_columns(lambda row: row.demand.community),
        Column(name="get_method_display", label=_("Method"), sort=("method",)),
        Column(name="tier", label=_("Tier"), kind=Kind.TIER, sort=("tier",)),
        Column(name="ceiling", label=_("Ceiling"), kind=Kind.MONEY, sort=("ceiling",)),
        Column(
            name="get_state_display",
            label=_("State"),
            kind=Kind.TAG,
            sort=("state",),
        ),
        Column(
            name="deadline",
            label=_("Deadline"),
            kind=Kind.MOMENT,
            value=lambda row: row.deadline_at,
            sort=("deadline_at",),
            aside=True,
        ),
    ]

    def get_filter_options(self) -> dict[str, Any]:
        """Streets to choose from, and the moment from which deadlines are seen."""
        return {"streets": streets(), "now": clock.now()}

    def get_queryset(self) -> QuerySet[Tender]:
        """What this person may read."""
        return with_course(listed(self.membership), "demand")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the rows as cards and the sum of their ceilings."""
        found = super().get_context(**context)
        found["calls"] = [
            {"call": row, "standing": standing(row), "phases": course_of(row, row.demand)} for row in found["page"]
        ]
        return found | {"ceilings": found["page"].paginator.total, "now": clock.now()}


class CallPage(Acting, DetailPage[Tender]):
    """One call: every notice, question and answer, its dates with their rules. No bid is counted or named here."""

    model = Tender
    slug_field = "number"
    template_name = "tenders/tender_detail.html"
    crumbs = [trail.CALLS]

    def get_title(self) -> str:
        """The project's title as people wrote it."""
        return self.object.demand.title

    def get_queryset(self) -> QuerySet[Tender]:
        """Only what this person may read, with what the page shows."""
        return (
            actions.with_documents(self._planned(), self.membership)
            .select_related("opening", "complexity")
            .annotate(lots=lots())
            .prefetch_related("notices", "criteria", "questions", with_lines("demand__plan"))
        )

    def _planned(self) -> QuerySet[Tender]:
        return with_planners(with_course(readable(self.membership), "demand"), "demand_id")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the road, the acts, the dates, the notices."""
        tender, membership, now = self.object, self.membership, clock.now()
        split, hindered = splitting_of(membership, tender), hindrances(membership, tender)
        main_actions, quiet_actions = actions.links(membership, tender, split, now, may_bid=hindered == [])
        now_onward, also_onward = links.onward(membership, tender)
        inside = holds(membership, Role.COMMUNITY, Role.STREET, Role.DISTRICT, place=tender.demand.community)
        invitations = list(tender.invitations.select_related("provider__organisation")) if inside else None
        extra = {
            "phases": course_of(tender, tender.demand),
            **_standing(tender),
            "facts": _facts(tender),
            "explained": tier_explained(tender.demand) if tender.demand.plan else None,
            "funding": funding_parts(tender.demand.plan),
            "result": latest_result(tender),
            "is_awarded": is_awarded(tender),
            **_followed(membership, tender),
            "opening": getattr(tender, "opening", None),
            "seal": seal_of(tender.demand),
            "hindrances": hindered,
            "returned": _returned(tender),
            "timetable": whole(tender, work_calendar(), clock.today(), membership),
            "doubts": doubts(tender, work_calendar(), clock.today()),
            **_approved(tender),
            "splitting": split,
            "splitting_waits": split and split.waits and acts_on(membership, split),
            "splitting_told": told_with(tender),
            "findings": explained(tender, list(tender.notices.all())),
            "notices": sorted(tender.notices.all(), key=lambda row: -row.number),
            "questions": [row for row in tender.questions.all() if row.answered_at or inside],
            "answerable": [row.pk for row in tender.questions.all() if may_answer(membership, row, now)],
            "invitations": invitations,
            "main_actions": [*_answering(membership, tender, hindered), *now_onward, *main_actions],
            "quiet_actions": [*quiet_actions, *also_onward],
            "inside": inside,
            "procedure": tender.procedure,
            "now": now,
        }
        extra |= fitting_providers(self.request, membership, tender, invitations)
        return super().get_context(**(extra | context))


def _planned_by(tender: Tender) -> list[Fact]:
    """As announced, once it is."""
    announced = [row.body for row in tender.notices.all() if row.kind == Notice.Kind.ANNOUNCEMENT]
    if not announced:
        return planned_by(tender.planners_named)
    names = announced[0].get("planned_by")
    return [Fact(PLANNED_BY, said(names))] if names else []


def _returned(tender: Tender) -> str:
    """Why the documents came back, those of a lot with its joint call, for the offices that read a draft."""
    if tender.state != State.PREPARING:
        return ""
    return tender.returned_reason or (tender.joint.returned_reason if tender.joint else "")


def _answering(membership: Membership | None, tender: Tender, hindered: list[Worded] | None) -> list[Link]:
    """Where a provider answers the call, which what keeps it from a first answer does not lead it to."""
    if membership is None or hindered is None:
        return []
    return links.answering(membership, tender, is_free=not hindered)


def _standing(tender: Tender) -> dict[str, Any]:
    """Where the call stands, what holds it, and what comes next."""
    days = days_of(tender, work_calendar(), clock.today())
    return {"standing": standing(tender), "orders": in_force(tender), "coming": what_comes(tender, days)}


def _followed(membership: Membership | None, tender: Tender) -> dict[str, Any]:
    """The next round of a call that came to nothing, and where its community begins one."""
    if tender.state in LIVE:
        return {}
    return {
        "next_round": readable(membership).filter(previous=tender).first(),
        "anew_url": _anew_url(membership, tender),
    }


def _anew_url(membership: Membership | None, tender: Tender) -> str:
    waits = tender.has_come_to_nothing and tender.demand.state == DemandState.PUBLISHED
    is_theirs = waits and holds(membership, Role.COMMUNITY, place=tender.demand.community)
    return reverse("tenders:new", args=[tender.demand.number]) if is_theirs else ""


def lots() -> Subquery:
    """How many lots the joint call of a row has; without a joint call none is counted."""
    rows = Tender.objects.filter(joint=OuterRef("joint")).order_by().values("joint")
    return Subquery(rows.annotate(number=Count("pk")).values("number"))


def _approved(tender: Tender) -> dict[str, Any]:
    """What whoever approves the documents has seen and declared."""
    return {
        "checklist": checklist.lines(tender),
        "complexity": declared(tender),
        "seats_then": seats_then(tender),
    }


def _facts(tender: Tender) -> list[Fact]:
    content, demand = tender.content, tender.demand
    changeable = [
        CHANGEABLE_WORDS[name] for name in str(content.get("changeable", "")).split(",") if name in CHANGEABLE_WORDS
    ]
    return [
        Fact(_("Number"), tender.number),
        Fact(_("Buyer"), said(demand.community.full_name)),
        Fact(_("Item"), said(demand.scope_item) if demand.scope_item else "—"),
        Fact(_("Method"), tender.get_method_display()),
        Fact(_("Rules that bind"), _rules(tender)),
        Fact(_("Ceiling"), yuan(tender.ceiling)),
        Fact(_("Kind of work"), tender.get_kind_display()),
        Fact(_("Period"), _period(content)),
        *([Fact(_("What rounds of consultation may change"), str(plain(changeable)))] if changeable else []),
        *_consortia(tender),
        *_planned_by(tender),
        Fact(_("Least responses"), tender.procedure.minimum_responses),
        Fact(_("Contact person"), _contact(content)),
        Fact(_("Supervision phone"), content.get("supervision_phone", "")),
        Fact(_("Days of publicity of the result"), tender.procedure.result_publicity_working_days),
        Fact(_("Round"), tender.round),
    ]


def _consortia(tender: Tender) -> list[Fact]:
    """Whether the price is fixed and several may answer together, where anybody competes."""
    if not tender.procedure.competition:
        return []
    fixed = [Fact(FIXED_PRICE_NAME, AT_FIXED_PRICE)] if tender.has_fixed_price else []
    return [*fixed, Fact(_("Bids by a consortium"), consortia_words(admitted(tender)))]


def _rules(tender: Tender) -> SafeString:
    """The law and the version of the rule set, which every step of the call follows."""
    rules = tender.rule_set
    address = reverse("rulebook:rule_set", args=[rules.pk])
    return format_html('{} · <a href="{}">{}</a>', rules.get_regime_display(), address, rules)


def _period(content: dict[str, Any]) -> SafeString | str:
    days = [parse_date(str(content.get(name, ""))) for name in ("period_from", "period_to")]
    return format_html("{} – {}", *(day(found) for found in days)) if all(days) else "—"


def _contact(content: dict[str, Any]) -> SafeString:
    return format_html("{} {}", said(mask_contact(content.get("contact_name", ""))), content.get("contact_phone", ""))

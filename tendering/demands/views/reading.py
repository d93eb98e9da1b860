"""The list of demands and the page of one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Prefetch, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.projects import SEARCHED
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.actions import Link
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.places.queries import streets
from marketplace.ui.views import Column, DetailPage, Kind
from search.views.saveable import SaveableList
from tendering.demands import calls, onward
from tendering.demands.calls import Call
from tendering.demands.forms.decisions import DemandFilters
from tendering.demands.models import Backing, Checkpoint, Demand, Match
from tendering.demands.models.demand import IS_OVER
from tendering.demands.permissions import MATCHMAKERS, reads_records
from tendering.demands.queries.actions import ACTIONS
from tendering.demands.queries.explain import funding_parts, tier_explained, with_lines
from tendering.demands.queries.leading_group import group_state
from tendering.demands.queries.life_cycle import course_of, with_course
from tendering.demands.queries.planners import with_planners
from tendering.demands.rules.steps import ENDED, LOOKING, State
from tendering.demands.views import trail
from tendering.demands.views.base import listed, readable
from tendering.demands.views.case import DELIBERATIONS, MEETINGS, facts_of, meetings_of
from tendering.demands.views.in_file import place_columns
from tendering.demands.wording.matching import why_over
from tendering.funds.permissions import may_read_place


def state_tag(demand: Demand) -> str:
    """The colour of a state."""
    if demand.state in ENDED:
        return ""
    return "public" if demand.is_public else "review"


class DemandList(Acting, SaveableList):
    """Every demand this person may read, with search, filters and a file."""

    title = _("Demands")
    lead = _("What residents proposed, discussed and decided, from the resolution to the verdict.")
    caption = _("Demands")
    filter_form_class = DemandFilters
    searched_kind = "demand"
    searched = {"state": "status", "tier": "tier", "street": "street", "kind": "type", **SEARCHED}
    default_sort = "get_state_display"
    export_name = "demands"
    columns = [
        Column(
            name="title",
            label=_("Project"),
            kind=Kind.SAID,
            sort=("title",),
            link=lambda row: row.get_absolute_url(),
            sub=lambda row: f"{row.community.parent} · {row.community}",
        ),
        Column(name="number", label=_("Number"), sort=("number",)),
        *place_columns(lambda row: row.community),
        Column(name="tier", label=_("Tier"), kind=Kind.TIER, sort=("tier",)),
        Column(name="budget", label=_("Budget"), kind=Kind.MONEY, sort=("budget",)),
        Column(
            name="get_state_display",
            label=_("State"),
            kind=Kind.TAG,
            value=lambda row: row.state_in_words,
            tag=state_tag,
            sort=("is_over", "-number"),  # what goes on, the newest first; then what has ended
            aside=True,
        ),
    ]

    def get_filter_options(self) -> dict[str, Any]:
        """Streets to choose from."""
        return {"streets": streets(), "now": clock.now()}

    def get_queryset(self) -> QuerySet[Demand]:
        """What this person may read."""
        return listed(self.membership).annotate(is_over=IS_OVER)


class DemandPage(Acting, DetailPage[Demand]):
    """One demand: where it stands, what may be done, what happened."""

    model = Demand
    slug_field = "number"
    template_name = "demands/demand_detail.html"
    crumbs = [trail.DEMANDS]

    def get_title(self) -> str:
        """The title as people wrote it."""
        return self.object.title

    def get_queryset(self) -> QuerySet[Demand]:
        """Only what this person may read, with what the page shows."""
        checkpoints = Checkpoint.objects.prefetch_related("participants", "findings").order_by("scheduled_for")
        return (
            with_planners(with_course(readable(self.membership)))
            .annotate(seconded=_seconds())
            .prefetch_related(
                MEETINGS,
                Prefetch("checkpoints", checkpoints),
                DELIBERATIONS,
                "approvals",
                with_lines("plan"),
            )
        )

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the road, the acts, the facts."""
        demand, membership = self.object, self.membership
        open_approval = next((row for row in demand.approvals.all() if not row.decision), None)
        matches = _touched(demand)
        now = clock.now()
        call = calls.running([demand], now).get(demand.pk) if demand.state in LOOKING else None
        is_past = call is not None and call.is_past
        seen = _matches(matches, demand, membership, now, call_is_past=is_past)
        meets_at = _meets_at(demand, now)
        without = {*_not_offered(seen, call), *(["record"] if meets_at else [])}
        main_actions, quiet_actions = ACTIONS.links(membership, demand, now, without=without)
        extra = {
            "phases": course_of(demand, demand),
            "meetings": meetings_of(demand),
            "explained": tier_explained(demand) if demand.plan else None,
            "funding": funding_parts(demand.plan),
            "money_url": _money_url(membership, demand),
            "facts": facts_of(demand),
            "tag": state_tag(demand),
            "main_actions": [*_answering(membership, call), *main_actions],
            "meets_at": meets_at if holds(membership, Role.COMMUNITY, place=demand.community) else None,
            "onward": onward.links(membership, demand, now),
            "quiet_actions": quiet_actions,
            "group": group_state(open_approval) if open_approval else None,
            "open_approval": open_approval,
            "interest": _interest(matches),
            "seconded": getattr(demand, "seconded", 0),
            "matches": seen,
            "reads_records": reads_records(membership, demand),
            "is_worker": holds(membership, *MATCHMAKERS, place=demand.community),
            "seeks_providers": demand.state in LOOKING and not is_past,
            "is_community": holds(membership, Role.COMMUNITY, place=demand.community),
            "is_office": holds(membership, Role.STREET, Role.DISTRICT, place=demand.community),
            "decision": demand.rule_set.rules.decision,
            "now": now,
        }
        return super().get_context(**(extra | context))


def _meets_at(demand: Demand, now: datetime) -> datetime | None:
    """When the meeting that is called begins; None where none is, or it has begun: it is recorded from then on."""
    called = (row.held_at for row in demand.meetings.all() if row.present is None and not row.outcome)
    return next((at for at in called if at > now and demand.state == State.MEETING_CALLED), None)


def _seconds() -> Subquery:
    """How many residents second a demand."""
    rows = Backing.objects.filter(demand=OuterRef("pk"), kind=Backing.Kind.SECOND).order_by().values("demand")
    return Subquery(rows.annotate(number=Count("pk")).values("number"))


def _money_url(membership: Membership | None, demand: Demand) -> str:
    """Where pledge letters and receipts are recorded, for those who read the community's ledger."""
    reads = demand.plan_id is not None and may_read_place(membership, demand.community)
    return reverse("funds:plan", args=[demand.plan_id]) if reads else ""


def _touched(demand: Demand) -> list[Match]:
    """Every provider in touch about it, the newest first; none before it is published."""
    if demand.published_at is None:
        return []
    return list(demand.matches.select_related("provider__organisation").order_by("-opened_at", "-pk"))


def _interest(matches: Sequence[Match]) -> dict[str, int]:
    """How many were interested, invited, matched: the public sees numbers only (domain 4, row match)."""
    counted = Counter(row.state for row in matches)
    return {state.value: counted[state] for state in (Match.State.INTERESTED, Match.State.INVITED, Match.State.MATCHED)}


def _matches(
    matches: Sequence[Match],
    demand: Demand,
    membership: Membership | None,
    now: datetime,
    *,
    call_is_past: bool,
) -> list[dict[str, Any]]:
    """Rows this person may see, each with whether the answer is theirs, and why it is none any more."""
    if membership is None:
        return []
    if membership.organisation_id is not None:
        rows = [row for row in matches if row.provider.organisation_id == membership.organisation_id]
        return [_answerable(row, demand, Match.State.INVITED, now, call_is_past=call_is_past) for row in rows]
    if not holds(membership, *MATCHMAKERS, place=demand.community):
        return []
    awaited = Match.State.INTERESTED if membership.role == Role.COMMUNITY else None
    return [_answerable(row, demand, awaited, now, call_is_past=call_is_past) for row in matches]


def _answerable(
    row: Match, demand: Demand, awaited: Match.State | None, now: datetime, *, call_is_past: bool
) -> dict[str, Any]:
    over = why_over(row.state, row.expires_at, demand.state, now, call_is_past=call_is_past)
    return {"row": row, "mine": row.state == awaited and not over, "over": over}


def _not_offered(matches: list[dict[str, Any]], call: Call | None) -> Collection[str]:
    """Whoever is in touch already, or may answer the call, has nothing more to express; past the call nobody has."""
    if call is not None and call.is_past:
        return {"interest", "invite"}
    living = {Match.State.INTERESTED, Match.State.INVITED, Match.State.MATCHED}
    in_touch = any(found["row"].state in living for found in matches)
    return {"interest"} if in_touch or (call is not None and call.is_answered) else ()


def _answering(membership: Membership | None, call: Call | None) -> list[Link]:
    """A provider is led to the running call: its page says whether it may answer."""
    if membership is None or membership.role not in PROVIDER_ROLES or call is None or not call.is_answered:
        return []
    return [(_("Answer the call %(number)s") % {"number": call.number}, call.url)]

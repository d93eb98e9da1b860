"""Writing a demand: draft, mend, propose (民提; R15-R18, R23, R27)."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.places.models import Level, Place
from marketplace.places.queries import district_of
from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import ZERO, exact_yuan
from marketplace.primitives.numbers import DEMAND
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, StaleVersion, refuse, require_title
from marketplace.primitives.ruleset import RuleSet
from marketplace.rulebook.models import ScopeItem
from marketplace.rulebook.queries import in_force
from tendering.demands import permissions
from tendering.demands.models import Demand
from tendering.demands.queries.people import user_ids
from tendering.demands.queries.siblings import funding_facts, splitting_warning
from tendering.demands.queries.voted import changes
from tendering.demands.rules import screening
from tendering.demands.rules.screening import DemandFacts
from tendering.demands.rules.steps import State
from tendering.demands.rules.voted import Change
from tendering.demands.services.numbering import next_number
from tendering.demands.services.states import locked, move, note_writer, retier, touch
from tendering.demands.services.year_end import refuse_barred
from tendering.demands.wording.fields import FIELDS
from tendering.funds.models import FundingPlan, PlanStatus
from tendering.funds.queries.plans import total_of
from tendering.funds.services.plans import LineDraft, cash_of, plan_for_year, write_plan


class OutsideCallWindow(Refusal):
    """Proposals are called for at the start of the year; others need a reason for their urgency (R19)."""

    def __init__(self, starts: date, ends: date) -> None:
        super().__init__("demands.outside_call_window", field="urgent_reason", starts=starts, ends=ends)


class VotedOtherwise(InvalidInput):
    """The residents decided on another scope, kind or purpose, or on less money (R20): that needs a new resolution."""

    def __init__(self, change: Change) -> None:
        super().__init__("demands.voted_otherwise", field=change.name, what=FIELDS[change.name])


@dataclass(frozen=True, slots=True)
class DemandValues:
    """What people write in a demand, money apart."""

    title: str
    scope_item: ScopeItem | None = None
    chengdu_class: str = ""
    kind: str = "service"
    delivery_class: str = "professional"
    need: str = ""
    outputs: str = ""
    beneficiary_groups: Sequence[str] = ()
    households: int = 0
    people: int = 0
    is_operating_cost: bool = False
    structural_works: bool = False
    multi_year: bool = False
    cross_community: bool = False
    design_contest_construction: bool = False
    urgent_reason: str = ""
    splitting_reason: str = ""


@transaction.atomic
def draft_demand(
    *, community: Place, by: Membership, values: DemandValues, now: datetime, previous: Demand | None = None
) -> Demand:
    """Begin a demand for a community; with `previous`, the same project proposed again (its lineage goes on).

    Raises:
        NotPermitted: `by` may not propose in this community.
        InvalidInput: not a community, an earlier project of another one, or a value no form lets through.
    """
    permissions.require_proposer(by, community)
    if community.level != Level.COMMUNITY:
        raise InvalidInput("demands.not_a_community", field="community")
    if previous is not None and previous.community_id != community.pk:
        raise InvalidInput("demands.other_community", field="previous")
    rule_set = in_force(day_of(now), district_of(community))
    demand = Demand(
        number=next_number(DEMAND, now.year),
        community=community,
        fiscal_year=now.year,
        rule_set=rule_set,
        author_id=by.user_id,
        from_resident=by.role in (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE),
        lineage=previous.lineage if previous else uuid.uuid4(),
        previous=previous,
        created_at=now,
        state_since=now,
    )
    _write(demand, values)
    demand.save()
    note_writer(demand, by)
    record(act="demands.demand.draft", target=demand, by=by, about=[community], parameters={"number": demand.number})
    return demand


@transaction.atomic
def edit_demand(*, demand: Demand, by: Membership, values: DemandValues, version: int) -> Demand:
    """Mend a draft, or papers that were returned.

    Raises:
        NotPermitted: `by` is neither the author nor the community's staff.
        StaleVersion: somebody else saved since the page was shown.
        Refusal: `demands.not_editable`, once others decide about it.
        Refusals: what returned papers would lack, and `VotedOtherwise`.
    """
    permissions.require_author(by, demand)
    demand = _editable(demand, version)
    _write(demand, values)
    if demand.plan_id is not None:
        retier(demand)
    if demand.state != State.DRAFT:
        check_complete(demand)
        check_voted(demand)
    demand.save()
    touch(demand)
    note_writer(demand, by)
    record(act="demands.demand.edited", target=demand, by=by, parameters={"tier": demand.tier})
    return demand


EDITABLE = (State.DRAFT, State.RETURNED)


def _write(demand: Demand, values: DemandValues) -> None:
    for entry in fields(values):
        value = getattr(values, entry.name)
        setattr(demand, entry.name, list(value) if entry.name == "beneficiary_groups" else value)
    require_title(values.title, "demands.no_title")
    if demand.scope_item is not None and not demand.chengdu_class:
        demand.chengdu_class = demand.scope_item.chengdu_class


@transaction.atomic
def write_funding(
    *, demand: Demand, by: Membership, version: int, budget: Decimal, lines: Sequence[LineDraft]
) -> Demand:
    """Say what it costs and who pays (R8): budget in yuan, and the lines of the funding plan.

    Raises:
        NotPermitted: `by` is neither the author nor the community's staff.
        StaleVersion: somebody else saved since the page was shown.
        Refusals: what is wrong with the lines; `demands.plan_differs` if they do not add up to the budget;
            `VotedOtherwise` for more than the residents decided on.
    """
    permissions.require_author(by, demand)
    demand = _editable(demand, version)
    exact = exact_yuan(budget)
    if (total := cash_of(lines)) != exact:
        raise InvalidInput("demands.plan_differs", field="budget", budget=exact, plan=total)
    plan = _open_plan(demand, by)
    demand.plan = write_plan(place=demand.community, title=demand.title, lines=lines, by=by, plan=plan)
    demand.budget = exact
    if demand.state != State.DRAFT:
        check_voted(demand)
    retier(demand)
    demand.save()
    touch(demand)
    note_writer(demand, by)
    record(act="demands.demand.funding", target=demand, by=by, parameters={"budget": str(exact)})
    return demand


def _open_plan(demand: Demand, by: Membership) -> FundingPlan | None:
    """Its plan; one that ended with last year goes on in this year's accounts (domain 3.2, last exit)."""
    if demand.plan is None or demand.plan.status != PlanStatus.ENDED:
        return demand.plan
    return plan_for_year(plan=demand.plan, year=day_of(clock.read()).year, by=by)


def _editable(demand: Demand, version: int) -> Demand:
    demand = locked(demand)
    if demand.version != version:
        raise StaleVersion(demand)
    if demand.state not in EDITABLE:
        raise Refusal("demands.not_editable", state=demand.state)
    return demand


@transaction.atomic
def propose(*, demand: Demand, by: Membership, now: datetime) -> Demand:
    """Put a complete draft before the community (民提).

    A resident's proposal needs no money plan yet: the community adopts it and writes one at screening.

    Raises:
        Refusals: everything that is missing, each with its field.
        BarredNextYear: the same project was left unfinished last year (R27).
        OutsideCallWindow: outside the yearly window without a reason (R19).
    """
    permissions.require_author(by, demand)
    demand = locked(demand)
    refuse_barred(demand, max(demand.fiscal_year, now.year))
    _take_rules(demand, now)
    if not demand.from_resident:
        check_complete(demand)
    refuse(_out_of_season(demand, now))
    demand.proposed_at = now
    move(demand, "propose", by=by, now=now, parameters={"tier": demand.tier, "budget": str(demand.budget)})
    notify(
        kind="demands.proposed",
        recipients=user_ids(Role.COMMUNITY, near=demand.community),
        url=demand.get_absolute_url(),
        parameters={"title": demand.title},
    )
    return demand


def _take_rules(demand: Demand, now: datetime) -> None:
    """A proposal is judged by the rules in force when it is made; a draft may have been begun under older ones."""
    demand.rule_set = in_force(day_of(now), district_of(demand.community))
    if demand.plan_id is not None:
        retier(demand)


def check_complete(demand: Demand) -> None:
    """Raise `Refusals` with everything that keeps a demand from deliberation, splitting without a word included."""
    if problems := _incomplete(demand):
        raise Refusals(problems)


def check_voted(demand: Demand) -> None:
    """Raise `Refusals` with everything in which returned papers go beyond what the residents voted on.

    Wording, sources and a lower budget are corrections: whoever approves sees them beside what was voted on.
    """
    refuse([VotedOtherwise(change) for change in changes(demand) if change.is_beyond])


def outstanding(demand: Demand, now: datetime) -> list[Refusal]:
    """What `propose` would refuse for want of an answer, told before anybody tries; the same checks."""
    found = [] if demand.from_resident else _incomplete(demand)
    return [*found, *_out_of_season(demand, now)]


def _incomplete(demand: Demand) -> list[Refusal]:
    problems = screening.completeness(facts_of(demand))
    problems += screening.funding_limits(funding_facts(demand), demand.rule_set.rules)
    if splitting_warning(demand) and len(demand.splitting_reason.strip()) < MINIMUM_SPLITTING_REASON:
        problems.append(InvalidInput("demands.splitting_reason", field="splitting_reason"))
    return problems


MINIMUM_SPLITTING_REASON = 20


def facts_of(demand: Demand, negative: frozenset[str] = frozenset()) -> DemandFacts:
    """What the rules read of a demand."""
    return DemandFacts(
        has_scope_item=demand.scope_item_id is not None,
        budget=demand.budget,
        plan_total=total_of(demand.plan) if demand.plan else ZERO,
        beneficiary_groups=demand.beneficiary_groups,
        households=demand.households,
        people=demand.people,
        community_households=demand.community.households,
        community_population=demand.community.population,
        urgent_reason=demand.urgent_reason,
        has_need=bool(demand.need.strip()),
        has_outputs=bool(demand.outputs.strip()),
        negative=negative,
    )


def _out_of_season(demand: Demand, now: datetime) -> list[Refusal]:
    return out_of_season(demand.rule_set.rules, demand.urgent_reason, now)


def out_of_season(rules: RuleSet, urgent_reason: str, now: datetime) -> list[Refusal]:
    """What a proposal without a reason for its urgency is refused with outside the yearly window (R19)."""
    day = day_of(now)
    if screening.in_call_window(day, rules) or urgent_reason.strip():
        return []
    window = rules.decision.call_window
    return [OutsideCallWindow(date(day.year, *window.from_), date(day.year, *window.to))]

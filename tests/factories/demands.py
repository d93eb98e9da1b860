"""Demands for tests: walked through the services, or written straight into the tables."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.primitives.ruleset import Regime
from marketplace.rulebook.models import RuleSet, ScopeItem
from tendering.demands.models import DecidingBody, Demand
from tendering.demands.rules.steps import State
from tendering.demands.services import approvals, bodies, deliberation, drafting, publication, screening
from tendering.demands.services.deliberation import DeliberationRecord, MeetingRecord
from tendering.demands.services.drafting import DemandValues
from tendering.demands.services.numbering import next_number
from tendering.funds.models import FundAccount
from tendering.funds.services import commit_plan
from tests.factories import accounts, funds, places, rulebook

BODY = DecidingBody.Kind.RESIDENTS_REPRESENTATIVE_MEETING


@dataclass
class People:
    """Everybody a demand of one community needs; roles as in the rule set."""

    community: Place
    author: Membership
    screener: Membership
    committee: Membership
    street: Membership
    district: Membership

    @staticmethod
    def of(community: Place | None = None) -> People:
        """Separate people for each act, in one community, its street and the district."""
        community = community or places.community()
        assert community.parent is not None
        return People(
            community=community,
            author=accounts.membership(Role.COMMUNITY, community),
            screener=accounts.membership(Role.COMMUNITY, community),
            committee=accounts.membership(Role.SUPERVISION_COMMITTEE, community),
            street=accounts.membership(Role.STREET, community.parent),
            district=accounts.membership(Role.DISTRICT, places.district()),
        )


def item(code: str = "A1") -> ScopeItem:
    """An item of the shipped catalogue."""
    return rulebook.catalogue().items.get(code=code)


def values(**changes: Any) -> DemandValues:
    """A complete demand."""
    complete: dict[str, Any] = {
        "title": "独居老人助浴服务项目",
        "scope_item": changes.pop("scope_item", None) or item(),
        "need": "辖区独居老人洗浴不便。",
        "outputs": "全年上门助浴 300 人次。",
        "beneficiary_groups": ("elderly",),
        "households": 120,
        "people": 150,
        "urgent_reason": "夏季需求集中。",
    }
    return DemandValues(**(complete | changes))


def sitting_body(community: Place, members: int = 30) -> DecidingBody:
    """The community's deciding body."""
    by = accounts.membership(Role.COMMUNITY, community)
    day = clock.today() - timedelta(days=400)
    return bodies.register_body(community=community, kind=BODY, members=members, from_date=day, by=by)


def body_on_record(community: Place) -> DecidingBody:
    """The community's deciding body, registered unless one is."""
    return DecidingBody.objects.filter(community=community).first() or sitting_body(community)


def rules(**overrides: Any) -> RuleSet:
    """A rule set in force, unless one is."""
    local = RuleSet.objects.filter(place=places.district(), regime=Regime.LOCAL)
    return rulebook.rule_set(**overrides) if overrides or not local.exists() else local.latest("pk")


def drafted(people: People, budget: str = "30000.00", *, available: str = "100000.00", **changes: Any) -> Demand:
    """A complete draft with its funding plan, all from the community's account."""
    rules()
    account = FundAccount.objects.filter(place=people.community, year=clock.today().year).first()
    account = account or funds.account(people.community, available)
    demand = drafting.draft_demand(
        community=people.community, by=people.author, values=values(**changes), now=clock.now()
    )
    line = funds.draft(budget, account=account)
    return drafting.write_funding(
        demand=demand, by=people.author, version=demand.version, budget=Decimal(budget), lines=[line]
    )


def screened(demand: Demand, by: Membership) -> Demand:
    """Looked at by somebody, who found nothing against it and its flags right."""
    return screening.screen(
        demand=demand,
        by=by,
        negative=frozenset(),
        duplicates_checked=True,
        flags=demand.declared,
        now=clock.now(),
    )


def deliberated(people: People, budget: str = "30000.00", **options: Any) -> Demand:
    """In deliberation, with every record a meeting needs."""
    demand = drafted(people, budget, **options)
    demand = drafting.propose(demand=demand, by=people.author, now=clock.now())
    demand = screened(demand, people.screener)
    for kind in ("visit", "two_committee_review", "democratic_discussion"):
        record = DeliberationRecord(kind, clock.today(), 20, "多数居民赞成。")
        deliberation.record_deliberation(demand=demand, by=people.author, values=record, now=clock.now())
    demand.refresh_from_db()
    return demand


def recorded(
    people: People, budget: str = "30000.00", *, tally: tuple[int, int, int, int] = (26, 24, 1, 1), **options: Any
) -> Demand:
    """A meeting of 30 members called and recorded; the clock stands three days later afterwards."""
    return met(deliberated(people, budget, **options), people, tally=tally)


def met(
    demand: Demand,
    people: People,
    *,
    tally: tuple[int, int, int, int] = (26, 24, 1, 1),
    recorder: Membership | None = None,
) -> Demand:
    """The meeting about a demand in deliberation called, and recorded by the author unless told."""
    if not DecidingBody.objects.filter(community=people.community).exists():
        sitting_body(people.community)
    held_at = clock.now() + timedelta(days=2, minutes=1)
    deliberation.call_meeting(demand=demand, by=people.author, held_at=held_at, place_text="活动室", now=clock.now())
    present, votes_for, against, abstain = tally
    with clock.shifted(timedelta(days=3)):
        written = MeetingRecord(present, votes_for, against, abstain, "王主任", "会议纪要。")
        deliberation.record_meeting(demand=demand, by=recorder or people.author, values=written)
    demand.refresh_from_db()
    return demand


def decided(people: People, budget: str = "30000.00", **options: Any) -> Demand:
    """Resolved, countersigned, and posted long enough."""
    return posted(recorded(people, budget, **options), people)


def posted(demand: Demand, people: People) -> Demand:
    """A recorded meeting countersigned, its resolution posted long enough."""
    with clock.shifted(timedelta(days=4)):
        deliberation.countersign(demand=demand, by=people.committee, now=clock.now())
        deliberation.publicise_resolution(demand=demand, by=people.author, now=clock.now())
    with clock.shifted(timedelta(days=11)):
        deliberation.end_publicity(demand=demand)
    demand.refresh_from_db()
    return demand


def filed(people: People, budget: str = "30000.00", **options: Any) -> Demand:
    """A micro project on file at the street."""
    demand = decided(people, budget, **options)
    demand = approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    return approvals.file_demand(demand=demand, by=people.street, now=clock.now())


def funded(people: People, budget: str = "30000.00", **options: Any) -> Demand:
    """Filed, and its money set aside."""
    return publication.fund_demand(demand=filed(people, budget, **options), by=people.author, now=clock.now())


@transaction.atomic
def published(
    community: Place | None = None, budget: str = "30000.00", *, code: str = "A1", tier: str = "micro", **facts: Any
) -> Demand:
    """A published demand with its money set aside, written straight into the tables: what later stages begin with."""
    community = community or places.community()
    rule_set, now = rules(), clock.now()
    account = FundAccount.objects.filter(place=community, year=now.year).first()
    if account is None or account.available < Decimal(budget):
        account = funds.account(community, str(max(Decimal("390000.00"), Decimal(budget))))
    author = accounts.membership(Role.COMMUNITY, community)
    plan = funds.plan(budget, [funds.draft(budget, account=account)], place=community)
    commit_plan(plan=plan, by=author)
    return Demand.objects.create(
        number=next_number("XQ", now.year),
        title=facts.pop("title", "独居老人助浴服务项目"),
        community=community,
        fiscal_year=now.year,
        scope_item=item(code),
        budget=Decimal(budget),
        plan=plan,
        tier=tier,
        rule_set=rule_set,
        state=State.PUBLISHED,
        author=author.user,
        created_at=now,
        proposed_at=now,
        decided_at=now,
        published_at=now,
        state_since=now,
        **({"households": 100, "people": 150, "beneficiary_groups": ["elderly"]} | facts),
    )

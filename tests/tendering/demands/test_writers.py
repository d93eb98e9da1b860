"""Whoever wrote in a demand, or in what its deciders are shown of it, neither screens nor decides it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import NotPermitted
from tendering.demands.models import Demand
from tendering.demands.queries.actions import ACTIONS
from tendering.demands.queries.duties import duties
from tendering.demands.services import approvals, checkpoints, deliberation, drafting, screening
from tendering.demands.services.deliberation import DeliberationRecord
from tendering.funds.models import FundAccount
from tests.factories import accounts, demands, funds
from tests.factories.demands import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@dataclass
class Both:
    """One person in two offices."""

    community: Membership
    street: Membership


@pytest.fixture
def both(people: People) -> Both:
    who = accounts.user()
    return Both(
        accounts.membership(Role.COMMUNITY, people.community, who=who),
        accounts.membership(Role.STREET, people.community.parent, who=who),
    )


def mend(demand: Demand, by: Membership) -> Demand:
    values = demands.values(title="独居老人上门助浴")
    return drafting.edit_demand(demand=demand, by=by, values=values, version=demand.version)


def price(demand: Demand, by: Membership) -> Demand:
    account, budget = FundAccount.objects.get(place=demand.community), demand.budget - 100
    lines = [funds.draft(str(budget), account=account)]
    return drafting.write_funding(demand=demand, by=by, version=demand.version, budget=budget, lines=lines)


@pytest.mark.parametrize("write", [mend, price])
def test_whoever_mended_the_draft_does_not_screen_it(
    people: People, write: Callable[[Demand, Membership], Demand]
) -> None:
    """Nor is it on their page or workbench; a colleague who wrote nothing screens."""
    demand = write(demands.drafted(people), people.screener)
    demand = drafting.propose(demand=demand, by=people.author, now=clock.now())
    colleague = accounts.membership(Role.COMMUNITY, people.community)
    for by, may in ((people.author, False), (people.screener, False), (colleague, True)):
        assert ("screen" in {row.name for row in ACTIONS.open_to(by, demand, clock.now())}) is may
        assert ("demands.screen" in {duty.kind for duty in duties(by, clock.now())}) is may
    with refused("demands.own_demand", kind=NotPermitted):
        screened(demand, people.screener)
    screened(demand, colleague)


def screened(demand: Demand, by: Membership) -> Demand:
    return screening.screen(
        demand=demand, by=by, negative=frozenset(), duplicates_checked=True, flags=demand.declared, now=clock.now()
    )


def refuse_filing(demand: Demand, people: People, street: Membership) -> None:
    """By the act, on the page and on the workbench; the street's colleague files it."""
    with refused("demands.own_demand", kind=NotPermitted):
        approvals.file_demand(demand=demand, by=street, now=clock.now())
    for by, may in ((street, False), (people.street, True)):
        assert ("file" in {row.name for row in ACTIONS.open_to(by, demand, clock.now())}) is may
        assert ("demands.file" in {duty.kind for duty in duties(by, clock.now())}) is may
    approvals.file_demand(demand=demand, by=people.street, now=clock.now())


def submitted(demand: Demand, people: People) -> Demand:
    return approvals.submit_decision(demand=demand, by=people.author, now=clock.now())


def deliberate(demand: Demand, by: Membership) -> None:
    values = DeliberationRecord("survey", clock.today(), 20, "多数居民赞成。")
    deliberation.record_deliberation(demand=demand, by=by, values=values, now=clock.now())


@pytest.mark.parametrize("recorded", ["deliberation", "meeting"])
def test_whoever_recorded_what_the_residents_said_does_not_file_it(people: People, both: Both, recorded: str) -> None:
    """The street reads it when it takes the project on file."""
    demand = demands.deliberated(people)
    if recorded == "deliberation":
        deliberate(demand, both.community)
    demand = demands.met(demand, people, recorder=both.community if recorded == "meeting" else None)
    refuse_filing(submitted(demands.posted(demand, people), people), people, both.street)


@pytest.mark.requirement("R20")
@pytest.mark.parametrize("write", [mend, price])
def test_whoever_mended_returned_papers_does_not_approve_them(
    people: People, both: Both, write: Callable[[Demand, Membership], Demand]
) -> None:
    demand = write(returned(people), both.community)
    demand = approvals.resubmit(demand=demand, by=people.author, answer="已补充", now=clock.now())
    with refused("demands.own_demand", kind=NotPermitted):
        approvals.reject(demand=demand, by=both.street, reason="不同意", now=clock.now())


def returned(people: People) -> Demand:
    demand = submitted(demands.decided(people, "150000.00", available="300000.00"), people)
    return approvals.return_demand(demand=demand, by=people.street, reason="请补充预算", now=clock.now())


def test_whoever_answers_returned_papers_does_not_approve_them(people: People, both: Both) -> None:
    """Nor speaks in the leading group."""
    demand = approvals.resubmit(demand=returned(people), by=both.community, answer="已补充", now=clock.now())
    seat = accounts.membership(Role.LEADING_GROUP_MEMBER, people.community.parent, who=both.street.user)
    with refused("demands.own_demand", kind=NotPermitted):
        approvals.approve(demand=demand, by=both.street, now=clock.now())
    with refused("demands.own_demand", kind=NotPermitted):
        approvals.give_opinion(approval=demand.approvals.latest("pk"), by=seat, vote="for", reason="", now=clock.now())
    for by, act, kind in ((both.street, "approve", "demands.approve"), (seat, "opinion", "demands.give_opinion")):
        assert act not in {row.name for row in ACTIONS.open_to(by, demand, clock.now())}
        assert kind not in {duty.kind for duty in duties(by, clock.now())}
    assert "approve" in {row.name for row in ACTIONS.open_to(people.street, demand, clock.now())}


def test_whoever_answered_the_demonstration_does_not_approve_on_it(people: People, both: Both) -> None:
    demand = demands.decided(people, "150000.00", available="300000.00")
    now = clock.now()
    row = checkpoints.schedule_checkpoint(
        demand=demand, kind="early", by=people.author, scheduled_for=now + timedelta(minutes=1), now=now
    )
    with clock.shifted(timedelta(minutes=2)):
        row = checkpoints.hold_checkpoint(
            checkpoint=row,
            by=people.street,
            participants=[("周工", "城建科")],
            findings=[("城建科", "消防通道不足")],
            summary="现场查看",
        )
        checkpoints.answer_finding(finding=row.findings.get(), by=both.community, answer="已拓宽")
        demand = submitted(demand, people)
        with refused("demands.own_demand", kind=NotPermitted):
            approvals.approve(demand=demand, by=both.street, now=clock.now())


def test_whoever_adopted_it_stays_on_record_with_whoever_began_it(people: People) -> None:
    resident = accounts.membership(Role.RESIDENT, people.community)
    demand = drafting.draft_demand(community=people.community, by=resident, values=demands.values(), now=clock.now())
    demand = drafting.propose(demand=demand, by=resident, now=clock.now())
    demand = screening.adopt(demand=demand, by=people.author, now=clock.now())
    assert set(demand.writers.all()) == {resident.user, people.author.user}

"""Somebody writes, withdraws or blocks a demand that is not theirs any more."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from tendering.demands.models import BatchItem, Demand
from tendering.demands.rules.steps import State
from tendering.demands.services import drafting, publication, screening
from tests.factories import accounts, demands, funds, places
from tests.factories.demands import People

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> People:
    demands.rules()
    return People.of()


def proposed(people: People) -> tuple[Demand, Membership]:
    resident = accounts.membership(Role.RESIDENT, people.community)
    demand = drafting.draft_demand(community=people.community, by=resident, values=demands.values(), now=clock.now())
    return drafting.propose(demand=demand, by=resident, now=clock.now()), resident


def test_what_the_community_adopted_is_not_the_residents_to_write_any_more(people: People) -> None:
    demand, resident = proposed(people)
    demand = screening.adopt(demand=demand, by=people.screener, now=clock.now())
    account = funds.account(people.community, "100000.00")
    with pytest.raises(NotPermitted):
        drafting.edit_demand(
            demand=demand, by=resident, values=demands.values(title="另一件事"), version=demand.version
        )
    with pytest.raises(NotPermitted):
        drafting.write_funding(
            demand=demand,
            by=resident,
            version=demand.version,
            budget=Decimal("90000.00"),
            lines=[funds.draft("90000.00", account=account)],
        )
    with pytest.raises(NotPermitted):
        drafting.propose(demand=demand, by=resident, now=clock.now())
    with pytest.raises(NotPermitted):
        publication.withdraw(demand=demand, by=resident, reason="不要了", now=clock.now())


@pytest.mark.parametrize("role", [Role.RESIDENT, Role.PARTY_ORG, Role.SUPERVISION_COMMITTEE])
def test_who_left_the_office_does_not_write_what_they_wrote_there(people: People, role: Role) -> None:
    demand = demands.drafted(people)
    elsewhere = places.community()
    scope = elsewhere if role is Role.PARTY_ORG else people.community
    later = accounts.membership(role, scope, who=people.author.user)
    with pytest.raises(NotPermitted):
        drafting.edit_demand(demand=demand, by=later, values=demands.values(title="另一件事"), version=demand.version)


def test_a_resident_who_is_overtaken_by_the_screening_withdraws_nothing(people: People) -> None:
    """The page was read while the proposal was still the resident's own."""
    resident = accounts.membership(Role.RESIDENT, people.community)
    stale = demands.deliberated(people)
    Demand.objects.filter(pk=stale.pk).update(author=resident.user)
    stale.state, stale.author, stale.from_resident = State.PROPOSED, resident.user, True
    with pytest.raises(NotPermitted):
        publication.withdraw(demand=stale, by=resident, reason="不要了", now=clock.now())


@pytest.mark.parametrize("act", ["withdraw", "publish"])
def test_one_community_cannot_hold_up_the_batch_of_all(people: People, act: str) -> None:
    own, others = demands.funded(people), demands.funded(People.of())
    now = clock.now()
    batch = publication.open_batch(
        district=places.district(), title="第一批", fiscal_year=now.year, by=people.district, now=now
    )
    publication.add_to_batch(batch=batch, demands=[own, others], by=people.district, now=now)
    publication.freeze_batch(batch=batch, by=people.district)
    if act == "withdraw":
        publication.withdraw(demand=own, by=people.author, reason="不再需要", now=now)
    else:
        publication.publish(demand=own, by=people.author, now=now)
    publication.publish_batch(batch=batch, by=people.district, now=now)
    others.refresh_from_db()
    assert others.state == State.PUBLISHED
    assert list(BatchItem.objects.values_list("demand", flat=True)) == [others.pk]


def test_what_was_withdrawn_meanwhile_is_not_gathered(people: People) -> None:
    demand = demands.funded(people)
    now = clock.now()
    batch = publication.open_batch(
        district=places.district(), title="第一批", fiscal_year=now.year, by=people.district, now=now
    )
    publication.withdraw(demand=Demand.objects.get(pk=demand.pk), by=people.author, reason="不再需要", now=now)
    with pytest.raises(Exception, match=r"demands\.batch\.not_funded"):
        publication.add_to_batch(batch=batch, demands=[demand], by=people.district, now=now)


def test_two_proposals_are_not_merged_into_each_other(people: People) -> None:
    one, _resident = proposed(people)
    other, _resident = proposed(people)
    one = screening.merge(demand=one, into=other, by=people.screener, reason="同一件事", now=clock.now())
    with pytest.raises(InvalidInput) as refused:
        screening.merge(demand=other, into=one, by=people.screener, reason="同一件事", now=clock.now())
    assert refused.value.code == "demands.merge_target"
    other.refresh_from_db()
    assert other.merged_into_id is None

"""What the district gathers and publishes together (R37)."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput
from tendering.demands.models import Demand, PublicationBatch
from tendering.demands.permissions import can_read_batch
from tendering.demands.rules.steps import State
from tendering.demands.services import publication
from tests.factories import accounts, demands, places
from tests.factories.demands import People
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R37")]


def funded(people: People) -> Demand:
    """Written straight into the tables."""
    demand = demands.published(people.community)
    Demand.objects.filter(pk=demand.pk).update(state=State.FUNDED)
    demand.refresh_from_db()
    return demand


def opened(people: People, title: str = "第一批") -> PublicationBatch:
    now = clock.now()
    return publication.open_batch(
        district=places.district(), title=title, fiscal_year=now.year, by=people.district, now=now
    )


def test_a_demand_is_gathered_once_by_its_own_district() -> None:
    people = People.of()
    demand, ours_too = funded(people), funded(people)
    batch, other = opened(people), opened(people, "第二批")
    ours: dict[str, Any] = {"by": people.district, "now": clock.now()}
    publication.add_to_batch(batch=batch, demands=[demand], **ours)
    for again in (batch, other):
        with refused("demands.batch.taken", kind=InvalidInput):
            publication.add_to_batch(batch=again, demands=[demand], **ours)
    elsewhere = places.district("510107", "武侯区", "Wuhou District")
    officer = accounts.membership(Role.DISTRICT, elsewhere)
    theirs = publication.open_batch(
        district=elsewhere, title="第一批", fiscal_year=clock.now().year, by=officer, now=clock.now()
    )
    with refused("demands.batch.other_district", kind=InvalidInput):
        publication.add_to_batch(batch=theirs, demands=[ours_too], by=officer, now=clock.now())
    with refused("demands.batch.not_inside"):
        publication.remove_from_batch(batch=other, demand=demand, by=people.district)
    assert [found.items.count() for found in (batch, other, theirs)] == [1, 0, 0]


def test_a_batch_is_the_districts_until_it_is_published() -> None:
    people = People.of()
    batch = opened(people)
    readers = (people.district, accounts.membership(Role.AUDITOR), accounts.membership(Role.DISCIPLINE))
    others = (None, people.author, people.street)
    assert all(can_read_batch(member, batch) for member in readers)
    assert not any(can_read_batch(member, batch) for member in others)
    batch.published_at = clock.now()
    assert all(can_read_batch(member, batch) for member in (*readers, *others))

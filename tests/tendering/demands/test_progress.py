"""How later stages move a demand: by its own row, never by what a call's row was joined to."""

from __future__ import annotations

import pytest

from marketplace import clock
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State
from tendering.demands.services.progress import advance_from
from tests.factories import demands, places

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


def published() -> Demand:
    return demands.published(places.community(), "1000.00")


@pytest.mark.parametrize("remembered", [State.LETTING, State.AWARDED])
def test_a_demand_moves_on_from_where_it_stands_not_from_where_it_stood(remembered: State) -> None:
    demand = published()
    Demand.objects.filter(pk=demand.pk).update(state=State.AWARDED)
    demand.state = remembered
    advance_from(State.AWARDED, demand=demand, act="evaluated_anew", by=None, now=clock.now())
    demand.refresh_from_db()
    assert demand.state == State.LETTING


def test_nothing_follows_where_it_stands_elsewhere() -> None:
    demand = published()
    version = demand.version
    demand.state = State.AWARDED
    advance_from(State.AWARDED, demand=demand, act="evaluated_anew", by=None, now=clock.now())
    demand.refresh_from_db()
    assert (demand.state, demand.version) == (State.PUBLISHED, version)

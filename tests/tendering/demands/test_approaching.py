"""Demands that a provider may be invited to, on its own page and its offers': asked first, cut off afterwards (R36)."""

from __future__ import annotations

import secrets
from datetime import timedelta

import pytest

from catalog.approaches import Approach
from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.demands.models import Demand
from tendering.demands.queries.approaching import MOST, PORTION, approaches
from tendering.funds.models import FundingPlan
from tests.factories import accounts, catalog, demands, places

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R36")]


def plan_like(demand: Demand) -> FundingPlan:
    assert demand.plan is not None
    plan = FundingPlan.objects.get(pk=demand.plan.pk)
    plan.pk = None
    plan.save()
    return plan


def copies(demand: Demand, number: int, *, later: int) -> list[str]:
    """More demands like this one, each published so many days later; their numbers."""
    rows = []
    for _copy in range(number):
        row = Demand.objects.get(pk=demand.pk)
        row.plan = plan_like(demand)
        row.pk = None
        row.number = f"XQ-{secrets.token_hex(6)}"
        row.published_at = clock.now() + timedelta(days=later)
        rows.append(row)
    Demand.objects.bulk_create(rows)
    return [row.number for row in rows]


def test_demands_it_may_not_do_take_no_place_of_those_it_may() -> None:
    community = places.community()
    provider = catalog.listed_provider(domains=["elderly"])
    fitting = demands.published(community)
    elsewhere = demands.published(places.community())
    own = {fitting.number, *copies(fitting, MOST, later=0)}
    major = demands.published(community, code="B1")
    copies(major, PORTION + MOST + 1, later=1)
    found = approaches(accounts.membership(Role.COMMUNITY, community), provider, clock.now())
    assert len(found) == MOST
    assert {one.meta for one in found} <= own
    assert elsewhere.number not in {one.meta for one in found}
    assert all(isinstance(one, Approach) and f"provider={provider.pk}" in one.url for one in found)


def test_nobody_but_a_community_is_led_to_demands() -> None:
    demand, provider = demands.published(places.community()), catalog.listed_provider()
    for role in (Role.STREET, Role.DISTRICT, Role.AUDITOR):
        assert approaches(accounts.membership(role, demand.community.parent), provider, clock.now()) == []

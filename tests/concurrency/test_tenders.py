"""Acts that meet before a call at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.db import connection, transaction
from django.db.models import Sum

from marketplace import clock
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services.states import locked as locked_demand
from tendering.tenders.models import Offer, Tender
from tendering.tenders.services import announcing
from tendering.tenders.services.offers import CostLine, OfferValues, record_offer
from tendering.tenders.services.states import locked
from tests.concurrency.racing import race, stuck
from tests.factories import awards, catalog, demands, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_direct_awards_of_different_calls_keep_to_the_yearly_limit_together() -> None:
    """Six calls offer 20,000 each to one provider in one instant: two fit into 50,000 a year."""
    demands.rules()
    office, provider = Office.of(), catalog.listed_provider()
    acts = []
    for _call in range(6):
        demand = demands.published(office.community, "20000.00")
        tender = tenders.prepared(office, demand, method="direct_award")
        awards.match(tender, provider)
        line = CostLine("上门助浴", Decimal(1), "项", Decimal("20000.00"))
        values = OfferValues("每月 25 人次", "参照上年三家询价", [line], provider)
        acts.append(partial(record_offer, tender=tender, by=office.preparer, values=values, now=clock.now()))
    assert race(acts) == {"done": 2, "YearlyLimit": 4}
    assert Offer.objects.aggregate(total=Sum("price"))["total"] == Decimal("40000.00")


def test_whoever_waited_for_a_call_sees_its_demand_as_it_is() -> None:
    """The demand moves on while somebody waits for the lock: what was joined to the row is not as old as the wait."""
    demands.rules()
    tender = tenders.announced(Office.of())
    seen = []

    def look() -> None:
        with transaction.atomic():
            seen.append(locked(tender).demand.state)

    connection.set_autocommit(False)
    try:
        locked(tender)
        Demand.objects.filter(pk=tender.demand_id).update(state=DemandState.AWARDED)
        with stuck(look):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert seen == [DemandState.AWARDED]


def test_a_next_round_waits_for_the_round_before_it_takes_the_demand() -> None:
    """Whoever acts on the round before takes it and then the demand: preparing the next one keeps to that order."""
    demands.rules()
    office = Office.of()
    before = announcing.fail(tender=tenders.announced(office), reason="有效响应不足三家")
    connection.set_autocommit(False)
    try:
        Tender.objects.select_for_update().get(pk=before.pk)
        with stuck(partial(tenders.prepared, office, before.demand)):
            assert locked_demand(before.demand) == before.demand
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert before.demand.tenders.count() == 2

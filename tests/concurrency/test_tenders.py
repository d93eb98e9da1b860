"""Acts that meet before a call at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from decimal import Decimal
from functools import partial

import pytest
from django.db.models import Sum

from marketplace import clock
from tendering.tenders.models import Offer
from tendering.tenders.services.offers import CostLine, OfferValues, record_offer
from tests.concurrency.racing import race
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

"""Rounds of one demand follow one another, never beside each other."""

from __future__ import annotations

import pytest

from marketplace import clock
from marketplace.primitives.refusal import Refusal
from tendering.tenders.models import Tender
from tendering.tenders.services import preparing
from tests.factories import tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38")]


def test_no_other_call_is_prepared_while_one_of_the_demand_lives(office: Office) -> None:
    """Neither beside one in preparation nor beside one under review."""
    tender = tenders.prepared(office)
    with pytest.raises(Refusal, match=r"tenders\.demand_not_published"):
        tenders.prepared(office, tender.demand)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    with pytest.raises(Refusal, match=r"tenders\.demand_not_published"):
        tenders.prepared(office, tender.demand)
    assert list(Tender.objects.filter(demand=tender.demand)) == [tender]

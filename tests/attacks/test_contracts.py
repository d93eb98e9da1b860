"""Somebody leaves in the middle of an act, or signs what is not theirs."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.accounts.models import Membership
from tendering.contracts.models import Amendment
from tendering.contracts.services import amendments
from tendering.contracts.services.amendments import Change
from tests.factories import contracts, demands
from tests.factories.contracts import People

pytestmark = pytest.mark.django_db


def test_the_other_side_agrees_although_whoever_asked_has_left() -> None:
    demands.rules()
    people = People.of()
    contract = contracts.signed(people)
    change = Change("增加频次", Decimal("1000.00"))
    row = amendments.request_amendment(contract=contract, by=people.contractor, change=change)
    Membership.objects.filter(pk=people.contractor.pk).update(to_date=clock.today())
    row = Amendment.objects.get(pk=row.pk)
    assert amendments.agree_amendment(amendment=row, by=people.worker).agreed_by == people.worker

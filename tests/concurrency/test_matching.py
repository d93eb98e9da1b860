"""Both sides of a match, its demand and its time, at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from functools import partial

import pytest
from django.db import connection

from catalog.models import Provider
from marketplace import clock
from marketplace.primitives.refusal import Refusal
from tendering.demands.models import Demand, Match
from tendering.demands.services import matching
from tendering.tenders.services.invitations import answer_invitation, invite_providers
from tests.concurrency.racing import stuck
from tests.factories import catalog, demands, tenders
from tests.factories.tenders import Office

pytestmark = [
    pytest.mark.postgresql,
    pytest.mark.django_db(transaction=True),
    pytest.mark.requirement("R36"),
]


@pytest.fixture
def office() -> Office:
    demands.rules()
    return Office.of()


@pytest.fixture
def demand(office: Office) -> Demand:
    return tenders.prepared(office, method="comparison_invited").demand


@pytest.fixture
def provider() -> Provider:
    return catalog.listed_provider()


@pytest.fixture
def row(demand: Demand, provider: Provider) -> Match:
    bidder = tenders.bidder(provider)
    return matching.express_interest(demand=demand, provider=provider, by=bidder, message="愿意", now=clock.now())


def test_what_expires_while_the_call_is_answered_stays_expired(
    office: Office, demand: Demand, provider: Provider, row: Match
) -> None:
    (asked,) = invite_providers(tender=demand.tenders.get(), providers=[provider], by=office.preparer, now=clock.now())
    Match.objects.update(expires_at=clock.now())
    accept = partial(answer_invitation, invitation=asked, by=tenders.bidder(provider), accept=True)
    connection.set_autocommit(False)
    try:
        assert matching.expire_match(match=row)
        with stuck(accept):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert sorted(Match.objects.values_list("state", flat=True)) == ["expired", "matched"]


def test_who_confirms_waits_for_what_becomes_of_the_demand(office: Office, row: Match) -> None:
    confirm = partial(matching.confirm_match, match=row, by=office.preparer)
    connection.set_autocommit(False)
    try:
        Demand.objects.update(state="awarded")
        with pytest.raises(Refusal) as refused, stuck(confirm):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert refused.value.code == "demands.match.not_open"

"""Whoever no longer acts for a provider is told nothing of it: not by a call, a match, an opening, nor a result."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.outbox.models import Message
from marketplace.primitives.calendar import SHANGHAI
from tendering.demands.services import matching
from tests.factories import accounts, awards, bids, demands, tenders
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    """1 June 2026, a Monday."""
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        yield


def told(kind: str) -> set[int]:
    """Everybody who was sent a message of this kind."""
    payloads = [row.payload for row in Message.objects.filter(topic="notify")]
    return {pk for payload in payloads if payload["kind"] == kind for pk in payload["recipients"]}


def match(provider: Provider) -> None:
    office = Office.of()
    demand = demands.published(office.community)
    matching.invite(demand=demand, provider=provider, by=office.preparer, message="", now=clock.now())


def call(provider: Provider) -> None:
    tenders.announced(Office.of(), method="comparison_invited", invited=[provider, *tenders.providers(2)])


def opening(provider: Provider) -> None:
    office = Office.of()
    tender = tenders.announced(office)
    for rival in (provider, *tenders.providers(2)):
        bids.submitted(tender, rival)
    bids.opened(tender, office)


def result(provider: Provider) -> None:
    office = Office.of()
    awards.lettered(office, awards.ranked(office, [*tenders.providers(2), provider]))


@pytest.mark.parametrize(
    ("act", "kind"),
    [
        (match, "demands.match_invitation"),
        (call, "tenders.invited"),
        (opening, "bids.opened"),
        (result, "awards.publicised"),
        (result, "awards.regret"),
    ],
)
def test_people_who_left_a_provider_hear_nothing_more(act: Callable[[Provider], None], kind: str) -> None:
    (provider,) = tenders.providers(1)
    member = tenders.bidder(provider)
    left = accounts.membership(Role.PROVIDER_BIDDER, provider.organisation, to_date=clock.today() - timedelta(days=20))
    act(provider)
    assert member.user_id in told(kind)
    assert left.user_id not in told(kind)

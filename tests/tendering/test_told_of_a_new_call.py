"""A public call above micro is told to all listed providers of its domain, in a few statements (domain 3.4)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from catalog.models import Provider
from catalog.rules.control import tight
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.outbox.models import Message
from marketplace.primitives.calendar import SHANGHAI
from tendering.demands.models import ProjectPlanner
from tendering.tenders.services import telling
from tendering.tenders.services.invitations import invite_providers
from tests.factories import accounts, awards, bids, catalog, demands, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


@pytest.fixture(autouse=True)
def june() -> Iterator[None]:
    """1 June 2026, a Monday."""
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        yield


@pytest.fixture
def office() -> Office:
    demands.rules()
    return Office.of()


def told() -> list[int]:
    """Who found it in the inbox."""
    bids.deliver_all()
    return sorted(Notification.objects.filter(kind="tenders.announced").values_list("recipient_id", flat=True))


def users(*people: Membership) -> list[int]:
    return sorted(who.user_id for who in people)


def test_listed_providers_of_its_domain_are_told_of_a_public_call(office: Office) -> None:
    (fitting,), (other,) = tenders.providers(1), tenders.providers(1, domains=["education"])
    gone = catalog.listed_provider(state=EntryState.REMOVED)
    suspended = catalog.listed_provider(state=EntryState.SUSPENDED)
    expired = catalog.listed_provider(valid_until=clock.today() - timedelta(days=1))
    colleagues = [tenders.bidder(fitting), tenders.bidder(fitting)]
    for provider in (other, gone, suspended, expired, catalog.unlisted_provider()):
        tenders.bidder(provider)
    accounts.membership(Role.PROVIDER_BIDDER, fitting.organisation, to_date=clock.today() - timedelta(days=20))
    tender = tenders.major(office)
    assert told() == users(*colleagues)
    message = Notification.objects.filter(kind="tenders.announced")[0]
    assert tender.deadline_at is not None
    assert message.url == tender.get_absolute_url()
    assert message.parameters["deadline"] == tender.deadline_at.isoformat()


def test_of_a_micro_call_nobody_is_told_who_is_not_invited(office: Office) -> None:
    provider, invited = tenders.providers(2)
    for one in (provider, invited):
        tenders.bidder(one)
    tenders.announced(office, invited=[invited])
    assert told() == []
    assert not Message.objects.filter(topic=telling.TOPIC).exists()


def test_a_call_among_the_invited_is_told_to_nobody_else(office: Office) -> None:
    rivals = tenders.providers(4)
    for one in rivals:
        tenders.bidder(one)
    tenders.announced(office, method="comparison_invited", invited=rivals[:3])
    assert told() == []


def test_the_invited_are_not_told_twice_and_who_planned_the_project_is_not(office: Office) -> None:
    """The worker asks when it delivers."""
    listed, planner, invited = tenders.providers(3)
    people = {one.pk: tenders.bidder(one) for one in (listed, planner, invited)}
    tender = tenders.major(office)
    name = planner.organisation.name
    on_record = {"recorded_by": office.preparer.user, "recorded_at": clock.now()}
    ProjectPlanner.objects.create(demand=tender.demand, provider=planner, name=name, key=tight(name), **on_record)
    invite_providers(tender=tender, providers=[invited], by=office.preparer, now=clock.now())
    assert told() == users(people[listed.pk])


def test_under_the_statute_the_listed_are_told_where_anybody_may_bid(office: Office) -> None:
    (listed,), unlisted = tenders.providers(1), catalog.unlisted_provider()
    people = [tenders.bidder(one) for one in (listed, unlisted)]
    awards.statutory(tenders.major(office))
    assert told() == users(people[0])


def test_a_hundred_providers_cost_as_many_statements_as_ten(office: Office) -> None:
    """But for the portions in which SQLite takes rows."""
    tenders.major(office)
    (message,) = Message.objects.filter(topic=telling.TOPIC)
    costs, everybody = [], list[Provider]()
    for number in (10, 90):
        everybody += tenders.providers(number)
        for provider in everybody[-number:]:
            accounts.proved(tenders.bidder(provider).user)
        costs.append(statements(message, number=message.pk + number))
    assert Notification.objects.filter(message_id=message.pk + 90).count() == 100
    assert Message.objects.filter(topic="notifications.deliver").count() == 110
    assert costs[1] - costs[0] <= 2
    assert costs[1] <= 16


def statements(message: Message, *, number: int) -> int:
    with CaptureQueriesContext(connection) as captured:
        telling.tell(message.payload, message_id=number)
    return len(captured)

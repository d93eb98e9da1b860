"""Two workers at once tell of a new hit once; one person saving twice at once keeps to the limit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from marketplace.accounts.models import User
from marketplace.outbox.models import Message
from search import engines
from search.models import News, SavedSearch
from search.rules import MOST, Frequency
from search.services import keeping, telling
from tests.concurrency.racing import race, stuck
from tests.factories import accounts, places
from tests.search import following
from tests.search.following import kept

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    following.alone(monkeypatch)
    yield
    engines.forget()


@pytest.fixture
def reader() -> User:
    return accounts.user("张三")


def come(reader: User) -> SavedSearch:
    search = kept(reader, "金科苑")
    keeping.update("place", [places.community("金科苑社区").pk])
    return search


def test_two_workers_at_once_tell_once(reader: User) -> None:
    search = come(reader)
    connection.set_autocommit(False)
    try:
        SavedSearch.objects.select_for_update().get(pk=search.pk)
        with stuck(lambda: telling.tell(search_id=search.pk, frequency=Frequency.AT_ONCE)):
            assert telling.tell(search_id=search.pk, frequency=Frequency.AT_ONCE)
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert Message.objects.filter(topic="notify").count() == 1
    assert News.objects.get().letter == 1


def test_many_workers_tell_once(reader: User) -> None:
    search = come(reader)
    race([lambda: telling.tell(search_id=search.pk, frequency=Frequency.AT_ONCE)] * 4)
    assert Message.objects.filter(topic="notify").count() == 1


def test_a_search_that_is_deleted_meanwhile_stops_no_change(reader: User) -> None:
    """The change waits for whoever deletes, then finds nothing to keep; the document is indexed all the same."""
    search, place = kept(reader, "金科苑"), places.community("金科苑社区")
    connection.set_autocommit(False)
    try:
        SavedSearch.objects.filter(pk=search.pk).delete()
        with stuck(lambda: keeping.update("place", [place.pk])):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert News.objects.count() == 0
    assert [hit.key for hit in engines.engine().find(following.ANYTHING).hits] == [place.pk]


def test_who_saves_twice_at_once_keeps_to_the_limit(reader: User) -> None:
    for number in range(MOST - 1):
        kept(reader, f"第{number}社区")
    assert race([lambda: kept(reader, "金科苑"), lambda: kept(reader, "黄忠")]) == {"done": 1, "TooMany": 1}
    assert SavedSearch.objects.count() == MOST

"""Saved searches: what comes to fit them is told once, at once or daily, as far as its reader may see it then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from urllib.parse import urlencode

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from marketplace import clock
from marketplace.accounts.models import User
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry as Logged
from marketplace.notifications.models import Notification
from marketplace.notifications.rules import Channel
from marketplace.notifications.services import choose
from marketplace.outbox.models import Message
from marketplace.outbox.services import deliver
from marketplace.places.models import Place
from marketplace.primitives.refusal import InvalidInput
from search import asked, audience, engines, queries, remembering, rules
from search.models import Entry, News, SavedSearch
from search.rules import MOST, NAME_LIMIT, Frequency
from search.services import following as services_following
from search.services import keeping, rebuilding, saving, telling
from search.services.following import TELL
from tests.factories import accounts, places
from tests.search import following, found_places
from tests.search.following import come, kept, people, rename, run
from tests.search.test_hostile import FRAGMENTS, typed

pytestmark = pytest.mark.django_db
NAME_OF_PLACE = Place._meta.get_field("name_zh").max_length


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    following.alone(monkeypatch)
    yield
    engines.forget()


@pytest.fixture
def reader() -> User:
    return accounts.proved(accounts.user("张三"))


def told() -> list[str]:
    """The titles that letters named so far, in their order."""
    lines = [line for letter in mail.outbox for line in str(letter.body).splitlines()]
    return [line for line in lines if line.endswith("社区")]


def fresh(reader: User) -> int:
    return sum(queries.fresh(reader).values())


def test_what_comes_to_fit_is_told_at_once(reader: User) -> None:
    search = kept(reader, "金科苑")
    come("黄忠社区")
    place = come("金科苑社区")
    run()
    (letter,) = mail.outbox
    assert (letter.to, letter.subject) == ([reader.email], "您的搜索“金科苑”有新结果")
    assert told() == ["金科苑社区"]
    assert f"/places/{place.pk}/" in letter.body
    assert "2026年11月20日 12:00" in letter.body
    assert Notification.objects.get().url == f"/search/saved/{search.pk}/"


def test_hostile_texts_are_kept_changed_and_tried_like_any(reader: User) -> None:
    """Each finds, where something changes, just what the index finds by it."""
    texts = [text.encode("utf-8", "ignore").decode() for text in [*FRAGMENTS, *typed()[::50]]]
    searches = []
    for number, text in enumerate(texts):
        if number % MOST == 0:
            reader = accounts.user(f"{number}号读者")
        of = asked.read(QueryDict(urlencode({"q": text})), clock.now())
        with suppress(rules.NothingAsked, rules.KeptAlready, InvalidInput):
            search = saving.save(user=reader, asked=of, name="搜索", frequency=Frequency.DAILY, now=clock.now())
            name = text if 0 < len(text.strip()) < NAME_LIMIT and "\0" not in text else "搜索"
            with suppress(InvalidInput):
                saving.change(user=reader, search=search, name=name, frequency=Frequency.AT_ONCE)
            searches.append(search)
    assert len(searches) > len(texts) // 2
    place = come("金科苑社区")
    rename(place, " ".join(text.replace("\0", "") for text in FRAGMENTS)[:NAME_OF_PLACE])
    run()
    assert not Message.objects.filter(delivered_at=None).exists()
    now, found = clock.now(), set()
    for search in searches:
        query = remembering.read(search.query, now).query(audience.EVERYBODY, now)
        found |= {search.pk} if engines.engine().find(query).total else set()
    assert {*News.objects.values_list("search", flat=True)} == found != set()


def test_what_fitted_before_it_was_saved_is_no_news(reader: User) -> None:
    place = come("金科苑社区")
    run()
    kept(reader, "金科苑")
    rename(place, "金科苑东社区")
    run()
    assert (told(), fresh(reader)) == ([], 0)


def test_what_comes_to_fit_by_a_change_is_news_and_only_once(reader: User) -> None:
    place = come("黄忠社区")
    run()
    kept(reader, "金科苑")
    for name in ("金科苑社区", "黄忠社区", "金科苑社区", "金科苑东社区"):
        rename(place, name)
        run()
    assert told() == ["金科苑社区"]
    assert News.objects.count() == 1


def test_several_changes_before_the_worker_comes_are_one_letter(reader: User) -> None:
    kept(reader, "社区")
    for name in ("金科苑社区", "黄忠社区", "抚琴社区"):
        come(name)
    with transaction.atomic():
        keeping.update("place", list(Place.objects.values_list("pk", flat=True)))
    run()
    assert len(mail.outbox) == 1
    assert sorted(told()) == ["抚琴社区", "金科苑社区", "黄忠社区"]


def test_daily_waits_for_its_hour_and_never_tells(reader: User) -> None:
    daily, never = kept(reader, "金科苑", Frequency.DAILY), kept(reader, "社区", Frequency.NEVER)
    come("金科苑社区")
    run()
    assert (told(), queries.fresh(reader)) == ([], {daily.pk: 1, never.pk: 1})
    assert telling.tell_daily() == 1
    run()
    assert telling.tell_daily() == 0
    assert told() == ["金科苑社区"]


def test_what_was_looked_at_is_not_sent_any_more(reader: User) -> None:
    search = kept(reader, "金科苑", Frequency.DAILY)
    come("金科苑社区")
    run()
    assert saving.look(user=accounts.user("李四"), search=search, now=clock.now()) == 0
    assert saving.look(user=reader, search=search, now=clock.now()) == 1
    assert (fresh(reader), telling.tell_daily()) == (0, 0)


def test_what_came_while_no_mail_was_wanted_is_not_sent_later(reader: User) -> None:
    search = kept(reader, "社区", Frequency.NEVER)
    come("金科苑社区")
    run()
    saving.change(user=reader, search=search, name="社区", frequency=Frequency.DAILY)
    come("黄忠社区")
    run()
    telling.tell_daily()
    run()
    assert (told(), fresh(reader)) == (["黄忠社区"], 2)


def test_visibility_is_judged_when_the_letter_is_sent(reader: User) -> None:
    """And what could not be shown is told when it may be seen again: nothing is lost."""
    kept(reader, "社区", Frequency.DAILY)
    hidden, shown = come("金科苑社区"), come("黄忠社区")
    run()
    telling.tell_daily()
    while Message.objects.filter(topic=TELL, delivered_at=None).exists():
        deliver(message_id=Message.objects.filter(topic=TELL, delivered_at=None).earliest("pk").pk)
    Place.objects.filter(pk=hidden.pk).update(population=0)
    run()
    assert told() == ["黄忠社区"]
    people(hidden, 0)
    run()
    people(hidden, 7)
    run()
    telling.tell_daily()
    run()
    assert told() == ["黄忠社区", "金科苑社区"]
    assert shown.pk != hidden.pk


def test_what_is_not_for_its_owner_is_no_news(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until a change lets them find it."""
    office = accounts.membership(Role.DISTRICT).user
    for user in (reader, office):
        kept(user, "金科苑", Frequency.NEVER)
    hidden = audience.offices([Role.DISTRICT], places.district())
    monkeypatch.setattr(found_places, "PUBLIC", hidden)
    place = come("金科苑社区")
    run()
    assert [News.objects.filter(search__owner=user).count() for user in (reader, office)] == [0, 1]
    monkeypatch.setattr(found_places, "PUBLIC", audience.EVERYBODY)
    people(place, 7)
    run()
    assert [News.objects.filter(search__owner=user).count() for user in (reader, office)] == [1, 1]


def test_a_letter_with_nothing_left_to_say_is_not_sent(reader: User) -> None:
    kept(reader, "金科苑", Frequency.DAILY)
    place = come("金科苑社区")
    run()
    telling.tell_daily()
    Place.objects.filter(pk=place.pk).update(population=0)
    run()
    assert mail.outbox == []


def test_mail_that_is_down_loses_nothing_and_tells_once(reader: User, settings: Settings) -> None:
    kept(reader, "金科苑")
    settings.EMAIL_BACKEND = "tests.search.test_saved.Down"
    come("金科苑社区")
    run()
    assert mail.outbox == []
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    waiting = Message.objects.filter(delivered_at=None)
    assert waiting.get().last_error.startswith("ConnectionRefusedError")
    waiting.update(available_at=clock.now())
    run()
    run()
    assert told() == ["金科苑社区"]


class Down:
    """A mail server that does not answer."""

    def __init__(self, *arguments: object, **options: object) -> None:
        del arguments, options

    def send_messages(self, _messages: object) -> int:
        raise ConnectionRefusedError


def test_who_wants_no_mail_of_this_kind_finds_it_in_the_inbox(reader: User) -> None:
    choose(user=reader, wanted={(telling.FOUND, Channel.EMAIL): False})
    kept(reader, "金科苑")
    come("金科苑社区")
    run()
    assert (mail.outbox, Notification.objects.count()) == ([], 1)


def test_a_closed_account_hears_nothing(reader: User) -> None:
    kept(reader, "金科苑")
    User.objects.filter(pk=reader.pk).update(is_active=False)
    come("金科苑社区")
    run()
    assert (mail.outbox, News.objects.count()) == ([], 0)


def test_an_index_that_is_built_for_the_first_time_is_no_news(reader: User) -> None:
    kept(reader, "社区")
    places.community("金科苑社区")
    rebuilding.rebuild("place", lambda _number: None)
    run()
    assert (told(), fresh(reader)) == ([], 0)
    places.community("黄忠社区")
    rebuilding.rebuild("place", lambda _number: None)
    run()
    assert told() == ["黄忠社区"]


def test_a_letter_names_some_and_says_how_many_more(reader: User) -> None:
    kept(reader, "社区", Frequency.DAILY)
    for number in range(rules.MOST_NAMED + 2):
        come(f"第{number}社区")
    run()
    telling.tell_daily()
    run()
    assert len(told()) == rules.MOST_NAMED
    assert "还有 2 条" in mail.outbox[0].body


def test_english_readers_are_told_in_english(reader: User) -> None:
    User.objects.filter(pk=reader.pk).update(language="en")
    kept(reader, "金科苑")
    come("金科苑社区")
    run()
    assert mail.outbox[0].subject == "New for your search “金科苑”"
    assert "Deadline 20 Nov 2026, 12:00" in mail.outbox[0].body


def test_ended_mail_keeps_the_search(reader: User) -> None:
    search = kept(reader, "金科苑")
    come("金科苑社区")
    assert saving.silence(search_id=search.pk) is not None
    assert saving.silence(search_id=search.pk) is not None
    run()
    assert (mail.outbox, fresh(reader)) == ([], 1)
    assert saving.silence(search_id=10**6) is None
    assert Logged.objects.filter(act="search.saved.silenced").count() == 1


def test_no_search_is_kept_twice(reader: User) -> None:
    search = kept(reader, "金科苑", name="我的")
    with pytest.raises(rules.KeptAlready) as refused:
        kept(reader, "++金科苑+")
    assert refused.value.parameters == {"name": "我的"}
    kept(accounts.user("李四"), "金科苑")
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.create(owner=reader, digest=search.digest, frequency="daily", saved_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        SavedSearch.objects.filter(pk=search.pk).update(frequency="hourly")
    with pytest.raises(rules.NothingAsked):
        kept(reader, "", name="全部")


def test_no_more_than_there_may_be(reader: User) -> None:
    for number in range(MOST):
        kept(reader, f"第{number}社区")
    with pytest.raises(rules.TooMany):
        kept(reader, "金科苑")


def test_the_log_says_neither_name_nor_words(reader: User) -> None:
    search = kept(reader, "金科苑", name="秘密")
    saving.change(user=reader, search=search, name="更秘密", frequency=Frequency.NEVER)
    saving.delete(user=reader, search=search)
    entries = list(Logged.objects.filter(act__startswith="search.saved").order_by("pk"))
    assert [entry.act for entry in entries] == ["search.saved", "search.saved.changed", "search.saved.deleted"]
    assert not [entry for entry in entries if "秘密" in str(vars(entry)) or "金科苑" in str(vars(entry))]


def test_it_goes_with_its_owner_and_with_what_is_forgotten(reader: User) -> None:
    kept(reader, "金科苑")
    come("金科苑社区")
    run()
    Entry.objects.all().delete()
    assert News.objects.count() == 0
    SavedSearch.objects.all().delete()


def test_searches_that_wait_for_other_words_cost_a_change_nothing(reader: User) -> None:
    """A change asks which tokens are waited for, then reads the searches that wait for one of its own."""
    costs: list[int] = []
    for number in range(3):
        place = places.community(f"{'金黄抚'[number]}科苑社区")
        with CaptureQueriesContext(connection) as queries_of_change:
            keeping.update("place", [place.pk])
        costs.append(len(queries_of_change))
        for street in range(9):
            kept(accounts.user(f"读者{street}"), f"第{number}{street}街道")
    assert costs[1] == costs[2] <= costs[0] + 1


def test_a_change_reads_no_anchor_that_it_does_not_hold(reader: User) -> None:
    kept(reader, "金科苑")
    kept(reader, "抚琴")
    place = places.community("黄忠社区")
    with CaptureQueriesContext(connection) as asked:
        keeping.update("place", [place.pk])
    about = [one["sql"] for one in asked if "search_savedsearch" in one["sql"]]
    assert about
    assert all("LIMIT 1" in sql or '"anchor" IN' in sql for sql in about)


def test_searches_are_found_by_any_of_many_anchors(reader: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many a change holds, each search that waits for one is tried."""
    monkeypatch.setattr(services_following, "ASKED", 2)
    searches = [kept(reader, name) for name in ("金科苑", "科苑", "苑社区", "抚琴")]
    come("金科苑社区")
    run()
    assert set(News.objects.values_list("search", flat=True)) == {search.pk for search in searches[:3]}


def test_new_hits_of_many_searches_are_counted_in_as_many_queries_as_of_one(reader: User) -> None:
    costs: list[int] = []
    for name in ("金科苑", "黄忠", "抚琴"):
        kept(reader, name, Frequency.NEVER)
        come(f"{name}社区")
        run()
        with CaptureQueriesContext(connection) as queries_of_count:
            assert fresh(reader) == len(costs) + 1
        costs.append(len(queries_of_count))
    assert len({*costs}) == 1

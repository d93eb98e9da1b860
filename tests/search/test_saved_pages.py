"""From the search page to the letter and back: saved, told, ended at one click; each search its owner's alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from search import engines, links
from search.models import SavedSearch
from search.rules import MOST, Frequency
from search.services import telling
from tests.factories import accounts, places
from tests.journeys.person import Person
from tests.search import following
from tests.search.following import come, kept, people, run

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    following.alone(monkeypatch)
    yield
    engines.forget()


@pytest.fixture
def member() -> Membership:
    community = places.community("抚琴社区")
    return accounts.membership(Role.COMMUNITY, community, who=accounts.proved(accounts.user()))


@pytest.fixture
def client(member: Membership) -> Client:
    made = accounts.signed_in(Client(), member)
    made.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return made


def save(client: Client, text: str, **values: str) -> int:
    sent = {"name": text, "frequency": "at_once"} | values
    return client.post(f"/search/saved/new/?q={quote(text)}", sent).status_code


def new_of(client: Client) -> dict[str, int]:
    rows = client.get("/search/saved/").context["page"].object_list
    return {row.name: row.fresh for row in rows}


def unsubscribe_address() -> str:
    found = re.fullmatch(r"<https?://[^/]+(/[^>]+)>", mail.outbox[-1].extra_headers["List-Unsubscribe"])
    assert found is not None
    return found[1]


def test_a_search_is_saved_told_opened_and_ended(member: Membership) -> None:
    reader = Person(member)
    page = reader.client.get(f"/search/?q={quote('金科苑')}")
    assert page.context["save_url"] == f"/search/saved/new/?q={quote('金科苑')}"
    assert save(reader.client, "金科苑") == 403  # a form of ours carries its token
    form = reader.client.get(page.context["save_url"])
    assert (form.context["said"], form.context["form"].initial["name"]) == (["金科苑"], "金科苑")
    client = accounts.signed_in(Client(), member)
    assert client.post(page.context["save_url"], {"name": " 我的 小区 ", "frequency": "daily"}).status_code == 302
    come("金科苑社区")
    run()
    assert new_of(client) == {"我的 小区": 1}
    telling.tell_daily()
    run()
    (letter,) = mail.outbox
    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    address = unsubscribe_address()
    assert address in str(letter.body)
    search = SavedSearch.objects.get()
    opened = client.get(f"/search/saved/{search.pk}/")
    assert opened.headers["Location"] == f"/search/?q={quote('金科苑')}&sort=newest"
    assert new_of(client) == {"我的 小区": 0}
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.get(address).status_code == 200
    assert SavedSearch.objects.get().frequency == Frequency.DAILY
    for _ in range(2):
        assert stranger.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert SavedSearch.objects.get().frequency == Frequency.NEVER
    assert settings.SESSION_COOKIE_NAME not in stranger.cookies


def test_who_lost_the_sight_of_a_hit_is_not_told_of_it(client: Client) -> None:
    save(client, "社区", frequency="daily")
    hidden = come("金科苑社区")
    run()
    telling.tell_daily()
    people(hidden, 0)
    run()
    assert (mail.outbox, new_of(client)) == ([], {"社区": 0})


@pytest.mark.parametrize("token", ["1", "1:x", "x:" + "y" * 43, "%00", "１:" + "A" * 43])
def test_an_address_that_was_not_made_here_ends_nothing(token: str) -> None:
    search = kept(accounts.user(), "金科苑")
    good = links.unsubscribe_url(search.pk).rstrip("/").rpartition("/")[2]
    forged = str(search.pk + 1) + good[good.index(":") :]
    for one in (token, forged):
        answers = [ask(f"/search/unsubscribe/{one}/").status_code for ask in (Client().get, Client().post)]
        assert answers in ([404, 404], [400, 400])
    assert SavedSearch.objects.get().frequency == Frequency.AT_ONCE


def test_the_address_outlives_its_search_and_no_address_of_a_form_is_one() -> None:
    search = kept(accounts.user(), "金科苑")
    address = links.unsubscribe_url(search.pk)
    search.delete()
    assert Client().post(address).status_code == 200


def test_visitors_are_led_to_sign_in_and_back() -> None:
    address = f"/search/saved/new/?q={quote('金科苑')}"
    assert Client().get(address).headers["Location"] == f"/accounts/login/?next={quote(address)}"


def test_refusals_say_what_to_do(client: Client) -> None:
    assert (save(client, "金科苑"), save(client, "金科苑", name="again")) == (302, 409)
    assert (save(client, ""), save(client, "黄忠", name="")) == (422, 422)
    assert (save(client, "黄忠", name="长" * 61), save(client, "黄忠", frequency="hourly")) == (422, 422)
    for number in range(MOST - 1):
        assert save(client, f"第{number}社区") == 302
    full = client.post(f"/search/saved/new/?q={quote('黄忠')}", {"name": "x", "frequency": "never"})
    assert full.status_code == 409
    assert "You keep 20 searches already" in full.content.decode()


def test_renamed_changed_and_deleted(client: Client) -> None:
    save(client, "金科苑")
    pk = SavedSearch.objects.get().pk
    shown = client.get(f"/search/saved/{pk}/change/")
    assert shown.context["form"].initial == {"name": "金科苑", "frequency": "at_once"}
    client.post(f"/search/saved/{pk}/change/", {"name": "家", "frequency": "never"})
    assert [(one.name, one.frequency) for one in SavedSearch.objects.all()] == [("家", "never")]
    assert ">家</span>” and what was new in it" in client.get(f"/search/saved/{pk}/delete/").content.decode()
    client.post(f"/search/saved/{pk}/delete/")
    assert not SavedSearch.objects.exists()


def test_whoever_only_asks_whether_it_is_there_has_seen_nothing(client: Client) -> None:
    save(client, "金科苑", frequency="daily")
    come("金科苑社区")
    run()
    assert client.head(f"/search/saved/{SavedSearch.objects.get().pk}/").status_code == 405
    assert new_of(client) == {"金科苑": 1}


def test_whoever_wants_to_hear_at_once_hears_of_what_waited_for_the_morning(client: Client) -> None:
    save(client, "金科苑", frequency="daily")
    come("金科苑社区")
    run()
    client.post(f"/search/saved/{SavedSearch.objects.get().pk}/change/", {"name": "家", "frequency": "at_once"})
    run()
    (letter,) = mail.outbox
    assert "金科苑社区" in str(letter.body)
    assert telling.tell_daily() == 0


def test_nobody_else_opens_changes_or_deletes_it(client: Client) -> None:
    search = kept(accounts.user("李四"), "金科苑")
    assert new_of(client) == {}
    for act in ("", "change/", "delete/"):
        assert client.get(f"/search/saved/{search.pk}/{act}").status_code == 404
    assert client.post(f"/search/saved/{search.pk}/delete/").status_code == 404

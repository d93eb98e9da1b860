"""The desk of offers: what waits comes first, filters by state, acts for who decides, the page for who reads (R35)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from catalog.models import Provider, RosterEntry, ServiceOffer
from catalog.rules.states import EntryState
from catalog.services import offering
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from tests.catalog.test_journey import act
from tests.factories import accounts, catalog

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R35"), pytest.mark.usefixtures("rules")]
DESK = "/roster/offers/desk/"


@pytest.fixture
def provider() -> Provider:
    return catalog.listed_provider("和美助老中心")


@pytest.fixture
def office(officer: Membership) -> Client:
    return accounts.signed_in(Client(), officer)


def waiting(provider: Provider, title: str = "待审核的供给") -> ServiceOffer:
    by = catalog.administrator(provider)
    return offering.submit_offer(offer=catalog.offer(provider, by, title=title), by=by, now=clock.now())


def page(client: Client, **asked: str) -> str:
    response = client.get(DESK, asked)
    assert response.status_code == 200
    return response.content.decode()


def test_what_waits_comes_first_and_drafts_are_nobodys_business(office: Client, provider: Provider) -> None:
    published = catalog.published_offer(provider, title="已发布的供给")
    ServiceOffer.objects.filter(pk=published.pk).update(due_at=clock.now() - timedelta(days=9))
    catalog.offer(provider, title="没有写完的供给")
    asked = waiting(provider)
    shown = page(office)
    assert shown.index(asked.get_absolute_url()) < shown.index(published.get_absolute_url())
    assert "没有写完的供给" not in shown


@pytest.mark.parametrize("state", ["draft", "checking", "published", "paused", "withdrawn", "expired"])
def test_a_state_is_asked_for(state: str, office: Client, provider: Provider) -> None:
    offer, other = waiting(provider, "这一项"), waiting(provider, "另一项")
    now = clock.now()
    ended = now if state in {"withdrawn", "expired"} else None
    ServiceOffer.objects.filter(pk=offer.pk).update(state=state, published_at=now, ended_at=ended)
    ServiceOffer.objects.filter(pk=other.pk).update(state="paused" if state != "paused" else "draft", published_at=now)
    shown = page(office, state=state)
    assert "这一项" in shown
    assert "另一项" not in shown


def test_what_is_published_and_shown_to_nobody_is_asked_for(office: Client, provider: Provider) -> None:
    catalog.published_offer(provider, title="看得见的供给")
    barred = catalog.listed_provider("暂停的中心")
    catalog.published_offer(barred, title="看不见的供给")
    RosterEntry.objects.filter(provider=barred).update(state=EntryState.SUSPENDED)
    assert "目前不展示" in page(office, q="暂停的中心")
    shown = page(office, hidden="on")
    assert "看不见的供给" in shown
    assert "看得见的供给" not in shown


@pytest.mark.parametrize("words", ["和美", "这一项", "和美助老中心"])
def test_a_name_or_a_title_is_asked_for(words: str, office: Client, provider: Provider) -> None:
    waiting(provider, "这一项")
    assert "这一项" in page(office, q=words)
    waiting(catalog.listed_provider("别家中心"), "别家的")
    assert "别家的" not in page(office, q=words)


def test_the_district_decides_from_the_desk(office: Client, provider: Provider) -> None:
    offer = waiting(provider)
    address = offer.get_absolute_url()
    shown = page(office)
    assert f"{address}publish/" in shown
    assert f"{address}return/" in shown
    assert f"{address}take-down/" not in shown
    act(office, f"{address}publish/")
    shown = page(office)
    assert f"{address}take-down/" in shown
    assert f"{address}publish/" not in shown


@pytest.mark.parametrize("role", list(Role))
def test_offices_read_the_desk_and_only_district_and_curator_are_offered_acts(role: Role, provider: Provider) -> None:
    offer = waiting(provider)
    client = accounts.signed_in(Client(), accounts.membership(role))
    decides = role in (Role.DISTRICT, Role.CURATOR)
    reads = decides or role in (Role.STREET, Role.AUDITOR, Role.DISCIPLINE)
    response = client.get(DESK)
    assert response.status_code == (200 if reads else 403)
    assert (DESK in client.get("/roster/offers/").content.decode()) is reads
    if reads:
        assert (f"{offer.get_absolute_url()}publish/" in response.content.decode()) is decides


def test_a_visitor_is_asked_to_sign_in() -> None:
    response = Client().get(DESK)
    assert response.status_code == 302
    assert DESK not in Client().get("/roster/offers/").content.decode()


@pytest.mark.parametrize("bad", ["'", "<b>", "x" * 5000, "((((", "%", "🙂", "checking'--"])
def test_strange_words_break_nothing(bad: str, office: Client, provider: Provider) -> None:
    waiting(provider)
    assert office.get(DESK, {"q": bad, "state": bad, "page": bad, "sort": bad, "hidden": bad}).status_code == 200


def test_the_file_holds_what_the_list_holds_without_acts(office: Client, provider: Provider) -> None:
    waiting(provider)
    response = office.get(DESK, {"format": "csv"})
    told = response.getvalue().decode()
    assert "待审核的供给" in told
    assert "/publish/" not in told

"""Pages of a call, as its offices use them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.rulebook.queries import work_calendar
from tendering.tenders.models import Tender
from tendering.tenders.models.tender import TenderState
from tendering.tenders.rules.timetable import earliest_deadline
from tendering.tenders.services import announcing, keys, preparing
from tests.factories import accounts, demands, places, tenders
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db


def submitted(office: Office) -> Tender:
    tender = tenders.prepared(office)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    return tender


def test_a_call_begins_with_what_the_demand_and_the_last_call_of_the_community_say() -> None:
    demands.rules()
    office = Office.of()
    first = tenders.prepared(office)
    demand = demands.published(office.community, need="洗澡不便。", outputs="每月 25 人次。")
    client = accounts.signed_in(Client(), office.preparer)
    begun = client.get(reverse("tenders:new", args=[demand.number])).context["form"].initial
    assert begun["requirements"] == "洗澡不便。"
    assert begun["outputs"] == "每月 25 人次。"
    assert begun["contact_phone"] == first.content["contact_phone"]
    assert "period_from" not in begun


def test_announcing_asks_for_a_deadline_and_proposes_the_first_day_the_rules_allow() -> None:
    demands.rules()
    office = Office.of()
    tender = submitted(office)
    client, url = accounts.signed_in(Client(), office.approver), reverse("tenders:announce", args=[tender.number])
    earliest = earliest_deadline(clock.today(), tender.procedure, work_calendar())
    text = client.get(url).content.decode()
    assert f'value="{earliest.isoformat()}T17:00' in text
    assert "选填" not in text
    assert f"{earliest.month}月{earliest.day}日" in text
    assert client.post(url, {}).status_code == 422


def test_an_act_that_does_not_follow_shows_where_the_call_stands_instead_of_its_form() -> None:
    """Over or not due yet; whoever sends an old form all the same reads the refusal on it."""
    demands.rules()
    office = Office.of()
    tender = submitted(office)
    client = accounts.signed_in(Client(), office.preparer)
    for act, is_open in (("submit", False), ("amend", False), ("cancel", True)):
        url = reverse(f"tenders:{act}", args=[tender.number])
        main = client.get(url).content.decode().partition("<main")[2]
        assert ('name="ticket"' in main, "此处目前没有要办的事" in main) == (is_open, not is_open), act
        assert is_open or str(TenderState.DOC_REVIEW.label) in main
    sent = client.post(reverse("tenders:submit", args=[tender.number]), {"ticket": "7f9b0b0e4c5a4e0c8a4f0d3f1d2c3b4a"})
    assert sent.status_code == 409
    assert 'name="ticket"' in sent.content.decode()


def test_every_choice_of_a_filter_says_how_many_calls_it_would_find() -> None:
    demands.rules()
    office = Office.of()
    tenders.announced(office)
    tenders.announced(office, method="comparison_invited", invited=tenders.providers())
    assert counts({}) == {"state-announced": 2, "method-inquiry": 1, "method-comparison_invited": 1, "tier-micro": 2}
    chosen = counts({"method": "inquiry"})
    assert chosen == {"state-announced": 1, "method-inquiry": 1, "method-comparison_invited": 1, "tier-micro": 1}
    assert counts({"q": "没有这样的项目"}) == {}
    assert counts({"method": "inquiry"}, {"HX-Request": "true", "HX-Target": "results"}) == chosen


def counts(asked: dict[str, str], headers: dict[str, str] | None = None) -> dict[str, int]:
    """The numbers that are not zero."""
    text = Client().get(reverse("tenders:list"), asked, headers=headers).content.decode()
    found = re.findall(r'id="count-([^"]+)"[^>]*>(\d+)<', text)
    assert len(found) > 10
    own = ("state", "method", "tier")
    return {name: int(number) for name, number in found if number != "0" and name.startswith(own)}


@pytest.mark.requirement("R38")
def test_whoever_prepares_and_whoever_approves_see_the_dates_with_their_rules_and_what_will_not_hold() -> None:
    """Told, never refused; on the announced call nothing is said of it any more."""
    demands.rules()
    office = Office.of()
    first = clock.today() + timedelta(days=2)
    tender = tenders.prepared(office, period_from=first)
    preparer, approver = accounts.signed_in(Client(), office.preparer), accounts.signed_in(Client(), office.approver)
    for name in ("detail", "edit", "submit"):
        text = preparer.get(reverse(f"tenders:{name}", args=[tender.number])).content.decode()
        assert "这些日期将无法兑现" in text
        assert "3个工作日" in text
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    assert "这些日期将无法兑现" in approver.get(reverse("tenders:announce", args=[tender.number])).content.decode()
    keys.fill_pool(size=1, now=clock.now())
    announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    assert "这些日期将无法兑现" not in Client().get(tender.get_absolute_url()).content.decode()


def test_every_method_says_what_it_means_for_the_dates() -> None:
    demands.rules()
    office = Office.of()
    demand = demands.published(office.community)
    page = accounts.signed_in(Client(), office.preparer).get(reverse("tenders:new", args=[demand.number]))
    found = page.context["ways"]
    assert len(found) == len(page.context["form"].fields["method"].choices)
    assert all(way.first_signing <= way.last_signing for way in found)
    assert [way.closes_on is None for way in found] == [False, False, True]


def test_the_page_of_a_call_that_came_to_nothing_leads_its_community_to_the_next_round() -> None:
    demands.rules()
    office = Office.of()
    tender = announcing.cancel(tender=tenders.announced(office), by=office.preparer, reason="需求有变化")
    anew = reverse("tenders:new", args=[tender.demand.number])
    neighbour = accounts.signed_in(Client(), accounts.membership("community", places.community()))
    own = accounts.signed_in(Client(), office.preparer)
    shown = [anew in who.get(tender.get_absolute_url()).content.decode() for who in (own, neighbour, Client())]
    assert shown == [True, False, False]
    assert own.get(anew).status_code == 200

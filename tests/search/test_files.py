"""A search as a feed, a calendar and a file: the first two as the public finds it, the file as the asker does."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.test import Client
from icalendar import Calendar
from openpyxl import load_workbook

from marketplace.accounts.rules import Role
from tendering.demands.models import Demand
from tests.factories import accounts, demands, places, projects
from tests.search.indexing import index
from tests.search.test_hostile import typed

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def office() -> Client:
    """Of a community with a public project, a call of another one, and a draft."""
    here = places.community("金科苑社区")
    demands.published(here, title="=老人食堂")
    projects.called(demands.published(here, title="老旧院落整治"))
    Demand.objects.filter(pk=demands.published(here, title="秘密老人活动").pk).update(state="draft")
    index()
    return accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, here))


def lines(client: Client, query: str) -> list[list[str]]:
    response = client.get(f"/search/?{query}&format=csv")
    return list(csv.reader(io.StringIO(response.getvalue().decode("utf-8-sig"))))


def test_the_feed_holds_what_the_public_finds_the_newest_first(office: Client) -> None:
    response = office.get("/search/feed.atom", {"q": "老"})
    assert response["Content-Type"].startswith("application/atom+xml")
    entries = list(ElementTree.fromstring(response.content).iter(f"{ATOM}entry"))
    titles = [entry.findtext(f"{ATOM}title") or "" for entry in entries]
    assert sorted(titles) == ["=老人食堂", "老旧院落整治", "老旧院落整治"]
    moments = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert moments == sorted(moments, reverse=True)
    assert all((entry.findtext(f"{ATOM}id") or "").startswith("http://testserver/") for entry in entries)


def test_the_calendar_holds_the_deadlines_to_come(office: Client) -> None:
    response = office.get("/search/deadlines.ics?kind=tender")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert ["老旧院落整治" in str(event["summary"]) for event in events] == [True]
    assert not Calendar.from_ical(office.get("/search/deadlines.ics?deadline=passed").content).walk("VEVENT")


def test_files_hold_everything_that_the_asker_finds_and_run_no_formula(office: Client) -> None:
    assert [row[1] for row in lines(Client(), f"kind=demand&q={quote('老人')}")[1:]] == ["'=老人食堂"]
    assert {row[1] for row in lines(office, f"kind=demand&q={quote('老人')}")[1:]} == {"'=老人食堂", "秘密老人活动"}
    book = load_workbook(io.BytesIO(office.get("/search/?kind=demand&format=xlsx").getvalue()))
    titles = [book.worksheets[0].cell(row, 2).value for row in range(2, 6)]
    assert sorted(str(title) for title in titles if title) == ["'=老人食堂", "秘密老人活动", "老旧院落整治"]


def test_a_file_goes_beyond_one_page(monkeypatch: pytest.MonkeyPatch) -> None:
    here = places.community()
    for number in range(5):
        demands.published(here, title=f"老人食堂{number}号", budget="1000.00")
    index()
    monkeypatch.setattr("search.views.export.LARGEST_PAGE", 2)
    assert len(lines(Client(), "kind=demand&after=eyJ9")) == 6


@pytest.mark.parametrize("address", ["/search/feed.atom?", "/search/deadlines.ics?", "/search/?format=csv&"])
def test_hostile_texts_break_no_file(office: Client, address: str) -> None:
    for text in typed()[::53]:
        sent = quote(text.encode("utf-8", "ignore").decode().replace("\0", "")[:400])
        response = office.get(f"{address}q={sent}&street={sent}")
        assert response.status_code == 200, text
        assert b"<script>alert" not in (response.getvalue() if response.streaming else response.content)

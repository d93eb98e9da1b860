"""A search as a feed, a calendar and a file: the first two as the public finds it, the file as the asker does."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest
from django.conf import settings
from django.test import Client
from icalendar import Calendar
from openpyxl import load_workbook

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.ui.views.exports import CONTROL
from search.views import export
from search.views.export import COLUMNS
from tendering.demands.models import Demand
from tendering.tenders.models import Notice, Tender
from tests.factories import accounts, demands, places, projects
from tests.search.indexing import index
from tests.search.test_hostile import FRAGMENTS, typed

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


@pytest.mark.parametrize("kind", ["amendment", "cancellation"])
def test_what_was_amended_or_cancelled_comes_up_again_in_a_reader(office: Client, kind: str) -> None:
    """As first published when it was announced, as changed with its latest notice."""
    tender = Tender.objects.get()
    then = clock.now() + timedelta(hours=5)
    before = feed_dates(office)
    Notice.objects.create(tender=tender, number=2, kind=kind, body={"reason": "延期。"}, published_at=then)
    after = feed_dates(office)
    assert after[0] == before[0]
    assert before[1] < after[1] == then


def feed_dates(client: Client) -> list[datetime]:
    """When the one call of the feed was published and when it changed."""
    feed = ElementTree.fromstring(client.get("/search/feed.atom", {"kind": "tender"}).content)
    (entry,) = feed.iter(f"{ATOM}entry")
    return [datetime.fromisoformat(entry.findtext(f"{ATOM}{name}") or "") for name in ("published", "updated")]


@pytest.mark.parametrize(
    ("language", "who"), [("zh-hans", "社区项目对接平台"), ("en", "Community project marketplace")]
)
def test_a_feed_says_who_wrote_it_and_in_which_language(language: str, who: str) -> None:
    """Without an author it is no Atom (RFC 4287, 4.1.1); also where nothing is found."""
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    feed = ElementTree.fromstring(client.get("/search/feed.atom?q=老").content)
    assert feed.findtext(f"{ATOM}author/{ATOM}name") == who
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language


def test_a_workbook_can_be_read_as_it_opens(office: Client) -> None:
    """Its head stays where it is, and columns are wide enough for what usually stands in them."""
    sheet = load_workbook(io.BytesIO(office.get("/search/?kind=tender&format=xlsx").getvalue())).active
    assert sheet is not None
    assert sheet.freeze_panes == "A2"
    assert len(sheet.column_dimensions) == sheet.max_column == len(COLUMNS)


def test_the_calendar_holds_the_deadlines_to_come(office: Client) -> None:
    response = office.get("/search/deadlines.ics?kind=tender")
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    events = Calendar.from_ical(response.content).walk("VEVENT")
    assert ["老旧院落整治" in str(event["summary"]) for event in events] == [True]
    assert not Calendar.from_ical(office.get("/search/deadlines.ics?deadline=passed").content).walk("VEVENT")


def test_the_calendar_says_that_a_deadline_moved(office: Client) -> None:
    def entry() -> Any:
        (found,) = Calendar.from_ical(office.get("/search/deadlines.ics?kind=tender").content).walk("VEVENT")
        return found

    before, now = entry(), clock.now()
    tender = Tender.objects.get()
    Tender.objects.filter(pk=tender.pk).update(deadline_at=now + timedelta(days=5))
    Notice.objects.create(tender=tender, number=2, kind=Notice.Kind.AMENDMENT, body={}, published_at=now)
    after = entry()
    assert after["uid"] == before["uid"]
    assert after["last-modified"].dt == now.replace(microsecond=0) > before["last-modified"].dt
    assert int(after["sequence"]) > int(before["sequence"])


def test_a_file_holds_whole_addresses(office: Client) -> None:
    address = lines(office, "kind=tender")[1][-1]
    assert address == f"{settings.WAGTAILADMIN_BASE_URL}{Tender.objects.get().get_absolute_url()}"


def test_files_hold_everything_that_the_asker_finds_and_run_no_formula(office: Client) -> None:
    assert [row[1] for row in lines(Client(), f"kind=demand&q={quote('老人')}")[1:]] == ["'=老人食堂"]
    assert {row[1] for row in lines(office, f"kind=demand&q={quote('老人')}")[1:]} == {"'=老人食堂", "秘密老人活动"}
    book = load_workbook(io.BytesIO(office.get("/search/?kind=demand&format=xlsx").getvalue()))
    titles = [book.worksheets[0].cell(row, 2).value for row in range(2, 6)]
    assert sorted(str(title) for title in titles if title) == ["'=老人食堂", "秘密老人活动", "老旧院落整治"]


def five(titles: str = "老人食堂") -> set[str]:
    """Public demands that say so, indexed."""
    here = places.community()
    made = {demands.published(here, title=f"{titles}{number}号", budget="1000.00").title for number in range(5)}
    index()
    return made


def test_a_file_holds_all_pages_from_whichever_it_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    made = five()
    for module in ("search.views.export", "search.engines.embedded.engine"):
        monkeypatch.setattr(import_module(module), "LARGEST_PAGE", 2)
    monkeypatch.setattr("search.asked.PAGE", 2)
    later = Client().get("/search/?kind=demand").context["next_url"].partition("?")[2]
    assert "after=" in later
    for address in ("kind=demand", later):
        assert sorted(row[1] for row in lines(Client(), address)[1:]) == sorted(made)


@pytest.mark.parametrize(("limit", "who"), [("VISITORS_ROWS", None), ("MOST_ROWS", Role.DISTRICT)])
def test_a_file_that_is_cut_says_so_and_the_page_before_it(
    monkeypatch: pytest.MonkeyPatch, limit: str, who: Role | None
) -> None:
    five()
    client = Client() if who is None else accounts.signed_in(Client(), accounts.membership(who))
    newest = [row[1] for row in lines(client, "kind=demand&sort=amount")[1:]]
    for most, rows in ((5, 5), (4, 5), (3, 4)):
        monkeypatch.setattr(f"search.views.export.{limit}", most)
        found = lines(client, "kind=demand&sort=amount")[1:]
        said = f"最新 {most} 条"
        assert [row[1] for row in found] == [*newest[:most], *[""] * (most < 5)]
        assert (len(found), said in found[-1][0]) == (rows, most < 5)
        assert (said in client.get("/search/?kind=demand").content.decode()) is (most < 5)


def test_a_file_holds_twenty_thousand_rows_and_fewer_for_visitors() -> None:
    assert (export.most_rows(is_signed_in=True), export.most_rows(is_signed_in=False)) == (20_000, 2_000)


@pytest.mark.parametrize("address", ["/search/feed.atom?", "/search/deadlines.ics?", "/search/?format=csv&"])
def test_hostile_texts_break_no_file(office: Client, address: str) -> None:
    """What programs read stays what they can read, and calls itself what was typed."""
    read: dict[str, Callable[[bytes], object]] = {
        "atom": lambda body: ElementTree.fromstring(body).findtext(f"{ATOM}title"),
        "ics": lambda body: str(Calendar.from_ical(body)["x-wr-calname"]),
        "csv": lambda body: len(next(csv.reader(io.StringIO(body.decode("utf-8-sig"))))) == len(COLUMNS),
    }
    parse = next(reader for ending, reader in read.items() if ending in address)
    for text in [*FRAGMENTS, *typed()[::53]]:
        sent = text.encode("utf-8", "ignore").decode().replace("\0", "")[:400]
        response = office.get(f"{address}q={quote(sent)}&street={quote(sent)}")
        assert response.status_code == 200, text
        found = parse(response.getvalue() if response.streaming else response.content)
        words = " ".join(CONTROL.sub(" ", sent).split())
        assert found is True or " ".join(str(found).split()) == (f"搜索：{words}" if words else "搜索"), text

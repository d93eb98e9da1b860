"""The public calendar: what stands on which day, what is planned, what is off, and the files of it."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from icalendar import Calendar

from marketplace import clock
from marketplace.places.models import Place
from marketplace.primitives.calendar import SHANGHAI
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.ics import Status
from tendering.awards.rules.remedies import Subject
from tendering.awards.services import falling
from tendering.awards.services.publicity import publicise
from tendering.overview.queries import agenda
from tendering.tenders.models import Tender
from tendering.tenders.services import questions
from tendering.tenders.services.announcing import amend, cancel, resume, suspend
from tendering.tenders.services.suspending import pause
from tests.factories import accounts, awards, consultations, demands, evaluation, joint, places, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("june")]
URL = "/calendar/"


@pytest.fixture
def june() -> Any:
    """1 June 2026, a Monday, 09:00."""
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)):
        yield


def entries(tender: Tender) -> dict[str, agenda.Entry]:
    rows = agenda.calls(Tender.objects.filter(pk=tender.pk))
    ((_row, found),) = agenda.entries_of_each(rows, work_calendar(), clock.today())
    return {entry.what: entry for entry in found}


def page(query: str = "", language: str = "zh-hans") -> str:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(f"{URL}{query}")
    assert response.status_code == 200
    return response.content.decode()


def events(url: str) -> dict[str, Any]:
    """The file's entries by what their number ends in."""
    response = Client().get(url)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    found = Calendar.from_ical(response.content).walk("VEVENT")
    return {str(event["UID"]).split("@")[0]: event for event in found}


@pytest.mark.requirement("R39")
def test_a_running_call_has_its_facts_and_what_the_rules_plan(office: Office) -> None:
    """The deadline is fixed; what follows is planned and says so."""
    tender = tenders.announced(office)
    found = entries(tender)
    assert tender.deadline_at is not None
    assert [found[what].is_planned for what in ("announced", "deadline", "opening", "publicity_end")] == [
        False,
        False,
        True,
        True,
    ]
    assert found["deadline"].hour == "24:00"  # midnight belongs to the day that it ends
    assert found["deadline"].day == (tender.deadline_at - timedelta(minutes=1)).astimezone(SHANGHAI).date()
    assert found["opening"].day > found["deadline"].day
    assert found["opening"].hour == ""


def test_nothing_of_a_call_that_is_not_announced(office: Office) -> None:
    """Not on the page, not in a file, not to its own community either."""
    tender = tenders.prepared(office)
    assert tender.demand.title not in page()
    assert events("/calendar/calls.ics") == {}
    client = accounts.signed_in(Client(), office.preparer)
    assert client.get(f"/calendar/{tender.number}.ics").status_code == 404
    assert tender.demand.title not in client.get(URL).content.decode()


@pytest.mark.requirement("R39")
def test_publicity_stands_with_its_last_day_and_an_award_not_public_does_not(office: Office) -> None:
    tender = awards.ranked(office)
    award = awards.proposed(tender, office)
    assert "publicity" not in entries(tender)
    award = publicise(award=award, by=office.preparer)
    found = entries(tender)
    assert found["publicity_end"].at == award.publicity_last_day
    assert not found["publicity_end"].is_planned
    assert found["sign_by"].is_planned
    assert "deadline" in found


def test_while_an_objection_holds_it_nobody_knows_when_publicity_ends(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    awards.objected(award)
    found = entries(award.tender)
    assert "publicity_end" not in found
    assert "sign_by" not in found


def test_no_day_is_planned_for_what_a_challenge_keeps_from_being_final(office: Office) -> None:
    """The documents are challenged: what comes before the confirmation goes on, nobody knows the days after it."""
    tender = awards.statutory(tenders.announced(office))
    assert {"publicity_end", "confirmed", "sign_by"} <= entries(tender).keys()
    by = tenders.bidder(tenders.providers(1)[0])
    questions.obtain(tender=tender, by=by)
    awards.challenged(tender, by, Subject.DOCUMENTS)
    found = entries(tender)
    assert "publicity_end" in found
    assert found.keys().isdisjoint({"confirmed", "letter", "sign_by"})


def test_of_an_award_that_fell_the_end_of_publicity_is_off(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    street = accounts.membership("street", office.community.parent)
    falling.annul(award=award, by=street, reason="材料不实")
    assert entries(award.tender)["publicity_end"].status is Status.CANCELLED


def test_a_cancelled_call_is_off_on_the_page_and_in_the_file(office: Office) -> None:
    """What was planned is off in the file too, so that a calendar that holds it strikes it out."""
    tender = tenders.announced(office)
    before = events(f"/calendar/{tender.number}.ics")
    cancel(tender=tender, by=office.preparer, reason="资金来源有变化")
    after = events(f"/calendar/{tender.number}.ics")
    assert set(before) <= set(after)
    for what in ("deadline", "opening", "publicity_end"):
        uid = f"{tender.number}.{what}"
        assert (before[uid]["STATUS"] != "CANCELLED", str(after[uid]["STATUS"])) == (True, "CANCELLED")
        assert after[uid]["SEQUENCE"] > before[uid]["SEQUENCE"]
    assert "不再进行" in page("?view=agenda")
    assert page("?view=agenda").count("不再进行") == 1  # the deadline, not all that was planned


def test_an_amendment_raises_the_sequence_and_keeps_the_uid(office: Office) -> None:
    tender = tenders.announced(office)
    uid = f"{tender.number}.deadline"
    before = events(f"/calendar/{tender.number}.ics")[uid]
    with clock.shifted(timedelta(hours=2)):
        amend(tender=tender, by=office.preparer, content=tenders.content(outputs="全年 400 人次"), reason="需求增加")
        after = events(f"/calendar/{tender.number}.ics")[uid]
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    assert after["DTSTAMP"].dt > before["DTSTAMP"].dt


def test_a_suspended_call_has_no_plan_and_a_deadline_that_will_move(office: Office) -> None:
    tender = tenders.announced(office)
    street = accounts.membership("street", office.community.parent)
    pause(tender=tender, by=street, reason="收到投诉", now=clock.now())
    found = entries(tender)
    assert found["deadline"].is_still
    assert "opening" not in found
    assert (found["suspended"].day, "resumes" in found) == (date(2026, 6, 1), False)


def test_every_suspension_stands_in_the_calendar_with_its_end(office: Office) -> None:
    """A second one is another entry than the first; one that ends by itself says when."""
    tender = tenders.announced(office)
    street = accounts.membership("street", office.community.parent)
    suspend(tender=tender, by=street, reason="核查文件")
    with clock.shifted(timedelta(days=1)):
        resume(tender=tender, by=street, reason="核查结束")
        tender.refresh_from_db()
        pause(tender=tender, by=street, reason="受理投诉", now=clock.now(), days=30)
        assert entries(tender)["resumes"].day == date(2026, 7, 2)
        found = {uid.split(".")[1]: event for uid, event in events(f"/calendar/{tender.number}.ics").items()}
    assert {"suspended", "resumed", "suspended-2", "resumes"} <= set(found)
    assert "招募暂停" in page("?view=agenda&month=2026-06")


def test_what_a_panel_fixed_stands_there_instead_of_what_was_planned() -> None:
    """The presentations and the deadline of the final quotes, each on its day."""
    demands.rules(letting__micro__defence=evaluation.DEFENCE)
    jury = evaluation.declared()
    assert entries(jury.tender)["defence"].is_planned
    session = evaluation.defended(jury)
    row = entries(jury.tender)["defence"]
    assert (row.is_planned, row.at) == (False, session.starts_at)
    assert jury.tender.demand.title in page(f"?view=agenda&month={session.starts_at:%Y-%m}")
    talks = consultations.jury()
    within = consultations.final_round(talks)
    row = entries(talks.tender)["final_quotes"]
    assert (row.is_planned, row.at) == (False, within.deadline_at)


def test_street_community_and_tier_choose(office: Office) -> None:
    """On the page and in the file that it names."""
    tender = tenders.announced(office)
    other = tenders.announced(Office.of(places.community()))
    Place.objects.filter(pk=tender.demand.community_id).update(name_zh="曹家巷社区", name_en="Caojiaxiang")
    assert tender.number in page("?view=agenda&community=曹家巷")
    assert other.number not in page("?view=agenda&community=caojia")
    assert tender.number not in page("?view=agenda&tier=major")
    url = re.search(r"<code>http://testserver(/calendar/calls\.ics[^<]*)</code>", page("?community=caojia&view=agenda"))
    assert url is not None
    assert url[1] == "/calendar/calls.ics?community=caojia"
    assert {uid.split(".")[0] for uid in events(url[1])} == {tender.number}
    street = tender.demand.community.parent_id
    assert {uid.split(".")[0] for uid in events(f"/calendar/calls.ics?street={street}")} == {tender.number}


def test_the_filters_do_not_grow_with_the_communities(office: Office) -> None:
    """A community is written, not chosen: its name stands on the page only where it has a call."""
    home = places.community()
    Place.objects.filter(pk=home.pk).update(name_zh="无招募的社区")
    assert "无招募的社区" not in page("")


def test_a_program_that_has_it_gets_nothing(office: Office) -> None:
    """By tag and by date; after an amendment the whole again."""
    tender = tenders.announced(office)
    client, url = Client(), f"/calendar/{tender.number}.ics"
    first = client.get(url)
    assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert client.get(url, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 304
    with clock.shifted(timedelta(hours=2)):
        amend(tender=tender, by=office.preparer, content=tenders.content(outputs="全年 400 人次"), reason="需求增加")
        assert client.get(url, headers={"If-None-Match": first["ETag"]}).status_code == 200
        assert client.get(url, headers={"If-Modified-Since": first["Last-Modified"]}).status_code == 200


def test_the_file_speaks_the_language_of_its_address(office: Office) -> None:
    tender = tenders.announced(office)
    url = f"/calendar/{tender.number}.ics"
    assert str(events(url)[f"{tender.number}.deadline"]["SUMMARY"]).startswith("响应截止")
    assert str(events(f"{url}?language=en")[f"{tender.number}.deadline"]["SUMMARY"]).startswith("Responses close")
    assert "calls.ics?language=en" in page(language="en")


def test_days_off_and_make_up_days_are_marked() -> None:
    """The National Day of 2026: 1 October is off, 10 October is worked (State Council, 2025)."""
    text = page("?month=2026-10")
    day = re.search(
        r'<td[^>]*class="([^"]*)">\s*<p class="calendar-day"><time datetime="2026-10-01">.*?</td>', text, re.DOTALL
    )
    assert day is not None
    assert "is-off" in day[1]
    assert ">休<" in day[0]
    worked = re.search(r'<time datetime="2026-10-10">.*?</p>', text, re.DOTALL)
    assert worked is not None
    assert ">班<" in worked[0]


@pytest.mark.parametrize("month", ["2026-13", "0000-00", "9999-12", "x", "2026-6", "２０２６-０６", "2013-12", "-"])
def test_a_month_that_is_none_shows_this_one(month: str) -> None:
    assert "2026年6月" in page(f"?month={month}")


def test_months_lead_on_across_the_year() -> None:
    assert agenda.Month(2026, 12).plus(1) == agenda.Month(2027, 1)
    assert agenda.Month(2026, 1).plus(-1) == agenda.Month(2025, 12)
    assert agenda.Month(2026, 6).window == agenda.Window(date(2026, 6, 1), date(2026, 7, 5))
    assert "month=2013" not in page("?month=2014-01")


def test_it_says_in_english_that_there_is_nothing() -> None:
    assert "Nothing opens or closes in this month." in page("?month=2020-02", "en")
    assert "2020, month 2" in page("?month=2020-02", "en")


def test_its_cost_does_not_grow_with_the_calls(office: Office) -> None:
    costs = []
    for _round in range(2):
        for _number in range(2):
            tenders.announced(Office.of(places.community()))
        with CaptureQueriesContext(connection) as captured:
            page()
        with CaptureQueriesContext(connection) as feed:
            Client().get("/calendar/calls.ics")
        costs.append((len(captured), len(feed)))
    assert costs[0] == costs[1]
    assert costs[0][0] <= 12
    assert costs[0][1] <= 6


def test_a_lot_names_its_joint_call_on_the_page_and_in_every_file() -> None:
    demands.rules()
    lots = joint.announced(StreetOffice.of())
    call = lots[0].joint
    assert call is not None
    assert f"{call.number} 第 1 标段" in page()
    assert f'href="{call.get_absolute_url()}"' in page("?view=agenda")
    assert f"lot 2 of {call.number}" in page("?view=agenda", "en")
    for url in ("/calendar/calls.ics", f"/calendar/{lots[1].number}.ics"):
        told = events(url)[f"{lots[1].number}.deadline"]["DESCRIPTION"]
        assert f"{call.number} {call.title}" in str(told)
        assert "第 2 标段" in str(told)

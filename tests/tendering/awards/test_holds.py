"""The timetable of a call names no day that something holds up: it says what waits, by which rule, and what moves."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.rulebook.queries import work_calendar
from tendering.awards.rules.remedies import Pleading, Subject
from tendering.awards.services import complaints, letters, objections
from tendering.tenders.models import Tender
from tendering.tenders.queries import timetable
from tendering.tenders.queries.timetable import Timetable
from tendering.tenders.services import announcing, questions
from tendering.tenders.wording.timetable import STANDS_STILL, WORDS
from tests.factories import accounts, awards, bids, tenders
from tests.factories import hints as factory
from tests.factories.tenders import Office
from tests.tendering.awards.test_limits import Contest

pytestmark = pytest.mark.django_db
FINAL = ["confirmed", "letter", "sign_by"]
AFTER_RESULT = ["publicity_end", *FINAL]


def shown(tender: Tender, by: Membership | None = None) -> Timetable:
    return timetable.whole(Tender.objects.get(pk=tender.pk), work_calendar(), clock.today(), by)


def moving(found: Timetable) -> list[str]:
    names = {str(label): what for what, label in WORDS.items()}
    return [names[str(step.label)] for step in found.moving]


def waited(found: Timetable) -> list[tuple[str, list[str]]]:
    return [(str(wait.hold.label), [rule.path for rule in wait.rules]) for wait in found.waits]


def page(tender: Tender) -> str:
    return Client().get(tender.get_absolute_url()).content.decode()


def test_an_objection_moves_the_end_of_the_publicity_and_all_that_follows(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    assert "以下步骤日期待定" not in page(award.tender)
    objection = awards.objected(award)
    found = shown(award.tender)
    assert (moving(found), found.lines) == (AFTER_RESULT, [])
    assert waited(found) == [("异议待答复", ["objection.regime_local.answer_working_days"])]
    assert found.waits[0].hold.due_at == objection.due_at
    assert all(step.rules for step in found.moving)
    text = page(award.tender)
    assert "异议待答复" in text
    assert "以下步骤日期待定" in text
    objections.answer_objection(objection=objection, by=office.approver, upheld=False, answer="已核实")
    assert shown(award.tender).waits == []
    assert "以下步骤日期待定" not in page(award.tender)


def test_a_complaint_under_local_rules_lets_the_publicity_run_and_moves_what_is_final(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    objection = awards.objected(award)
    objections.answer_objection(objection=objection, by=office.approver, upheld=False, answer="已核实")
    pleading = Pleading("报价有误", "办法第五条", "请重新评审")
    complaints.file_complaint(objection=objection, by=objection.filed_by.memberships.get(), pleading=pleading)
    found = shown(award.tender)
    assert moving(found) == FINAL
    assert waited(found) == [("投诉待处理", ["objection.regime_local.answer_working_days"])]


def test_a_challenge_of_the_documents_keeps_the_days_up_to_the_publicity_and_no_later_one(office: Office) -> None:
    """Nothing is confirmed, lettered or signed before its answer; the rest goes on (条例54; 2.6)."""
    tender = awards.statutory(tenders.announced(office))
    before = shown(tender)
    assert (moving(before), before.waits) == ([], [])
    by = tenders.bidder(tenders.providers(1)[0])
    questions.obtain(tender=tender, by=by)
    awards.challenged(tender, by, Subject.DOCUMENTS)
    found = shown(tender)
    assert moving(found) == FINAL
    assert waited(found) == [("质疑待答复", ["objection.regime_statutory.answer_working_days"])]
    kept = {str(line.label) for line in found.lines}
    assert {str(WORDS[what]) for what in ("deadline", "opening", "publicity_end")} <= kept
    assert kept.isdisjoint(str(WORDS[what]) for what in FINAL)


@pytest.mark.parametrize(("walked", "still"), [(0, FINAL), (1, FINAL[1:]), (2, FINAL[2:])])
def test_a_challenge_after_the_publicity_moves_only_what_is_still_to_come(
    office: Office, walked: int, still: list[str]
) -> None:
    award = awards.confirmable(awards.statutory(awards.ranked(office)), office)
    if walked:
        award = awards.confirm(award, office)
    if walked > 1:
        letters.send_letters(award=award, by=office.preparer)
    awards.challenged(award.tender, awards.bidders(award.tender)[1], Subject.RESULT)
    assert moving(shown(award.tender)) == still


def test_a_lot_that_waits_for_an_earlier_one_says_so_before_its_result_to_the_offices_only() -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    by = case.offices[1].preparer
    found = shown(case.lots[1], by)
    assert moving(found) == AFTER_RESULT
    assert waited(found) == [("须先等第 1 标段的结果", [])]
    assert found.waits[0].hold.why
    assert shown(case.lots[1]).waits == []
    first, second = case.confirmable(0), case.confirmable(1)
    assert moving(shown(second.tender)) == FINAL
    case.confirm(first, 0)
    assert shown(second.tender, by).waits == []


def test_a_hint_of_collusion_moves_the_confirmation_for_its_readers_and_nobody_else(office: Office) -> None:
    award = awards.confirmable(awards.ranked(office), office)
    hint = factory.found(award.tender, "13987654321")
    district = factory.officer(award.tender, Role.DISTRICT)
    assert moving(shown(award.tender, district)) == FINAL
    assert (shown(award.tender).waits, shown(award.tender, office.preparer).waits) == ([], [])
    factory.explained(hint)
    assert shown(award.tender, district).waits == []


def street_of(office: Office) -> Membership:
    return accounts.membership(Role.STREET, office.community.parent)


def test_a_suspended_call_names_no_day_that_is_still_to_come(office: Office) -> None:
    tender = tenders.announced(office)
    announcing.suspend(tender=tender, by=street_of(office), reason="投诉核查中")
    found = shown(tender)
    assert [str(line.label) for line in found.lines] == [str(WORDS["announced"]), str(WORDS["suspended"])]
    assert moving(found)[:2] == ["deadline", "opening"]
    assert [str(wait.hold.label) for wait in found.waits] == [str(STANDS_STILL)]
    announcing.resume(tender=tender, by=street_of(office), reason="核查结束")
    again = shown(tender)
    assert (again.waits, again.moving) == ([], [])
    assert str(WORDS["deadline"]) in {str(line.label) for line in again.lines}


def test_an_opened_call_that_is_suspended_moves_what_its_award_has_before_it(office: Office) -> None:
    tender = awards.ranked(office)
    announcing.suspend(tender=tender, by=street_of(office), reason="投诉核查中")
    assert moving(shown(tender)) == ["report", *AFTER_RESULT]
    announcing.resume(tender=tender, by=street_of(office), reason="核查结束")
    award = awards.confirmable(Tender.objects.get(pk=tender.pk), office)
    announcing.suspend(tender=award.tender, by=street_of(office), reason="投诉核查中")
    assert moving(shown(award.tender)) == FINAL


def test_what_came_to_nothing_waits_for_nothing(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    awards.objected(award)
    announcing.fail(tender=award.tender, by=None, reason="项目取消")
    assert shown(award.tender).waits == []


def test_the_page_keeps_to_its_queries_while_something_waits(
    office: Office, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    award = awards.publicised(awards.ranked(office), office)
    awards.objected(award)
    with clock.shifted(timedelta(minutes=1)), django_assert_max_num_queries(15):
        page(award.tender)


def test_a_planned_day_that_passed_is_not_drawn_as_done(office: Office) -> None:
    """The responses are in and the days for the opening have gone by: nobody has opened them."""
    tender = tenders.announced(office)
    for provider in tenders.providers(3):
        bids.submitted(tender, provider)
    tender = bids.closed(tender)
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(days=30)):
        lines = {str(line.label): line for line in shown(tender).lines}
        late = lines[str(WORDS["opening"])]
        assert (late.is_past, late.is_late, late.day < clock.today()) == (False, True, True)
        assert (lines[str(WORDS["deadline"])].is_past, lines[str(WORDS["deadline"])].is_late) == (True, False)
        assert "日期已过，尚未办理" in page(tender)

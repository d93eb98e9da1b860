"""A lot that waits for another one by the notice's limit is nobody's duty and never late until its wait ends."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.outbox.models import Message
from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award
from tendering.awards.queries import duties, overdue
from tendering.awards.queries.waits import held_up
from tendering.awards.rules import publicity
from tendering.awards.services import falling
from tendering.overview.queries import agenda
from tendering.tenders.models import Tender
from tendering.tenders.services import announcing
from tests.factories import accounts, tenders
from tests.tendering.awards.test_limits import Contest

pytestmark = pytest.mark.django_db
LATER = timedelta(days=30)


def owed(by: Membership) -> dict[str, datetime | None]:
    """What waits for somebody in this stage, with its days."""
    return {duty.kind: duty.due_at for duty in duties.duties(by, clock.now())}


def test_a_proposal_that_waits_for_an_earlier_lot_is_owed_once_that_is_public() -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    community = case.offices[1].preparer
    assert "awards.propose" not in owed(community)
    assert "awards.propose" in owed(case.offices[0].preparer)
    case.confirmable(0)
    assert "awards.propose" in owed(community)


def test_what_a_limit_holds_up_is_asked_once_for_all_lots(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2), (2, 0, 1)], limit=2, beside=({}, {}, {}))
    case.confirmable(0)
    case.confirmable(1)
    rows = Tender.objects.select_related("joint", "rule_set", "demand__scope_item").order_by("lot")
    asked = list(rows.prefetch_related("demand__scope_item__domains"))
    with CaptureQueriesContext(connection) as alone:
        assert held_up(clock.today(), asked[1:2]) == []
    with django_assert_num_queries(len(alone)):
        assert held_up(clock.today(), asked) == []


def test_a_confirmation_that_waits_is_neither_owed_nor_late_and_its_days_begin_when_the_wait_ends() -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    first, second = case.confirmable(0), case.confirmable(1)
    assert "awards.confirm" not in owed(case.offices[1].approver)
    assert list(overdue.unconfirmed(clock.now() + LATER)) == [first]
    with clock.moved_to(clock.now() + LATER):
        case.confirm(first, 0)
        now = clock.now()
        due = owed(case.offices[1].approver)["awards.confirm"]
        days = second.tender.rule_set.rules.duties.confirm
        assert due == publicity.due_at(work_calendar(), now, days)
        assert list(overdue.unconfirmed(now)) == []
        assert list(overdue.unconfirmed(now + LATER)) == [second]


@pytest.mark.parametrize("end", ["failed", "cancelled"])
def test_a_wait_ends_with_the_call_it_waits_for(end: str) -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    case.confirmable(0)
    second = case.confirmable(1)
    with clock.moved_to(clock.now() + LATER):
        if end == "failed":
            announcing.fail(tender=case.lots[0], reason="全部无效")
        else:
            announcing.cancel(tender=case.lots[0], by=tenders.canceller(case.lots[0]), reason="项目取消")
        assert "awards.confirm" in owed(case.offices[1].approver)
        assert list(overdue.unconfirmed(clock.now())) == []
        assert list(overdue.unconfirmed(clock.now() + LATER)) == [second]


def test_the_next_in_rank_that_waits_is_owed_once_the_earlier_lot_is_settled() -> None:
    case = Contest.of([(0, 1), (1, 0)])
    first, second = case.confirmable(0), case.confirmable(1)
    falling.refuse_award(award=second, by=tenders.bidder(case.rivals[1]), reason="人员不足")
    assert "awards.follow" not in owed(case.offices[1].preparer)
    falling.refuse_award(award=first, by=tenders.bidder(case.rivals[0]), reason="人员不足")
    case.confirm(case.follow(first, 0), 0)
    assert "awards.follow" in owed(case.offices[1].preparer)


def test_offices_are_told_to_confirm_when_the_wait_ends_not_when_the_publicity_does() -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    first, second = case.confirmable(0), case.confirmable(1)
    told = Message.objects.filter(payload__kind="awards.confirmable", payload__url=second.get_absolute_url())
    assert not told.exists()
    case.confirm(first, 0)
    assert case.offices[1].approver.user_id in told.get().payload["recipients"]


def test_pages_say_in_a_sentence_which_lot_comes_first_and_offer_no_act_that_is_refused() -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    words = "须先等第 1 标段"
    community = accounts.signed_in(Client(), case.offices[1].preparer)
    assert words in community.get(reverse("awards:propose", args=[case.lots[1].number])).content.decode()
    assert words in community.get(case.lots[1].get_absolute_url()).content.decode()
    first, second = case.confirmable(0), case.confirmable(1)
    office = accounts.signed_in(Client(), case.offices[1].approver)
    url = reverse("awards:confirm", args=[second.number])
    for client in (office, Client()):
        shown = client.get(second.get_absolute_url()).content.decode()
        assert words in shown
        assert url not in shown
    asked = office.get(url).content.decode()
    assert words in asked
    assert 'name="ticket"' not in asked
    case.confirm(Award.objects.get(pk=first.pk), 0)
    shown = office.get(second.get_absolute_url()).content.decode()
    assert words not in shown
    assert url in shown
    assert words not in community.get(case.lots[1].get_absolute_url()).content.decode()


def test_the_calendar_names_no_day_for_what_waits_for_another_lot(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    """What offices may not do yet has no last day; once the earlier lot is settled it has one again."""
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    first, second = case.confirmable(0), case.confirmable(1)
    assert planned(first.tender) == {"confirmed", "letter", "sign_by"}
    assert planned(second.tender) == set()
    with CaptureQueriesContext(connection) as alone:
        agenda.entries_of_each(agenda.calls(Tender.objects.filter(pk=second.tender_id)), work_calendar(), clock.today())
    with django_assert_num_queries(len(alone)):
        agenda.entries_of_each(agenda.calls(), work_calendar(), clock.today())
    case.confirm(first, 0)
    assert planned(second.tender) == {"confirmed", "letter", "sign_by"}


def planned(tender: Tender) -> set[str]:
    rows = agenda.calls(Tender.objects.filter(pk=tender.pk))
    ((_row, found),) = agenda.entries_of_each(rows, work_calendar(), clock.today())
    return {entry.what for entry in found if entry.is_planned}

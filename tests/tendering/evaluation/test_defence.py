"""Presentations by the bidders (答辩): told in time, ordered by lot, timed by the server, on record (domain 2.5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from tendering.evaluation.models import DefenceSession, DefenceSlot, Draw
from tendering.evaluation.queries import duties
from tendering.evaluation.queries.draws import repeated
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.defence import Slot, SlotState, is_turn, may_close
from tendering.evaluation.services import defence, members, presenting, ranking, reporting
from tendering.evaluation.services.presenting import NotItsTurn
from tests.factories import accounts, demands, evaluation
from tests.factories.evaluation import Jury
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]


@pytest.fixture
def jury(db: None) -> Jury:
    demands.rules(letting__micro__defence=evaluation.DEFENCE)
    return evaluation.declared()


@pytest.fixture
def clerk(jury: Jury) -> Membership:
    return jury.contest.office.preparer


@pytest.fixture
def session(jury: Jury) -> Iterator[DefenceSession]:
    """The order is drawn, and it is time."""
    found = evaluation.defended(jury)
    with clock.moved_to(found.starts_at + timedelta(seconds=1)):
        yield found


def slots(session: DefenceSession) -> list[DefenceSlot]:
    return list(DefenceSlot.objects.filter(session=session).select_related("bid").order_by("position"))


def bidder(jury: Jury, slot: DefenceSlot) -> Membership:
    return jury.contest.bidders[[bid.pk for bid in jury.bids].index(slot.bid_id)]


def kinds(who: Membership) -> list[str]:
    return [duty.kind for duty in duties.duties(who, clock.now())]


def held(session: DefenceSession, clerk: Membership) -> None:
    for slot in slots(session):
        presenting.start(slot=slot, by=clerk)
        presenting.stop(slot=slot, by=clerk)
    defence.close(panel=session.panel, by=clerk)


def test_bidders_are_told_of_place_and_time_so_many_days_before(jury: Jury, clerk: Membership) -> None:
    assert "evaluation.schedule_defence" in kinds(clerk)
    Message.objects.all().delete()
    now = clock.now()
    with pytest.raises(InvalidInput, match="defence_too_soon"):
        defence.schedule(panel=jury.panel, by=clerk, place="会议室", starts_at=now + timedelta(hours=5))
    with pytest.raises(InvalidInput, match="defence_place"):
        defence.schedule(panel=jury.panel, by=clerk, place=" ", starts_at=now + timedelta(days=1))
    with pytest.raises(RoleMissing):
        defence.schedule(panel=jury.panel, by=jury.contest.office.committee, place="会议室", starts_at=now)
    defence.schedule(panel=jury.panel, by=clerk, place="会议室", starts_at=now + timedelta(days=1))
    told = [row.payload for row in Message.objects.filter(topic="notify")]
    assert {row["kind"] for row in told} == {"evaluation.defence_scheduled"}
    reached = {user for row in told for user in row["recipients"]}
    assert {one.user_id for one in jury.contest.bidders} <= reached
    assert {judge.user_id for judge in jury.judges()} <= reached
    assert "evaluation.confirm_defence" in kinds(jury.contest.bidders[0])
    assert "evaluation.draw_defence" in kinds(clerk)
    moved = defence.schedule(panel=jury.panel, by=clerk, place="二楼", starts_at=now + timedelta(days=2))
    assert moved.place == "二楼"
    assert Draw.objects.filter(panel=jury.panel, purpose="defence").count() == 1


def test_a_call_whose_rules_know_no_presentations_has_none(rules: None) -> None:
    jury = evaluation.declared()
    clerk = jury.contest.office.preparer
    with pytest.raises(Refusal, match="no_defence"):
        defence.schedule(panel=jury.panel, by=clerk, place="会议室", starts_at=clock.now() + timedelta(days=3))
    evaluation.scored(jury)


def test_the_order_is_drawn_again_by_anybody(jury: Jury, session: DefenceSession, clerk: Membership) -> None:
    """Commitment before the list, keys of bids, the same lots as for panels (docs/draws.md)."""
    row = Draw.objects.get(panel=jury.panel, purpose="defence")
    assert row.order == [str(slot.bid_id) for slot in slots(session)]
    assert row.drawn_at is not None
    assert row.committed_at < row.drawn_at
    assert all(one.holds for one in repeated(jury.panel))
    with pytest.raises(Refusal, match="defence_begun"):
        defence.draw_order(panel=jury.panel, by=clerk)
    with pytest.raises(Refusal, match="defence_begun"):
        defence.schedule(panel=jury.panel, by=clerk, place="别处", starts_at=clock.now() + timedelta(days=3))


def test_bidders_speak_in_the_drawn_order_one_at_a_time(session: DefenceSession, clerk: Membership) -> None:
    first, second, third = slots(session)
    with pytest.raises(NotItsTurn):
        presenting.start(slot=second, by=clerk)
    presenting.start(slot=first, by=clerk)
    for other in (first, second):
        with pytest.raises(NotItsTurn):
            presenting.start(slot=other, by=clerk)
    with clock.shifted(timedelta(minutes=10, seconds=30)):
        assert presenting.stop(slot=first, by=clerk).stopped_at is not None
        with pytest.raises(Refusal, match="not_speaking"):
            presenting.stop(slot=first, by=clerk)
        presenting.start(slot=second, by=clerk)
    with pytest.raises(Refusal, match="defence_unfinished"):
        defence.close(panel=session.panel, by=clerk)
    with pytest.raises(RoleMissing):
        presenting.start(slot=third, by=accounts.membership(Role.STREET, clerk.place.parent if clerk.place else None))


def test_nobody_speaks_or_is_missed_before_the_hour_bidders_were_told(jury: Jury, clerk: Membership) -> None:
    found = evaluation.defended(jury)
    first = slots(found)[0]
    for act in (presenting.start, lambda **who: presenting.mark_absent(reason="未到", **who)):
        with pytest.raises(Refusal, match="defence_not_yet"):
            act(slot=first, by=clerk)


def test_whoever_does_not_come_is_marked_with_a_reason_and_stays_in(
    jury: Jury, session: DefenceSession, clerk: Membership
) -> None:
    """Its points come from the documents; coming late it still speaks until the session is closed."""
    first, second, third = slots(session)
    with pytest.raises(InvalidInput, match="reason_missing"):
        presenting.mark_absent(slot=first, by=clerk, reason=" ")
    presenting.mark_absent(slot=first, by=clerk, reason="三次点名未到")
    presenting.mark_absent(slot=second, by=clerk, reason="来电放弃答辩")
    assert [slot.absent_by for slot in slots(session)] == [clerk.user, clerk.user, None]
    with pytest.raises(NotItsTurn):
        presenting.start(slot=first, by=clerk)
    presenting.start(slot=third, by=clerk)
    presenting.stop(slot=third, by=clerk)
    presenting.start(slot=first, by=clerk)
    presenting.stop(slot=first, by=clerk)
    assert [slot.absent_by for slot in slots(session)] == [None, clerk.user, None]
    defence.close(panel=session.panel, by=clerk)
    jury.fresh()
    evaluation.scored(jury)
    ranking.rank(panel=jury.panel, by=jury.judges()[0])
    assert jury.tender.panel.ranking.count() == 3


def test_sheets_are_drafted_before_and_signed_after_the_session(
    jury: Jury, session: DefenceSession, clerk: Membership
) -> None:
    judge = jury.judges()[0]
    with pytest.raises(Refusal, match="defence_first"):
        evaluation.sign(jury, judge)
    page = accounts.signed_in(Client(), judge).get(f"/evaluation/{jury.tender.number}/sheet/").content.decode()
    assert "答辩结束后方可签署评分表" in page
    assert "保存草稿" in page
    held(session, clerk)
    evaluation.sign(jury, judge)


def test_the_record_stands_in_the_report(jury: Jury, session: DefenceSession, clerk: Membership) -> None:
    first, second, third = slots(session)
    defence.confirm_coming(slot=first, by=bidder(jury, first), speakers="陈演示 项目负责人")
    presenting.start(slot=first, by=clerk)
    seat = jury.seats()[0]
    presenting.note(slot=first, by=clerk, question="夜间谁值守?", answer="两名护理员轮值。", seat=seat)
    with clock.shifted(timedelta(minutes=9)):
        presenting.stop(slot=first, by=clerk)
    with pytest.raises(Refusal, match="not_speaking"):
        presenting.note(slot=second, by=clerk, question="?", answer="!")
    for missed in (second, third):
        presenting.mark_absent(slot=missed, by=clerk, reason="未到场")
    defence.close(panel=session.panel, by=clerk)
    with pytest.raises(Refusal, match="not_speaking"):
        presenting.note(slot=first, by=clerk, question="?", answer="!")
    jury.fresh()
    evaluation.ranked(jury)
    body = jury.panel.report.body["defence"]
    assert [row["state"] for row in body["slots"]] == ["done", "absent", "absent"]
    assert body["slots"][0]["notes"] == [
        {"member": seat.label, "question": "夜间谁值守?", "answer": "两名护理员轮值。"}
    ]
    for judge in jury.judges():
        reporting.sign_report(panel=jury.fresh(), by=judge)
    page = accounts.signed_in(Client(), jury.judges()[0]).get(f"/evaluation/{jury.tender.number}/report/")
    for words in ("投标人答辩", "夜间谁值守?", "未到场", "陈演示 项目负责人", "仅依据投标文件评分"):
        assert words in page.content.decode()


def test_the_clock_on_the_page_is_the_servers(jury: Jury, session: DefenceSession, clerk: Membership) -> None:
    """What is left shows without a script, and again on every reload; over time it says so."""
    page, url = accounts.signed_in(Client(), clerk), f"/evaluation/{jury.tender.number}/defence/"
    first = slots(session)[0]
    presenting.start(slot=first, by=clerk)
    began = clock.now()
    with clock.moved_to(began + timedelta(minutes=4)):
        assert ">6:00<" in page.get(url).content.decode() or ">5:59<" in page.get(url).content.decode()
    with clock.moved_to(began + timedelta(minutes=11)):
        assert ">+1:0" in page.get(url).content.decode()


def test_a_bidder_sees_its_own_place_and_no_rivals_name(jury: Jury, session: DefenceSession, clerk: Membership) -> None:
    mine, other = slots(session)[:2]
    by = bidder(jury, mine)
    page = accounts.signed_in(Client(), by)
    own = page.get(f"/evaluation/{jury.tender.number}/defence/own/").content.decode()
    assert str(other.bid_id) in own
    assert "社区会议室" in own
    names = [bid.provider.organisation.name for bid in jury.bids if bid.pk != mine.bid_id]
    assert all(name not in own for name in names)
    assert page.get(f"/evaluation/{jury.tender.number}/defence/").status_code == 403
    assert page.get(f"/evaluation/defence/{other.pk}/confirm/").status_code == 403
    with pytest.raises(NotPermitted):
        defence.confirm_coming(slot=other, by=by, speakers="别人")
    stranger = accounts.signed_in(Client(), accounts.membership(Role.PROVIDER_ADMIN))
    assert stranger.get(f"/evaluation/{jury.tender.number}/defence/own/").status_code == 404


def test_the_database_lets_one_bidder_speak_and_keeps_what_was(session: DefenceSession, clerk: Membership) -> None:
    first, second, _third = slots(session)
    presenting.start(slot=first, by=clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        DefenceSlot.objects.filter(pk=second.pk).update(state=SlotState.RUNNING, started_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        DefenceSlot.objects.filter(pk=second.pk).update(state=SlotState.ABSENT)
    with pytest.raises(IntegrityError), transaction.atomic():
        DefenceSlot.objects.filter(pk=second.pk).update(state=SlotState.DONE)


@given(st.lists(st.booleans(), min_size=1, max_size=12))
def test_whoever_comes_or_not_everybody_is_called_once_in_order_and_the_session_can_end(comes: list[bool]) -> None:
    states = [SlotState.WAITING] * len(comes)

    def now() -> list[Slot]:
        return [Slot(place, state) for place, state in enumerate(states, 1)]

    called = []
    while not may_close(now()):
        waiting = [n for n in range(1, len(comes) + 1) if states[n - 1] is SlotState.WAITING and is_turn(n, now())]
        assert len(waiting) == 1
        place = waiting[0]
        called.append(place)
        if comes[place - 1]:
            states[place - 1] = SlotState.RUNNING
            assert not any(is_turn(n, now()) for n in range(1, len(comes) + 1))
            states[place - 1] = SlotState.DONE
        else:
            states[place - 1] = SlotState.ABSENT
    assert called == list(range(1, len(comes) + 1))


def test_a_session_stands_while_a_seat_is_empty_and_ends_once(
    jury: Jury, session: DefenceSession, clerk: Membership
) -> None:
    """Nobody is missed before their turn, nobody confirms after it; a seat that was left asks nothing."""
    first, second, _third = slots(session)
    gone = jury.seats()[-1]
    with refused("evaluation.not_its_turn"):
        presenting.mark_absent(slot=second, by=clerk, reason="未到场")
    evaluation.replaced(gone)
    with refused("evaluation.not_scoring"):
        presenting.start(slot=first, by=clerk)
    with refused("evaluation.not_scoring"):
        presenting.mark_absent(slot=first, by=clerk, reason="未到场")
    members.declare(panel=jury.panel, by=jury.judges()[-1], statements=list(Relation))
    presenting.start(slot=first, by=clerk)
    with refused("evaluation.no_such_seat", kind=InvalidInput):
        presenting.note(slot=first, by=clerk, question="人手够吗?", answer="够。", seat=gone)
    with refused("evaluation.defence_begun"):
        defence.confirm_coming(slot=first, by=bidder(jury, first), speakers="陈演示")
    presenting.stop(slot=first, by=clerk)
    for slot in slots(session)[1:]:
        presenting.mark_absent(slot=slot, by=clerk, reason="未到场")
    defence.close(panel=session.panel, by=clerk)
    for act in (
        lambda: defence.close(panel=session.panel, by=clerk),
        lambda: presenting.start(slot=second, by=clerk),
        lambda: presenting.mark_absent(slot=second, by=clerk, reason="未到场"),
    ):
        with refused("evaluation.defence_not_drawn"):
            act()
    evaluation.ranked(jury)
    with refused("evaluation.not_scoring"):
        defence.schedule(panel=jury.panel, by=clerk, place="二楼", starts_at=clock.now() + timedelta(days=3))
    assert [slot.state for slot in slots(session)] == [SlotState.DONE, SlotState.ABSENT, SlotState.ABSENT]

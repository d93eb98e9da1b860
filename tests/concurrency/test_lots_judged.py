"""One panel for several lots, under many hands (PostgreSQL: real locks)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection, transaction

from marketplace import clock
from marketplace.primitives.refusal import Refusal
from tendering.evaluation.models import DefenceSession, DefenceSlot, Panel, Seat
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.services import convening, defence, members, presenting
from tests.concurrency.racing import race, stuck
from tests.factories import evaluation
from tests.tendering.evaluation.test_lots import Lots
from tests.tendering.evaluation.test_lots_heard import DEFENCE, juries, slots

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R39")]


def test_one_lot_is_convened_by_itself_while_all_are_convened_together() -> None:
    """Whoever comes second finds the panel there: all lots have one of the same people, or one lot has its own."""
    with transaction.atomic():
        case = Lots.of()
    alone = partial(convening.convene, tender=case.lots[1], by=case.office.preparer, community=[case.office.approver])
    outcome = race([case.convene, alone])
    assert outcome["done"] == 1
    assert sum(outcome.values()) == 2
    panels = case.panels()
    assert len({panel.tender_id for panel in panels}) == len(panels) == Panel.objects.count()
    assert [panel.together_id is None for panel in panels] in ([True], [False, False])


def test_a_member_leaves_one_lot_while_being_replaced_in_another() -> None:
    """The member has left, not committed yet: whoever gives up on them in the other lot waits, and finds it done."""
    with transaction.atomic():
        case = Lots.of()
        first, second = case.convene()
    judge = case.expert_on(first)
    seat = Seat.objects.get(panel=second, user=judge.user)
    evaluation.absent(seat)

    def replace() -> None:
        with pytest.raises(Refusal):
            members.replace(seat=seat, by=case.office.committee, reason="住院")

    connection.set_autocommit(False)
    try:
        members.recuse(panel=first, by=judge, relation=Relation.OTHER, reason="邻居")
        with stuck(replace):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert sorted(Seat.objects.filter(user=judge.user).values_list("state", flat=True)) == ["recused", "recused"]
    assert Seat.objects.filter(replaces__user=judge.user).count() == 2


def test_bidders_of_two_lots_are_never_called_before_the_same_people_at_once() -> None:
    """The first bidder's time has started, not committed yet: the other lot waits, and finds the panel listening."""
    with transaction.atomic():
        case = Lots.of(letting__micro__defence=DEFENCE)
        first, second = juries(case)
        by = case.office.preparer
        session = evaluation.defended(first)
        later = session.starts_at + timedelta(minutes=30)
        defence.schedule(panel=second.panel, by=by, place="二楼", starts_at=later)
        defence.draw_order(panel=second.panel, by=by)
        DefenceSession.objects.update(starts_at=clock.now() - timedelta(minutes=1))
    one, other = slots(first.panel)[0], slots(second.panel)[0]

    def call_the_other() -> None:
        with pytest.raises(Refusal, match="defence_elsewhere"):
            presenting.start(slot=other, by=by)

    connection.set_autocommit(False)
    try:
        presenting.start(slot=one, by=by)
        with stuck(call_the_other):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert DefenceSlot.objects.filter(state="running").count() == 1

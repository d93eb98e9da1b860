"""A lot of one joint call is confirmed under a limit while another one falls (PostgreSQL: real locks)."""

from __future__ import annotations

import pytest
from django.db import connection

from tendering.awards.models import Award
from tendering.awards.services import falling, following
from tests.concurrency.racing import stuck
from tests.factories import tenders
from tests.tendering.awards.test_limits import Contest

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


def test_an_earlier_lot_falls_while_a_later_one_is_confirmed() -> None:
    """The later one is final, not committed yet: whoever follows in the earlier one waits, and finds who has won it."""
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    first, second = case.confirmable(0), case.confirmable(1)
    first, winner = case.confirm(first, 0), tenders.bidder(case.rivals[0])

    def follow() -> None:
        falling.refuse_award(award=first, by=winner, reason="人员不足")
        following.next_in_rank(award=first, by=case.offices[0].preparer)

    connection.set_autocommit(False)
    try:
        case.confirm(second, 1)
        with stuck(follow):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert Award.objects.get(tender=case.lots[0], pk__gt=second.pk).provider == case.rivals[2]

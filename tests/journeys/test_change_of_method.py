"""Two public comparisons fail: the ordinary project is let by an inquiry, for a reason the street agrees to."""

from __future__ import annotations

import pytest

from tests.journeys import letting, proposing
from tests.journeys.cast import Cast
from tests.journeys.days import Days
from tests.journeys.person import Person

pytestmark = [pytest.mark.django_db, pytest.mark.once, pytest.mark.requirement("R38"), pytest.mark.requirement("R39")]
TITLE = "社区为老服务站运营"
WHY = "两次公开比选均无足够响应，服务标准统一，改为询价。"


def fails(cast: Cast, *, again: bool) -> None:
    """Nobody answers; extended once, then failed."""
    letting.prepares(cast, TITLE, "Public comparison", again=again)
    deadline = letting.announces(cast, TITLE, days=16, approver=cast.street)
    cast.days.pass_until(deadline)
    cast.days.pass_by(12)
    Person().opens("Home").follows("Calls").follows(TITLE).sees("Failed")


def test_after_two_failures_another_method_with_its_reason(days: Days) -> None:
    """Not offered after the first; without a reason refused; published with the call that the street announces."""
    cast = Cast.of(days, money="200000.00")
    proposing.approved(cast, TITLE, "95000.00")
    fails(cast, again=False)
    assert "Inquiry" not in letting.methods(cast, TITLE)
    fails(cast, again=True)
    assert "Inquiry" in letting.methods(cast, TITLE)
    told = {"method": "Inquiry", **letting.documents()}
    cast.author.does("Let the project", TITLE).fills(**told, change_reason="").sends_in_vain()
    cast.author.fills(**told, change_reason=WHY).sends()
    letting.announces(cast, TITLE, days=16, approver=cast.street)
    visitor = Person().opens("Home").follows("Calls").follows(TITLE, about="Inquiry")
    visitor.sees("Round 3", "By another method than the failed call before", WHY)
    visitor.follows("The round before").sees("Failed", "Public comparison")

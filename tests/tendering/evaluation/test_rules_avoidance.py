"""Who may not judge (回避, domain 2.4)."""

from __future__ import annotations

from datetime import date

import pytest

from tendering.evaluation.rules.avoidance import Bidder, Found, Link, Obstacle, Person, obstacles, three_years_before

TODAY = date(2026, 6, 1)
BIDDERS = [Bidder(1, "云帆社工服务中心", frozenset({"王小明"})), Bidder(2, "和光社工服务中心")]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person("李四"), []),
        (Person("李四", (Link(3, None),)), []),
        (Person("李四", (Link(2, None),)), [Found(Obstacle.BIDDER_MEMBER, "和光社工服务中心")]),
        (Person("李四", (Link(1, date(2023, 6, 2)),)), [Found(Obstacle.BIDDER_MEMBER, "云帆社工服务中心")]),
        (Person("李四", (Link(1, date(2023, 6, 1)),)), []),
        (Person("李四", employer=" 云帆社工服务中心 "), [Found(Obstacle.BIDDER_EMPLOYER, "云帆社工服务中心")]),
        (Person("王小明"), [Found(Obstacle.BIDDER_RESPONSIBLE, "云帆社工服务中心")]),
        (Person("", employer=""), []),
        (Person("李四", is_finance=True), [Found(Obstacle.FINANCE)]),
    ],
)
def test_what_keeps_somebody_off_a_panel(person: Person, expected: list[Found]) -> None:
    assert obstacles(person, BIDDERS, TODAY) == expected


def test_leap_days_have_a_day_three_years_before() -> None:
    assert three_years_before(date(2028, 2, 29)) == date(2025, 2, 28)

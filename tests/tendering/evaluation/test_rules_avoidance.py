"""Who may not judge (回避, domain 2.4)."""

from __future__ import annotations

from datetime import date

import pytest

from tendering.evaluation.rules.avoidance import (
    Bidder,
    Found,
    Job,
    Link,
    Obstacle,
    Person,
    Tie,
    absences,
    obstacles,
    three_years_before,
)

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
        (Person("李四", jobs=(Job(" 云帆社工服务中心 "),)), [Found(Obstacle.BIDDER_EMPLOYER, "云帆社工服务中心")]),
        (Person("王小明"), [Found(Obstacle.BIDDER_RESPONSIBLE, "云帆社工服务中心")]),
        (Person("", jobs=(Job(""),)), []),
        (Person("李四", is_finance=True), [Found(Obstacle.FINANCE)]),
    ],
)
def test_what_keeps_somebody_off_a_panel(person: Person, expected: list[Found]) -> None:
    assert obstacles(person, BIDDERS, TODAY) == expected


@pytest.mark.parametrize(
    ("person", "is_off"),
    [
        (Person("李四", (Link(9, date(2023, 6, 2)),)), True),
        (Person("李四", (Link(9, date(2023, 6, 1)),)), False),
        (Person("李四", jobs=(Job("知行（成都） 规划设计院"),)), True),
        (Person("赵规划"), True),
        (Person("李四", ties=(Tie(9),)), True),
        (Person("李四", ties=(Tie(9, TODAY, assessed=True),)), False),
        (Person("李四", (Link(0, None), Link(1, None))), False),
    ],
)
def test_who_belongs_to_the_planner_of_the_project_is_off_whoever_bids(person: Person, *, is_off: bool) -> None:
    """As with a bidder, once however many relations there are; to have assessed it is none."""
    studio = Bidder(9, "知行(成都)规划设计院", frozenset({"赵规划"}), planned=True)
    expected = [Found(Obstacle.OF_THE_PLAN, studio.name)] if is_off else []
    assert obstacles(person, [studio], TODAY, assessor_days=30) == expected


def test_leap_days_have_a_day_three_years_before() -> None:
    assert three_years_before(date(2028, 2, 29)) == date(2025, 2, 28)


@pytest.mark.requirement("R39")
@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (Person("李四", jobs=(Job("云帆社工 服务中心", date(2023, 6, 2)),)), [Obstacle.BIDDER_EMPLOYER]),
        (Person("李四", jobs=(Job("云帆社工服务中心", date(2023, 6, 1)),)), []),
        (Person("李四", jobs=(Job("另一机构", None, frozenset({"王小明"})),)), [Obstacle.ONE_HEAD]),
        (Person("李四", jobs=(Job("另一机构", date(2023, 6, 1), frozenset({"王小明"})),)), []),
        (Person("李四", ties=(Tie(1),)), [Obstacle.BIDDER_TIE]),
        (Person("李四", ties=(Tie(1, date(2023, 6, 1)), Tie(3))), []),
        (Person("李四", ties=(Tie(1, date(2026, 5, 3), assessed=True),)), [Obstacle.ASSESSOR]),
        (Person("李四", ties=(Tie(1, date(2026, 5, 2), assessed=True),)), []),
        (Person("李四", is_planner=True), [Obstacle.PLANNER]),
        (Person("李四", is_away=True, is_staff=True, is_suspended=True), []),
    ],
)
def test_what_the_pool_knows_keeps_an_expert_off(person: Person, expected: list[Obstacle]) -> None:
    assert [found.obstacle for found in obstacles(person, BIDDERS, TODAY, assessor_days=30)] == expected


def test_who_is_away_suspended_or_staff_is_not_drawn() -> None:
    assert absences(Person("李四"), 2) == []
    person = Person("李四", is_away=True, is_staff=True, is_suspended=True)
    assert absences(person, 2) == [Obstacle.PURCHASER, Obstacle.SUSPENDED, Obstacle.AWAY]
    assert absences(Person("李四", bad_marks=1), 2) == []
    assert absences(Person("李四", bad_marks=2), 2) == [Obstacle.BAD_MARKS]

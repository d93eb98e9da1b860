"""Means, price points, ties, deviations (domain 2.5, story 3)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.ruleset import Tie
from tendering.evaluation.rules.points import rounded
from tendering.evaluation.rules.ranking import Offer, Scored, Standing, deviations, extremes, mean, ranked, scored


def key(number: int) -> UUID:
    """Keys of bids are UUIDs; tests count them."""
    return UUID(int=number)


TIES = (Tie.LOWER_QUOTE, Tie.HIGHER_PLAN_SCORE, Tie.RECORDED_DRAW)
points = st.decimals(min_value=0, max_value=80, places=2)


@st.composite
def panels(draw: st.DrawFn) -> list[Offer]:
    """Some bids, all judged by the same members."""
    members = draw(st.integers(0, 5))
    bids = draw(st.integers(1, 8))
    return [
        Offer(
            bid=key(bid),
            price=draw(st.decimals(min_value=1, max_value=50000, places=2)),
            objective=draw(st.decimals(min_value=0, max_value=10, places=2)),
            subjective={member: draw(points) for member in range(members)},
        )
        for bid in range(bids)
    ]


def backwards(bids: Sequence[UUID]) -> list[UUID]:
    """A draw whose outcome a test can foresee."""
    return sorted(bids, reverse=True)


def never(bids: Sequence[UUID]) -> list[UUID]:
    """A draw that must not be asked."""
    raise AssertionError(bids)


def order(offers: Sequence[Offer], price_maximum: int = 10) -> list[Standing]:
    return ranked(scored(offers, price_maximum), TIES, backwards)


def offer(bid: int, price: str, *members: str, objective: str = "0.00") -> Offer:
    return Offer(key(bid), Decimal(price), Decimal(objective), {n: Decimal(text) for n, text in enumerate(members)})


@given(panels(), st.integers(0, 100))
def test_ranks_are_complete_and_totals_never_rise(offers: list[Offer], price_maximum: int) -> None:
    standings = order(offers, price_maximum)
    assert [row.rank for row in standings] == list(range(1, len(offers) + 1))
    assert sorted(row.scored.bid for row in standings) == [row.bid for row in offers]
    totals = [row.scored.total for row in standings]
    assert totals == sorted(totals, reverse=True)


@given(st.data())
def test_the_order_of_entry_does_not_matter(data: st.DataObject) -> None:
    offers = data.draw(panels())
    assert order(data.draw(st.permutations(offers))) == order(offers)


@given(panels())
def test_a_total_is_the_mean_of_the_members_totals(offers: list[Offer]) -> None:
    for row in scored(offers, 10):
        if row.members:
            exact = sum(map(Fraction, row.members.values()), Fraction(0)) / len(row.members)
            assert abs(Fraction(row.total) - exact) <= Fraction(1, 200)
            assert min(row.members.values()) <= row.total <= max(row.members.values())
        assert abs(row.total - row.plan_points - row.price_points) <= Decimal("0.01")


@given(panels())
def test_without_sheets_the_lower_quote_is_always_ahead(offers: list[Offer]) -> None:
    """Lowest compliant quote: 100 points for the price, rounding hides no yuan."""
    bare = [Offer(row.bid, row.price) for row in offers]
    prices = [row.scored.price for row in order(bare, 100)]
    assert prices == sorted(prices)


def test_a_total_decides_alone_where_it_can() -> None:
    standings = ranked(scored([offer(1, "100", "80"), offer(2, "100", "70")], 10), TIES, never)
    assert [(row.scored.bid.int, row.scored.total, row.tie) for row in standings] == [
        (1, Decimal("90.00"), None),
        (2, Decimal("80.00"), None),
    ]


def test_equal_totals_the_lower_quote_goes_first() -> None:
    """Story 3: 80 + 10.00 against 85 + 5.00."""
    standings = ranked(scored([offer(1, "200", "85"), offer(2, "100", "80")], 10), TIES, never)
    assert [(row.scored.bid.int, row.tie) for row in standings] == [(2, Tie.LOWER_QUOTE), (1, Tie.LOWER_QUOTE)]


def rows(*values: tuple[int, str, str, str]) -> list[Scored]:
    """Bid, price, price points, plan points: totals equal by construction where a test says so."""
    made = []
    for bid, price, for_price, plan in values:
        total = Decimal(for_price) + Decimal(plan)
        made.append(Scored(key(bid), Decimal(price), Decimal(for_price), Decimal(0), Decimal(plan), {}, total))
    return made


def test_equal_quotes_the_better_plan_goes_first() -> None:
    """Prices that are no factor can be equal while the points differ by rounding only."""
    tied = rows((1, "100", "10.00", "79.99"), (2, "100", "9.99", "80.00"))
    standings = ranked(tied, TIES, never)
    assert [(row.scored.bid.int, row.tie) for row in standings] == [
        (2, Tie.HIGHER_PLAN_SCORE),
        (1, Tie.HIGHER_PLAN_SCORE),
    ]


def test_what_nothing_tells_apart_is_drawn() -> None:
    tied = [offer(1, "100", "80"), offer(2, "100", "80"), offer(3, "50", "75"), offer(4, "100", "80")]
    standings = order(tied)
    assert [(row.scored.bid.int, row.tie) for row in standings] == [
        (3, Tie.LOWER_QUOTE),
        (4, Tie.RECORDED_DRAW),
        (2, Tie.RECORDED_DRAW),
        (1, Tie.RECORDED_DRAW),
    ]


def test_three_equal_totals_each_names_the_rule_that_placed_it() -> None:
    tied = rows((1, "200", "5.00", "85.00"), (2, "100", "10.00", "80.00"), (3, "100", "9.00", "81.00"))
    standings = ranked(tied, TIES, never)
    assert [(row.scored.bid.int, row.tie) for row in standings] == [
        (3, Tie.HIGHER_PLAN_SCORE),
        (2, Tie.HIGHER_PLAN_SCORE),
        (1, Tie.LOWER_QUOTE),
    ]


@pytest.mark.parametrize(
    ("totals", "expected"),
    [(("60", "90", "90"), []), (("40", "90", "90"), [(0, 7)]), (("70", "70", "130"), [(2, 7)]), (("0", "0", "0"), [])],
)
def test_a_member_far_from_the_mean_is_found(totals: tuple[str, ...], expected: list[tuple[int, int]]) -> None:
    """More than 30 % from the mean; exactly 30 % is not more (60, 90, 90 lies 25 % off)."""
    row = Scored(
        key(7),
        Decimal(1),
        Decimal(0),
        Decimal(0),
        Decimal(0),
        {n: Decimal(t) for n, t in enumerate(totals)},
        Decimal(0),
    )
    assert [(member, bid.int) for member, bid in deviations([row], Decimal("0.30"))] == expected


def test_exactly_thirty_percent_needs_no_reason() -> None:
    members = {0: Decimal(70), 1: Decimal(100), 2: Decimal(130)}
    row = Scored(key(7), Decimal(1), Decimal(0), Decimal(0), Decimal(0), members, Decimal(100))
    assert deviations([row], Decimal("0.30")) == []
    assert deviations([row], Decimal("0.2999")) == [(0, key(7)), (2, key(7))]


@given(panels())
def test_without_extremes_a_mean_lies_between_the_others(offers: list[Offer]) -> None:
    """From five members on one highest and one lowest total of each bid do not count; with fewer all do."""
    for plain, row in zip(scored(offers, 10), scored(offers, 10, 5), strict=True):
        if len(row.members) < 5:
            assert row == plain
            continue
        ordered = sorted(row.members.values())
        assert len(row.left_out) == 2
        assert sorted(row.members[member] for member in row.left_out) == [ordered[0], ordered[-1]]
        assert row.total == rounded(mean(ordered[1:-1]))
        assert row.members == plain.members


def test_two_extremes_are_left_out_even_where_all_are_equal() -> None:
    assert extremes(dict.fromkeys(range(5), Decimal(80))) == {0, 4}
    assert extremes({1: Decimal(70), 2: Decimal(70), 3: Decimal(90), 4: Decimal(90), 5: Decimal(80)}) == {1, 4}


def test_of_two_members_nobody_is_left_out() -> None:
    with pytest.raises(ValueError, match="nobody is left"):
        extremes({1: Decimal(70), 2: Decimal(80)})


def test_one_generous_and_one_harsh_member_do_not_move_the_total() -> None:
    row, *_none = scored([offer(1, "100", "10", "70", "72", "74", "90")], 10, 5)
    assert (row.total, row.subjective_mean) == (Decimal("82.00"), Decimal("72.00"))
    assert row.left_out == {0, 4}


def test_without_sheets_nobody_deviates() -> None:
    """The lowest quote is judged by its price alone."""
    row = Scored(key(1), Decimal(100), Decimal(100), Decimal(0), Decimal(0), {}, Decimal(100))
    assert deviations([row], Decimal("0.30")) == []

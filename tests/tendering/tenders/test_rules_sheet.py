"""Score sheets scaled to what the price leaves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendering.tenders.rules import sheet
from tests.factories import evaluation
from tests.factories.rulebook import rules

TEMPLATES = rules().score_templates


@given(name=st.sampled_from(sorted(TEMPLATES)), price=st.integers(0, 99))
def test_sheet_and_price_are_a_hundred(name: str, price: int) -> None:
    """To the point, whatever the price's weight."""
    assert sum(line.points for line in sheet.lines(TEMPLATES[name].criteria, price)) == 100 - price


def test_the_default_weight_leaves_the_template_as_it_is() -> None:
    """90 points beside a price of 10."""
    template = TEMPLATES["plan_100"]
    assert [line.points for line in sheet.lines(template.criteria, 10)] == [row.max_ for row in template.criteria]


def test_price_alone_needs_no_sheet() -> None:
    """An inquiry has none."""
    assert sheet.lines(TEMPLATES["plan_100"].criteria, 100) == []


def test_a_sheet_without_points_is_none() -> None:
    """Nothing could be scaled to what the price leaves."""
    with pytest.raises(ValueError, match="without points"):
        sheet.lines([], 10)


@given(price=st.integers(0, 99), points=st.integers(1, 10))
def test_the_item_for_residents_votes_never_grows(price: int, points: int) -> None:
    """It shrinks with the others; where the price leaves more to share out the others take it (domain 2.5)."""
    criteria = rules(**evaluation.vote_rules(points)).score_templates["plan_100"].criteria
    found = sheet.lines(criteria, price)
    assert sum(line.points for line in found) == 100 - price
    assert all(line.points <= points for line in found if line.criterion.code == "vote")

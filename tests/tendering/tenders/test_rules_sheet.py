"""Score sheets scaled to what the price leaves; barriers in the text of a call."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendering.tenders.rules import sheet
from tendering.tenders.rules.notice import barriers
from tests.factories.rulebook import rules
from tests.factories.tenders import content

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


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("注册地须在本区。", "tenders.barrier.region"),
        ("仅限本地机构。", "tenders.barrier.region"),
        ("注册资本不低于 50 万元。", "tenders.barrier.capital"),
        ("上年度营业收入不少于 100 万元。", "tenders.barrier.turnover"),
    ],
)
def test_barriers_are_found(text: str, code: str) -> None:
    """No region, capital or turnover as a condition (Implementing Regulations 20)."""
    assert [problem.code for problem in barriers(content(eligibility=text))] == [code]


def test_an_honest_call_has_no_barrier() -> None:
    """The usual conditions pass."""
    assert barriers(content()) == []

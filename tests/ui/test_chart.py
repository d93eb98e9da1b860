"""Bar charts with limit lines: parts to scale, the line where it belongs, both widths, no style."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest

from marketplace.ui.components import LimitBar, RateBar, Segment
from marketplace.ui.drawing import chart


def bar(*heads: int, whole: int = 48, limit: int | None = 32, label: str = "到会线 32 人") -> LimitBar:
    """People side by side."""
    parts = [Segment("人", Decimal(n), f"人 {n}", colour) for colour, n in enumerate(heads, start=1)]
    return LimitBar("到会", parts, Decimal(whole), None if limit is None else Decimal(limit), label)


def numbers(drawn: str, pattern: str) -> list[float]:
    """Numbers of an attribute, in the order drawn."""
    return [float(found) for found in re.findall(pattern, drawn)]


def test_parts_and_limit_stand_to_scale() -> None:
    """41 of 48 on 774 and on 326; the line at two thirds."""
    drawn = chart.limit_bars([bar(41, 7)], "vote", "41 of 48")
    assert numbers(drawn, r'<rect class="c1" x="([\d.]+)"') == [0, 0]
    assert numbers(drawn, r'<rect class="c2" x="([\d.]+)"') == pytest.approx([661.1, 278.5], abs=0.1)
    assert numbers(drawn, r'class="limit" x1="([\d.]+)"') == pytest.approx([516.0, 217.3], abs=0.1)


def test_it_is_read_aloud_once_and_needs_neither_style_nor_script() -> None:
    """One hidden sentence, two pictures that point at it."""
    drawn = chart.limit_bars([bar(41, 7)], "vote", "41 < 48")
    assert drawn.count('id="vote-t"') == 1
    assert drawn.count('aria-labelledby="vote-t"') == 2
    assert "41 &lt; 48" in drawn
    assert "style" not in drawn
    assert "<script" not in drawn


def test_words_stand_only_where_there_is_room() -> None:
    """One of 48 is too narrow; its text stays away, the shape does not."""
    drawn = chart.limit_bars([bar(47, 1)], "vote", "")
    assert "人 47" in drawn
    assert "人 1<" not in drawn
    assert drawn.count("<rect") == 4


@pytest.mark.parametrize(("limit", "anchor"), [(0, "start"), (24, "middle"), (48, "end")])
def test_the_limit_s_label_stays_inside(limit: int, anchor: str) -> None:
    """At the edges it leans inwards."""
    drawn = chart.limit_bars([bar(40, limit=limit)], "vote", "")
    assert set(re.findall(r'text-anchor="(\w+)"', drawn)) == {anchor}


def test_nobody_invited_draws_nothing_that_breaks() -> None:
    """A whole of zero is no division by zero."""
    assert "<svg" in chart.limit_bars([bar(0, 0, whole=0, limit=None)], "vote", "")


def test_rates_share_one_scale_and_one_line() -> None:
    """78.5 % below and 86 % above the bar at 80 %."""
    rows = [RateBar("首次", Decimal("0.785"), "78.5%", 3), RateBar("复测", Decimal("0.86"), "86.0%", 1)]
    drawn = chart.rate_bars(rows, Decimal("0.8"), "80%", "sat", "满意率")
    assert numbers(drawn, r'<rect class="c3" x="0" y="\d+" width="([\d.]+)"') == pytest.approx([607.6, 255.9], abs=0.1)
    assert numbers(drawn, r'class="limit" x1="([\d.]+)"') == pytest.approx([619.2, 260.8], abs=0.1)
    assert drawn.count('class="limit"') == 2
    assert "t-on t-big" in drawn

"""Bars and lines from data: widths are SVG attributes, so no inline style is needed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

from marketplace.ui import whole_text
from marketplace.ui.drawing.values import percent
from marketplace.ui.formats import in_english

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.utils.safestring import SafeString

    from marketplace.ui.components import Segment

WIDTH = Decimal(1000)


def stacked_bar(segments: Sequence[Segment], css: str = "", whole: Decimal | None = None) -> SafeString:
    """A stacked bar whose label reads all values; put `bar_legend` beside it.

    Args:
        whole: what the full width stands for, so that bars under each other share a scale; else the segments' sum.
    """
    label = (", " if in_english() else "，").join(f"{part.label} {part.text}" for part in segments)
    return format_html(
        '<svg class="bar{}" viewBox="0 0 1000 10" preserveAspectRatio="none" role="img" aria-label="{}">{}</svg>',
        f" {css}" if css else "",
        label,
        format_html_join("", '<rect class="c{}" x="{}" width="{}" height="10"/>', _rectangles(segments, whole)),
    )


def bar_legend(segments: Sequence[Segment], column: bool = False) -> SafeString:
    """The bar's legend with the values, in a row or a column."""
    return format_html(
        '<ul class="legend{}">{}</ul>',
        " legend-col" if column else "",
        format_html_join(
            "",
            '<li><span><svg class="swatch" viewBox="0 0 10 10" aria-hidden="true"><rect class="c{}" width="10" '
            'height="10"/></svg>{}</span> <b>{}</b></li>',
            ((part.colour, part.label, part.text) for part in segments),
        ),
    )


def progress(value: Decimal | int, of: Decimal | int = 100, label: str = "", said: str = "") -> SafeString:
    """A progress bar with its percentage beside it, named by a label or by what somebody wrote, such as a title."""
    named = format_html(' lang="zh-Hans" aria-label="{}"', whole_text.shown(said)) if said else ""
    share = f"{min(Decimal(value) / Decimal(of) * 100, Decimal(100)):.0f}" if of else "0"
    return format_html(
        '<span class="progress-row"><progress class="progress" value="{0}" max="100"{1}>{0}%</progress>'
        '<span class="nowrap">{0}%</span></span>',
        share,
        named or format_html(' aria-label="{}"', label),
    )


def share_bar(share: Decimal) -> SafeString:
    """A share between 0 and 1 as a bar with its percentage, which alone is read aloud."""
    return format_html(
        '<span class="progress-row"><progress class="progress" value="{}" max="1" aria-hidden="true"></progress>'
        '<span class="nowrap">{}</span></span>',
        min(share, Decimal(1)),
        percent(share),
    )


def spark(
    values: Sequence[Decimal | int | float], label: str, limit: Decimal | int | float | None = None
) -> SafeString:
    """A spark line; the dotted line is the limit."""
    known = [float(value) for value in (*values, *([limit] if limit is not None else []))]
    low, high = min(known, default=0.0), max(known, default=1.0)
    span = (high - low) or 1.0
    step = 100 / max(len(values) - 1, 1)
    points = " ".join(f"{n * step:.1f},{_height(float(v), low, span):.1f}" for n, v in enumerate(values))
    line = (
        ""
        if limit is None
        else format_html('<line x1="0" x2="100" y1="{0}" y2="{0}"/>', f"{_height(float(limit), low, span):.1f}")
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 100 32" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<polygon points="0,32 {} 100,32"/>{}<polyline points="{}"/></svg>',
        label,
        points,
        line,
        points,
    )


def _height(value: float, low: float, span: float) -> float:
    return 29 - (value - low) / span * 26


def _rectangles(segments: Sequence[Segment], whole: Decimal | None) -> list[tuple[int, str, str]]:
    total = whole or sum((part.value for part in segments), Decimal(0)) or Decimal(1)
    drawn, left = [], Decimal(0)
    for part in segments:
        width = part.value / total * WIDTH
        drawn.append((part.colour, f"{left:.1f}", f"{width:.1f}"))
        left += width
    return drawn

"""Bar charts with the line that had to be reached, drawn once for wide and once for narrow pages.

Everything is an SVG attribute, so no inline style and no script is needed and paper shows the same. The words of a
chart are its `label`, read aloud and hidden; put a table with the same figures beside it.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.html import format_html, format_html_join

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from django.utils.safestring import SafeString

    from marketplace.ui.components import LimitBar, RateBar, Segment

WIDE, NARROW = 774.0, 326.0
HEIGHT = 34
GAP = 1.6  # white between two parts
LIMIT_STEP, RATE_STEP = 94, 82
HAN, LATIN = 13.5, 7.2  # pixels of a character at the chart's size of type


def limit_bars(bars: Sequence[LimitBar], key: str, label: str) -> SafeString:
    """Rows of parts, each with a limit of its own; `key` makes ids unique on the page."""
    return _figure(key, label, lambda width: _limit_chart(bars, width, key))


def rate_bars(bars: Sequence[RateBar], limit: Decimal, limit_label: str, key: str, label: str) -> SafeString:
    """Rows of shares on one scale from 0 to 1, with one limit through all of them."""
    return _figure(key, label, lambda width: _rate_chart(bars, limit, limit_label, width, key))


def text_width(text: object) -> float:
    """About how many pixels the words take."""
    return sum(HAN if char > "\u2e7f" else LATIN for char in str(text))


def _figure(key: str, label: str, draw: Callable[[float], SafeString]) -> SafeString:
    return format_html(
        '<figure class="mt-4"><p class="vh" id="{}-t">{}</p><div class="wide-only">{}</div>'
        '<div class="narrow-only">{}</div></figure>',
        key,
        label,
        draw(WIDE),
        draw(NARROW),
    )


def _chart(width: float, height: int, key: str, content: SafeString) -> SafeString:
    return format_html(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-t">{}</svg>',
        f"{width:.0f}",
        height,
        key,
        content,
    )


def _limit_chart(bars: Sequence[LimitBar], width: float, key: str) -> SafeString:
    rows = format_html_join("", "{}", ((_limit_row(bar, n * LIMIT_STEP, width),) for n, bar in enumerate(bars)))
    return _chart(width, LIMIT_STEP * len(bars) + 14, key, rows)


def _limit_row(bar: LimitBar, top: int, width: float) -> SafeString:
    y, scale = top + 46, width / float(bar.whole or 1)
    parts, x = [], 0.0
    for part in bar.parts:
        wide = float(part.value) * scale
        parts.append(_part(part, x, y, wide))
        x += wide
    limit = "" if bar.limit is None else _limit(float(bar.limit) * scale, y - 8, y + HEIGHT + 8, bar.limit_label, width)
    note = format_html('<text class="t-mute" x="{}" y="{}" text-anchor="end">{}</text>', f"{x:.1f}", y + 48, bar.note)
    return format_html(
        '<text class="t-big" x="0" y="{}">{}</text>{}{}{}',
        top + 14,
        bar.title,
        format_html_join("", "{}", ((part,) for part in parts)),
        limit,
        note if bar.note else "",
    )


def _part(part: Segment, x: float, y: int, width: float) -> SafeString:
    shape = format_html(
        '<rect class="c{}" x="{}" y="{}" width="{}" height="{}"/>',
        part.colour,
        f"{x:.1f}",
        y,
        f"{max(width - GAP, 0):.1f}",
        HEIGHT,
    )
    if text_width(part.text) + 16 > width:
        return shape
    css = "t-on" if part.colour <= 2 else ""
    return format_html('{}<text class="{}" x="{}" y="{}">{}</text>', shape, css, f"{x + 9:.1f}", y + 22, part.text)


def _limit(x: float, top: int, bottom: int, label: object, width: float) -> SafeString:
    """The dashed line and its label, kept inside the drawing."""
    half = text_width(label) / 2
    anchor = "start" if x < half else "end" if x > width - half else "middle"
    at = min(max(x, 1.0), width - 1)
    line = format_html('x1="{0}" x2="{0}" y1="{1}" y2="{2}"', f"{at:.1f}", top, bottom)
    return format_html(
        '<line class="halo" {0}/><line class="limit" {0}/>'
        '<text class="t-limit" x="{1}" y="{2}" text-anchor="{3}">{4}</text>',
        line,
        f"{at:.1f}",
        top - 5,
        anchor,
        label,
    )


def _rate_chart(bars: Sequence[RateBar], limit: Decimal, limit_label: str, width: float, key: str) -> SafeString:
    rows = format_html_join("", "{}", ((_rate_row(bar, 42 + n * RATE_STEP, width),) for n, bar in enumerate(bars)))
    height = 14 + RATE_STEP * len(bars)
    line = _limit(float(limit) * width, 26, height - 6, limit_label, width)
    return _chart(width, height, key, format_html("{}{}", rows, line))


def _rate_row(bar: RateBar, y: int, width: float) -> SafeString:
    on = "t-on " if bar.colour <= 2 and float(bar.share) * width > text_width(bar.text) * 1.2 + 20 else ""
    return format_html(
        '<text class="t-mute" x="0" y="{0}">{1}</text><rect class="c5" x="0" y="{2}" width="{3}" height="{4}" '
        'opacity=".45"/><rect class="c{5}" x="0" y="{2}" width="{6}" height="{4}"/>'
        '<text class="{7}t-big" x="10" y="{8}">{9}</text>',
        y,
        bar.title,
        y + 8,
        f"{width:.0f}",
        HEIGHT,
        bar.colour,
        f"{float(bar.share) * width:.1f}",
        on,
        y + 31,
        bar.text,
    )

"""A list's cell, drawn by its column's kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils.html import format_html

from marketplace.ui.drawing import bar, labels, values
from marketplace.ui.tongue import foreign
from marketplace.ui.views.columns import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.utils.safestring import SafeString

    from marketplace.ui.views.tables import Cell


def draw(cell: Cell, context: dict[str, Any]) -> SafeString:
    """The value with its link and its second line."""
    value = _value(cell, context)
    link = cell.link
    shown = format_html('<a href="{}">{}</a>', link, value) if link else format_html("{}", value)
    return format_html('{}<span class="sub">{}</span>', shown, foreign(cell.sub)) if cell.sub else shown


def _value(cell: Cell, context: dict[str, Any]) -> object:
    if cell.column.template:
        return render_to_string(cell.column.template, context | {"row": cell.row, "value": cell.value})
    if cell.column.kind == Kind.TAG:
        return labels.tag(cell.value, cell.tag)
    drawers: dict[Kind, Callable[[Any], object]] = {
        Kind.SAID: values.said,
        Kind.MONEY: values.yuan,
        Kind.NUMBER: values.number,
        Kind.PERCENT: values.percent,
        Kind.SHARE: bar.share_bar,
        Kind.DAY: values.day,
        Kind.MOMENT: values.moment,
        Kind.DEADLINE: values.deadline,
        Kind.TIER: labels.tier,
    }
    if cell.value is None or cell.value == "":
        return "—"
    drawer = drawers.get(cell.column.kind)
    return drawer(cell.value) if drawer else foreign(cell.value)

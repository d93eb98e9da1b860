"""Tags and filters of the components; a page loads them with ``{% load ui %}``."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace import clock
from marketplace.ui import navigation, role_names, tongue, whole_text
from marketplace.ui.drawing import bar, cells, chart, forms, labels, values

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.template import Context

    from marketplace.ui.components import Event, Fact, Phase, Stat, Tab, Task, Tile, Todo

register = template.Library()
register.simple_tag(values.icon)
register.simple_tag(values.deadline)
register.simple_tag(values.countdown)
register.simple_tag(values.said, name="said")
register.simple_tag(values.colon)
for _filter in (
    values.yuan,
    values.wan,
    values.number,
    values.percent,
    values.day,
    values.short_day,
    values.moment,
    values.due,
    values.said,
    values.said_lines,
):
    register.filter(_filter.__name__, _filter)
register.simple_tag(bar.stacked_bar)
register.simple_tag(bar.bar_legend)
register.simple_tag(bar.progress)
register.simple_tag(bar.spark)
register.simple_tag(chart.limit_bars)
register.simple_tag(chart.rate_bars)
register.simple_tag(forms.control)
register.simple_tag(forms.facet_count)
register.simple_tag(forms.described_by)
register.filter("foreign", tongue.foreign)
register.filter("is_foreign", tongue.is_foreign)
register.filter("kind", forms.kind)
register.filter("problems", forms.problems)
register.filter("problem_count", forms.problem_count)
register.filter("mark", forms.mark)
register.simple_tag(labels.tag)
register.filter("tier", labels.tier)
register.filter("grade", labels.grade)
register.filter("masked_name", labels.masked_name)
register.filter("masked_contact", labels.masked_contact)
register.filter("masked_phone", labels.masked_phone)
register.filter("masked_text", whole_text.shown)
register.filter("hash_groups", labels.hash_groups)


@register.filter
def role_name(role: str) -> str:
    """A role's name in the reader's language."""
    return role_names.name(role)


@register.simple_block_tag
def page_title(content: str) -> SafeString:
    """The page's title. It holds no marks: with a name in Chinese all of it is, whose voices read English as well."""
    mark = SafeString(' lang="zh-Hans"' if tongue.is_foreign(content) else "")
    return format_html("<title{}>{}</title>", mark, content)


@register.simple_block_tag
def notice(content: str, kind: str = "", title: str = "", level: int = 3) -> SafeString:
    """A notice: ``ok``, ``warn``, ``bad`` or plain; ``{% notice "warn" title=… %}…{% endnotice %}``.

    `level` is that of its heading: 2 where it stands right under the page's own.
    """
    signs = {"ok": "check-circle-fill", "warn": "exclamation-triangle-fill", "bad": "exclamation-circle-fill"}
    return format_html(
        '<div class="notice{}">{}<div>{}{}</div></div>',
        f" notice-{kind}" if kind else "",
        values.icon(signs.get(kind, "info-circle-fill")),
        format_html("<h{0}>{1}</h{0}>", level, title) if title else "",
        content,  # a template's own output, escaped where it was made
    )


@register.inclusion_tag("ui/components/cycle.html")
def cycle_bar(phases: Sequence[Phase]) -> dict[str, object]:
    """The nine steps under the labels of the rule set's cycle; days of this year go without it."""
    uneven = len({len(phase.steps) for phase in phases}) > 1
    return {"phases": phases, "uneven": uneven, "year": clock.today().year}


@register.inclusion_tag("ui/components/pips.html")
def pips(phases: Sequence[Phase]) -> dict[str, object]:
    """The small form of the nine steps, for lists."""
    steps = [step for phase in phases for step in phase.steps]
    now = next((n for n, step in enumerate(steps, 1) if step.state == "now"), len(steps))
    return {"steps": steps, "number": now, "total": len(steps), "name": steps[now - 1].label if steps else ""}


@register.inclusion_tag("ui/components/timeline.html")
def timeline(events: Sequence[Event]) -> dict[str, object]:
    """Events, newest first."""
    return {"events": events}


@register.inclusion_tag("ui/components/summary.html")
def summary(facts: Sequence[Fact], two: bool = False) -> dict[str, object]:
    """Facts; with change links it is "check your answers"."""
    return {"facts": facts, "two": two, "edit": any(fact.change_url for fact in facts)}


@register.inclusion_tag("ui/components/stats.html")
def stats(figures: Sequence[Stat]) -> dict[str, object]:
    """Figures with units and notes."""
    return {"figures": figures}


@register.inclusion_tag("ui/components/todo.html")
def todo(lines: Sequence[Todo], now: datetime | None = None) -> dict[str, object]:
    """What waits for a person, by deadline."""
    return {"lines": lines, "now": now or clock.now()}


@register.inclusion_tag("ui/components/tasklist.html")
def tasklist(tasks: Sequence[Task]) -> dict[str, object]:
    """The parts of a long form and how far they are."""
    return {"tasks": tasks}


@register.inclusion_tag("ui/components/tilemap.html")
def tilemap(tiles: Sequence[Tile], label: str) -> dict[str, object]:
    """Streets by rough position."""
    return {"tiles": tiles, "label": label}


@register.inclusion_tag("ui/components/tabs.html")
def tabs(links: Sequence[Tab], label: str) -> dict[str, object]:
    """Tabs: links to views of the same thing."""
    return {"links": links, "label": label}


@register.inclusion_tag("ui/components/sidenav.html")
def sidenav(links: Sequence[Tab], label: str) -> dict[str, object]:
    """The side navigation of a workbench."""
    return {"links": links, "label": label}


@register.inclusion_tag("ui/components/pager.html")
def pager(page: Any, address: Any) -> dict[str, object]:
    """Pages of a list."""
    return {
        "page": page,
        "address": address,
        "numbers": page.paginator.get_elided_page_range(page.number, on_each_side=2),
    }


@register.simple_tag
def page_url(address: Any, number: int) -> str:
    """Another page of a list."""
    return str(address.page(number))


@register.simple_tag(takes_context=True)
def cell(context: Context, item: Any) -> SafeString:
    """A list's cell, drawn by its column's kind."""
    seen: dict[Any, Any] = context.flatten()
    return cells.draw(item, seen)


@register.simple_tag(takes_context=True)
def main_links(context: Context) -> list[navigation.Link]:
    """The main navigation, with the page's own mark where it sets ``nav``."""
    request = context.get("request")
    return navigation.links(request, navigation.Area.MAIN, str(context.get("nav") or "")) if request else []

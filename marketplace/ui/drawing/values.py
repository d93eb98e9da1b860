"""Values as people read them, with their machine form: money, days, deadlines, what people wrote."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.primitives.calendar import day_of
from marketplace.ui import deadlines, formats, whole_text


def icon(name: str, css: str = "") -> SafeString:
    """An icon of the sprite, decorative: words stand beside it."""
    return format_html(
        '<svg class="icon{}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        f" {css}" if css else "",
        static("ui/img/icons.svg"),
        name,
    )


def yuan(amount: Decimal | int | None) -> SafeString | str:
    """``¥186,000.00`` as data; a dash for nothing."""
    if amount is None or amount == "":
        return "—"
    return format_html('<data class="money" value="{}">{}</data>', f"{Decimal(amount):.2f}", formats.yuan(amount))


def wan(amount: Decimal | int | None) -> SafeString | str:
    """Yuan in the unit of large sums: ``332.00 万元``, ``3,320.0 thousand yuan``."""
    if amount is None or amount == "":
        return "—"
    return format_html(
        '<data value="{}">{} <small>{}</small></data>',
        f"{Decimal(amount):.2f}",
        formats.wan(amount),
        _("thousand yuan"),
    )


def number(value: Decimal | int | None) -> str:
    """A count with thousands separators."""
    return "—" if value is None else f"{value:,}"


def percent(share: Decimal | float | None, places: int = 1) -> str:
    """A share between 0 and 1 as ``77.0%``."""
    return "—" if share is None else f"{Decimal(str(share)) * 100:.{places}f}%"


def day(value: date | datetime | None) -> SafeString | str:
    """A day in the reader's language, with its machine form."""
    if not value:
        return "—"
    on = day_of(value)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), formats.day(on))


def short_day(value: date | datetime | None) -> SafeString | str:
    """A day without its year, where the year is known from what stands around it."""
    if not value:
        return "—"
    on = day_of(value)
    return format_html('<time datetime="{}">{}</time>', on.isoformat(), formats.day(on, year=False))


def moment(value: datetime | None) -> SafeString | str:
    """Day and time in Shanghai, with the machine form."""
    if not value:
        return "—"
    return format_html('<time datetime="{}">{}</time>', _machine(value), formats.moment(value))


def due(value: datetime | None) -> SafeString | str:
    """The end of a period: midnight reads 24:00 of the day before."""
    if not value:
        return "—"
    return format_html('<time datetime="{}">{}</time>', _machine(value), formats.due(value))


def deadline(value: datetime | None, now: datetime | None = None) -> SafeString | str:
    """Working days left in bold, the date under it; amber from three days on, with an icon when late."""
    if not value:
        return "—"
    told = deadlines.describe(value, now or clock.now())
    sign = {"is-soon": "clock", "is-late": "exclamation-triangle-fill"}.get(told.state)
    return format_html(
        '<span class="deadline{}"><b>{}{}</b> <time datetime="{}">{}</time></span>',
        f" {told.state}" if told.state else "",
        icon(sign) if sign else "",
        told.words,
        _machine(value),
        told.text,
    )


def countdown(value: datetime, now: datetime | None = None) -> str:
    """Only the words of the time left."""
    return deadlines.describe(value, now or clock.now()).words


def said(text: object) -> SafeString:
    """What a person wrote: stays as written and says that it is Chinese; the public reads no numbers of people."""
    return format_html('<span lang="zh-Hans">{}</span>', whole_text.shown(text))


def colon() -> str:
    """Between a label and what it says."""
    return _(": ")


def said_lines(text: str) -> SafeString:
    """The same in paragraphs as written."""
    parts = [part.strip() for part in str(whole_text.shown(text or "")).splitlines() if part.strip()]
    return format_html('<div lang="zh-Hans">{}</div>', format_html_join("", "<p>{}</p>", ((p,) for p in parts)))


def _machine(value: datetime) -> str:
    return timezone.localtime(value).isoformat(timespec="minutes")

"""The district at a glance, for its office and for those who look over its shoulder."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.primitives.duty import Duty
from marketplace.ui.drawing.values import percent
from marketplace.ui.views import Page
from tendering.contracts.rules.satisfaction import shown
from tendering.funds.queries import drawing
from tendering.overview.queries import district
from tendering.overview.queries.district import Counted, Overview, Street
from tendering.overview.queries.parts import district_tabs

WORDS: Mapping[str, tuple[str | Promise, str]] = {
    district.LATE_APPROVAL: (_("Approval overdue"), "late"),
    district.BELOW: (_("Residents not satisfied"), "fail"),
    district.SPLIT: (_("Possibly split"), "review"),
    district.LATE_CONFIRMATION: (_("Award not confirmed in time"), "late"),
    district.LATE_RESULT: (_("Result not decided on in time"), "late"),
    district.LATE_PAYMENT: (_("Payment overdue"), "late"),
}
SORTS: Mapping[str, Callable[[Street], Fraction | None]] = {
    "utilisation": lambda row: row.utilisation,
    "attendance": lambda row: row.attendance,
    "satisfaction": lambda row: row.satisfaction,
}


@dataclass(frozen=True, slots=True)
class Figure:
    """A rate with its change on the year before, in words, and its course over the months."""

    label: str | Promise
    value: str
    unit: str | Promise
    change: str = ""
    is_better: bool = True
    months: Sequence[float] = ()
    beside: str = ""


@dataclass(frozen=True, slots=True)
class Flag:
    """What went wrong, where, until when it is to be mended."""

    tag: str
    colour: str
    duty: Duty


class DistrictOverview(Acting, Page):
    """Rates, flags, streets compared, decisions the district owes."""

    roles = (Role.DISTRICT, Role.AUDITOR, Role.DISCIPLINE)
    template_name = "overview/district.html"
    title = _("District overview")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds all of it."""
        now, asked = clock.now(), self.request.GET.get("sort", "")
        found, sort = district.overview(now), asked if asked in SORTS else "utilisation"
        rate = SORTS[sort]
        extra = {
            "tabs": district_tabs(),
            "year": now.year,
            "figures": figures(found, now.year, now.month),
            "flags": flags(found),
            "to_decide": [duty for duty in found.waiting if duty.kind == district.TO_DECIDE],
            "streets": [_row(row) for row in sorted(found.streets, key=lambda row: -(rate(row) or 0))],
            "sort": sort,
            "now": now,
        }
        return super().get_context(**(extra | context))


def figures(found: Overview, year: int, month: int) -> list[Figure]:
    """The three rates and the time of an approval; their lines end before the month, which is not over."""
    beside = drawing.year_before(found.funds, year, year)
    used = Figure(_("Fund utilisation"), _percent(found.funds.utilisation), "%", beside=beside)
    took, before = found.approval.rate(year), found.approval.rate(year - 1)
    slower = None if took is None or before is None else took - before
    days = Figure(
        _("Average time of an approval"),
        "—" if took is None else f"{float(took):.1f}",
        _("working days"),
        "" if slower is None else gettext("%(days)s working days") % {"days": _signed(slower)},
        (slower or 0) <= 0,
        [float(value) for value in found.approval.months(year, month)],
    )
    return [
        _rate(_("Attendance of residents' meetings"), found.attendance, year, month),
        used,
        _rate(_("Residents satisfied"), found.satisfaction, year, month),
        days,
    ]


def flags(found: Overview) -> list[Flag]:
    """The most urgent first; a verdict tells its rate."""
    rows = [duty for duty in found.waiting if duty.kind in WORDS]
    rows.sort(key=lambda duty: (duty.due_at is None, duty.due_at or clock.now(), duty.subject))
    return [Flag(_tag(duty), WORDS[duty.kind][1], duty) for duty in rows]


def _tag(duty: Duty) -> str:
    answers = duty.detail.get("answers")
    if duty.kind != district.BELOW or not answers:
        return str(WORDS[duty.kind][0])
    satisfied = Fraction(int(str(duty.detail["satisfied"])), int(str(answers)))
    return gettext("Satisfied %(rate)s%%") % {"rate": shown(satisfied)}


def _rate(label: str | Promise, counted: Counted, year: int, month: int) -> Figure:
    now, before = counted.rate(year), counted.rate(year - 1)
    change = None if now is None or before is None else now - before
    months = [float(rate) for rate in counted.months(year, month)]
    return Figure(label, _percent(now), "%", _points(change), (change or 0) >= 0, months)


def _percent(rate: Fraction | None) -> str:
    return "—" if rate is None else str(shown(rate))


def _points(change: Fraction | None) -> str:
    return "" if change is None else gettext("%(points)s percentage points") % {"points": drawing.points(change)}


def _signed(value: Fraction) -> str:
    return f"{float(value):+.1f}".replace("-", "−") if abs(value) >= Fraction(1, 20) else "±0.0"


def _row(row: Street) -> dict[str, Any]:
    return {
        "place": row.place,
        "url": f"{reverse('funds:overview')}?street={row.place.pk}",
        "rates": [(name, percent(drawing.share(rate(row)))) for name, rate in SORTS.items()],
    }

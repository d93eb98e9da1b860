"""A tender's dates in words, each with the rule it comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.calendar import WorkCalendar, day_of, last_day_of
from tendering.tenders.models import Tender
from tendering.tenders.rules import timetable

WORDS = {
    "announced": _("Announcement"),
    "deadline": _("Responses close"),
    "opening": _("Opening of the bids"),
    "qualification": _("Qualification"),
    "report": _("Report of the evaluation"),
    "publicity_end": _("Publicity of the result ends"),
    "sign_by": _("Contract signed by"),
}


@dataclass(frozen=True, slots=True)
class PlannedDate:
    """One line of the timetable; `days` is what the rule set says."""

    label: str | Promise
    day: date
    days: int
    is_fixed: bool
    is_past: bool


def dates(tender: Tender, calendar: WorkCalendar, today: date) -> list[PlannedDate]:
    """The whole way: fixed dates where they are known, else the earliest the rules allow."""
    announced = day_of(tender.announced_at) if tender.announced_at else today
    steps = list(timetable.timetable(announced, tender.procedure, calendar))
    known = {"announced": tender.announced_at is not None, "deadline": tender.deadline_at is not None}
    shift = timedelta(0)
    planned = []
    for step in steps:
        if step.what == "deadline" and tender.deadline_at is not None:
            fixed = last_day_of(tender.deadline_at)
            shift = fixed - step.day
        day = calendar.roll_forward(step.day + shift) if shift else step.day
        is_fixed = known.get(step.what, False)
        planned.append(
            PlannedDate(WORDS[step.what], day, step.days, is_fixed, day <= today if is_fixed else day < today)
        )
    return planned

"""Rounds of a consultation: which may begin, what each asks for, how long bidders have (domain 2.2, 2.5, 3.4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from marketplace.primitives.calendar import WorkCalendar, day_of, end_of_day
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.bids.rules.content import Section


class RoundState(StrEnum):
    """States of a round."""

    TALKING = "talking"
    ANSWERING = "answering"
    CLOSED = "closed"
    ENDED = "ended"


# What a changed plan consists of.
PLAN = (Section.PLAN, Section.FILES)


@dataclass(frozen=True, slots=True)
class Past:
    """A round as the next one sees it."""

    is_last: bool
    is_ended: bool


def next_number(most: int, earlier: Sequence[Past], *, last: bool) -> int:
    """The number of the round that begins now.

    Args:
        most: as many rounds as the procedure allows, zero where it has none.
        last: it asks for the final quotes.

    Raises:
        Refusal: `bids.no_rounds`, `bids.round_running`, `bids.rounds_over`, `bids.round_must_be_last`.
    """
    if not most:
        raise Refusal("bids.no_rounds")
    if any(not past.is_ended for past in earlier):
        raise Refusal("bids.round_running")
    if any(past.is_last for past in earlier):
        raise Refusal("bids.rounds_over")
    number = len(earlier) + 1
    if number >= most and not last:
        raise Refusal("bids.round_must_be_last", field="last", most=most)
    return number


def sections(*, is_last: bool, has_changes: bool) -> tuple[Section, ...]:
    """What bidders hand in: revised plans where the documents changed, a final quote in the last round."""
    return ((Section.PRICE,) if is_last else ()) + (PLAN if has_changes else ())


def check_deadline(
    deadline_at: datetime, called_at: datetime, *, hours: int, working_days: int, calendar: WorkCalendar
) -> None:
    """Refuse a deadline that leaves less time than the rules ask.

    Args:
        hours: at least so many from the call on.
        working_days: at least so many whole ones, where plans are revised; zero where they are not.

    Raises:
        InvalidInput: `bids.round_deadline_early` with the earliest moment.
    """
    earliest = earliest_deadline(called_at, hours=hours, working_days=working_days, calendar=calendar)
    if deadline_at < earliest:
        raise InvalidInput("bids.round_deadline_early", field="deadline_at", earliest=earliest)


def earliest_deadline(called_at: datetime, *, hours: int, working_days: int, calendar: WorkCalendar) -> datetime:
    """The first moment at which answers may close."""
    by_hours = called_at + timedelta(hours=hours)
    if not working_days:
        return by_hours
    return max(by_hours, end_of_day(calendar.add_workdays(day_of(called_at), working_days)))

"""The roster's clocks: publicity, validity, review, renewal, reapplying (domain 3.1, 6)."""

from datetime import date, timedelta

from marketplace.primitives.calendar import WorkCalendar

# The rule sets have no keys for these three; domain 3.1 names the thirty days.
REVIEW_EVERY_MONTHS = 12
REVIEW_GRACE_DAYS = 30
RENEWAL_OPENS_DAYS = 90


def months_after(day: date, months: int) -> date:
    """The same day of the month, `months` later; the last day of the month where there is no such day."""
    years, month = divmod(day.month - 1 + months, 12)
    for shorter in range(4):
        try:
            return date(day.year + years, month + 1, day.day - shorter)
        except ValueError:
            continue
    raise AssertionError(day)


def valid_until(listed_on: date, years: int, *, running_until: date | None = None) -> date:
    """The entry's last valid day: `years` after listing, or after the running period where it is renewed early."""
    start = listed_on if running_until is None or running_until < listed_on else running_until
    return months_after(start, 12 * years)


def review_due_on(confirmed_on: date) -> date:
    """The day the yearly review falls due."""
    return months_after(confirmed_on, REVIEW_EVERY_MONTHS)


def review_ends_on(due_on: date) -> date:
    """The last day to confirm a review; the day after, the entry is suspended."""
    return due_on + timedelta(days=REVIEW_GRACE_DAYS)


def renewal_opens_on(valid_until_date: date) -> date:
    """The first day a provider whose entry still runs may apply anew."""
    return valid_until_date - timedelta(days=RENEWAL_OPENS_DAYS)


def may_reapply_on(rejected_on: date, months: int) -> date:
    """The first day after a rejection on which the provider may apply again (`assessment.reapply_months`)."""
    return months_after(rejected_on, months)


def publicity_ends_on(calendar: WorkCalendar, started_on: date, workdays: int) -> date:
    """The last day of publicity, at whose end (24:00) the provider may be listed; the start day is not counted."""
    return calendar.add_workdays(started_on, workdays)


def remaining_workdays(calendar: WorkCalendar, held_on: date, last_day: date) -> int:
    """Working days of publicity still to run when an objection holds it; the day of the objection is one of them."""
    return max(1, calendar.workdays_between(held_on - timedelta(days=1), last_day))


def resumed_ends_on(calendar: WorkCalendar, resumed_on: date, remaining: int) -> date:
    """The last day of publicity after a dismissed objection: the rest runs, the day of the answer is not counted."""
    return calendar.add_workdays(resumed_on, remaining)

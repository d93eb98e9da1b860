"""What opens and closes when, for everybody: public facts, and what the rules say comes next."""

from tendering.overview.queries.agenda.days import FIRST_YEAR, LAST_YEAR, Day, Month, weeks_of
from tendering.overview.queries.agenda.entries import Entry, entries_of_each
from tendering.overview.queries.agenda.feed import Feed, feed_of
from tendering.overview.queries.agenda.rows import MOST, Window, calls, calls_between

__all__ = [
    "FIRST_YEAR",
    "LAST_YEAR",
    "MOST",
    "Day",
    "Entry",
    "Feed",
    "Month",
    "Window",
    "calls",
    "calls_between",
    "entries_of_each",
    "feed_of",
    "weeks_of",
]

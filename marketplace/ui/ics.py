"""Calendar files (RFC 5545): what portals publish and calendar programs subscribe to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum

from icalendar import Calendar, Event

from marketplace.ui.text import Text

PRODUCT = "-//Community project marketplace//Public calendar//EN"
CONTENT_TYPE = "text/calendar; charset=utf-8"
REFRESH = "PT6H"


class Status(StrEnum):
    """How firm an entry is; the words of RFC 5545, 3.8.1.11."""

    CONFIRMED = "CONFIRMED"
    TENTATIVE = "TENTATIVE"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry.

    Attributes:
        uid: the same for the same thing for ever, so that a calendar moves it and does not show it twice.
        at: a moment, or a whole day.
        changed_at: when what it says was last changed.
        sequence: rises with every change.
        categories: words to filter by.
    """

    uid: str
    title: Text
    at: date
    changed_at: datetime
    sequence: int
    status: Status = Status.CONFIRMED
    url: str = ""
    place: Text = ""
    text: Text = ""
    categories: tuple[Text, ...] = ()


def calendar(entries: Iterable[Entry], name: Text) -> bytes:
    """The file: lines of at most 75 octets that end in CRLF, moments in UTC.

    Moments need no time zone's rules that way; a program shows them in its owner's.
    """
    found = Calendar()
    found.add("prodid", PRODUCT)
    found.add("version", "2.0")
    found.add("calscale", "GREGORIAN")
    found.add("method", "PUBLISH")
    found.add("x-wr-calname", str(name))
    found.add("x-wr-timezone", "Asia/Shanghai")
    found.add("x-published-ttl", REFRESH)
    for entry in entries:
        found.add_component(_event(entry))
    written: bytes = found.to_ical()
    return written


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at.astimezone(UTC))
    event.add("last-modified", entry.changed_at.astimezone(UTC))
    event.add("sequence", entry.sequence)
    if isinstance(entry.at, datetime):
        event.add("dtstart", entry.at.astimezone(UTC))
    else:
        event.add("dtstart", entry.at)
        event.add("dtend", entry.at + timedelta(days=1))
    event.add("summary", str(entry.title))
    event.add("status", entry.status.value)
    event.add("transp", "TRANSPARENT")
    for name, value in (("location", entry.place), ("description", entry.text), ("url", entry.url)):
        if value:
            event.add(name, str(value))
    if entry.categories:
        event.add("categories", [str(word) for word in entry.categories])
    return event

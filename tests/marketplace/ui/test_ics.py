"""Calendar files keep RFC 5545 to the octet, whatever people wrote."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from marketplace.primitives.calendar import SHANGHAI
from marketplace.ui import ics

CHANGED = datetime(2026, 11, 3, 9, 0, tzinfo=SHANGHAI)
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=200)


def entry(**changes: Any) -> ics.Entry:
    values: dict[str, Any] = {
        "uid": "JN-2026-0186.deadline@example.org",
        "title": "响应截止",
        "at": datetime(2026, 11, 28, 17, 0, tzinfo=SHANGHAI),
        "changed_at": CHANGED,
        "sequence": 1,
    }
    return ics.Entry(**(values | changes))


def read(*entries: ics.Entry) -> list[dict[str, Any]]:
    """The entries as another program understands them."""
    found = Calendar.from_ical(ics.calendar(entries, "发包日历"))
    return [dict(event.items()) for event in found.walk("VEVENT")]


def test_a_moment_stands_in_universal_time_and_a_day_as_a_day() -> None:
    text = ics.calendar([entry(), entry(at=date(2026, 12, 4))], "发包日历").decode()
    assert "DTSTART:20261128T090000Z\r\n" in text
    assert "DTSTART;VALUE=DATE:20261204\r\n" in text
    assert "DTEND;VALUE=DATE:20261205\r\n" in text
    assert "DTSTAMP:20261103T010000Z\r\n" in text
    assert text.startswith("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
    assert text.endswith("END:VCALENDAR\r\n")
    assert "METHOD:PUBLISH\r\n" in text


def test_text_is_escaped() -> None:
    text = ics.calendar([entry(title="清洁; 粉刷, 一期\\二期", text="第一行\n第二行")], "x").decode()
    assert "SUMMARY:清洁\\; 粉刷\\, 一期\\\\二期\r\n" in text
    assert "DESCRIPTION:第一行\\n第二行\r\n" in text


@pytest.mark.parametrize("status", ics.Status)
def test_its_status_is_said(status: ics.Status) -> None:
    assert str(read(entry(status=status))[0]["STATUS"]) == status


@given(TEXT, TEXT)
def test_every_line_is_short_ends_rightly_and_is_read_back(title: str, text: str) -> None:
    """At most 75 octets without the break, never a bare CR or LF, never a character cut in two."""
    body = ics.calendar([entry(title=title, text=text)], "发包日历")
    lines = body.split(b"\r\n")
    assert lines.pop() == b""
    assert max(map(len, lines)) <= 75
    assert b"\n" not in b"".join(lines)
    for line in lines:
        line.decode()
    found = read(entry(title=title, text=text))[0]
    assert str(found["SUMMARY"]) == title
    assert str(found.get("DESCRIPTION", "")) == text
    assert found["DTSTAMP"].dt == CHANGED

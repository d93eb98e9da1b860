"""A lane is for one worker at a time; nobody waits for it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def entered(lane: str) -> Iterator[bool]:
    """Whether the lane was free; it is this worker's until the end, or until its connection ends.

    SQLite has one writer at a time anyway: there it is always free.
    """
    if connection.vendor != "postgresql":
        yield True
        return
    is_free = _ask("SELECT pg_try_advisory_lock(%s)", lane)
    try:
        yield is_free
    finally:
        if is_free:
            _ask("SELECT pg_advisory_unlock(%s)", lane)


def _ask(statement: str, lane: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, [_number(lane)])
        return bool(cursor.fetchone()[0])


def _number(lane: str) -> int:
    """PostgreSQL's advisory locks share one space: a name is drawn out of all of it."""
    return int.from_bytes(hashlib.sha256(f"outbox.lane.{lane}".encode()).digest()[:8], signed=True)

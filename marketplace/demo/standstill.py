"""The demonstration's time stands still while nobody runs it.

Whoever comes back after a month finds the day on which it was stopped, with nothing lapsed or escalated meanwhile.
Ended by force, it notes nothing, and its time has run on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from marketplace import clock


def _note() -> Path:
    """Holds the moment at which time was stopped, while it stands still."""
    return Path(settings.VAR_DIR) / "clock-stopped"


def shown() -> datetime:
    """What the demonstration's clock shows, or will show when it is served again."""
    note = _note()
    return datetime.fromisoformat(note.read_text(encoding="ascii")) if note.exists() else clock.now()


def put_ahead(by: timedelta) -> datetime:
    """Put the clock ahead, served or not, and say what it shows then; never back, for the record only goes on."""
    moment, note = shown() + by, _note()
    if note.exists():
        note.write_text(moment.isoformat(), encoding="ascii")
    else:
        clock.start_from(moment)
    return moment


@contextmanager
def afterwards() -> Iterator[None]:
    """Time runs on from where it stopped, and stops again at the end."""
    note = _note()
    if note.exists():
        clock.start_from(datetime.fromisoformat(note.read_text(encoding="ascii")))
        note.unlink()
    try:
        yield
    finally:
        note.write_text(clock.now().isoformat(), encoding="ascii")

"""The demonstration's time stands still while nobody runs it.

Whoever comes back after a month finds the day on which it was stopped, with nothing lapsed or escalated meanwhile.
Ended by force, it notes nothing, and its time has run on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from django.conf import settings

from marketplace import clock


def _note() -> Path:
    """Holds the moment at which time was stopped, while it stands still."""
    return Path(settings.VAR_DIR) / "clock-stopped"


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

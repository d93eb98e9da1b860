"""The time. Acts guarded by a deadline read the database's clock, after the lock (architecture 3).

An offset moves every clock of this module alike. Tests set it for the process (`shifted`, `moved_to`,
`frozen`), the demonstration keeps it in a file that web and worker both read (`start_from`). Settings
that serve the public allow neither, and a system check refuses them there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.db import connection
from django.utils import timezone

Move = Callable[[datetime], datetime]

# One for the process, so that a live server's threads see the time their test set.
_moves: tuple[Move, ...] = ()


def read() -> datetime:
    """The database's clock now, in Asia/Shanghai; call it inside the transaction, after the lock."""
    return _moved(timezone.localtime(_database_time()))


def now() -> datetime:
    """The application's clock; views and tasks read it and pass it on."""
    return _moved(timezone.localtime())


def today() -> date:
    """The day of `now`."""
    return timezone.localdate(now())


@contextmanager
def shifted(offset: timedelta) -> Iterator[None]:
    """Let every clock run `offset` ahead (behind where negative) of what it shows now."""
    with _applied(lambda moment: moment + offset):
        yield


@contextmanager
def moved_to(moment: datetime) -> Iterator[None]:
    """Let every clock show `moment` (aware) now and run on from there."""
    _require_allowed()
    with shifted(moment - now()):
        yield


@contextmanager
def frozen(moment: datetime) -> Iterator[None]:
    """Let every clock stand at `moment` (aware): the last millisecond before a deadline, and the first after."""
    still = timezone.localtime(moment)
    with _applied(lambda _moment: still):
        yield


def start_from(moment: datetime) -> timedelta:
    """Let web and worker read `moment` (aware) now and run on from there, until the offset file is removed.

    Returns:
        The offset written to `settings.CLOCK_OFFSET_FILE`.
    """
    _require_allowed()
    path = _offset_path()
    if path is None:
        message = "CLOCK_OFFSET_FILE names no file"
        raise ImproperlyConfigured(message)
    offset = moment - timezone.now()
    path.parent.mkdir(parents=True, exist_ok=True)
    # Replaced in one step: a worker that reads meanwhile sees the old offset or the new, never half of one.
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(f"{offset.total_seconds()!r}\n", encoding="ascii")
    draft.replace(path)
    return offset


@contextmanager
def _applied(move: Move) -> Iterator[None]:
    global _moves
    _require_allowed()
    before = _moves
    _moves = (*before, move)
    try:
        yield
    finally:
        _moves = before


def _moved(moment: datetime) -> datetime:
    if not settings.CLOCK_OFFSET_ALLOWED:
        return moment
    moment += _file_offset()
    for move in _moves:
        moment = move(moment)
    return moment


def _database_time() -> datetime:
    """SQLite runs in this very process: its clock is ours."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


_read_offset: tuple[tuple[str, int, int] | None, timedelta] = (None, timedelta(0))


def _file_offset() -> timedelta:
    """The offset the file holds; read again only when the file was replaced."""
    global _read_offset
    path = _offset_path()
    if path is None:
        return timedelta(0)
    try:
        status = path.stat()
    except FileNotFoundError:
        return timedelta(0)
    stamp = (str(path), status.st_mtime_ns, status.st_ino)
    known, offset = _read_offset
    if known != stamp:
        offset = timedelta(seconds=float(path.read_text(encoding="ascii")))
        _read_offset = (stamp, offset)
    return offset


def _offset_path() -> Path | None:
    name = getattr(settings, "CLOCK_OFFSET_FILE", None)
    return Path(name) if name else None


def _require_allowed() -> None:
    if not settings.CLOCK_OFFSET_ALLOWED:
        message = "The clock may be moved in demonstration and test settings only"
        raise ImproperlyConfigured(message)


@register("clock")
def check_offset(**_options: object) -> list[CheckMessage]:
    """Refuse a movable clock where real deadlines run (architecture 3)."""
    if settings.CLOCK_OFFSET_ALLOWED and not settings.DEMONSTRATION:
        return [Error("CLOCK_OFFSET_ALLOWED is for demonstration and test settings only", id="clock.E001")]
    if _offset_path() is not None and not settings.CLOCK_OFFSET_ALLOWED:
        return [Error("CLOCK_OFFSET_FILE is set, but the clock may not be moved here", id="clock.E002")]
    return []

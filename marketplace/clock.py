"""The time. Acts guarded by a deadline read the database's clock, after the lock (architecture 3)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def read() -> datetime:
    """The database's clock now, in Asia/Shanghai; call it inside the transaction, after the lock."""
    return now()


def now() -> datetime:
    """The application's clock; views and tasks read it and pass it on."""
    return timezone.localtime()


def today() -> date:
    """The day of `now`."""
    return now().date()

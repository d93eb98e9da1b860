"""The first act of every process looks whether the log is held; without its triggers nothing is recorded."""

from __future__ import annotations

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from marketplace.audit import triggers

_seen_standing = False


def ensure_standing() -> None:
    """Once per process.

    Raises:
        ImproperlyConfigured: a trigger of some append-only table is missing.
    """
    global _seen_standing
    if _seen_standing:
        return
    if lacking := triggers.missing(connection):
        message = f"Append-only tables are not held, run migrate: {', '.join(lacking)}"
        raise ImproperlyConfigured(message)
    _seen_standing = True

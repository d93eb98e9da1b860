"""Whether a request left anything in a table of ours."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import connection, transaction

# Who is signed in, and what is counted against people who guess, may change whatever is sent.
SPARED = ("django_session", "axes_", "contracts_codeattempt")
WRITES = ("INSERT", "UPDATE", "DELETE")


@dataclass
class Left:
    """Tables that one request changed for good; empty for a request that was refused."""

    tables: list[str]


class _Undo(Exception):
    """Nothing of a case reaches the next one."""


@contextmanager
def undone() -> Iterator[Left]:
    """Everything inside is rolled back; afterwards says what it would have left behind.

    Statements are watched first, which costs nothing. Only where one was sent, the tables are compared with what they
    held: a service that writes and then refuses rolls its own work back, and that is right.
    """
    left = Left([])
    written: list[str] = []

    def watch(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        if sql.lstrip("( ").upper().startswith(WRITES) and not any(f'"{name}' in sql for name in SPARED):
            written.append(sql)
        return execute(sql, params, many, context)

    after: dict[str, str] = {}
    try:
        with transaction.atomic():
            with connection.execute_wrapper(watch):
                yield left
            if written:
                after = _digests()
            raise _Undo
    except _Undo:
        before = _digests() if written else {}
        left.tables = sorted(table for table, digest in after.items() if before[table] != digest)


def _digests() -> dict[str, str]:
    return {table: _digest(table) for table in _tables()}


def _tables() -> list[str]:
    names = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    return sorted(name for name in names if not name.startswith(SPARED))


def _digest(table: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
        rows = sorted(repr(row) for row in cursor.fetchall())
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()

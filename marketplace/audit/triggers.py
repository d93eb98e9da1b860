"""Tables that only grow: the database itself refuses what must not happen to them.

    # in AppConfig.ready()
    triggers.register("funds_ledgerentry")
    # in migration 0002_triggers
    operations = [AppendOnly("funds_ledgerentry")]

The operation puts the triggers there; `post_migrate` puts them back, because SQLite drops them silently
when a later migration rebuilds the table. A system check, and the first act of every process, miss them.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error
from django.core.exceptions import ImproperlyConfigured
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations.operations.base import Operation

UPDATE, DELETE, TRUNCATE = "UPDATE", "DELETE", "TRUNCATE"

_FUNCTION = """
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'append-only: % of % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$
"""


@dataclass(frozen=True)
class Guard:
    """What a table refuses: `events`, of an update only the `columns` (none named: all), and only `when`."""

    table: str
    events: tuple[str, ...] = (UPDATE, DELETE, TRUNCATE)
    columns: tuple[str, ...] = ()
    when: str = ""

    def names(self, vendor: str) -> dict[str, str]:
        """Events the vendor knows, with the names of their triggers."""
        known = [event for event in self.events if vendor == "postgresql" or event != TRUNCATE]
        return {event: _short(f"append_only_{self.table}_{event.lower()}") for event in known}

    def sql(self, event: str, connection: BaseDatabaseWrapper) -> str:
        """The statement that creates one trigger."""
        quote = connection.ops.quote_name
        columns = ", ".join(quote(column) for column in self.columns)
        what = f"{event} OF {columns}" if event == UPDATE and columns else event
        name, table = quote(self.names(connection.vendor)[event]), quote(self.table)
        when = f" WHEN ({self.when})" if self.when and event != TRUNCATE else ""
        each = "STATEMENT" if event == TRUNCATE else "ROW"
        head = f"TRIGGER {name} BEFORE {what} ON {table} FOR EACH {each}{when}"
        if connection.vendor == "postgresql":
            return f"CREATE OR REPLACE {head} EXECUTE FUNCTION refuse_change()"
        words = f"append-only: {event} of {self.table} is refused"
        return f"CREATE {head} BEGIN SELECT RAISE(ABORT, '{words}'); END"


_guards: dict[str, Guard] = {}


def register(
    table: str,
    *,
    events: Sequence[str] = (UPDATE, DELETE, TRUNCATE),
    columns: Sequence[str] = (),
    when: str = "",
) -> None:
    """Declare a table append-only; call it in `AppConfig.ready()`.

    Args:
        table: its name in the database.
        events: what is refused, all three unless some may happen.
        columns: refuse updates of these only (Django's `save()` names every column: use `update_fields`).
        when: SQL condition over OLD (both vendors read it), such as ``OLD.state = 'in_force'``.
    """
    _guards[table] = Guard(table, tuple(events), tuple(columns), when)


def install(connection: BaseDatabaseWrapper, *tables: str) -> None:
    """Put the triggers of these registered tables (all that exist, if none is named) in place, anew."""
    chosen = tables or _existing(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_FUNCTION)
        for guard in (_guards[table] for table in chosen):
            for event, name in guard.names(connection.vendor).items():
                if connection.vendor == "sqlite":
                    cursor.execute(f"DROP TRIGGER IF EXISTS {connection.ops.quote_name(name)}")
                cursor.execute(guard.sql(event, connection))


def uninstall(connection: BaseDatabaseWrapper, *tables: str) -> None:
    """Take the triggers of these tables away; for migrations that are undone."""
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for guard in (_guards[table] for table in tables):
            on_table = f" ON {quote(guard.table)}" if connection.vendor == "postgresql" else ""
            for name in guard.names(connection.vendor).values():
                cursor.execute(f"DROP TRIGGER IF EXISTS {quote(name)}{on_table}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should stand and do not, are switched off, or say something else."""
    standing = _standing(connection)
    lacking = []
    for guard in (_guards[table] for table in _existing(connection)):
        for event, name in guard.names(connection.vendor).items():
            expected = guard.sql(event, connection) if connection.vendor == "sqlite" else "refuse_change"
            if standing.get(name) != expected:
                lacking.append(name)
    return lacking


@contextmanager
def lifted(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Let everything be changed inside; for test settings, whose databases are emptied between tests.

    Raises:
        ImproperlyConfigured: `settings.AUDIT_TRIGGERS_MAY_LIFT` is not set.
    """
    if not getattr(settings, "AUDIT_TRIGGERS_MAY_LIFT", False):
        message = "Triggers may be lifted in test settings only"
        raise ImproperlyConfigured(message)
    tables = _existing(connection)
    uninstall(connection, *tables)
    try:
        yield
    finally:
        install(connection, *tables)


class AppendOnly(Operation):
    """A migration step that makes registered tables append-only."""

    reversible = True

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__name__, list(self.tables), {}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Triggers are no part of the models' state."""

    def database_forwards(self, _app_label: str, schema_editor: Any, _from_state: Any, _to_state: Any) -> None:
        install(schema_editor.connection, *self.tables)

    def database_backwards(self, _app_label: str, schema_editor: Any, _from_state: Any, _to_state: Any) -> None:
        uninstall(schema_editor.connection, *self.tables)

    def describe(self) -> str:
        return f"Refuse changes of {', '.join(self.tables)}"


def reinstall(*, using: str, **_options: object) -> None:
    """After every migrate: whatever a table rebuild dropped is put back."""
    install(connections[using])


def check_triggers(*, databases: Sequence[str] | None = None, **_options: object) -> list[CheckMessage]:
    """`manage.py check --database default`: every append-only table is held (integrity: the log)."""
    found: list[CheckMessage] = []
    for connection in (connections[alias] for alias in databases or ()):
        found += [Error(f"Trigger {name} does not stand", id="audit.E001") for name in missing(connection)]
        if not _replace_is_refused(connection):
            found.append(Error("PRAGMA recursive_triggers is off: INSERT OR REPLACE would pass", id="audit.E002"))
    return found


def _replace_is_refused(connection: BaseDatabaseWrapper) -> bool:
    if connection.vendor != "sqlite":
        return True
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA recursive_triggers")
        return bool(cursor.fetchone()[0])


def _existing(connection: BaseDatabaseWrapper) -> list[str]:
    there = set(connection.introspection.table_names())
    return [table for table in _guards if table in there]


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT t.tgname, p.proname FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
                " WHERE NOT t.tgisinternal AND t.tgenabled <> 'D'"
            )
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
        return dict(cursor.fetchall())


def _short(name: str) -> str:
    """PostgreSQL cuts names at 63 bytes; a digest keeps two long ones apart."""
    return name if len(name) <= 63 else f"{name[:50]}_{hashlib.sha256(name.encode()).hexdigest()[:12]}"

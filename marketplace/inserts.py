"""Many new rows at once: one statement for a table, where Django would write out every row's anew.

For what is made up in bulk (demonstrations, benchmarks); like `bulk_create` it calls no `save` and sends no signal.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from django.db.backends.utils import CursorWrapper
from django.db.models import AutoField, Field, ForeignKey, Model
from django.db.models.sql import InsertQuery

Row = TypeVar("Row", bound=Model)
# Values that stand in the database as they are: of exactly this type, in a field of exactly this class.
AS_THEY_ARE: dict[type[Field[Any, Any]], type] = {
    models.CharField: str,
    models.TextField: str,
    models.BooleanField: bool,
    models.IntegerField: int,
    models.PositiveIntegerField: int,
    models.PositiveSmallIntegerField: int,
    models.BigAutoField: int,
}


def insert(rows: Iterable[Row]) -> list[Row]:
    """Write new rows of one table and give them their keys, in order; every row they refer to has to be saved.

    Run it in the transaction of everything that belongs to the rows.
    """
    written = list(rows)
    if not written:
        return written
    table = type(written[0])
    fields = [field for field in table._meta.concrete_fields if not field.generated]
    with connection.cursor() as cursor:
        _number(cursor, table, written)
        values = _values(written, fields)
        cursor.executemany(_statement(written[0], fields), values)
    for row in written:
        row._state.adding, row._state.db = False, connection.alias
    return written


def _statement(row: Model, fields: Sequence[Field[Any, Any]]) -> str:
    """Django's own statement for one row."""
    query = InsertQuery(type(row))
    query.insert_values(fields, [row])
    ((statement, _parameters),) = query.get_compiler(connection=connection).as_sql()
    return str(statement)


def _values(rows: Sequence[Row], fields: Sequence[Field[Any, Any]]) -> list[list[Any]]:
    keys = [field for field in fields if isinstance(field, ForeignKey)]
    columns = [(field, str(field.attname), _plain(field)) for field in fields]
    database = connections[DEFAULT_DB_ALIAS]  # `connection` would look it up anew for every value
    found = []
    for row in rows:
        for key in keys:
            # Whoever it refers to may have got its own key since it was named.
            if getattr(row, key.attname) is None and key.is_cached(row):
                setattr(row, key.attname, getattr(key.get_cached_value(row), key.target_field.attname, None))
        found.append(
            [
                value
                if type(value := getattr(row, name)) is plain
                else field.get_db_prep_save(field.pre_save(row, True), database)
                for field, name, plain in columns
            ]
        )
    return found


def _plain(field: Field[Any, Any]) -> type | None:
    """The type of which values need no preparation; of a reference the type of the key it refers to."""
    target = field.target_field if isinstance(field, ForeignKey) else field
    return AS_THEY_ARE.get(type(target))


def _number(cursor: CursorWrapper, table: type[Model], rows: Sequence[Row]) -> None:
    """Keys out of the table's own counter, where it has one."""
    key = table._meta.pk
    if isinstance(key, AutoField):
        for row, number in zip(rows, _numbers(cursor, table._meta.db_table, key.get_attname(), len(rows)), strict=True):
            row.pk = number


def _numbers(cursor: CursorWrapper, table: str, column: str, count: int) -> Iterator[int]:
    if connection.vendor == "postgresql":
        sequence = "SELECT nextval(pg_get_serial_sequence(%s, %s)) FROM generate_series(1, %s)"
        cursor.execute(sequence, [table, column, count])
        yield from [number for (number,) in cursor.fetchall()]
        return
    cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
    last = cursor.fetchone()
    first = (last[0] if last else 0) + 1
    yield from range(first, first + count)

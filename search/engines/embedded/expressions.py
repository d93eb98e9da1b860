"""Full-text conditions in the database's own language. Tokens are letters and digits: none means anything to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from search.models import Text
from search.ranking import BODY, TITLE
from search.tokens import Phrase

Sql = tuple[str, tuple[str | int, ...]]
ANYWHERE = (TITLE, BODY)


class Says(Func):
    """Whether these columns of `Text` say all of the phrases, or, with `any_of`, one of them.

    No phrase reaches from one column into the next.
    """

    output_field = BooleanField()

    def __init__(self, phrases: Sequence[Phrase], columns: Sequence[str] = ANYWHERE, *, any_of: bool = False) -> None:
        super().__init__(F("pk"))
        self.phrases, self.columns, self.any_of = tuple(phrases), tuple(columns), any_of

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any) -> Sql:
        """FTS5's MATCH; the hidden column it asks for has the name of the table."""
        hidden = connection.ops.quote_name(Text._meta.db_table)
        said = self._joined((_fts5(phrase) for phrase in self.phrases), " AND ", " OR ")
        return f"{self._table(compiler)}.{hidden} MATCH %s", (f"{{{' '.join(self.columns)}}} : ({said})",)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any) -> Sql:
        """The index finds what holds the tokens; whether they follow one another the columns tell."""
        table, quote = self._table(compiler), connection.ops.quote_name
        columns = " || E' \\n ' || ".join(f"{table}.{quote(column)}" for column in self.columns)
        one = f"strpos(' ' || {columns} || ' ', %s) > 0"
        condition = self._joined([one] * len(self.phrases), " AND ", " OR ")
        padded = tuple(_padded(phrase) for phrase in self.phrases)
        if self.columns != ANYWHERE:
            return f"({condition})", padded
        held = self._joined((f"({_tsquery(phrase)})" for phrase in self.phrases), " & ", " | ")
        return f"({table}.{quote('match')} @@ %s::tsquery AND ({condition}))", (held, *padded)

    def _joined(self, pieces: Iterable[str], every: str, some: str) -> str:
        return (some if self.any_of else every).join(pieces)

    def _table(self, compiler: SQLCompiler) -> str:
        """The table as this statement calls it, taken from the column of its key."""
        return compiler.compile(self.source_expressions[0])[0].rpartition(".")[0]


def texts(condition: Says, *more: Says) -> QuerySet[Text, int]:
    """The keys of the entries whose text fits, for `pk__in`."""
    return Text.objects.filter(condition, *more).values_list("pk", flat=True)


def _fts5(phrase: Phrase) -> str:
    return f'"{" ".join(phrase.tokens)}"' + ("*" if phrase.is_prefix else "")


def _tsquery(phrase: Phrase) -> str:
    *before, last = [f"'{token}'" for token in phrase.tokens]
    return " & ".join([*before, f"{last}:*" if phrase.is_prefix else last])


def _padded(phrase: Phrase) -> str:
    return " " + " ".join(phrase.tokens) + ("" if phrase.is_prefix else " ")

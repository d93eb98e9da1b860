"""Full-text conditions in the database's own language. Tokens are letters and digits: none means anything to it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, F, Func, QuerySet
from django.db.models.sql.compiler import SQLCompiler

from search.models import Text
from search.ranking import BODY, BODY_WORDS, TITLE, TITLE_WORDS
from search.tokens import Phrase, padded

Sql = tuple[str, tuple[str | int, ...]]
ANYWHERE = (TITLE, BODY)
# Before a word where PostgreSQL keeps it among the tokens (migration 0002); no token begins like this.
_WORD = {TITLE_WORDS: "/t", BODY_WORDS: "/b"}


class Says(Func):
    """Whether these columns of `Text` say all of the phrases, or, with `any_of`, one of them.

    No phrase reaches from one column into the next.
    """

    output_field = BooleanField()

    def __init__(self, phrases: Sequence[Phrase], columns: tuple[str, ...] = ANYWHERE, *, any_of: bool = False) -> None:
        super().__init__(F("pk"))
        self.phrases, self.columns, self.any_of = tuple(phrases), columns, any_of

    def as_sqlite(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any) -> Sql:
        """FTS5's MATCH; the hidden column it asks for has the name of the table."""
        hidden = connection.ops.quote_name(Text._meta.db_table)
        return f"{self._table(compiler)}.{hidden} MATCH %s", (fts5(self.columns, self.phrases, any_of=self.any_of),)

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_context: Any) -> Sql:
        """The index finds what holds the tokens; whether several follow one another the columns tell."""
        table, quote = self._table(compiler), connection.ops.quote_name
        mark = _WORD.get(self.columns[0], "")
        found, held = f"{table}.{quote('match')} @@ %s::tsquery", tsquery(self.phrases, any_of=self.any_of, mark=mark)
        if (mark or self.columns == ANYWHERE) and all(len(phrase.tokens) == 1 for phrase in self.phrases):
            return found, (held,)
        columns = " || E' \\n ' || ".join(f"{table}.{quote(column)}" for column in self.columns)
        follow = (" OR " if self.any_of else " AND ").join(
            [f"strpos(' ' || {columns} || ' ', %s) > 0"] * len(self.phrases)
        )
        return f"({found} AND ({follow}))", (held, *(padded(phrase) for phrase in self.phrases))

    def _table(self, compiler: SQLCompiler) -> str:
        """The table as this statement calls it, taken from the column of its key."""
        return compiler.compile(self.source_expressions[0])[0].rpartition(".")[0]


def texts(condition: Says, *more: Says) -> QuerySet[Text, int]:
    """The keys of the entries whose text fits, for `pk__in`."""
    return Text.objects.filter(condition, *more).values_list("pk", flat=True)


def fts5(columns: Iterable[str], phrases: Iterable[Phrase], *, any_of: bool = False) -> str:
    """What FTS5 is asked: all of the phrases in these columns, or one of them."""
    said = (f'"{" ".join(phrase.tokens)}"' + ("*" if phrase.is_prefix else "") for phrase in phrases)
    return f"{{{' '.join(columns)}}} : ({(' OR ' if any_of else ' AND ').join(said)})"


def tsquery(phrases: Iterable[Phrase], *, any_of: bool = False, mark: str = "") -> str:
    """The tokens of all of the phrases, or of one of them, as PostgreSQL keeps them; `mark` stands before words."""
    said = (_tokens(phrase, mark) for phrase in phrases)
    return (" | " if any_of else " & ").join(f"({tokens})" for tokens in said)


def _tokens(phrase: Phrase, mark: str) -> str:
    *before, last = [f"'{mark}{token}'" for token in phrase.tokens]
    return " & ".join([*before, f"{last}:*" if phrase.is_prefix else last])

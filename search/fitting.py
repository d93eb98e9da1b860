"""Whether one document fits a search, without asking an index: for each of its searches somebody keeps a change asks.

The contract of the engines holds here, too (`tests/search/test_fitting.py`).
"""

from __future__ import annotations

from functools import cached_property

from search import language, tokens
from search.query import AnyOf, Filter, Query
from search.schema import AT, KIND, Document, as_number, readable
from search.tokens import WORD_LIMIT, Phrase


def label(field: str, value: str) -> str:
    """A value that a document holds, as an anchor names it; no token has an equals sign."""
    return f"{field}={value}"[:WORD_LIMIT]


class Fitting:
    """A document, read once for as many searches as there are."""

    def __init__(self, document: Document) -> None:
        self.document = document

    @cached_property
    def tokens(self) -> frozenset[str]:
        """Of title and text."""
        return frozenset(token for text in self._said for token in text.split())

    @cached_property
    def anchors(self) -> frozenset[str]:
        """What searches may name that all their hits hold (`remembering.anchor`)."""
        keywords = self.document.keywords
        values = {label(field, value) for field, held in keywords.items() for value in held}
        return self.tokens | values | {"", label(KIND, self.document.kind)}

    def fits(self, query: Query) -> bool:
        """Whether the search finds it, for whoever may see it."""
        return self._is_of(query) and self._says(query.text) and all(map(self._passes, query.filters))

    def _is_of(self, query: Query) -> bool:
        return not query.kinds or self.document.kind in query.kinds

    def _says(self, text: str) -> bool:
        terms = language.read(text)
        if terms.is_vain or any(map(self._holds, terms.unwanted)):
            return False
        return all(map(self._holds, terms.wanted))

    @cached_property
    def _said(self) -> tuple[str, str]:
        title, body = (tokens.stream(readable(text)) for text in (self.document.title, self.document.body))
        return f" {title} ", f" {body} "

    def _holds(self, phrase: Phrase) -> bool:
        wanted = tokens.padded(phrase)
        return any(wanted in text for text in self._said)

    def _passes(self, one: Filter) -> bool:
        document = self.document
        if isinstance(one, AnyOf):
            held = (document.kind,) if one.field == KIND else document.keywords.get(one.field, ())
            return not {*one.values}.isdisjoint(held)
        value = document.at if one.field == AT else document.numbers.get(one.field)
        if value is None:
            return False
        number = as_number(value)
        above = one.at_least is None or as_number(one.at_least) <= number
        return above and (one.below is None or number < as_number(one.below))

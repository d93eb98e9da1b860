"""What every engine does, and does alike: `tests/search/test_contract.py` holds them to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, Protocol

from search import language
from search.query import Hit, Query, Result
from search.schema import Document, Reference
from search.words import Words


class Unavailable(RuntimeError):
    """The engine did not answer, or refused what it was asked."""


class Question:
    """A query as it was understood, before an engine puts it into its own words.

    Attributes:
        terms: what was typed.
        kinds: the kinds that are searched, in order.
    """

    def __init__(self, query: Query, words: Words, kinds: Iterable[str]) -> None:
        self.query, self.words = query, words
        self.terms = language.read(query.text)
        self.kinds = sorted({*kinds} & {*query.kinds} if query.kinds else {*kinds})

    @property
    def is_vain(self) -> bool:
        """Whether nothing can fit, whoever is asked."""
        return self.terms.is_vain or not self.query.audience or not self.kinds


class Indexed(NamedTuple):
    """What an engine holds of a document: compared with the database when both are reconciled."""

    key: int
    version: int
    cut_by: str


class Finder(Protocol):
    """Finds documents."""

    def find(self, query: Query) -> Result:
        """One page of what fits, with facets and the number of all."""

    def walk(self, query: Query) -> Iterator[Hit]:
        """Everything that fits, in order, however much it is, for files: nothing is marked, no excerpt is made."""


class Engine(Finder, Protocol):
    """Keeps documents and finds them."""

    def put(self, documents: Iterable[Document]) -> None:
        """Index these; where a newer version is known already, that one stays.

        Raises:
            NotIndexable: a document does not fit its kind.
        """

    def remove(self, references: Iterable[Reference]) -> None:
        """Forget these, unless a newer version is known."""

    def refresh(self) -> None:
        """Let what was put be found at once; otherwise it may take a moment."""

    def indexed(self, kind: str) -> Iterator[Indexed]:
        """What is kept of a kind, by its keys; removed documents are not."""

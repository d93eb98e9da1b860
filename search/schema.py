"""What is indexed: documents of declared kinds, whichever engine keeps them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from search.tokens import TEXT_LIMIT

# Engines hold numbers as 64 bits; beyond stands what has none.
LARGEST = 2**62 - 1
MISSING = LARGEST + 1
VALUE_LIMIT = 120
# Fields that every document has.
KIND, AT, AUDIENCE = "kind", "at", "audience"

Number = int | Decimal | datetime
_NAME = re.compile(r"[a-z][a-z_]{0,29}")
KIND_NAME = re.compile(r"[a-z]{1,30}")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class NotIndexable(ValueError):
    """A document or a kind that no engine could keep as it is."""


@dataclass(frozen=True)
class Kind:
    """A sort of documents (搜索类别): tenders, providers.

    Attributes:
        name: small letters.
        version: raise it when the fields or what stands in them change: the kind is indexed anew then.
        keywords: fields that are filtered by and counted; each may hold several values.
        numbers: fields with ranges and an order: whole numbers, yuan, moments.

    Raises:
        NotIndexable: a name that an engine could not use.
    """

    name: str
    version: int = 1
    keywords: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        fields = [*self.keywords, *self.numbers]
        good = all(_NAME.fullmatch(name) for name in fields) and len({*fields, KIND, AT, AUDIENCE}) == len(fields) + 3
        if not good or not KIND_NAME.fullmatch(self.name):
            message = f"Kind {self.name} has names that cannot be indexed: {fields}"
            raise NotIndexable(message)


@dataclass(frozen=True)
class Document:
    """What can be found of one thing (搜索文档), and by whom.

    Attributes:
        kind, key: which thing; the key is its primary key.
        at: the moment by which "newest" goes.
        audience: words for those who may find it (`public`, `organisation:12`); none at all: nobody.
        title, body: what free text finds; beyond `TEXT_LIMIT` characters nothing is read.
        keywords, numbers: by the names that the kind declares.
        version: given by `services.keeping`; an engine keeps the newest and ignores what comes late.
    """

    kind: str
    key: int
    at: datetime
    audience: frozenset[str]
    title: str
    body: str = ""
    keywords: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    numbers: Mapping[str, Number] = field(default_factory=dict)
    version: int = 0

    @property
    def digest(self) -> str:
        """Of everything that is kept of it but its version: two that are kept alike have the same one."""
        numbers = {name: as_number(value) for name, value in self.numbers.items()}
        kept = [readable(self.title), readable(self.body), as_number(self.at), self.values(), numbers]
        return hashlib.sha256(json.dumps(kept, sort_keys=True).encode()).hexdigest()

    def values(self) -> dict[str, list[str]]:
        """Every keyword field with its values, each once; the audience is one of them."""
        every = {**self.keywords, AUDIENCE: tuple(self.audience)}
        return {name: sorted(set(values)) for name, values in every.items()}


@dataclass(frozen=True)
class Reference:
    """A thing that is gone, and the version in which it was seen to be."""

    kind: str
    key: int
    version: int


def as_number(value: Number) -> int:
    """How engines keep a number: yuan as fen, moments as milliseconds, nothing beyond `LARGEST`."""
    if isinstance(value, datetime):
        number = (value - _EPOCH) // timedelta(milliseconds=1)
    elif isinstance(value, Decimal):
        number = int((value * 100).to_integral_value())
    else:
        number = value
    return max(-LARGEST, min(LARGEST, number))


def moment(number: int) -> datetime:
    """The moment that was kept as this number."""
    return _EPOCH + timedelta(milliseconds=number)


def readable(text: str) -> str:
    """The text as far as it is indexed, without what no database stores: NUL and halves of characters."""
    return text[:TEXT_LIMIT].replace("\0", "").encode("utf-8", "ignore").decode("utf-8")


def check(document: Document, kinds: Mapping[str, Kind]) -> None:
    """Refuse what one engine might keep and another not.

    Raises:
        NotIndexable: an unknown kind or field, a version below 0, or a value that is empty, too long or no text.
    """
    kind = kinds.get(document.kind)
    if kind is None or document.keywords.keys() - {*kind.keywords} or document.numbers.keys() - {*kind.numbers}:
        message = f"{document.kind} {document.key}: its kind declares no such fields"
        raise NotIndexable(message)
    if document.version < 0:
        message = f"{document.kind} {document.key}: versions begin at 0"
        raise NotIndexable(message)
    for name, values in document.values().items():
        if any(not value or len(value) > VALUE_LIMIT or readable(value) != value for value in values):
            message = f"{document.kind} {document.key}: a value of {name} is empty, too long or no text"
            raise NotIndexable(message)

"""Which entries say something: packed sets know it of what is said often, the database's full text of everything.

Of a few entries, written after the last packing, their text is read.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Protocol

from search.engines.embedded import bits, grams
from search.engines.embedded.expressions import Says
from search.engines.embedded.grams import Asked, Said
from search.models import Posting, Text
from search.tokens import padded

COLUMNS = Said._fields
Sets = dict[Asked, int]


class FullText:
    """The texts of all entries, in the database, as one question asks them: each thing once."""

    def __init__(self) -> None:
        self._found: dict[Asked, Sequence[int]] = {}

    def saying(self, asked: Asked) -> Sequence[int]:
        """The keys of the entries that say the phrase in one of these columns."""
        found = self._found.get(asked)
        if found is None:
            phrase, columns = asked
            said = Text.objects.filter(Says([phrase], columns)).order_by()
            found = array("q", said.values_list("pk", flat=True).iterator(chunk_size=10_000))
            self._found[asked] = found
        return found


class Texts(Protocol):
    """What a segment asks."""

    def saying(self, asked: Collection[Asked], slots: Mapping[int, int], size: int, every: FullText) -> Sets:
        """For each phrase the set of the entries that say it in one of its columns, and maybe of some that changed."""


class Packed:
    """The texts of a pack.

    Args:
        pack: its key.
        earlier: the keys of those that were packed before it: what is packed there, is here wherever it is said.
    """

    def __init__(self, pack: int, earlier: Sequence[int]) -> None:
        self.pack, self.earlier = pack, tuple(earlier)

    def saying(self, asked: Collection[Asked], slots: Mapping[int, int], size: int, every: FullText) -> Sets:
        names = {one: grams.name(one) for one in asked}
        wanted = {name for name in names.values() if name}
        own = dict(Posting.objects.filter(pack=self.pack, said__in=wanted).values_list("said", "bits"))
        nowhere = self._elsewhere(wanted - own.keys())
        found: Sets = {}
        for one, name in names.items():
            if name in own:
                found[one] = bits.unpacked(own[name])
            else:
                found[one] = 0 if name in nowhere else _among(every.saying(one), slots, size)
        return found

    def _elsewhere(self, names: Collection[str]) -> set[str]:
        """Those of these that an earlier pack holds: nobody says them here."""
        if not self.earlier or not names:
            return set()
        return set(Posting.objects.filter(pack__in=self.earlier, said__in=names).values_list("said", flat=True))


class Unpacked:
    """The texts of many entries that are in no pack."""

    def saying(self, asked: Collection[Asked], slots: Mapping[int, int], size: int, every: FullText) -> Sets:
        return {one: _among(every.saying(one), slots, size) for one in asked}


class Read:
    """The texts of a few entries, by their keys."""

    def __init__(self, texts: Mapping[int, Mapping[str, str]]) -> None:
        self.texts = texts

    def saying(self, asked: Collection[Asked], slots: Mapping[int, int], size: int, every: FullText) -> Sets:
        del every
        return {one: _among(self._keys(one), slots, size) for one in asked}

    def _keys(self, asked: Asked) -> Iterator[int]:
        (phrase, columns), texts = asked, self.texts.items()
        wanted = padded(phrase)
        return (pk for pk, text in texts if any(wanted in text[column] for column in columns))


def _among(keys: Iterable[int], slots: Mapping[int, int], size: int) -> int:
    return bits.of((slots[pk] for pk in keys if pk in slots), size)


def read(keys: Iterable[int]) -> dict[int, dict[str, str]]:
    """The texts of these entries, spaces at their ends."""
    rows = Text.objects.filter(pk__in=list(keys)).values_list("pk", *COLUMNS)
    return {pk: {name: f" {text} " for name, text in zip(COLUMNS, said, strict=True)} for pk, *said in rows}

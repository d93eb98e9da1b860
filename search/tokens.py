"""Tokens: what a text is made of, the same for indexing, for queries, for highlights and for every engine.

    老旧院落 5G-A   →   老旧 旧院 院落 落 5g a

Each character of a run of Chinese gives a token of itself and the next one, the last of a run stands alone; each run
of other letters and digits gives one token. What separates runs gives none: 5G基站 finds "5G 基站", 绿化 does not find
"绿 化". A term is found in a text exactly where its tokens follow one another in those of the text.

Whoever changes what comes out raises `VERSION`: what is indexed under another one has to be indexed again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

VERSION = 1
# No field is read further: PostgreSQL holds at most a megabyte of tokens for each.
TEXT_LIMIT = 50_000
# A longer run of letters and digits counts by its beginning; engines refuse or cut words of their own lengths.
WORD_LIMIT = 64

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
_KANA = "\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff"
_CHINESE = _HAN + _KANA
_RUN = re.compile(rf"(?P<chinese>[{_CHINESE}]+)|[^\W_{_CHINESE}]+")
_WITHOUT_WIDTH = {"Mn", "Me", "Cf"}


class Unit(NamedTuple):
    """The least that can be found: one Chinese character, or one run of other letters and digits.

    Attributes:
        text: as it is compared.
        start, end: where it stands in the text as written.
        continues: whether the unit before it is Chinese too, with nothing between them.
    """

    text: str
    start: int
    end: int
    chinese: bool
    continues: bool


@dataclass(frozen=True, slots=True)
class Phrase:
    """A term to be found: `tokens` one after another, of the last only its beginning where `is_prefix`.

    Attributes:
        length: how many units of a text it covers.
    """

    tokens: tuple[str, ...]
    is_prefix: bool
    length: int


def folded(text: str) -> str:
    """The text as it is compared: compatibility forms, case, accents and characters without width are levelled."""
    return "".join(_letters(character) for character in text)


def units(text: str) -> list[Unit]:
    """The units of a text in their order, of its first `TEXT_LIMIT` characters."""
    text = text[:TEXT_LIMIT]
    letters = [_letters(character) for character in text]
    level = "".join(letters)
    places = [index for index, folded_character in enumerate(letters) for _ in folded_character]
    ends = _ends(letters)
    found: list[Unit] = []
    for run in _RUN.finditer(level):
        start, end = run.span()
        if run["chinese"] is None:
            found.append(Unit(level[start:end][:WORD_LIMIT], places[start], ends[places[end - 1]], False, False))
            continue
        found += [Unit(level[at], places[at], ends[places[at]], True, at > start) for at in range(start, end)]
    return found


def tokens(text: str) -> list[str]:
    """The tokens of a text, one for each of its units."""
    return of_units(units(text))


def of_units(chain: Sequence[Unit]) -> list[str]:
    """The token that each of these units begins."""
    following: list[Unit | None] = [*chain[1:], None]
    return [
        unit.text + after.text if after is not None and after.continues else unit.text
        for unit, after in zip(chain, following, strict=False)
    ]


def stream(text: str) -> str:
    """The tokens with a space between them, as engines index them."""
    return " ".join(tokens(text))


def phrase(term: str, *, limit: int = TEXT_LIMIT) -> Phrase | None:
    """What has to be found for `term`, of its first `limit` units; None where nothing of it can be."""
    chain = units(term)[:limit]
    if not chain:
        return None
    every = of_units(chain)
    last = chain[-1]
    # The last character of a run says nothing that the bigram before it has not said.
    kept = every[:-1] if last.continues else every
    return Phrase(tuple(kept), last.chinese and not last.continues, len(chain))


def padded(wanted: Phrase) -> str:
    """The phrase as it stands in a `stream` that has a space at both ends."""
    return " " + " ".join(wanted.tokens) + ("" if wanted.is_prefix else " ")


def positions(wanted: Phrase, chain: Sequence[str]) -> Iterator[int]:
    """Where the phrase begins among the tokens of a text."""
    size, last = len(wanted.tokens), wanted.tokens[-1]
    head = wanted.tokens[:-1]
    for at in range(len(chain) - size + 1):
        end = chain[at + size - 1]
        if (end == last or (wanted.is_prefix and end.startswith(last))) and tuple(chain[at : at + size - 1]) == head:
            yield at


@lru_cache(maxsize=1 << 16)
def _letters(character: str) -> str:
    """One character as it is compared; nothing for marks and for what has no width."""
    return _bare(_bare(character).casefold())


def _bare(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in decomposed if unicodedata.category(letter) not in _WITHOUT_WIDTH)


def _ends(letters: Sequence[str]) -> list[int]:
    """For each character as written the place after it and after the marks that belong to it."""
    ends = list(range(1, len(letters) + 1))
    for index in range(len(letters) - 2, -1, -1):
        if not letters[index + 1]:
            ends[index] = ends[index + 1]
    return ends

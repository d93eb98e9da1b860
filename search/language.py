"""What people may type: terms, all of which must be found; "exact phrases"; -what must not be there.

Everything else is text to be found: no character is an operator of an engine, and nothing typed is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from search import tokens
from search.tokens import Phrase

TEXT_LIMIT = 400
TERM_LIMIT = 12
# Units of one term.
PHRASE_LIMIT = 60

_QUOTES = str.maketrans(dict.fromkeys("“”„＂「」『』", '"'))
_TERM = re.compile(r'(?P<without>[-－−]?)(?:"(?P<exact>[^"]*)(?:"|$)|(?P<plain>[^\s"]+))')


class Trouble(StrEnum):
    """What a page tells of a text that is not searched for as it stands."""

    TOO_LONG = "too_long"
    TOO_MANY = "too_many"
    OPEN_QUOTE = "open_quote"
    NOTHING = "nothing"
    ONLY_WITHOUT = "only_without"


@dataclass(frozen=True)
class Terms:
    """A text that was typed, understood.

    Attributes:
        wanted: all of these must be found.
        unwanted: none of these may be.
        said: the terms that are wanted, as they were written.
        is_vain: something is wanted and nothing of it can be found (an emoji, a comma): no document fits.
    """

    wanted: tuple[Phrase, ...] = ()
    unwanted: tuple[Phrase, ...] = ()
    said: tuple[str, ...] = ()
    is_vain: bool = False


def read(text: str) -> Terms:
    """Understand what was typed; of long texts the beginning."""
    wanted: dict[Phrase, str] = {}
    unwanted: dict[Phrase, str] = {}
    for found, words, is_unwanted in _terms(text):
        if len(wanted) + len(unwanted) < TERM_LIMIT:
            (unwanted if is_unwanted else wanted).setdefault(found, words)
    is_vain = bool(text.strip()) and not wanted and not unwanted
    return Terms(tuple(wanted), tuple(unwanted), tuple(wanted.values()), is_vain)


def troubles(text: str) -> tuple[Trouble, ...]:
    """What of a text is not searched for as it stands."""
    terms, typed = read(text), text[:TEXT_LIMIT].translate(_QUOTES)
    told = {
        Trouble.TOO_LONG: len(text) > TEXT_LIMIT,
        Trouble.TOO_MANY: len({(found, without) for found, _, without in _terms(text)}) > TERM_LIMIT,
        Trouble.OPEN_QUOTE: typed.count('"') % 2 == 1,
        Trouble.NOTHING: terms.is_vain,
        Trouble.ONLY_WITHOUT: bool(terms.unwanted) and not terms.wanted,
    }
    return tuple(trouble for trouble, is_so in told.items() if is_so)


def _terms(text: str) -> Iterator[tuple[Phrase, str, bool]]:
    """Every term of which something can be found, as it was written, and whether it must not be there."""
    for term in _TERM.finditer(text[:TEXT_LIMIT].translate(_QUOTES)):
        words = term["exact"] if term["plain"] is None else term["plain"]
        found = tokens.phrase(words, limit=PHRASE_LIMIT)
        if found is not None:
            yield found, words, bool(term["without"])

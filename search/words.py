"""Words: how a reader would cut a text. They decide the order of what is found, never what is found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cached_property

import rjieba

from search import tokens
from search.tokens import Unit

# One character alone is no word that could say more than the tokens do.
_SHORTEST = 2
_LONGEST = 40
_MARK = 8  # hexadecimal digits


class Words:
    """Cuts texts into words, with names of places, providers and domains that no dictionary holds.

    Args:
        dictionary: these names; they are data, the packages that know them hand them in.
    """

    def __init__(self, dictionary: Iterable[str] = ()) -> None:
        self.dictionary = tuple(sorted({run for term in dictionary for run in _runs(term) if len(run) <= _LONGEST}))

    @cached_property
    def version(self) -> str:
        """Changes with the tokens and with the dictionary: what is indexed under another one is out of date."""
        digest = hashlib.sha256("\n".join(self.dictionary).encode()).hexdigest()
        return f"{tokens.VERSION}-{digest[:_MARK]}"

    def cut_alike(self, version: str) -> bool:
        """Whether what was indexed under this version finds the same; names that came since touch the order alone."""
        return version.partition("-")[0] == str(tokens.VERSION)

    def cut(self, text: str) -> tuple[str, ...]:
        """The words of a text, each once: first its Chinese ones, then runs of letters and digits."""
        return self._cut(tokens.units(text))

    def streams(self, text: str) -> tuple[str, str]:
        """Its tokens and its words, with a space between them, as engines index them."""
        chain = tokens.units(text)
        return " ".join(tokens.of_units(chain)), " ".join(self._cut(chain))

    def _cut(self, chain: Sequence[Unit]) -> tuple[str, ...]:
        cuts = (word for run in _runs_of(chain) for word in self._knife.cut_for_search(run) if len(word) >= _SHORTEST)
        return tuple(dict.fromkeys([*cuts, *(unit.text for unit in chain if not unit.chinese)]))

    @cached_property
    def _knife(self) -> rjieba.Jieba:
        """Built when the first text is cut: it reads a dictionary of 350,000 words."""
        knife = rjieba.Jieba()
        for term in self.dictionary:
            knife.add_word(term, None, None)
        return knife


def _runs(text: str) -> list[str]:
    return _runs_of(tokens.units(text))


def _runs_of(chain: Sequence[Unit]) -> list[str]:
    """Runs of Chinese long enough to hold a word."""
    runs: list[str] = []
    for unit in chain:
        if unit.continues:
            runs[-1] += unit.text
        elif unit.chinese:
            runs.append(unit.text)
    return [run for run in runs if len(run) >= _SHORTEST]

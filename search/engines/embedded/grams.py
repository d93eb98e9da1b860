"""What is packed of a text: runs of its tokens, its words, and the characters that its tokens begin with.

    老旧院落   →   老旧   老旧 旧院   老旧 旧院 院落   旧院   旧院 院落   院落   老*   旧*   院*   落*

Each is told apart by what stands before it: nothing for all of a text, a mark for its title alone, for the words of its
title and for those of its body. No run reaches from the title into the body.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import NamedTuple

from search.engines.embedded.expressions import ANYWHERE
from search.models import SAID_LIMIT
from search.ranking import BODY_WORDS, TITLE, TITLE_WORDS
from search.tokens import Phrase

# Tokens of the longest run that is packed: six characters of Chinese.
LONGEST = 5
_MARKS = {ANYWHERE: "", (TITLE,): "^", (TITLE_WORDS,): "/t", (BODY_WORDS,): "/b"}
_BEGINS = "*"
Asked = tuple[Phrase, tuple[str, ...]]
Stream = tuple[str, str, Sequence[str]]


class Said(NamedTuple):
    """The columns of an entry's `Text`."""

    title: str
    body: str
    title_words: str
    body_words: str


def name(asked: Asked) -> str:
    """Under which it is packed who says the phrase in these columns; empty for what is packed nowhere."""
    phrase, columns = asked
    if len(phrase.tokens) > LONGEST or (phrase.is_prefix and len(phrase.tokens) > 1):
        return ""
    gram = _MARKS[columns] + " ".join(phrase.tokens) + _BEGINS * phrase.is_prefix
    return gram if len(gram) <= SAID_LIMIT else ""


class Node:
    """A token after those above it, and the places of the texts that say them so."""

    __slots__ = ("after", "places")

    def __init__(self) -> None:
        self.after: dict[str, Node] = {}
        self.places = array("I")

    def put(self, place: int) -> None:
        """Once for each text: nothing else comes in between."""
        if not self.places or self.places[-1] != place:
            self.places.append(place)


class Grams:
    """Everything that is looked for in texts, and where it was found; whatever begins a run is looked for, too.

    Args:
        names: of what was packed before.
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self.roots = {(mark, end): Node() for mark in _MARKS.values() for end in ("", _BEGINS)}
        for one in names:
            mark = one[:2] if one[0] == "/" else one[:1] * (one[0] == "^")
            end = one[-1] if one[-1] == _BEGINS else ""
            node = self.roots[mark, end]
            for token in one[len(mark) : len(one) - len(end)].split():
                node = node.after.setdefault(token, Node())

    def learn(self, texts: Collection[Said], least: int) -> None:
        """Look for what at least so many of these say: of longer runs only those whose beginning is said so often."""
        for length in range(1, LONGEST + 1):
            for place, said in enumerate(texts):
                for mark, end, tokens in _streams(said):
                    if length == 1 or _is_run(mark, end):
                        self._count(self.roots[mark, end], tokens, length, place)
            for root in self.roots.values():
                _keep(root, length, least)

    def put(self, place: int, said: Said) -> None:
        """The text that has this place."""
        for mark, end, tokens in _streams(said):
            root, longest = self.roots[mark, end], LONGEST if _is_run(mark, end) else 1
            for at in range(len(tokens)):
                node = root
                for token in tokens[at : at + longest]:
                    following = node.after.get(token)
                    if following is None:
                        break
                    node = following
                    node.put(place)

    def found(self) -> Iterator[tuple[str, array[int]]]:
        """What is said, by its name, with the places of the texts, in no order."""
        for (mark, end), root in self.roots.items():
            for gram, node in _below(root, mark):
                if node.places and len(gram + end) <= SAID_LIMIT:
                    yield gram + end, node.places

    def _count(self, root: Node, tokens: Sequence[str], length: int, place: int) -> None:
        for at in range(len(tokens) - length + 1):
            node: Node | None = root
            for token in tokens[at : at + length - 1]:
                node = None if node is None else node.after.get(token)
            if node is not None:
                node.after.setdefault(tokens[at + length - 1], Node()).put(place)


def _streams(said: Said) -> Iterator[Stream]:
    title, body = said.title.split(), said.body.split()
    yield from (("", "", title), ("", "", body), ("^", "", title))
    yield "", _BEGINS, [token[0] for token in (*title, *body)]
    yield "^", _BEGINS, [token[0] for token in title]
    yield from (("/t", "", said.title_words.split()), ("/b", "", said.body_words.split()))


def _is_run(mark: str, end: str) -> bool:
    """Whether tokens follow one another in this stream; words and first characters stand alone."""
    return mark in ("", "^") and not end


def _keep(node: Node, depth: int, least: int) -> None:
    """Of what so many tokens say only what is said often, and of that only that it is."""
    if depth > 1:
        for one in node.after.values():
            _keep(one, depth - 1, least)
        return
    for token, one in [*node.after.items()]:
        if len(one.places) < least:
            del node.after[token]
        one.places = array("I")


def _below(node: Node, before: str) -> Iterator[tuple[str, Node]]:
    for token, one in node.after.items():
        yield before + token, one
        yield from _below(one, f"{before}{token} ")

"""Long passages that stand in several plans word for word, found by fingerprints of shingles (winnowing)."""

from __future__ import annotations

import unicodedata
from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from itertools import combinations

from tendering.bids.rules.collusion.groups import Groups
from tendering.bids.rules.collusion.parts import Hint, Input, Kind, Seen

LONGEST_SHOWN = 200  # characters of a passage that a page shows
MOST_COMPARED = 2000  # pairs looked at closely: a hostile text must not hold up an opening


def hints(bids: Sequence[Seen], length: int, call: str = "") -> Iterator[Hint]:
    """One hint for each group of plans with equal passages of at least `length` letters; each plan with its own.

    What stands in `call`, the text of the call itself, is everybody's to quote.
    """
    texts, asked = {bid.key: letters(bid.plan) for bid in bids}, letters(call)
    shown: dict[str, str] = {}

    def share(one: str, other: str) -> bool:
        passage = longest(texts[one], texts[other], length, asked)
        if passage:
            shown.setdefault(one, passage)
            shown.setdefault(other, passage)
        return bool(passage)

    for keys in Groups().join(_candidates(texts, length), share):
        yield Hint(Kind.PASSAGE, tuple(Input(key, _cut(shown[key])) for key in keys))


def _cut(passage: str) -> str:
    return passage if len(passage) <= LONGEST_SHOWN else f"{passage[:LONGEST_SHOWN]}…"


def letters(text: str) -> str:
    """Letters and digits alone, so that spaces, line ends and signs hide nothing."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())


def _candidates(texts: dict[str, str], length: int) -> list[tuple[str, str]]:
    """Pairs that share a fingerprint; no pair with a passage of `length` letters is missed."""
    holders: dict[int, set[str]] = defaultdict(set)
    for key, text in texts.items():
        for mark in fingerprints(text, length):
            holders[mark].add(key)
    shared = {frozenset(keys) for keys in holders.values() if len(keys) > 1}
    pairs = {pair for keys in shared for pair in combinations(sorted(keys), 2)}
    return sorted(pairs)[:MOST_COMPARED]


def fingerprints(text: str, length: int) -> set[int]:
    """The least hash of every window: texts with `length` equal letters on end share one of them."""
    size = length // 2
    window = length - size + 1
    hashes = [hash(text[at : at + size]) for at in range(len(text) - size + 1)]
    found, least = set[int](), deque[int]()
    for at, value in enumerate(hashes):
        while least and hashes[least[-1]] >= value:
            least.pop()
        least.append(at)
        if least[0] <= at - window:
            least.popleft()
        if at >= window - 1:
            found.add(hashes[least[0]])
    return found


def longest(one: str, other: str, length: int, asked: str = "") -> str:
    """The longest run of equal letters that begins where its first `length` stand in `other` for the first time.

    Empty where there is none of at least `length` letters, or only such as stand in `asked`.
    """
    known: dict[str, int] = {}
    for at in range(len(other) - length + 1):
        known.setdefault(other[at : at + length], at)
    best, at = "", 0
    while at <= len(one) - length:
        start = known.get(one[at : at + length])
        size = 0 if start is None else _run(one, other, at, start)
        passage = one[at : at + size]
        if size > len(best) and passage not in asked:
            best = passage
        at += max(size - length + 1, 1)
    return best


def _run(one: str, other: str, at: int, start: int) -> int:
    """How many letters are equal from `at` and `start` on."""
    size = 0
    while at + size < len(one) and start + size < len(other) and one[at + size] == other[start + size]:
        size += 1
    return size

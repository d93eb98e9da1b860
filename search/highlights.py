"""Where a text says what was asked for, marked for a page; the same whichever engine found it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from django.utils.safestring import SafeString

from search import tokens
from search.tokens import Phrase

Span = tuple[int, int]
# Characters of an excerpt, and how many of them stand before the first mark.
WIDTH = 120
LEAD = 20
CUT = "…"


def spans(text: str, phrases: Iterable[Phrase]) -> list[Span]:
    """(from, to) of every place that says one of the phrases; what overlaps or touches is one place."""
    said = tuple(phrases)
    # Cutting a text is most of what a page of hits costs: not for nothing.
    chain = tokens.units(text) if said else []
    every = tokens.of_units(chain)
    found = sorted(
        (chain[at].start, chain[at + wanted.length - 1].end)
        for wanted in said
        for at in tokens.positions(wanted, every)
    )
    merged: list[Span] = []
    for start, end in found:
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def marked(text: str, phrases: Iterable[Phrase]) -> SafeString:
    """The whole text as HTML, with <mark> around what was asked for."""
    return _html(text, spans(text, phrases))


def excerpt(text: str, phrases: Iterable[Phrase], *, width: int = WIDTH) -> SafeString:
    """About `width` characters around the first place that says what was asked for, or the beginning, as `marked`."""
    found = spans(text, phrases)
    start = max(0, found[0][0] - LEAD) if found and found[0][1] > width else 0
    end = start + width
    within = [(low - start, min(high, end) - start) for low, high in found if low < end]
    cut, on = CUT if start else "", CUT if end < len(text) else ""
    return SafeString(f"{cut}{_html(text[start:end], within)}{on}")


def _html(text: str, places: Sequence[Span]) -> SafeString:
    begins = [0, *(end for _, end in places)]
    before = [text[begin:start] for begin, (start, _) in zip(begins, places, strict=False)]
    marks = [text[start:end] for start, end in places]
    pieces = [f"{escape(left)}<mark>{escape(said)}</mark>" for left, said in zip(before, marks, strict=True)]
    return SafeString("".join([*pieces, escape(text[begins[-1] :])]))

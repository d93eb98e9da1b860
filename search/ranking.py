"""How well a document fits, in whole points, so that every engine counts the same and pages go on in any of them."""

from __future__ import annotations

from dataclasses import dataclass

from search.language import Terms
from search.tokens import Phrase
from search.words import Words

# Of a term as it was typed in the title; of a word of it there; of a word in the text (not merely its characters).
TITLE_TERM, TITLE_WORD, BODY_WORD = 8, 3, 1
WORD_LIMIT = 8
TITLE, BODY, TITLE_WORDS, BODY_WORDS = "title", "body", "title_words", "body_words"


@dataclass(frozen=True)
class Mark:
    """Points for whatever says the phrase in this column."""

    column: str
    phrase: Phrase
    points: int


def marks(terms: Terms, words: Words) -> list[Mark]:
    """What counts of a text that was typed."""
    cut = words.cut(" ".join(terms.said))[:WORD_LIMIT]
    phrases = [Phrase((word,), False, len(word)) for word in cut]
    return [
        *(Mark(TITLE, phrase, TITLE_TERM) for phrase in terms.wanted),
        *(Mark(TITLE_WORDS, phrase, TITLE_WORD) for phrase in phrases),
        *(Mark(BODY_WORDS, phrase, BODY_WORD) for phrase in phrases),
    ]

"""Texts that provoke matches: few characters, many joints; and what is true of them, found without tokens."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from hypothesis import strategies as st

CHARACTERS = "绿化提升院落老旧社区A5gＧé½㎡、，- \u200b\u0301\U00030edd々"
texts = st.text(CHARACTERS, max_size=24)
terms = st.text(CHARACTERS, min_size=1, max_size=5)
anything = st.text(st.characters(), max_size=200)


@cache
def shape(text: str) -> str:
    """A text so written that a term is found in it exactly where its own shape stands in it.

    Runs of letters and digits stand in brackets, Chinese stands as it is, and where Chinese is separated from
    Chinese there is a bar; other separators say nothing.
    """
    level = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    level = "".join(letter for letter in level if unicodedata.category(letter) not in {"Mn", "Me", "Cf"})
    chinese = "[\u3005\u3007\u3040-\u30ff\u3400-\u9fff\U00020000-\U000323af]"
    spaced = re.sub(rf"(?!{chinese})[\W_]+", " ", level).strip()
    bracketed = re.sub(rf"(?:(?!{chinese})\w)+", lambda run: f"<{run.group()}>", spaced)
    return re.sub(rf"(?<={chinese}) (?={chinese})", "|", bracketed).replace(" ", "")


def says(text: str, term: str) -> bool:
    return shape(term) in shape(text)


def is_harmless(token: str) -> bool:
    """Letters, digits and Chinese, also of a later Unicode than Python's, mean nothing to any engine."""
    return all(character.isalnum() or ord(character) >= 0x20000 for character in token)

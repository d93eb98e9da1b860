"""A notification in words of the active language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from marketplace.notifications import kinds, rules
from marketplace.ui.formats import plain
from marketplace.ui.text import Text

ABSENT = "…"


@dataclass(frozen=True, slots=True)
class Worded:
    """Title (one line) and body."""

    title: str
    body: str


class _Shown(dict[str, str]):
    def __missing__(self, name: str) -> str:
        # Words may have gained a parameter since an old message was sent.
        return ABSENT


def words(kind: str, parameters: Mapping[str, str]) -> Worded:
    """What a message of this kind says; amounts, days and moments as the language writes them."""
    found = kinds.find(kind)
    shown = _Shown({name: str(plain(rules.value(text))) for name, text in parameters.items()})
    return Worded(title=" ".join(_fill(found.title, shown).split()), body=_fill(found.body, shown))


def _fill(text: Text, shown: _Shown) -> str:
    return str(text) % shown if "%(" in str(text) else str(text)

"""Words of duties: what a line of the workbench says and what its button does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from marketplace.ui.formats import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marketplace.primitives.duty import Duty
    from marketplace.ui.text import Text


@dataclass(frozen=True, slots=True)
class DutyWords:
    """Words of one kind of duty; ``detail`` may hold ``%(name)s`` of the duty's detail."""

    title: Text
    button: Text
    detail: Text = ""


@dataclass(frozen=True, slots=True)
class WordedDuty:
    """A duty in the reader's language."""

    title: str
    button: str
    detail: str


_words: dict[str, DutyWords] = {}


def register(words: Mapping[str, DutyWords]) -> None:
    """Give kinds of duties their words; call it in `AppConfig.ready`.

    Raises:
        ValueError: a kind has other words already.
    """
    for kind, entry in words.items():
        if _words.get(kind, entry) != entry:
            message = f"two apps give words to {kind}"
            raise ValueError(message)
        _words[kind] = entry


def words(duty: Duty) -> WordedDuty:
    """The duty in the reader's language; a kind without words shows its own name."""
    entry = _words.get(duty.kind) or DutyWords(title=duty.kind, button=_("View"))
    return WordedDuty(*(fill(text, duty.detail) for text in (entry.title, entry.button, entry.detail)))

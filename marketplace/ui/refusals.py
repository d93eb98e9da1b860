"""Words of refusals: which rule said no, and what a person can do (registered by the apps that refuse)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from marketplace.ui.formats import fill

if TYPE_CHECKING:
    from collections.abc import Mapping

    from marketplace.ui.text import Text


@dataclass(frozen=True, slots=True)
class Words:
    """What a refusal's code says; texts may hold ``%(name)s`` of the refusal's parameters.

    Attributes:
        text: what is not possible and why, one sentence.
        rule: the rule that refused, e.g. ``R1`` and its name, or the article of law.
        todo: what the person can do now.
    """

    text: Text
    rule: Text = ""
    todo: Text = ""


@dataclass(frozen=True, slots=True)
class Worded:
    """A refusal in the reader's language."""

    code: str
    text: str
    rule: str
    todo: str
    field: str | None = None


OTHER_ROLE = _("Act in another role, or ask the office that keeps the memberships.")

_words: dict[str, Words] = {}
_fallbacks: tuple[tuple[type[Refusal], Words], ...] = (
    (
        NotPermitted,
        Words(
            _("Your role does not allow this."),
            todo=OTHER_ROLE,
        ),
    ),
    (
        InvalidInput,
        Words(_("A value is not acceptable."), todo=_("Check what you entered and send it again.")),
    ),
    (
        Refusal,
        Words(
            _("The rules do not allow this now."),
            todo=_("Go back and look at the current state, or ask the office in charge."),
        ),
    ),
)


def register(words: Mapping[str, Words]) -> None:
    """Give codes their words; call it in `AppConfig.ready`. A code has one owner.

    Raises:
        ValueError: a code has other words already.
    """
    for code, entry in words.items():
        if _words.get(code, entry) != entry:
            message = f"two apps give words to {code}"
            raise ValueError(message)
        _words[code] = entry


def registered() -> frozenset[str]:
    """All codes that have words (for tests that enumerate them)."""
    return frozenset(_words)


def words(refusal: Refusal) -> Worded:
    """The refusal in the reader's language; what a code leaves open is said by its kind."""
    general = next(entry for kind, entry in _fallbacks if isinstance(refusal, kind))
    entry = _words.get(refusal.code, general)
    values = refusal.parameters
    return Worded(
        code=refusal.code,
        text=fill(entry.text, values),
        rule=fill(entry.rule, values),
        todo=fill(entry.todo or general.todo, values),
        field=refusal.field,
    )


def rules() -> dict[str, Text]:
    """The rule that each registered code names (for tests that enumerate them)."""
    return {code: entry.rule for code, entry in _words.items()}


def all_words(refusal: Refusal) -> list[Worded]:
    """One entry for each thing refused: a `Refusals` is taken apart."""
    if isinstance(refusal, Refusals):
        return [worded for part in refusal.refusals for worded in all_words(part)]
    return [words(refusal)]

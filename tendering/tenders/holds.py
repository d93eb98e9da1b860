"""What holds a call up beside a suspension: later stages know it, this one asks (architecture 2, rule 5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.ui.text import Text
from tendering.tenders.models import Tender

# The steps of a timetable (`rules.timetable.Milestone.what`) that follow from a result.
OF_THE_AWARD = ("publicity_end", "confirmed", "letter", "sign_by")


@dataclass(frozen=True, slots=True)
class Hold:
    """Something a call waits for.

    Attributes:
        label: what waits, in words.
        steps: steps of the timetable whose days move meanwhile.
        keys: of the rule set, by which it waits.
        why: a sentence, where no key says it.
        due_at: until when somebody has to end the wait; None where no rule says.
    """

    label: Text
    steps: Sequence[str]
    keys: tuple[str, ...] = ()
    why: Text = ""
    due_at: datetime | None = None


Holds = Callable[[Membership | None, Tender], Iterable[Hold]]
Ahead = Callable[[Tender], Sequence[str]]

_sources: list[Holds] = []
_ahead: list[Ahead] = []


def register(source: Holds) -> None:
    """Let a later stage say what it waits for, as far as this person may know; call it in `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)


def register_ahead(ahead: Ahead) -> None:
    """Let the stage of the awards say which of its steps are still to come; call it in `AppConfig.ready()`."""
    if ahead not in _ahead:
        _ahead.append(ahead)


def holds_on(membership: Membership | None, tender: Tender) -> list[Hold]:
    """What all later stages wait for."""
    return [hold for source in _sources for hold in source(membership, tender)]


def steps_ahead(tender: Tender) -> list[str]:
    """The steps after the evaluation that are still to come, as everybody may know."""
    return [step for ahead in _ahead for step in ahead(tender)]

"""What a changed rule or day would do elsewhere; the apps above register, the rule book asks (architecture 2.5)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise

from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import WorkCalendar
from marketplace.primitives.ruleset import RuleSet


@dataclass(frozen=True)
class Effect:
    """One consequence in words, with how many objects it touches and where to see them."""

    text: str | Promise
    count: int = 0
    url: str = ""


RuleEffect = Callable[[RuleSet, RuleSet], Iterable[Effect]]
DayEffect = Callable[[WorkCalendar, WorkCalendar, datetime], Iterable[Effect]]
Recomputation = Callable[[WorkCalendar, WorkCalendar, Membership], int]

_rules: list[RuleEffect] = []
_days: list[DayEffect] = []
_recomputations: list[Recomputation] = []


def register(effect: RuleEffect) -> RuleEffect:
    """Let `effect(old, new)` say what changed rules would touch; call it in `AppConfig.ready()`."""
    _rules.append(effect)
    return effect


def register_day(effect: DayEffect) -> DayEffect:
    """Let `effect(old, new, now)` say what a changed calendar would move, without moving it."""
    _days.append(effect)
    return effect


def register_recomputation(recompute: Recomputation) -> Recomputation:
    """Let `recompute(old, new, by)` move the due dates that depend on the calendar, in the transaction of the change.

    It answers how many it moved, each told in its object's story. Deadlines already announced stay: they move only by
    amendment (domain 6).
    """
    _recomputations.append(recompute)
    return recompute


@contextmanager
def registrations() -> Iterator[None]:
    """What is registered inside is forgotten afterwards (tests, previews of the demo)."""
    rules, days, recomputations = list(_rules), list(_days), list(_recomputations)
    try:
        yield
    finally:
        _rules[:], _days[:], _recomputations[:] = rules, days, recomputations


def of_rules(old: RuleSet, new: RuleSet) -> list[Effect]:
    """What replacing `old` by `new` would touch."""
    return [found for effect in _rules for found in effect(old, new)]


def of_days(old: WorkCalendar, new: WorkCalendar, now: datetime) -> list[Effect]:
    """What the changed calendar would move now."""
    return [found for effect in _days for found in effect(old, new, now)]


def recompute(old: WorkCalendar, new: WorkCalendar, by: Membership) -> int:
    """Move what depends on the calendar, which `by` changed; how many due dates moved."""
    return sum(move(old, new, by) for move in _recomputations)

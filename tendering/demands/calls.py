"""Where the call of a demand stands: the stage that keeps calls knows, the matching asks (architecture 2, rule 5)."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from marketplace.accounts.models import Membership


@dataclass(frozen=True, slots=True)
class Call:
    """A demand's call that is announced and has not ended.

    Attributes:
        is_past: it takes no more answers: its deadline has passed, or it names who shall do it.
        is_open_to_all: whoever may do it answers it, invited or not.
    """

    number: str
    url: str
    is_past: bool
    is_open_to_all: bool

    @property
    def is_answered(self) -> bool:
        """Whether a provider answers it, and so has no interest left to express."""
        return self.is_open_to_all and not self.is_past


# At this moment: demands whose call takes no more answers, by their key.
Past = Callable[[datetime], Q]
# Keys of demands to the calls that run for them.
Running = Callable[[Collection[int], datetime], Mapping[int, Call]]

# Of a provider's key: demands whose running call it has answered or was asked to answer.
InTouch = Callable[[int], Q]

# Of a demand: its call under preparation is locked; it has changed by this person's hand.
Hold = Callable[[Any], None]
Changed = Callable[[Any, Membership], None]

_sources: list[tuple[Past, Running]] = []
_in_touch: list[InTouch] = []
_drafts: list[tuple[Hold, Changed]] = []


def register(past: Past, running: Running) -> None:
    """Let a later stage say it; call it in `AppConfig.ready()`."""
    if (past, running) not in _sources:
        _sources.append((past, running))


def past(now: datetime) -> Q:
    """Which demands have a call that takes no more answers."""
    found = Q(pk__in=[])
    for source, _running in _sources:
        found |= source(now)
    return found


def register_in_touch(source: InTouch) -> None:
    """Let a later stage say it; call it in `AppConfig.ready()`."""
    if source not in _in_touch:
        _in_touch.append(source)


def in_touch(provider: int) -> Q:
    """Demands that a provider need not be told of any more: what it does about their calls waits elsewhere."""
    found = Q(pk__in=[])
    for source in _in_touch:
        found |= source(provider)
    return found


def running(demands: Collection[Any], now: datetime) -> dict[int, Call]:
    """The calls that run for these demands, by the demands' keys; one query, none before they are published."""
    keys, found = [row.pk for row in demands if row.published_at is not None], dict[int, Call]()
    for _past, source in _sources if keys else ():
        found.update(source(keys, now))
    return found


def register_drafts(hold: Hold, changed: Changed) -> None:
    """Let a later stage follow what is written of a demand whose call it prepares; call it in `AppConfig.ready()`."""
    if (hold, changed) not in _drafts:
        _drafts.append((hold, changed))


def hold_draft(demand: Any) -> None:
    """Lock the call under preparation, which stands before the demand in the order of locks."""
    for hold, _changed in _drafts:
        hold(demand)


def draft_changed(demand: Any, by: Membership) -> None:
    """What the call under preparation will say has changed."""
    for _hold, changed in _drafts:
        changed(demand, by)

"""What keeps an office from ending a role now, by registration: the stage that rests on the role knows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import Refusal

# Who would end it, and the role; the answer is why not.
Bar = Callable[[Membership, Membership], Refusal | None]
_bars: list[Bar] = []


def register(bar: Bar) -> None:
    """Let a later stage say which roles an office leaves as they are; call it in `AppConfig.ready()`."""
    if bar not in _bars:
        _bars.append(bar)


def check(by: Membership, membership: Membership) -> None:
    """Refuse what would take a role away before its time, with the first bar's own words."""
    if (found := next((said for bar in _bars if (said := bar(by, membership)) is not None), None)) is not None:
        raise found


def is_sooner(before: date | None, after: date | None) -> bool:
    """Whether a role that would end on the one day ends earlier by the other; None is never."""
    return after is not None and (before is None or after < before)

"""What keeps a demand from being withdrawn, by registration: a later stage names what waits for an answer about it."""

from __future__ import annotations

from collections.abc import Callable

from marketplace.primitives.refusal import Refusal
from tendering.demands.models import Demand

Bar = Callable[[Demand], Refusal | None]
_bars: list[Bar] = []


def register_bar(bar: Bar) -> None:
    """Let a later stage name what comes before a withdrawal; call it in `AppConfig.ready()`."""
    if bar not in _bars:
        _bars.append(bar)


def barred(demand: Demand) -> Refusal | None:
    """Why the demand may not be withdrawn now: somebody waits for an answer that would come to nothing."""
    return next((found for bar in _bars if (found := bar(demand)) is not None), None)

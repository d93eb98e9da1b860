"""How a reader of a provider's page may turn to it, by registration: a later stage knows the demands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalog.models import Provider
from marketplace.accounts.models import Membership


@dataclass(frozen=True, slots=True)
class Approach:
    """A way to turn to a provider: what for, and the page on which it is done."""

    subject: str
    meta: str
    url: str


Source = Callable[[Membership, Provider, datetime], Sequence[Approach]]

_sources: list[Source] = []


def register(source: Source) -> None:
    """Let a later stage say what this person may ask a provider for; call it in `AppConfig.ready()`."""
    if source not in _sources:
        _sources.append(source)


def to(provider: Provider, member: Membership | None, now: datetime) -> list[Approach]:
    """Every way that is open to this person; a visitor has none."""
    return [] if member is None else [one for source in _sources for one in source(member, provider, now)]

"""What is asked of the contract that an award became; the later stage registers the answers.

A challenge of the result may come after both have signed, a complaint after its answer later still.
"""

from __future__ import annotations

from typing import Protocol

from marketplace.accounts.models import Membership
from tendering.awards.models import Award
from tendering.awards.rules.remedies import Performance
from tendering.awards.rules.states import State


class Contracts(Protocol):
    """The stage that keeps the contracts."""

    def performance(self, award: Award) -> Performance:
        """How far the contract of a concluded award is; one that has ended has begun."""

    def revoke(self, award: Award, *, by: Membership, reason: str) -> None:
        """End a contract that has not begun; nothing is owed, the project is let anew. The call is locked."""


_registered: list[Contracts] = []


def register(contracts: Contracts) -> None:
    """Say who answers; call it in `AppConfig.ready()`."""
    _registered[:] = [contracts]


def performance(award: Award | None) -> Performance | None:
    """How far the contract of a concluded award is; None before that."""
    if award is None or award.state != State.CONCLUDED:
        return None
    return _registered[0].performance(award)


def revoke(award: Award, *, by: Membership, reason: str) -> None:
    """End its contract, which has not begun."""
    _registered[0].revoke(award, by=by, reason=reason)

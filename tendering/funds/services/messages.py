"""Who is told about a transfer."""

from __future__ import annotations

from collections.abc import Iterable

from tendering.funds.models import Transfer


def tell(recipients: Iterable[int], kind: str, transfer: Transfer) -> None:
    """Send a message about a transfer to people (user ids)."""
    del recipients, kind, transfer

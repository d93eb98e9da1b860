"""Whether several may answer a call together."""

from __future__ import annotations

from tendering.tenders.models import Tender
from tendering.tenders.rules.notice import most_joined


def admitted(tender: Tender) -> int:
    """How many together, the lead included; zero where none are admitted.

    Where the procedure invites nobody joins: whoever asked somebody to would learn whether it is invited.
    """
    most = most_joined(tender.content.get("consortium"))
    return 0 if most and tender.procedure.invited_only else most

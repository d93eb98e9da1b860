"""A provider that left the roster falls out of its awards (domain 3.1, 3.4)."""

from __future__ import annotations

from django.db.models import Q

from tendering.awards.contractors import joint_bids
from tendering.awards.models import Award
from tendering.awards.rules.states import BEFORE_CONTRACT
from tendering.awards.services.falling import fall_out


def follow(*, provider_id: int, state: str) -> None:
    """Let its awards fall that no contract has concluded; looks at the roster as it is, so twice does nothing."""
    del state
    own = Q(provider_id=provider_id) | Q(bid__in=joint_bids(provider_id))
    for award in Award.objects.filter(own, state__in=BEFORE_CONTRACT).order_by("pk"):
        fall_out(award=award)

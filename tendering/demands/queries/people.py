"""Who is to be told."""

from __future__ import annotations

from marketplace.accounts.queries import holders
from marketplace.places.models import Place


def user_ids(*roles: str, near: Place) -> list[int]:
    """Users who hold one of these roles for this place or one above it."""
    found = holders(*roles, covering=near).order_by("user_id")
    return list(found.values_list("user_id", flat=True).distinct())

"""What other parts want to know of everybody signed in, read in the query that reads the roles."""

from __future__ import annotations

from django.db.models.expressions import Combinable

_registered: dict[str, Combinable] = {}


def register(name: str, expression: Combinable) -> None:
    """Annotate memberships with `name`, `OuterRef("user")` being the person; call it in `AppConfig.ready`."""
    _registered[name] = expression


def registered() -> dict[str, Combinable]:
    """The annotations by name."""
    return dict(_registered)

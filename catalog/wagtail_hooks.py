"""The roster's place in Wagtail's admin."""

from __future__ import annotations

from typing import Any

from wagtail import hooks

from catalog.backoffice import RosterGroup


@hooks.register("register_admin_viewset")
def viewsets() -> Any:
    """Verified facts and approved domains."""
    return RosterGroup()

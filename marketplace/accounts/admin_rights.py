"""What a role may do in Wagtail's admin: registered by the apps, derived into groups by `services.access`.

An app calls `register` in its `AppConfig.ready()`; nobody ever edits a group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable

from marketplace.accounts.rules import ADMIN_ROLES, Role

_permissions: dict[Role, set[str]] = defaultdict(set)
_followers: list[Callable[[Role, int], None]] = []


def register(role: Role, *permissions: str) -> None:
    """Let holders of a role do this in the admin; permissions as ``rulebook.change_ruleset``."""
    _permissions[role].update(permissions)


def permissions_of(role: Role) -> frozenset[str]:
    """Everything registered for a role, with entry to the admin."""
    return frozenset(_permissions[role] | {"wagtailadmin.access_admin"}) if role in ADMIN_ROLES else frozenset()


def group_name(role: Role) -> str:
    """The name of the group that stands for a role, e.g. ``role:district``; page rights are given to it."""
    return f"role:{role}"


def follow(handler: Callable[[Role, int], None]) -> None:
    """Call `handler(role, group_id)` whenever a role's group is made or brought up to date."""
    if handler not in _followers:
        _followers.append(handler)


def followers() -> tuple[Callable[[Role, int], None], ...]:
    """Those who follow."""
    return tuple(_followers)

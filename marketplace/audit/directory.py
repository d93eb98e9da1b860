"""Names the log needs from packages above it: of roles and of places."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise

_roles: dict[str, str | Promise] = {}
_places: list[Callable[[], Mapping[int, str]]] = []


def register_roles(labels: Mapping[str, str | Promise]) -> None:
    """What roles are called; call it in `AppConfig.ready()`."""
    _roles.update(labels)


def register_places(names: Callable[[], Mapping[int, str]]) -> None:
    """Where the names of places by id come from (one query), in the order they should be offered."""
    _places.append(names)


def role(code: str) -> str:
    """The role in the reader's language."""
    return str(_roles.get(code, code))


def places() -> dict[int, str]:
    """Every place by id."""
    return {key: name for names in _places for key, name in names().items()}

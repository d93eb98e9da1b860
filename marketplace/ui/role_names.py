"""Names of roles, given by the app that owns roles; this layer only shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from marketplace.ui.text import Text

_names: dict[str, Text] = {}


def register(names: Mapping[str, Text]) -> None:
    """Give roles their names in both languages; call it in `AppConfig.ready`."""
    _names.update(names)


def name(role: str) -> str:
    """The role's name in the reader's language, or its code where nobody named it."""
    return str(_names.get(role, role))


def names(roles: Iterable[str]) -> list[str]:
    """Names in the order given."""
    return [name(role) for role in roles]

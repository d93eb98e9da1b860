"""Who acts, as the packages below `accounts` see a membership."""

from __future__ import annotations

from typing import Protocol


class Actor(Protocol):
    """A person in the role acted in; `accounts.models.Membership` is one."""

    @property
    def pk(self) -> int: ...
    @property
    def user_id(self) -> int: ...
    @property
    def role(self) -> str: ...
    @property
    def place_id(self) -> int | None: ...
    @property
    def organisation_id(self) -> int | None: ...
    @property
    def substitute_for_id(self) -> int | None: ...

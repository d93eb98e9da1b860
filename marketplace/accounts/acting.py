"""In views: who is signed in, and the role that the person acts in."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from django.core.exceptions import PermissionDenied

from marketplace.accounts.models import Membership, User
from marketplace.accounts.permissions import RoleMissing

if TYPE_CHECKING:
    from django.http import HttpRequest


def person(request: HttpRequest) -> User:
    """Who is signed in, in views that let nobody else in."""
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


class Acting:
    """Mixin for view classes: ``self.membership`` and, where a role is needed, ``self.by``."""

    request: HttpRequest

    @property
    def membership(self) -> Membership | None:
        """The role acted in; None for a visitor."""
        return cast("Membership | None", getattr(self.request, "membership", None))

    @property
    def by(self) -> Membership:
        """The role acted in, for services.

        Raises:
            RoleMissing: a visitor, or somebody without a role.
        """
        if self.membership is None:
            raise RoleMissing("accounts.role_missing", roles=(), scope="")
        return self.membership

"""Signing in as everywhere; reading who is signed in together with what they hold."""

from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend

from marketplace.accounts import queries
from marketplace.accounts.models import User


class Backend(AuthenticationBackend):
    """Every page of somebody signed in begins with one query: the person, their roles and what is read alongside."""

    def get_user(self, user_id: int) -> User | None:
        """The person with `held` filled, unless the account is closed; somebody without a role costs a query more."""
        held = list(queries.held_by(user_id))
        if not held:
            without_role: User | None = super().get_user(user_id)
            return without_role
        user = held[0].user
        user.held = held
        return user if self.user_can_authenticate(user) else None

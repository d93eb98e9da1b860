"""How allauth signs our people in."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter


class AccountAdapter(DefaultAccountAdapter):
    """E-mail or phone."""


class SecondFactorAdapter(DefaultMFAAdapter):
    """TOTP."""


def attempted_login(*_: object) -> str:
    """Who tried to sign in: e-mail or phone."""
    return ""

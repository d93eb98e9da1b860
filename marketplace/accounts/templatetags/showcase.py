"""The demonstration's accounts, for the sign-in page."""

from __future__ import annotations

from django import template
from django.conf import settings

from marketplace.accounts import showcase

register = template.Library()


@register.simple_tag
def showcase_accounts() -> list[dict[str, str]]:
    """The rows to show; empty outside a demonstration."""
    return showcase.rows()


@register.simple_tag
def is_demonstration() -> bool:
    """Whether letters go nowhere and every account is known."""
    return bool(settings.DEMONSTRATION)

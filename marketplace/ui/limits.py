"""How often one account, or one address without an account, asks for what is costly to make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.core.internal import ratelimit
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.refusal import Refusal
from marketplace.ui import refusals

if TYPE_CHECKING:
    from django.http import HttpRequest


class TooOften(Refusal):
    """So many were asked for within the time of `COSTLY_RATE_LIMITS`."""

    status = 429


def spend(request: HttpRequest, action: str) -> None:
    """Count one more of `action`: ``file`` for a list as a file, ``pdf`` for a document that is drawn.

    allauth's public way in lets every GET pass; this is the same counter, asked to count them.

    Raises:
        TooOften: ``ui.too_often``.
    """
    user = request.user
    key = f"user:{user.pk}" if user.is_authenticated else f"address:{ratelimit.get_ip(request)}"
    limits = settings.COSTLY_RATE_LIMITS
    if not ratelimit.consume(request, app="ui", action=action, config=limits, key=key, limit_get=True):
        raise TooOften("ui.too_often")


refusals.register(
    {
        "ui.too_often": refusals.Words(
            text=_("Too many files were asked for one after the other."),
            rule=_(
                "Files and documents are made when they are asked for: so many in a minute, for everybody the same."
            ),
            todo=_("Wait a minute, then ask again; a list can be narrowed and fetched in one file."),
        ),
    }
)

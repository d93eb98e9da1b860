"""In which role the person of a request acts."""

from __future__ import annotations

from typing import cast

from django.http import HttpRequest

from marketplace.accounts.middleware import ActingRequest
from marketplace.accounts.models import Membership


def acting_as(request: HttpRequest) -> Membership | None:
    """The membership the middleware chose; None for visitors and for people without a role."""
    return cast("ActingRequest", request).membership

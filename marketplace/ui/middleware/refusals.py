"""A refusal that no view caught becomes a page that names the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.deprecation import MiddlewareMixin

from marketplace.primitives.refusal import Refusal
from marketplace.ui.views.errors import refused

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse


class RefusalMiddleware(MiddlewareMixin):
    """403, 409 or 422 as the refusal says; a page, a fragment or JSON as the caller asked."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Refusals only; everything else stays an error."""
        return refused(request, error) if isinstance(error, Refusal) else None

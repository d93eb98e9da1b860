"""Whether htmx asks for the results alone, to swap them inside the page it has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.cache import patch_vary_headers

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

RESULTS = "results"  # the element of a page that is swapped


def swaps(request: HttpRequest, target: str = RESULTS) -> bool:
    """Whether the answer takes the place of the results (or of another element), and is no whole page."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.history_restore_request and htmx.target == target


def vary(response: HttpResponseBase) -> None:
    """Say to caches that one address has two answers, by what `swaps` reads."""
    patch_vary_headers(response, ("HX-Request", "HX-Target", "HX-History-Restore-Request"))

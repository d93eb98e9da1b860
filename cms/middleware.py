"""What the admin writes of a page is one act: the page, Wagtail's note, the log's entry and the message to search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import HttpRequest
from django.http.response import HttpResponseBase

# Below these addresses of the admin pages are written.
OF_PAGES = ("/admin/pages/", "/admin/bulk/")


class PagesAtOnceMiddleware:
    """Wagtail saves, deletes and notes in transactions of their own; here they stand or fall together.

    It answers in place of the view, so that it stands behind whatever else looks at a view first (CSRF).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        """One transaction around whatever posts to these pages."""
        if request.method != "POST" or not request.path.startswith(OF_PAGES):
            return None
        with transaction.atomic():
            return view(request, *args, **kwargs)

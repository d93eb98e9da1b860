"""Maintenance: while a file exists, every page answers 503 with the operator's message."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.deprecation import MiddlewareMixin

from marketplace.ui.views.errors import maintenance

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

SPARED = ("/health", "/static/")


class MaintenanceMiddleware(MiddlewareMixin):
    """Looks for `settings.MAINTENANCE_FILE`; its text is shown to people."""

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        """503 with the message; probes and static files pass."""
        if request.path_info.startswith(SPARED):
            return None
        message = notice(Path(settings.MAINTENANCE_FILE))
        return None if message is None else maintenance(request, message)


def notice(file: Path) -> str | None:
    """The operator's message, or None when there is no maintenance."""
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()[:2000]
    except FileNotFoundError:
        return None

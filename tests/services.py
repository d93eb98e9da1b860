"""Which outside services a test may use; a missing one skips by name, or fails where REQUIRE_SERVICES=1."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable
from urllib.parse import urlsplit

from django.db import connection

from marketplace.ui import pdf

REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"


def chromium() -> str | None:
    """Path of the browser: CHROMIUM, or the one on the path."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


def _answers(variable: str) -> bool:
    address = urlsplit(os.environ.get(variable, ""))
    if not address.hostname:
        return False
    try:
        socket.create_connection((address.hostname, address.port or 0), timeout=1).close()
    except OSError:
        return False
    return True


SERVICES: dict[str, tuple[Callable[[], bool], str]] = {
    "postgresql": (lambda: connection.vendor == "postgresql", "PostgreSQL (set TEST_DATABASE_URL)"),
    "elasticsearch": (lambda: _answers("ELASTICSEARCH_URL"), "Elasticsearch (set ELASTICSEARCH_URL)"),
    "redis": (lambda: _answers("REDIS_URL"), "Redis (set REDIS_URL)"),
    "browser": (lambda: chromium() is not None, "Chromium (set CHROMIUM)"),
    "pdf": (pdf.is_available, "WeasyPrint and Pango"),
    "sqlite": (lambda: connection.vendor == "sqlite", "SQLite (unset TEST_DATABASE_URL)"),
}


def missing(marker: str) -> str | None:
    """The words for a service that is not there, None where it is."""
    present, words = SERVICES[marker]
    return None if present() else f"needs {words}; `make services` brings it up"

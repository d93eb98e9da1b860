"""Addresses of the portal as they stand outside of it: in letters, files and calendars."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.conf import settings


def absolute(path: str) -> str:
    """The whole address of a page, from its path (`BASE_URL` says where the portal is)."""
    return str(settings.WAGTAILADMIN_BASE_URL).rstrip("/") + path


def host() -> str:
    """The name of the portal's host."""
    return urlsplit(str(settings.WAGTAILADMIN_BASE_URL)).hostname or "localhost"

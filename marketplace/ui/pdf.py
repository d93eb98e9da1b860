"""PDF out of HTML where WeasyPrint is installed; elsewhere pages print from the browser, and no link is offered."""

from __future__ import annotations

from ctypes.util import find_library
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from PIL import ImageFile


def is_available() -> bool:
    """Whether a PDF can be made here: the package is there, and the system's libraries that it draws with."""
    return find_spec("weasyprint") is not None and _has_libraries()


@cache
def _has_libraries() -> bool:
    return all(map(find_library, ("pango-1.0", "pangoft2-1.0")))


def from_html(html: str) -> bytes:
    """A PDF of a document that holds everything itself, style included; nothing is fetched from disk or net for it.

    Raises:
        ImportError: WeasyPrint or what it needs is not installed; ask `is_available` first.
    """
    weasyprint = _weasyprint()
    nothing = weasyprint.urls.URLFetcher(allowed_protocols=())
    drawn: bytes = weasyprint.HTML(string=html, url_fetcher=nothing).write_pdf()
    return drawn


@cache
def _weasyprint() -> Any:
    """Importing it lets Pillow take pictures that are cut off, in the whole process; photos here must be whole."""
    strict = ImageFile.LOAD_TRUNCATED_IMAGES
    try:
        return import_module("weasyprint")
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = strict

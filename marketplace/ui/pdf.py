"""PDF out of HTML where WeasyPrint is installed; elsewhere pages print from the browser, and no link is offered."""

from __future__ import annotations

from ctypes.util import find_library
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any


class NothingFetched(ValueError):
    """A document names something outside itself; nothing is fetched from disk or net while it is drawn."""


def is_available() -> bool:
    """Whether a PDF can be made here: the package is there, and the system's libraries that it draws with."""
    return find_spec("weasyprint") is not None and _has_libraries()


@cache
def _has_libraries() -> bool:
    return all(map(find_library, ("pango-1.0", "pangoft2-1.0")))


def from_html(html: str) -> bytes:
    """A PDF of a document that holds everything itself, style included.

    Raises:
        ImportError: WeasyPrint or what it needs is not installed; ask `is_available` first.
    """
    weasyprint: Any = import_module("weasyprint")
    drawn: bytes = weasyprint.HTML(string=html, url_fetcher=_refuse).write_pdf()
    return drawn


def _refuse(url: str, *_arguments: Any, **_options: Any) -> Any:
    raise NothingFetched(url[:80])

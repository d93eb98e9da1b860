"""Kinds of files the portal takes."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class _Form(NamedTuple):
    content_type: str
    extensions: tuple[str, ...]


class Kind(StrEnum):
    """A format we can tell from its bytes."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    DOCX = "docx"
    XLSX = "xlsx"
    TEXT = "text"
    CSV = "csv"

    @property
    def content_type(self) -> str:
        """The type it is served with."""
        return _FORMS[self].content_type

    @property
    def extensions(self) -> tuple[str, ...]:
        """Endings its name may have, the usual one first."""
        return _FORMS[self].extensions


_OFFICE = "application/vnd.openxmlformats-officedocument"
_FORMS = {
    Kind.PDF: _Form("application/pdf", ("pdf",)),
    Kind.PNG: _Form("image/png", ("png",)),
    Kind.JPEG: _Form("image/jpeg", ("jpg", "jpeg")),
    Kind.WEBP: _Form("image/webp", ("webp",)),
    Kind.DOCX: _Form(f"{_OFFICE}.wordprocessingml.document", ("docx",)),
    Kind.XLSX: _Form(f"{_OFFICE}.spreadsheetml.sheet", ("xlsx",)),
    Kind.TEXT: _Form("text/plain; charset=utf-8", ("txt",)),
    Kind.CSV: _Form("text/csv; charset=utf-8", ("csv",)),
}

PHOTOS = frozenset({Kind.PNG, Kind.JPEG, Kind.WEBP})
OFFICE = frozenset({Kind.DOCX, Kind.XLSX})
TEXTS = frozenset({Kind.TEXT, Kind.CSV})
DOCUMENTS = frozenset({Kind.PDF}) | OFFICE
EVERYTHING = frozenset(Kind)


def by_extension(extension: str) -> Kind | None:
    """The kind whose name ends so, or None."""
    return next((kind for kind in Kind if extension in kind.extensions), None)

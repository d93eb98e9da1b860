"""What a file is, told from its bytes."""

from __future__ import annotations

import re

from marketplace.files.rules.archives import ends_as_archive, office_kind
from marketplace.files.rules.kinds import OFFICE, TEXTS, Kind, by_extension
from marketplace.files.rules.names import extension_of
from marketplace.primitives.refusal import InvalidInput

HEAD = 1024
_MARKUP = re.compile(rb"<\s*(?:!doctype|html|head|body|script|svg|iframe|object|\?xml|\?php)", re.IGNORECASE)
_ACTIVE_PDF = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")  # any letter of a PDF's name may be written so (ISO 32000, 7.3.5)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_PDF_HEADER = re.compile(rb"%PDF-[12]\.\d")


def sniff(data: bytes, name: str) -> Kind:
    """The kind of a file, which its (cleaned) name must agree with.

    Raises:
        InvalidInput: `files.type_unknown`, `files.extension_mismatch`, `files.polyglot` (it is two things at once),
            `files.broken`, `files.active_content`, `files.markup`, `files.not_utf8`, and those of `office_kind`.
    """
    claimed = by_extension(extension_of(name))
    if claimed is None:
        raise InvalidInput("files.type_unknown")
    kind = _signature(data) or _text(data, claimed)
    if kind is not claimed:
        raise InvalidInput("files.extension_mismatch", extension=extension_of(name), kind=kind.value)
    if kind not in OFFICE | TEXTS:
        _refuse_polyglot(data, kind)
    if kind is Kind.PDF:
        _check_pdf(data)
    return kind


def _signature(data: bytes) -> Kind | None:
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return Kind.WEBP
    if _PDF_HEADER.match(data):
        return Kind.PDF
    return office_kind(data) if data.startswith(b"PK\x03\x04") else None


def _text(data: bytes, claimed: Kind) -> Kind:
    if claimed not in TEXTS:
        raise InvalidInput("files.extension_mismatch", extension=claimed.extensions[0], kind="")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput("files.not_utf8") from None
    if _CONTROLS.search(text):
        raise InvalidInput("files.type_unknown")
    if _MARKUP.search(data[:HEAD]):
        raise InvalidInput("files.markup")
    return claimed


def _refuse_polyglot(data: bytes, kind: Kind) -> None:
    """Refuse bytes that another program would open as something else: an archive, a PDF, a web page."""
    head = data[:HEAD]
    hidden_pdf = kind is not Kind.PDF and b"%PDF-" in head
    page = kind is Kind.PDF and _MARKUP.search(head.partition(b"stream")[0])
    if ends_as_archive(data) or hidden_pdf or page:
        raise InvalidInput("files.polyglot")


def _check_pdf(data: bytes) -> None:
    if b"%%EOF" not in data[-HEAD:]:
        raise InvalidInput("files.broken")
    if _ACTIVE_PDF.search(_ESCAPED.sub(_unescaped, data)):
        raise InvalidInput("files.active_content")


def _unescaped(match: re.Match[bytes]) -> bytes:
    return bytes.fromhex(match[1].decode())

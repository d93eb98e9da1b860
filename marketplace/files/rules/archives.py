"""Office documents are zip archives: looked into without trusting what the archive says of itself."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import PurePosixPath

from marketplace.files.rules.kinds import Kind
from marketplace.primitives.refusal import InvalidInput

MOST_PARTS = 4_000
LARGEST_UNPACKED = 200 * 1024 * 1024
LARGEST_RATIO = 200
END_RECORD = b"PK\x05\x06"
END_RECORD_SIZE = 22
CHUNK = 1024 * 1024
_MAIN_PART = {"word/document.xml": Kind.DOCX, "xl/workbook.xml": Kind.XLSX}
_ENCRYPTED = 0x1


def office_kind(data: bytes) -> Kind:
    """Whether the archive is a Word or an Excel document, after checking that it unpacks to a sane size.

    Raises:
        InvalidInput: `files.broken`, `files.polyglot` (bytes before or after the archive), `files.zip_bomb`,
            `files.encrypted`, `files.macros`, `files.type_unknown` (some other archive).
    """
    if data[-END_RECORD_SIZE:][: len(END_RECORD)] != END_RECORD:
        raise InvalidInput("files.polyglot")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            kind = _kind_of(archive.infolist())
            _unpack(archive, len(data))
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError):
        raise InvalidInput("files.broken") from None
    return kind


def ends_as_archive(data: bytes) -> bool:
    """Whether the bytes would also open as a zip archive (its end record reaches exactly to the last byte)."""
    tail = data[-(END_RECORD_SIZE + 0xFFFF) :]
    at = tail.rfind(END_RECORD)
    while at >= 0:
        comment = int.from_bytes(tail[at + 20 : at + END_RECORD_SIZE], "little")
        if at + END_RECORD_SIZE + comment == len(tail):
            return True
        at = tail.rfind(END_RECORD, 0, at)
    return False


def _kind_of(parts: list[zipfile.ZipInfo]) -> Kind:
    names = [part.filename for part in parts]
    if len(parts) > MOST_PARTS:
        raise InvalidInput("files.zip_bomb")
    if len(set(names)) != len(names) or any(_leads_outside(name) for name in names):
        raise InvalidInput("files.broken")
    if min((part.header_offset for part in parts), default=0):
        raise InvalidInput("files.polyglot")
    if any(part.flag_bits & _ENCRYPTED for part in parts):
        raise InvalidInput("files.encrypted")
    if any(PurePosixPath(name).name.lower() == "vbaproject.bin" for name in names):
        raise InvalidInput("files.macros")
    kinds = [kind for name, kind in _MAIN_PART.items() if name in names]
    if "[Content_Types].xml" not in names or len(kinds) != 1:
        raise InvalidInput("files.type_unknown")
    return kinds[0]


def _unpack(archive: zipfile.ZipFile, packed: int) -> None:
    """Read every part to its end: sizes are counted, not believed, and checksums are verified."""
    allowed = min(LARGEST_UNPACKED, max(packed, CHUNK) * LARGEST_RATIO)
    if sum(part.file_size for part in archive.infolist()) > allowed:
        raise InvalidInput("files.zip_bomb")
    for part in archive.infolist():
        with archive.open(part) as stream:
            while chunk := stream.read(CHUNK):
                allowed -= len(chunk)
                if allowed < 0:
                    raise InvalidInput("files.zip_bomb")


def _leads_outside(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ".." in PurePosixPath(name).parts

"""What a document says of who made it, read without trusting it: bounded, and never an error.

Word and Excel keep it in two small parts of the archive; a PDF in its information dictionary or its XMP packet, where
those stand uncompressed. What is compressed, encrypted, too large or broken says nothing.
"""

from __future__ import annotations

import html
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

from marketplace.files.rules.kinds import OFFICE, Kind

LARGEST_PART = 64 * 1024  # bytes of a part that are read
LARGEST_PDF = 256 * 1024  # bytes at either end of a PDF that are searched
LONGEST = 120  # characters of a name
_PEOPLE, _PROGRAM = "docProps/core.xml", "docProps/app.xml"
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, KeyError, OSError)
_LITERAL = rb"\(((?:[^()\\]|\\.){0,500})\)"
_HEX = rb"<([0-9A-Fa-f\s]{2,1000})>"
_OCTAL = re.compile(rb"\\([0-7]{1,3})|\\(.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b""}


@dataclass(frozen=True, slots=True)
class Authorship:
    """Who made a document, who changed it last, and with which program; empty where it does not say."""

    author: str = ""
    edited_by: str = ""
    program: str = ""


NOTHING = Authorship()


def authorship(data: bytes, content_type: str) -> Authorship:
    """What the bytes of a document say; nothing for photos and plain text, and for whatever cannot be read."""
    kind = next((kind for kind in Kind if kind.content_type == content_type), None)
    if kind in OFFICE:
        return _office(data)
    return _pdf(data) if kind is Kind.PDF else NOTHING


def _office(data: bytes) -> Authorship:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            people, program = _part(archive, _PEOPLE), _part(archive, _PROGRAM)
    except _BROKEN:
        return NOTHING
    wrote = " ".join(filter(None, (_element(program, "Application"), _element(program, "AppVersion"))))
    return Authorship(_element(people, "creator"), _element(people, "lastModifiedBy"), _clean(wrote))


def _part(archive: zipfile.ZipFile, name: str) -> str:
    """The beginning of a part; what stands behind the bound is never unpacked."""
    if name not in archive.NameToInfo:
        return ""
    with archive.open(name) as stream:
        return stream.read(LARGEST_PART).decode("utf-8", errors="replace")


def _element(text: str, name: str) -> str:
    """The text of the first element of this name, whatever its prefix; nothing is parsed, so nothing expands."""
    found = re.search(rf"<(?:\w{{1,20}}:)?{name}(?:\s[^<>]{{0,200}})?>([^<]{{0,1000}})</", text)
    return _clean(html.unescape(found[1])) if found else ""


def _pdf(data: bytes) -> Authorship:
    text = data if len(data) <= 2 * LARGEST_PDF else data[:LARGEST_PDF] + b"\n" + data[-LARGEST_PDF:]
    packet = _packet(text)
    author = _entry(text, b"Author") or _listed(packet, "creator")
    made = [_entry(text, b"Creator") or _element(packet, "CreatorTool")]
    made.append(_entry(text, b"Producer") or _element(packet, "Producer"))
    return Authorship(author, "", _clean(" ".join(filter(None, dict.fromkeys(made)))))


def _packet(text: bytes) -> str:
    at = text.find(b"<x:xmpmeta")
    return text[at : at + LARGEST_PART].decode("utf-8", errors="replace") if at >= 0 else ""


def _listed(packet: str, name: str) -> str:
    """The first item of a list property."""
    at = packet.find(f"<dc:{name}")
    return _element(packet[at : at + 2000], "li") if at >= 0 else ""


def _entry(text: bytes, name: bytes) -> str:
    """The last value of a dictionary key: a changed PDF has its newest dictionary at the end."""
    found = re.findall(rb"/" + name + rb"\s{0,10}(?:" + _LITERAL + rb"|" + _HEX + rb")", text)
    if not found:
        return ""
    literal, digits = found[-1]
    return _clean(_text(_unhex(digits) if digits else _OCTAL.sub(_unescaped, literal)))


def _unescaped(match: re.Match[bytes]) -> bytes:
    if match[1]:
        return bytes([int(match[1], 8) & 0xFF])
    return _ESCAPED.get(match[2], match[2])


def _unhex(digits: bytes) -> bytes:
    packed = b"".join(digits.split())
    return bytes.fromhex((packed + b"0" * (len(packed) % 2)).decode("ascii"))


def _text(raw: bytes) -> str:
    if raw.startswith(b"\xfe\xff"):
        return raw[2:].decode("utf-16-be", errors="replace")
    return raw.removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")


def _clean(text: str) -> str:
    """One line without control and direction marks."""
    kept = "".join(sign if unicodedata.category(sign)[0] != "C" else " " for sign in text)
    return " ".join(kept.replace("\ufffd", " ").split())[:LONGEST]

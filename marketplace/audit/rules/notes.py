"""Tree heads as signed notes (the form of c2sp.org/tlog-checkpoint): text anybody can keep and check.

marketplace-audit
1234
<root, base64>
2026-11-20T01:00:00.000000Z

— marketplace-audit <key id and Ed25519 signature, base64>
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_ED25519 = b"\x01"
_DASH = "\u2014"


class BadNote(ValueError):
    """The note is not in form, or its signature is not this log's."""


@dataclass(frozen=True)
class Head:
    """A tree head: the first `size` entries have this `root`; `at` is UTC text."""

    size: int
    root: bytes
    at: str

    @property
    def moment(self) -> datetime:
        """When it was signed."""
        return datetime.fromisoformat(self.at)


def sign(head: Head, *, origin: str, key: Ed25519PrivateKey) -> str:
    """The head as a signed note."""
    text = _text(head, origin)
    signature = _key_id(origin, key.public_key()) + key.sign(text.encode())
    return f"{text}\n{_DASH} {origin} {_encode(signature)}\n"


def read(note: str, *, origin: str, key: Ed25519PublicKey) -> Head:
    """The head of a note whose signature by `key` holds; cosignatures of witnesses are passed over.

    Raises:
        BadNote: form, origin or signature is wrong.
    """
    text, gap, signatures = note.partition("\n\n")
    text += "\n"
    if not gap or not any(_signed(line, text, origin, key) for line in signatures.splitlines()):
        raise BadNote("signature")
    lines = text.splitlines()
    if len(lines) != 4 or lines[0] != origin or not lines[1].isdecimal():
        raise BadNote("form")
    return Head(int(lines[1]), _decode(lines[2]), lines[3])


def _signed(line: str, text: str, origin: str, key: Ed25519PublicKey) -> bool:
    dash, _space, rest = line.partition(" ")
    name, _space, encoded = rest.partition(" ")
    signature = _decode(encoded)
    if dash != _DASH or name != origin or signature[:4] != _key_id(origin, key):
        return False
    try:
        key.verify(signature[4:], text.encode())
    except InvalidSignature:
        return False
    return True


def _text(head: Head, origin: str) -> str:
    return f"{origin}\n{head.size}\n{_encode(head.root)}\n{head.at}\n"


def _key_id(name: str, key: Ed25519PublicKey) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + key.public_bytes_raw()).digest()[:4]


def _encode(value: bytes) -> str:
    return base64.b64encode(value).decode()


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise BadNote("base64") from None

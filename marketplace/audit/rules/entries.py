"""An entry of the log: canonical JSON in which whatever a person wrote or is called is a salted hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from marketplace.primitives import canonical
from marketplace.primitives.canonical import Json

VERSION = 1
ACTOR = "actor"
REASON = "reason"
SALT_BYTES = 16


@dataclass(frozen=True)
class Reference:
    """An object by the label of its model and its primary key, as text."""

    model: str
    object_id: str


@dataclass(frozen=True)
class Act:
    """What was done, when, to what, in which role; `hidden` holds the values that are hashed.

    `generated` marks acts written in bulk for a made-up past, so that nobody takes them for witnessed ones.
    """

    act: str
    at: datetime
    target: Reference
    about: Sequence[Reference] = ()
    role: str = ""
    place: int | None = None
    organisation: int | None = None
    parameters: Mapping[str, Json] = field(default_factory=dict)
    hidden: Mapping[str, str] = field(default_factory=dict)
    generated: bool = False


@dataclass(frozen=True)
class Hidden:
    """A value with the salt that hides it; both can be erased, the digest stays in the log."""

    salt: str
    value: str

    @property
    def digest(self) -> str:
        """SHA-256 over salt and value, in hexadecimal."""
        return hashlib.sha256(bytes.fromhex(self.salt) + self.value.encode()).hexdigest()


def hide(value: str) -> Hidden:
    """`value` under a fresh salt, so that no list of names or phrases can be tried against the digest."""
    return Hidden(secrets.token_hex(SALT_BYTES), value)


def body(act: Act, hidden: Mapping[str, Hidden]) -> bytes:
    """The entry as bytes (RFC 8785). A salt of its own keeps its leaf hash from being guessed.

    Raises:
        ValueError: a parameter JSON has no form for (a float that is no number, an integer above 2**53 - 1).
    """
    return canonical.dumps(
        {
            "v": VERSION,
            "salt": secrets.token_hex(SALT_BYTES),
            "act": act.act,
            "at": instant(act.at),
            "target": _reference(act.target),
            "about": [_reference(reference) for reference in act.about],
            "role": act.role,
            "place": act.place,
            "organisation": act.organisation,
            "parameters": act.parameters,
            "hidden": {name: value.digest for name, value in hidden.items()},
            "generated": act.generated,
        }
    )


def instant(moment: datetime) -> str:
    """An aware moment in UTC to the microsecond, ``2026-11-20T01:00:00.000000Z``."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def seal(key: bytes, record: bytes) -> str:
    """HMAC-SHA256 of an entry: who can write to the table but has no key cannot add to the log unseen."""
    return hmac.new(key, record, hashlib.sha256).hexdigest()


def is_sealed(key: bytes, record: bytes, mark: str) -> bool:
    """Whether `mark` is the seal of `record`."""
    return hmac.compare_digest(seal(key, record), mark)


def _reference(reference: Reference) -> dict[str, Json]:
    return {"model": reference.model, "id": reference.object_id}

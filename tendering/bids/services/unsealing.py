"""Opening one sealed version: decrypted, hashed again, checked again (integrity: opening)."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, replace

from django.views.decorators.debug import sensitive_variables

from marketplace.files.services import Examined
from marketplace.primitives import sealing
from marketplace.primitives.sealing import DoesNotOpen, KeyPair, Sealed
from tendering.bids.models import BidVersion, SealedAttachment
from tendering.bids.rules.content import Content, Malformed, Section, barriers, from_json, gaps
from tendering.bids.rules.package import unpacked
from tendering.bids.rules.states import Invalid
from tendering.tenders.models import Tender


@dataclass(frozen=True, slots=True)
class Unsealed:
    """What was in the envelope; `hash_ok` says that content and files are those committed to."""

    content: Content
    salt: bytes
    hash_ok: bool
    files: tuple[Examined, ...] = field(repr=False)


@sensitive_variables()
def unseal(version: BidVersion, keys: KeyPair) -> Unsealed | None:
    """The bid, or None where it does not open or is no bid."""
    try:
        text = sealing.unseal(_sealed(version), keys, version.associated)
        values, salt = unpacked(text)
        content = from_json(values)
    except (DoesNotOpen, Malformed, ValueError, json.JSONDecodeError):
        return None
    files, files_ok = _files(version, keys, content)
    return Unsealed(content, salt, files_ok and sealing.commits_to(version.commitment, values, salt), files)


@sensitive_variables()
def _files(version: BidVersion, keys: KeyPair, content: Content) -> tuple[tuple[Examined, ...], bool]:
    sealed = {row.position: row for row in version.attachments.all()}
    opened, whole = [], len(sealed) == len(content.files)
    for position, entry in enumerate(content.files, start=1):
        data = _file(version, sealed.get(position), keys)
        if data is None or hashlib.sha256(data).hexdigest() != entry.sha256:
            whole = False
            continue
        opened.append(Examined(entry.name, entry.content_type, data))
    return tuple(opened), whole


def _file(version: BidVersion, attachment: SealedAttachment | None, keys: KeyPair) -> bytes | None:
    if attachment is None:
        return None
    try:
        return sealing.unseal(_sealed(attachment), keys, version.associated | {"part": f"file-{attachment.position}"})
    except DoesNotOpen:
        return None


def _sealed(row: BidVersion | SealedAttachment) -> Sealed:
    return replace(Sealed.from_mapping({**row.envelope, "ciphertext": ""}), ciphertext=bytes(row.ciphertext))


def why_invalid(
    found: Unsealed, tender: Tender, needed: list[str], asked: tuple[Section, ...], *, eligible: bool, joined: bool
) -> Invalid | None:
    """Why the opened bid does not count, None where it does: the checks of its entry, made again.

    Args:
        eligible: everybody who answers with it may bid.
        joined: those it names are those who consented.
    """
    lacking = gaps(found.content, tender.ceiling, needed, fixed=tender.has_fixed_price)
    codes = {refusal.code for section in asked for refusal in lacking[section]}
    checks = (
        (not found.hash_ok, Invalid.HASH_MISMATCH),
        ("bids.does_not_add_up" in codes, Invalid.DOES_NOT_ADD_UP),
        ("bids.above_ceiling" in codes, Invalid.ABOVE_CEILING),
        ("bids.not_the_fixed_price" in codes, Invalid.NOT_FIXED_PRICE),
        (bool(codes or barriers(found.content)) or not joined, Invalid.INCOMPLETE),
        (not eligible, Invalid.NOT_ELIGIBLE),
    )
    return next((reason for wrong, reason in checks if wrong), None)

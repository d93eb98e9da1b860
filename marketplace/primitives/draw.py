"""Draws by lot (随机抽取) that anyone can repeat.

1. Before the list of candidates is frozen, a secret seed of 32 bytes is drawn and its commitment
   published: SHA-256 of the text ``draw-v1`` and the seed.
2. The list is frozen; its hash is the SHA-256 of the canonical JSON (RFC 8785) of the sorted candidates.
3. A value nobody could know at step 1 is added (`beacon`), e.g. the head of the public log after step 2:
   so neither who knew the seed nor who made the list could steer the result.
4. Each candidate's lot is SHA-256 of the canonical JSON of [seed, beacon, list hash, candidate], seed and
   beacon in hexadecimal. The order of the draw is the order of the lots, smallest first.
5. The seed is published; everybody computes the commitment, the list hash and the lots again.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Iterable
from itertools import pairwise

from marketplace.primitives.canonical import digest
from marketplace.primitives.refusal import InvalidInput

SEED_BYTES = 32


def new_seed() -> bytes:
    """A fresh secret seed from the operating system."""
    return secrets.token_bytes(SEED_BYTES)


def commitment(seed: bytes) -> str:
    """What is published before the list is frozen (hexadecimal)."""
    return hashlib.sha256(b"draw-v1" + seed).hexdigest()


def opens(seed: bytes, committed: str) -> bool:
    """Whether `seed` is the one that was committed."""
    return hmac.compare_digest(commitment(seed), committed)


def list_hash(candidates: Iterable[str]) -> str:
    """Hash of the frozen list, whatever the order it was written in (hexadecimal).

    Raises:
        InvalidInput: `draw.duplicate`, a candidate that stands on the list twice would have two lots.
    """
    ordered = sorted(candidates)
    for one, next_one in pairwise(ordered):
        if one == next_one:
            raise InvalidInput("draw.duplicate", candidate=one)
    return digest(ordered)


def lot(seed: bytes, beacon: bytes, frozen: str, candidate: str) -> str:
    """One candidate's lot (hexadecimal), the smaller the earlier; `frozen` is the `list_hash`."""
    return digest([seed.hex(), beacon.hex(), frozen, candidate])


def shuffle(seed: bytes, candidates: Iterable[str], *, beacon: bytes = b"") -> list[str]:
    """All candidates in the order of the draw; the first are drawn, the next ones stand in for them.

    Raises:
        InvalidInput: `draw.duplicate`.
    """
    listed = list(candidates)
    frozen = list_hash(listed)
    return sorted(listed, key=lambda candidate: lot(seed, beacon, frozen, candidate))

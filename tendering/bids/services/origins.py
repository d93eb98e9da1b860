"""Keeping where a bid was handed in from: sealed until the opening, and then forgotten."""

from __future__ import annotations

import json
from dataclasses import asdict, replace

from django.views.decorators.debug import sensitive_variables

from marketplace.primitives import canonical, sealing
from marketplace.primitives.sealing import DoesNotOpen, KeyPair, Sealed
from tendering.bids.draft_keys import wrapping_key
from tendering.bids.models import Bid, BidVersion, SealedOrigin
from tendering.bids.rules.origin import Digests, Origin, digests

PART = {"part": "origin"}


@sensitive_variables()
def keep(version: BidVersion, origin: Origin | None, public_key: bytes) -> None:
    """Seal the origin of a version just handed in; that of an earlier one is dropped."""
    forget(version.bid)
    if origin is None:
        return
    found = digests(origin, wrapping_key(), version.associated["tender"])
    sealed = sealing.seal(canonical.dumps(asdict(found)), public_key, version.associated | PART)
    envelope = {name: value for name, value in sealed.to_mapping().items() if name != "ciphertext"}
    SealedOrigin.objects.create(bid=version.bid, envelope=envelope, ciphertext=sealed.ciphertext)


def forget(bid: Bid) -> None:
    """Drop what is kept of where the bid was handed in from."""
    SealedOrigin.objects.filter(bid=bid).delete()


@sensitive_variables()
def take(version: BidVersion, keys: KeyPair) -> Digests:
    """The digests of an opened bid, which are kept no longer; empty where there are none or they do not open."""
    row = SealedOrigin.objects.filter(bid=version.bid_id).first()
    if row is None:
        return Digests()
    row.delete()
    sealed = replace(Sealed.from_mapping({**row.envelope, "ciphertext": ""}), ciphertext=bytes(row.ciphertext))
    try:
        return Digests(**json.loads(sealing.unseal(sealed, keys, version.associated | PART)))
    except (DoesNotOpen, ValueError, TypeError):
        return Digests()

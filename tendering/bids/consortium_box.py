"""Opening and closing a consortium's box: its terms and its agreement, under a key of their own beside the draft's."""

from __future__ import annotations

import json

from marketplace.primitives import canonical, sealing
from tendering.bids.draft_keys import wrapping_key
from tendering.bids.models import Bid, Consortium
from tendering.bids.rules.terms import Terms


def new_key(bid: Bid) -> bytes:
    """A fresh key, wrapped."""
    return sealing.lock(sealing.new_key(), wrapping_key(), _bound(bid, "key"))


def read(box: Consortium) -> Terms:
    """The terms that stand.

    Raises:
        DoesNotOpen: altered, moved from another bid, or the wrapping key is another one.
    """
    if not box.ciphertext:
        return Terms()
    return Terms.from_json(json.loads(sealing.unlock(bytes(box.ciphertext), _key(box), _bound(box.bid, "terms"))))


def write(box: Consortium, terms: Terms) -> None:
    """Put terms into the box; the caller saves it."""
    box.ciphertext = sealing.lock(canonical.dumps(terms.to_json()), _key(box), _bound(box.bid, "terms"))


def lock_agreement(box: Consortium, data: bytes) -> None:
    """Put the agreement's bytes into the box; the caller saves it."""
    box.agreement = sealing.lock(data, _key(box), _bound(box.bid, "agreement"))


def read_agreement(box: Consortium) -> bytes:
    """The agreement's bytes; empty where there is none."""
    if box.agreement is None:
        return b""
    return sealing.unlock(bytes(box.agreement), _key(box), _bound(box.bid, "agreement"))


def _key(box: Consortium) -> bytes:
    return sealing.unlock(bytes(box.wrapped_key), wrapping_key(), _bound(box.bid, "key"))


def _bound(bid: Bid, part: str) -> dict[str, str]:
    return {f"consortium-{part}": str(bid.pk)}

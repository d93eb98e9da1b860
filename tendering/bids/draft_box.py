"""Opening and closing a draft's box: its text and files under the draft's own key, which lies wrapped beside them.

The plaintext lives in memory for the length of one request.
"""

from __future__ import annotations

import json

from marketplace.primitives import canonical, sealing
from tendering.bids.draft_keys import wrapping_key
from tendering.bids.models import Bid, BidDraft, DraftAttachment
from tendering.bids.rules.content import Content, from_json


def new_box(bid: Bid, content: Content | None = None) -> tuple[bytes, bytes]:
    """A fresh key, wrapped, and a text under it: an empty one, or what it begins with."""
    key = sealing.new_key()
    return sealing.lock(key, wrapping_key(), _key_bound(bid)), _locked(content or Content(), key, bid)


def read(draft: BidDraft) -> Content:
    """What stands in the draft.

    Raises:
        DoesNotOpen: altered, moved from another bid, or the wrapping key is another one.
    """
    text = sealing.unlock(bytes(draft.ciphertext), _key(draft), _text_bound(draft.bid))
    return from_json(json.loads(text))


def write(draft: BidDraft, content: Content) -> None:
    """Put a text into the draft; the caller saves it."""
    draft.ciphertext = _locked(content, _key(draft), draft.bid)


def lock_file(draft: BidDraft, attachment: DraftAttachment, data: bytes) -> bytes:
    """A file's bytes under the draft's key."""
    return sealing.lock(data, _key(draft), _file_bound(draft.bid, attachment))


def read_file(draft: BidDraft, attachment: DraftAttachment) -> bytes:
    """A file's bytes."""
    return sealing.unlock(bytes(attachment.ciphertext), _key(draft), _file_bound(draft.bid, attachment))


def _locked(content: Content, key: bytes, bid: Bid) -> bytes:
    return sealing.lock(canonical.dumps(content.to_json()), key, _text_bound(bid))


def _key(draft: BidDraft) -> bytes:
    return sealing.unlock(bytes(draft.wrapped_key), wrapping_key(), _key_bound(draft.bid))


def _key_bound(bid: Bid) -> dict[str, str]:
    return {"draft-key": str(bid.pk)}


def _text_bound(bid: Bid) -> dict[str, str]:
    return {"draft": str(bid.pk)}


def _file_bound(bid: Bid, attachment: DraftAttachment) -> dict[str, str]:
    return {"draft": str(bid.pk), "file": str(attachment.pk)}

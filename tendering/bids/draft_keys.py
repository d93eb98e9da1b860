"""The key that wraps each draft's own key: from the environment, or made once in a file its owner alone reads.

It lies outside the database, so a copy of the database opens no draft.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.core.checks import CheckMessage
from django.core.checks import Warning as Advice

from marketplace.audit.keys import kept_key


def wrapping_key() -> bytes:
    """32 bytes, the same in every web process."""
    return kept_key("BID_DRAFT_KEY", Path(settings.BID_DRAFT_DIR) / "drafts.key")


def check_draft_key(**_options: object) -> list[CheckMessage]:
    """`manage.py check --deploy`: several servers must share the key."""
    if settings.BID_DRAFT_KEY:
        return []
    return [Advice("BID_DRAFT_KEY is not set: each server would make a key of its own", id="bids.W001")]

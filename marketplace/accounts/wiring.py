"""What accounts tells the packages below it: words, sentences, handlers."""

from __future__ import annotations

from typing import Any

from marketplace.accounts import services
from marketplace.accounts.services.phones import TOPIC
from marketplace.accounts.story_readers import reads_by_place
from marketplace.audit import readers
from marketplace.outbox.registry import handles


def register() -> None:
    """Called once from `AppConfig.ready`."""
    handles(TOPIC, transactional=False)(_send_phone_code)
    readers.register_fallback(reads_by_place)


def _send_phone_code(payload: dict[str, Any], *, message_id: int) -> None:
    """A repeated message sends fresh digits; `message_id` is not needed for that."""
    del message_id
    services.send_phone_code(phone_code_id=payload["phone_code"])

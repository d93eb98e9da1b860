"""Outbox topics this app handles."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.audit import services
from marketplace.audit.services.checkpoints import TOPIC
from marketplace.outbox.registry import handles


# Sequencing needs transactions of its own. Twice is harmless: the same head is published once.
@handles(TOPIC, _("Fingerprint of the log to publish"), transactional=False, keeps=True)
def publish_head(_payload: dict[str, Any], *, message_id: int) -> None:
    """Publish a tree head because an act asked for one."""
    del message_id
    services.checkpoint()

"""Topics of the outbox that this stage handles."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.outbox.registry import handles
from tendering.contracts.services.satisfaction import codes


@handles(codes.TOPIC, _("One-time code for judging a project"), transactional=False)
def send_code(payload: dict[str, Any], *, message_id: int) -> None:
    """A panel member's one-time code, made on its way."""
    del message_id
    codes.send_code(code_id=payload["code"], now=clock.now())

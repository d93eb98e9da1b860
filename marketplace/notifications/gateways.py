"""Text messages: a setting names the gateway (`SMS_GATEWAY`), any callable with this shape."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Protocol, cast

from django.conf import settings
from django.utils.module_loading import import_string

from marketplace.primitives.masking import mask_phone

logger = logging.getLogger(__name__)


class Gateway(Protocol):
    """Hands one text message to an operator.

    Args:
        phone: in the form +8613812341234.
        text: ready to read, in the person's language.
        kind: names the operator's template, where it asks for one that was approved.
        parameters: values for that template.
        reference: the same at every attempt, so that an operator can drop a repetition.

    Raises:
        Exception: whatever it raises, the message is tried again later.
    """

    def __call__(self, *, phone: str, text: str, kind: str, parameters: Mapping[str, str], reference: str) -> None: ...


def console(*, phone: str, text: str, kind: str, parameters: Mapping[str, str], reference: str) -> None:
    """Write it to the log, for development and demonstration; the number is masked."""
    logger.info("SMS %s to %s (%s, %d values): %s", reference, mask_phone(phone), kind, len(parameters), text)


def send(*, phone: str, text: str, kind: str, parameters: Mapping[str, str], reference: str) -> None:
    """Send over the gateway of the settings."""
    gateway = cast("Gateway", import_string(settings.SMS_GATEWAY))
    gateway(phone=phone, text=text, kind=kind, parameters=parameters, reference=reference)

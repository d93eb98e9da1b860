"""Channels, and values of messages as their senders write them; no framework."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum


class Channel(StrEnum):
    """Ways to reach a person beside the inbox, which always keeps everything."""

    EMAIL = "email"
    SMS = "sms"


_AMOUNT = re.compile(r"-?\d{1,12}\.\d{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?[+-]\d{2}:\d{2}")


def value(text: str) -> object:
    """What a parameter stands for: an amount (``186000.00``), a day or a moment (ISO 8601), else the text itself.

    Parameters travel as strings, and each reader sees them written in the own language.
    """
    if _AMOUNT.fullmatch(text):
        return Decimal(text)
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
        if _MOMENT.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        return text
    return text


def is_local(url: str) -> bool:
    """Whether an address leads to a page of the portal."""
    return url.startswith("/") and not url.startswith(("//", "/\\")) and not any(c.isspace() for c in url)

"""Values of stored notices, plain text by design, as people read them."""

from __future__ import annotations

from datetime import datetime

from marketplace.primitives.masking import mask_contact
from marketplace.primitives.money import exact_yuan
from marketplace.ui.drawing.values import due, said, yuan


def as_yuan(text: str) -> object:
    """Yuan out of ``186000.00``."""
    return yuan(exact_yuan(text))


# Whom to call about a call is public.
PHONES = ("contact_phone", "supervision_phone")


def as_moment(text: str) -> object:
    """The end of a period out of its ISO form."""
    return due(datetime.fromisoformat(text))


def as_change(name: str, text: str) -> object:
    """One side of a difference: money, moments and the contact person as everywhere else, else what was written."""
    if name == "ceiling" and text:
        return as_yuan(text)
    if name == "deadline_at" and text:
        return as_moment(text)
    if name in PHONES:
        return text
    return said(mask_contact(text) if name == "contact_name" else text)

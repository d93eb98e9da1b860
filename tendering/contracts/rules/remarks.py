"""What residents say goes to the community without names (domain 4: least data; R49)."""

from __future__ import annotations

import re
from collections.abc import Iterable

SOMEBODY = "某居民"
HIDDEN = "***"
_IDENTITY = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")
_MOBILE = re.compile(r"(?<!\d)1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}-?\d{7,8}(?!\d)")


def without_names(text: str, names: Iterable[str]) -> str:
    """`text` without the names of the panel's people, telephone and identity-card numbers."""
    for name in sorted({name.strip() for name in names if len(name.strip()) > 1}, key=len, reverse=True):
        text = text.replace(name, SOMEBODY)
    for pattern in (_IDENTITY, _MOBILE, _LANDLINE):
        text = pattern.sub(HIDDEN, text)
    return text.strip()

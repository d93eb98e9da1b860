"""Who stands behind a provider: its name, its responsible person, its controller (domain 2.4; 条例 18)."""

from __future__ import annotations

import unicodedata


def tight(name: str) -> str:
    """A name as it is compared: widths of letters, digits, dots and brackets are one, spaces do not count."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())


def behind(*names: str) -> frozenset[str]:
    """These names as they are compared, without empty ones: of a provider, its responsible person, its controller."""
    return frozenset(one for one in map(tight, names) if one)

"""Canonical JSON (RFC 8785): the same value always gives the same bytes, so a hash proves the value.

Amounts, dates and identifiers travel as strings: JSON numbers are doubles, and money is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TypeAlias, cast

import rfc8785

Json: TypeAlias = "bool | int | float | str | Sequence[Json] | Mapping[str, Json] | None"


def dumps(value: Json) -> bytes:
    """`value` as canonical UTF-8 bytes.

    Raises:
        ValueError: an integer beyond 2**53 - 1, NaN or infinity, a lone surrogate, or a value JSON has no form for.
    """
    return rfc8785.dumps(cast("dict[str, rfc8785._impl._Value]", value))


def digest(value: Json) -> str:
    """SHA-256 of the canonical bytes, in hexadecimal."""
    return hashlib.sha256(dumps(value)).hexdigest()

"""Codes of printed sheets, and where two entries of one sheet differ."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from decimal import Decimal
from typing import TypeVar

# Without signs that are read for one another on paper: no I, L, O, 0, 1.
ALPHABET = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
LENGTH = 8

Cell = TypeVar("Cell")


def new_code() -> str:
    """A fresh code: "K7MQ-2HXA"."""
    drawn = "".join(secrets.choice(ALPHABET) for _number in range(LENGTH))
    return f"{drawn[:4]}-{drawn[4:]}"


def differences(first: Mapping[Cell, Decimal], second: Mapping[Cell, Decimal]) -> list[Cell]:
    """Cells whose points are not the same in both entries; a cell of only one of them differs."""
    return [cell for cell in {**first, **second} if first.get(cell) != second.get(cell)]

"""Numbers people quote: a prefix, the year, a serial of at least four digits that starts anew each year."""

from __future__ import annotations

PROJECT = "JN"
JOINT_CALL = "HB"
DEMAND = "XQ"
CONTRACT = "HT"


def number(prefix: str, year: int, serial: int) -> str:
    """``JN-2026-0186``; serials above 9999 simply grow longer.

    Raises:
        ValueError: a serial below 1, or a year that has not four digits.
    """
    if serial < 1 or not 1000 <= year <= 9999:
        message = f"no number for year {year}, serial {serial}"
        raise ValueError(message)
    return f"{prefix}-{year}-{serial:04d}"

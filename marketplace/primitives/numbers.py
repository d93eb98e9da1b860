"""Numbers people quote: a prefix, the year, a serial of at least four digits that starts anew each year."""

from __future__ import annotations

PROJECT = "JN"
DEMAND = "XQ"
CONTRACT = "HT"
TRANSFER = "TJ"


def number(prefix: str, year: int, serial: int) -> str:
    """``JN-2026-0186``; serials above 9999 simply grow longer.

    Raises:
        ValueError: a serial below 1, or a year that has not four digits.
    """
    if serial < 1 or not 1000 <= year <= 9999:
        message = f"no number for year {year}, serial {serial}"
        raise ValueError(message)
    return f"{prefix}-{year}-{serial:04d}"


def project_number(year: int, serial: int) -> str:
    """A project that is let (项目编号)."""
    return number(PROJECT, year, serial)


def demand_number(year: int, serial: int) -> str:
    """A demand (需求编号)."""
    return number(DEMAND, year, serial)


def contract_number(year: int, serial: int) -> str:
    """A contract (合同编号)."""
    return number(CONTRACT, year, serial)


def transfer_number(year: int, serial: int) -> str:
    """A reallocation of funds (调剂编号)."""
    return number(TRANSFER, year, serial)

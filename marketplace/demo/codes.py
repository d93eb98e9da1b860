"""Credit codes of division 510199, which is not assigned: no real body can carry one."""

from __future__ import annotations

from marketplace.primitives.uscc import check_character

DIVISION = "510199"
_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def credit_code(prefix: str, serial: int) -> str:
    """A code whose two check characters pass; `prefix` says who registered which kind of body (domain 5.1)."""
    subject = f"MU{serial:06d}"
    body = prefix + DIVISION + subject + _check_digit(subject)
    return body + check_character(body)


def _check_digit(subject: str) -> str:
    """The ninth character of an organisation code (GB 11714)."""
    total = sum(int(letter, 36) * weight for letter, weight in zip(subject, _WEIGHTS, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]

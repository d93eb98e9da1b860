"""Money: `Decimal` yuan with exactly two decimals; a float is refused everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from marketplace.primitives.refusal import InvalidInput

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
LARGEST = Decimal("999999999999.99")
TEN_THOUSAND = Decimal(10_000)


def yuan(value: Decimal | int | str) -> Decimal:
    """`value` in yuan, rounded half up to the cent (0.005 becomes 0.01).

    Raises:
        TypeError: a float or a bool, whose cents nobody can trust.
        InvalidInput: `money.not_a_number`, `money.too_large`.
    """
    return _in_range(_decimal(value)).quantize(CENT, rounding=ROUND_HALF_UP) + ZERO


def exact_yuan(value: Decimal | int | str) -> Decimal:
    """`value` in yuan, unchanged but for trailing zeros; what a person typed must be exact to the cent.

    Raises:
        InvalidInput: `money.not_a_number`, `money.too_large`, `money.decimals`.
    """
    amount = _in_range(_decimal(value))
    rounded = amount.quantize(CENT, rounding=ROUND_HALF_UP)
    if rounded != amount:
        raise InvalidInput("money.decimals", value=str(value))
    return rounded + ZERO


def format_yuan(amount: Decimal) -> str:
    """`Decimal("1234")` as ``¥1,234.00``; the minus stands before the sign."""
    amount = yuan(amount)
    return f"{'-' if amount < 0 else ''}¥{abs(amount):,.2f}"


def split_shares(total: Decimal, shares: Sequence[Decimal]) -> list[Decimal]:
    """`total` by fixed shares that sum to 1: each rounded half up, the last takes the rest.

    A part never takes more than is left, so that rounding up small sums leaves nobody below zero.

    Raises:
        InvalidInput: `money.negative`, `money.shares` (none, a negative one, or a sum other than 1).
    """
    left = _not_negative(exact_yuan(total))
    if not shares or min(shares) < 0 or sum(shares) != 1:
        raise InvalidInput("money.shares", shares=[str(share) for share in shares])
    parts = []
    for share in shares[:-1]:
        part = min(left, yuan(total * share))
        parts.append(part)
        left -= part
    return [*parts, left]


def split_pro_rata(total: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    """`total` in proportion to `weights` (yuan) by largest remainder; the sum is exact.

    No part exceeds its weight when `total` is at most the sum of the weights; equal remainders go to
    the earlier weight, so the same input always gives the same parts.

    Raises:
        InvalidInput: `money.negative`, `money.weights` (a positive total and nothing to weigh it by).
    """
    cents = _cents(_not_negative(exact_yuan(total)))
    weighed = [_cents(_not_negative(exact_yuan(weight))) for weight in weights]
    whole = sum(weighed)
    if whole == 0:
        if cents:
            raise InvalidInput("money.weights", total=str(total))
        return [ZERO for _ in weights]
    return [Decimal(part) * CENT for part in _largest_remainder(cents, weighed, whole)]


def _largest_remainder(cents: int, weights: Sequence[int], whole: int) -> list[int]:
    exact = [Fraction(cents * weight, whole) for weight in weights]
    parts = [share.numerator // share.denominator for share in exact]
    by_remainder = sorted(range(len(exact)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_remainder[: cents - sum(parts)]:
        parts[i] += 1
    return parts


def _decimal(value: Decimal | int | str) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, Decimal | int | str):
        kind = type(value).__name__
        message = f"money is Decimal, int or str, not {kind}"
        raise TypeError(message)
    try:
        amount = Decimal(value)
    except InvalidOperation:
        raise InvalidInput("money.not_a_number", value=str(value)) from None
    if not amount.is_finite():
        raise InvalidInput("money.not_a_number", value=str(value))
    return amount


def _in_range(amount: Decimal) -> Decimal:
    if abs(amount) > LARGEST:
        raise InvalidInput("money.too_large", largest=LARGEST)
    return amount


def _not_negative(amount: Decimal) -> Decimal:
    if amount < 0:
        raise InvalidInput("money.negative", value=str(amount))
    return amount


def _cents(amount: Decimal) -> int:
    return int((amount / CENT).to_integral_value(rounding=ROUND_FLOOR))

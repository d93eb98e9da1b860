"""Dividing sums without losing or inventing a cent (domain 3.6, Rounding)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from marketplace.primitives.money import ZERO, split_pro_rata, split_shares
from marketplace.primitives.refusal import InvalidInput


@dataclass(frozen=True, slots=True)
class LineShare:
    """One cash line of a funding plan, in yuan.

    Attributes:
        topup: a fund line; the fund tops up (惠民补差) what the others do not bear.
        current: what the line bears now, the paid part included.
        paid: what went out of it already.
    """

    topup: bool
    current: Decimal
    paid: Decimal = ZERO

    @property
    def open(self) -> Decimal:
        """What may still be paid out of this line."""
        return self.current - self.paid


def city_and_district(total: Decimal, city_share: Decimal) -> tuple[Decimal, Decimal]:
    """An allocation by 1:1 (R5): the city's share rounded half up, the district bears the rest."""
    city, district = split_shares(total, [city_share, 1 - city_share])
    return city, district


def split_payment(amount: Decimal, open_amounts: Sequence[Decimal]) -> list[Decimal]:
    """One payment over several lines in proportion to what is still open on each (largest remainder).

    The payment that takes all that is open empties every line: no cent is left, no line overdrawn.

    Raises:
        InvalidInput: `funds.payment_exceeds_open`.
    """
    still_open = sum(open_amounts, ZERO)
    if amount > still_open:
        raise InvalidInput("funds.payment_exceeds_open", amount=amount, open=still_open)
    return split_pro_rata(amount, open_amounts)


def contract_shares(total: Decimal, lines: Sequence[LineShare]) -> list[Decimal]:
    """What each line bears of a contract of `total` yuan (R8, R42): savings go to the fund first.

    Fund lines = total less co-funding, never below zero, then the co-funders pro rata; several fund
    lines pro rata. What was paid stays where it was paid. A sum above the present one is borne by the
    fund lines alone.

    Raises:
        InvalidInput: `funds.below_paid`, `funds.no_topup_line`.
    """
    change = total - sum((line.current for line in lines), ZERO)
    if total < sum((line.paid for line in lines), ZERO):
        raise InvalidInput("funds.below_paid", total=total)
    return _raised(change, lines) if change > 0 else _lowered(-change, lines)


def savings(less: Decimal, fund: Decimal) -> tuple[Decimal, Decimal]:
    """What of `less` yuan the fund, which bears `fund`, need not bear any more, and what the others (R42)."""
    first = min(less, fund)
    return first, less - first


def _raised(more: Decimal, lines: Sequence[LineShare]) -> list[Decimal]:
    weights = [line.current if line.topup else ZERO for line in lines]
    if not any(weights):
        raise InvalidInput("funds.no_topup_line", missing=more)
    return [line.current + part for line, part in zip(lines, split_pro_rata(more, weights), strict=True)]


def _lowered(less: Decimal, lines: Sequence[LineShare]) -> list[Decimal]:
    topup = [line.open if line.topup else ZERO for line in lines]
    others = [ZERO if line.topup else line.open for line in lines]
    from_topup, from_others = savings(less, sum(topup, ZERO))
    cuts = zip(split_pro_rata(from_topup, topup), split_pro_rata(from_others, others), strict=True)
    return [line.current - fund - other for line, (fund, other) in zip(lines, cuts, strict=True)]

"""How a contract's sum is divided, changed and never exceeded (domain 2.7, 3.5, 3.6); yuan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from marketplace.primitives.money import CENT, ZERO, split_shares
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.primitives.ruleset.sections.delivery import Delivery


class AmendmentTooLarge(Refusal):
    """Amendments come to at most a share of the contract by the rule set; by law a tenth (Procurement Law, 49)."""

    def __init__(self, amount: Decimal, left: Decimal, cap: Decimal) -> None:
        super().__init__("contracts.amendment_too_large", field="amount", amount=amount, left=left, cap=cap)


@dataclass(frozen=True, slots=True)
class StageSum:
    """One payment stage: its yuan, and whether a payment of it is under way or made."""

    amount: Decimal
    is_fixed: bool = False


def stage_sums(total: Decimal, delivery: Delivery) -> list[Decimal]:
    """The stages of a contract of `total` yuan: each rounded half up, the last is what is left (50/40/10)."""
    return split_shares(total, [stage.share for stage in delivery.payments])


def restaged(total: Decimal, stages: Sequence[StageSum]) -> list[Decimal]:
    """The stages after an amendment to `total` yuan: the last one takes the difference.

    A cut deeper than the last stage goes on to the one before; what is paid or under way stays.

    Raises:
        InvalidInput: ``contracts.below_paid``, where `total` is below what is paid or under way.
    """
    change = total - sum((stage.amount for stage in stages), ZERO)
    sums = [stage.amount for stage in stages]
    for position in range(len(stages) - 1, -1, -1):
        if stages[position].is_fixed:
            continue
        taken = max(change, -sums[position])
        sums[position] += taken
        change -= taken
        if not change:
            break
    if change:
        fixed = sum((stage.amount for stage in stages if stage.is_fixed), ZERO)
        raise InvalidInput("contracts.below_paid", field="amount", total=total, fixed=fixed)
    return sums


def amendment_cap(contract_sum: Decimal, delivery: Delivery) -> Decimal:
    """What all amendments together may come to, in yuan, rounded down to the cent."""
    return (contract_sum * delivery.amendments_at_most).quantize(CENT, rounding=ROUND_DOWN)


def check_amendment(amount: Decimal, *, used: Decimal, cap: Decimal) -> None:
    """Refuse an amendment by `amount` yuan (below zero: less) beyond the cap.

    Cuts count as well as additions, so that cutting and adding in turn cannot exchange the whole contract.

    Args:
        used: sum of the amounts of earlier amendments, each without its sign.

    Raises:
        AmendmentTooLarge: with what is left.
    """
    if abs(amount) > cap - used:
        raise AmendmentTooLarge(amount, max(ZERO, cap - used), cap)


def check_settlement(settlement: Decimal, *, paid: Decimal, total: Decimal) -> None:
    """A contract that ends early is settled between what is paid and what was agreed, in yuan.

    Raises:
        InvalidInput: ``contracts.settlement_range`` with both ends.
    """
    if not paid <= settlement <= total:
        raise InvalidInput("contracts.settlement_range", field="settlement", least=paid, most=total)

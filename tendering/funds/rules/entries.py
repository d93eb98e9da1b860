"""What each kind of ledger entry moves (domain 3.6): one table, one function, used everywhere."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from marketplace.primitives.money import ZERO


class EntryKind(StrEnum):
    """Kinds of ledger entries."""

    APPROPRIATE = "appropriate"
    CARRY_IN = "carry_in"
    TRANSFER_IN = "transfer_in"
    DONATION = "donation"
    CARRY_OUT = "carry_out"
    TRANSFER_OUT = "transfer_out"
    RETURN = "return"
    COMMIT = "commit"
    RELEASE = "release"
    PAY = "pay"
    PAY_REVERSAL = "pay_reversal"
    REFUND = "refund"
    AWARD = "award"


class Share(StrEnum):
    """Which treasury an appropriation comes from (R5)."""

    CITY = "city"
    DISTRICT = "district"


INFLOWS = (EntryKind.APPROPRIATE, EntryKind.CARRY_IN, EntryKind.TRANSFER_IN, EntryKind.DONATION)
OUTFLOWS = (EntryKind.CARRY_OUT, EntryKind.TRANSFER_OUT, EntryKind.RETURN)

# A mistake in one of these is corrected by an entry of the same kind that points at it and moves the
# other way. The rest have their own opposite: commit and release, pay and pay_reversal; a transfer or a
# carry-over has two sides and is moved back by another one.
REVERSIBLE = frozenset({EntryKind.APPROPRIATE, EntryKind.DONATION, EntryKind.RETURN, EntryKind.REFUND, EntryKind.AWARD})


@dataclass(frozen=True, slots=True)
class Sums:
    """The four stored sums of an account, in yuan."""

    inflow: Decimal = ZERO
    outflow: Decimal = ZERO
    committed: Decimal = ZERO
    paid: Decimal = ZERO

    @property
    def available(self) -> Decimal:
        """What may still be committed."""
        return self.inflow - self.outflow - self.committed - self.paid

    def __add__(self, other: Sums) -> Sums:
        return Sums(
            self.inflow + other.inflow,
            self.outflow + other.outflow,
            self.committed + other.committed,
            self.paid + other.paid,
        )

    def problems(self) -> list[str]:
        """Names of the figures that are below zero; empty for a lawful account."""
        names = ("inflow", "outflow", "committed", "paid", "available")
        return [name for name in names if getattr(self, name) < 0]


_SIGNS: dict[EntryKind, tuple[int, int, int, int]] = {
    **dict.fromkeys(INFLOWS, (1, 0, 0, 0)),
    **dict.fromkeys(OUTFLOWS, (0, 1, 0, 0)),
    EntryKind.COMMIT: (0, 0, 1, 0),
    EntryKind.RELEASE: (0, 0, -1, 0),
    EntryKind.PAY: (0, 0, -1, 1),
    EntryKind.PAY_REVERSAL: (0, 0, 1, -1),
    EntryKind.REFUND: (0, 0, 0, -1),
    EntryKind.AWARD: (0, 0, 0, 1),
}


def moves(kind: EntryKind, amount: Decimal, *, reversing: bool = False) -> Sums:
    """What an entry of `amount` yuan adds to the four sums.

    Args:
        reversing: the entry corrects an earlier one of the same reversible kind.
    """
    turn = -1 if reversing and kind in REVERSIBLE else 1
    inflow, outflow, committed, paid = (sign * turn * amount for sign in _SIGNS[kind])
    return Sums(inflow, outflow, committed, paid)


def shortfall(sums: Sums, move: Sums) -> Decimal:
    """How many yuan are missing for `move`; zero when it is covered. Money that comes in never misses."""
    return max(ZERO, -(sums + move).available)

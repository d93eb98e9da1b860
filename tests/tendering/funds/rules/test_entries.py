"""What each kind of entry moves: the table of domain 3.6, row by row."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tendering.funds.rules.entries import INFLOWS, OUTFLOWS, REVERSIBLE, EntryKind, Sums, moves, shortfall

AMOUNT = Decimal("100.00")
TABLE = {
    EntryKind.APPROPRIATE: (1, 0, 0, 0),
    EntryKind.CARRY_IN: (1, 0, 0, 0),
    EntryKind.TRANSFER_IN: (1, 0, 0, 0),
    EntryKind.DONATION: (1, 0, 0, 0),
    EntryKind.CARRY_OUT: (0, 1, 0, 0),
    EntryKind.TRANSFER_OUT: (0, 1, 0, 0),
    EntryKind.RETURN: (0, 1, 0, 0),
    EntryKind.COMMIT: (0, 0, 1, 0),
    EntryKind.RELEASE: (0, 0, -1, 0),
    EntryKind.PAY: (0, 0, -1, 1),
    EntryKind.PAY_REVERSAL: (0, 0, 1, -1),
    EntryKind.REFUND: (0, 0, 0, -1),
    EntryKind.AWARD: (0, 0, 0, 1),
}
EFFECT_ON_AVAILABLE = {
    EntryKind.COMMIT: -1,
    EntryKind.RELEASE: 1,
    EntryKind.PAY: 0,
    EntryKind.PAY_REVERSAL: 0,
    EntryKind.REFUND: 1,
    EntryKind.AWARD: -1,
    **dict.fromkeys(INFLOWS, 1),
    **dict.fromkeys(OUTFLOWS, -1),
}


def as_tuple(sums: Sums) -> tuple[Decimal, Decimal, Decimal, Decimal]:
    return sums.inflow, sums.outflow, sums.committed, sums.paid


@pytest.mark.requirement("R1")
@pytest.mark.parametrize("kind", EntryKind)
def test_every_kind_moves_what_the_table_says(kind: EntryKind) -> None:
    assert as_tuple(moves(kind, AMOUNT)) == tuple(sign * AMOUNT for sign in TABLE[kind])


@pytest.mark.parametrize("kind", EntryKind)
def test_what_stays_available_follows_from_the_four_sums(kind: EntryKind) -> None:
    assert moves(kind, AMOUNT).available == EFFECT_ON_AVAILABLE[kind] * AMOUNT


@pytest.mark.parametrize("kind", sorted(REVERSIBLE))
def test_a_reversing_entry_takes_back_exactly_what_the_first_moved(kind: EntryKind) -> None:
    assert moves(kind, AMOUNT) + moves(kind, AMOUNT, reversing=True) == Sums()


def test_a_payment_is_taken_back_by_its_own_kind() -> None:
    assert moves(EntryKind.PAY, AMOUNT) + moves(EntryKind.PAY_REVERSAL, AMOUNT, reversing=True) == Sums()


def test_a_commitment_beyond_what_is_available_misses_the_difference() -> None:
    sums = Sums(inflow=Decimal("100.00"), committed=Decimal("60.00"))
    assert shortfall(sums, moves(EntryKind.COMMIT, Decimal("40.00"))) == 0
    assert shortfall(sums, moves(EntryKind.COMMIT, Decimal("40.01"))) == Decimal("0.01")


@given(st.lists(st.tuples(st.sampled_from(EntryKind), st.integers(1, 10**13))))
def test_sums_of_any_entries_keep_the_equation(entries: list[tuple[EntryKind, int]]) -> None:
    sums = Sums()
    for kind, cents in entries:
        sums += moves(kind, Decimal(cents) / 100)
    assert sums.available == sums.inflow - sums.outflow - sums.committed - sums.paid
    assert (sums.problems() == []) == (min(*as_tuple(sums), sums.available) >= 0)

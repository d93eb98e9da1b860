"""Dividing sums: no cent is lost, none is invented, no line is overdrawn."""

import random
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.money import split_shares
from marketplace.primitives.refusal import InvalidInput
from tendering.funds.rules.splitting import LineShare, city_and_district, contract_shares, split_payment

STAGES = [Decimal("0.50"), Decimal("0.40"), Decimal("0.10")]
HALF = Decimal("0.50")
amounts = st.integers(1, 10**9).map(lambda cents: Decimal(cents) / 100)
cuts = st.lists(st.integers(0, 100), min_size=1, max_size=5)


def yuan(text: str) -> Decimal:
    return Decimal(text)


@pytest.mark.requirement("R5")
@pytest.mark.parametrize(
    ("total", "city", "district"),
    [("318200.00", "159100.00", "159100.00"), ("0.01", "0.01", "0.00"), ("100000.01", "50000.01", "50000.00")],
)
def test_the_odd_cent_of_one_to_one_is_the_citys(total: str, city: str, district: str) -> None:
    assert city_and_district(yuan(total), HALF) == (yuan(city), yuan(district))


@given(amounts)
def test_both_shares_make_the_allocation(total: Decimal) -> None:
    city, district = city_and_district(total, HALF)
    assert city + district == total
    assert 0 <= city - district <= Decimal("0.01")


def pay_out(contract: Decimal, lines: list[Decimal], shares: list[Decimal]) -> list[Decimal]:
    """What is open on each line after all stages are paid."""
    still_open = list(lines)
    for amount in split_shares(contract, shares):
        parts = split_payment(amount, still_open)
        assert sum(parts) == amount
        still_open = [left - part for left, part in zip(still_open, parts, strict=True)]
        assert min(still_open) >= 0
    return still_open


@given(st.lists(amounts, min_size=1, max_size=6))
def test_three_stages_empty_every_line(lines: list[Decimal]) -> None:
    assert set(pay_out(sum(lines, Decimal(0)), lines, STAGES)) == {Decimal(0)}


@given(st.lists(amounts, min_size=1, max_size=6), cuts)
def test_stages_of_any_shares_empty_every_line(lines: list[Decimal], cuts: list[int]) -> None:
    whole = sum(cuts) + 1
    shares = [Decimal(cut) / whole for cut in cuts]
    shares.append(1 - sum(shares, Decimal(0)))
    assert set(pay_out(sum(lines, Decimal(0)), lines, shares)) == {Decimal(0)}


def test_two_hundred_thousand_random_contracts_leave_no_cent() -> None:
    seed = random.randrange(10**6)
    rng = random.Random(seed)
    for _ in range(66_667):  # three payments each
        lines = [Decimal(rng.randint(1, 10 ** rng.randint(1, 8))) / 100 for _ in range(rng.randint(1, 4))]
        assert not any(pay_out(sum(lines, Decimal(0)), lines, STAGES)), f"seed {seed}"


def test_a_stage_that_rounds_to_nothing_is_allowed() -> None:
    assert split_shares(yuan("0.01"), STAGES) == [yuan("0.01"), yuan("0.00"), yuan("0.00")]
    assert pay_out(yuan("0.01"), [yuan("0.01")], STAGES) == [0]


def test_a_payment_above_what_is_open_is_refused() -> None:
    with pytest.raises(InvalidInput) as refused:
        split_payment(yuan("10.01"), [yuan("4.00"), yuan("6.00")])
    assert refused.value.code == "funds.payment_exceeds_open"


def fund(amount: str, paid: str = "0") -> LineShare:
    return LineShare(topup=True, current=yuan(amount), paid=yuan(paid))


def other(amount: str, paid: str = "0") -> LineShare:
    return LineShare(topup=False, current=yuan(amount), paid=yuan(paid))


@pytest.mark.requirement("R8")
def test_the_saving_of_the_corridor_goes_to_the_fund() -> None:
    """11,000 of the sponsor and 10,000 of the fund; the contract comes to 20,000."""
    lines = [other("11000.00"), fund("10000.00")]
    assert contract_shares(yuan("21000.00"), lines) == [yuan("11000.00"), yuan("10000.00")]
    assert contract_shares(yuan("20000.00"), lines) == [yuan("11000.00"), yuan("9000.00")]


@pytest.mark.requirement("R8")
def test_below_the_cofunding_the_cofunders_save_pro_rata() -> None:
    lines = [other("9000.00"), other("3000.00"), fund("10000.00")]
    assert contract_shares(yuan("8000.00"), lines) == [yuan("6000.00"), yuan("2000.00"), yuan("0.00")]


def test_several_fund_lines_save_pro_rata() -> None:
    lines = [fund("30000.00"), fund("10000.00"), other("5000.00")]
    assert contract_shares(yuan("41000.00"), lines) == [yuan("27000.00"), yuan("9000.00"), yuan("5000.00")]


def test_a_higher_sum_is_borne_by_the_fund_alone() -> None:
    lines = [other("11000.00", "5500.00"), fund("9000.00", "4500.00")]
    assert contract_shares(yuan("21000.00"), lines) == [yuan("11000.00"), yuan("10000.00")]
    with pytest.raises(InvalidInput, match="no_topup_line"):
        contract_shares(yuan("12000.00"), [other("11000.00")])


def test_a_sum_below_what_was_paid_is_refused() -> None:
    with pytest.raises(InvalidInput, match="below_paid"):
        contract_shares(yuan("99.99"), [fund("200.00", "100.00")])


line_shares = st.builds(
    lambda topup, current, part: LineShare(topup, Decimal(current) / 100, Decimal(current * part // 100) / 100),
    st.booleans(),
    st.integers(1, 10**8),
    st.integers(0, 100),
)


@given(st.lists(line_shares, min_size=1, max_size=6), st.integers(0, 100))
def test_a_lowered_sum_never_touches_what_was_paid(lines: list[LineShare], percent: int) -> None:
    paid = sum((line.paid for line in lines), Decimal(0))
    still_open = sum((line.open for line in lines), Decimal(0))
    total = paid + (still_open * percent / 100).quantize(Decimal("0.01"))
    shares = contract_shares(total, lines)
    assert sum(shares) == total
    assert all(line.paid <= share <= line.current for line, share in zip(lines, shares, strict=True))
    topup_left = any(share > line.paid for line, share in zip(lines, shares, strict=True) if line.topup)
    others_full = all(share == line.current for line, share in zip(lines, shares, strict=True) if not line.topup)
    assert others_full or not topup_left

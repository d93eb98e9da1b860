"""Tier and route: the boundary table over the presets, flags, both amount bases (R20, R38)."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset import ApprovalLevel, Flag, RuleSet, Tier
from marketplace.rulebook import preset_files
from tendering.demands.rules.tier import Route, TierFacts, decide_tier, effective_flags
from tests.factories.rulebook import rules

AMOUNTS = {
    Decimal("50000.00"): Tier.MICRO,
    Decimal("50000.01"): Tier.ORDINARY,
    Decimal("200000.00"): Tier.ORDINARY,
    Decimal("200000.01"): Tier.MAJOR,
}
RAISED_BY = {
    None: Tier.MICRO,
    Flag.STRUCTURAL_WORKS: Tier.ORDINARY,
    Flag.MULTI_YEAR: Tier.MAJOR,
    Flag.CROSS_COMMUNITY: Tier.MAJOR,
    Flag.DESIGN_CONTEST_CONSTRUCTION: Tier.MAJOR,
    Flag.MOSTLY_COFUNDED: Tier.MICRO,  # declared it does nothing; the plan's money raises, see below
}
PRESETS = preset_files.NAMES
BASES = ("total", "fund_part")
HELP = Decimal("20000.00")


def facts(total: str | Decimal, cofunded: str | Decimal = "0", *flags: Flag) -> TierFacts:
    return TierFacts(Decimal(total), Decimal(cofunded), frozenset(flags))


@pytest.mark.requirement("R38")
@pytest.mark.requirement("R20")
@pytest.mark.parametrize(
    ("preset", "base", "amount", "flag"), list(product(PRESETS, BASES, AMOUNTS, RAISED_BY)), ids=str
)
def test_boundaries_of_every_preset(preset: str, base: str, amount: Decimal, flag: Flag | None) -> None:
    """50,000.00 / 50,000.01 / 200,000.00 / 200,000.01 × every flag × both amount bases, with others' money beside it.

    Where the fund's part counts, that part stands on the boundary and 20,000 more come from elsewhere.
    """
    total = amount if base == "total" else amount + HELP
    decision = decide_tier(facts(total, HELP, *([flag] if flag else [])), rules(preset, decision__amount_base=base))
    expected = max(AMOUNTS[amount], RAISED_BY[flag], key=lambda tier: tier.rank)
    assert decision.tier is expected
    assert (decision.route is Route.FILE) == (expected is Tier.MICRO)
    assert decision.reason.tier is expected


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(("preset", "base"), list(product(PRESETS, BASES)))
def test_what_others_pay_for_mostly_is_major_in_every_preset(preset: str, base: str) -> None:
    """60,000 of which 40,000 come from elsewhere, whichever of the two the amount is read from."""
    decision = decide_tier(facts("60000.00", "40000.00"), rules(preset, decision__amount_base=base))
    assert (decision.tier, decision.reason.code) == (Tier.MAJOR, "flag.mostly_cofunded")


def test_no_flag_is_left_out_of_the_table() -> None:
    assert set(RAISED_BY) - {None} == set(Flag)


@pytest.mark.requirement("R20")
@pytest.mark.parametrize(("base", "tier"), [("total", Tier.ORDINARY), ("fund_part", Tier.MICRO)])
def test_the_amount_base_decides_what_is_compared(base: str, tier: Tier) -> None:
    """60,000 in all, 50,000 of it from the fund: micro only where the fund's part counts."""
    values = rules(decision__amount_base=base)
    assert decide_tier(facts("60000.00", "10000.00"), values).tier is tier


@pytest.mark.requirement("R8")
def test_the_source_example_stays_micro() -> None:
    """11,000 + 10,000 = 21,000 is 52 % co-funded, yet not above 50,000 in all."""
    decision = decide_tier(facts("21000.00", "11000.00"), rules())
    assert (decision.tier, decision.route) == (Tier.MICRO, Route.FILE)


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(
    ("total", "cofunded", "raised"),
    [
        ("120000.00", "70000.00", True),
        ("100000.00", "50000.00", False),
        ("100000.00", "50000.01", True),
        ("50000.00", "40000.00", False),
        ("50000.01", "40000.00", True),
    ],
)
def test_mostly_cofunded_needs_share_and_amount(total: str, cofunded: str, raised: bool) -> None:
    """Strictly more than half of the money and strictly more than 50,000 in all."""
    assert (Flag.MOSTLY_COFUNDED in effective_flags(facts(total, cofunded), rules())) is raised


def test_mostly_cofunded_cannot_be_declared() -> None:
    """It is computed from the plan; a declared flag alone does nothing."""
    assert decide_tier(facts("20000.00", "0", Flag.MOSTLY_COFUNDED), rules()).tier is Tier.MICRO


@pytest.mark.requirement("R38")
def test_raised_by_hand_never_lowered() -> None:
    """A hand may lift a tier; it is refused to push it down."""
    values = rules()
    raised = decide_tier(facts("20000.00"), values, raised_to=Tier.ORDINARY)
    assert (raised.tier, raised.reason.code, raised.route) == (Tier.ORDINARY, "raised_by_hand", Route.APPROVE)
    with pytest.raises(InvalidInput, match="tier_lowered"):
        decide_tier(facts("60000.00"), values, raised_to=Tier.MICRO)


@pytest.mark.requirement("R20")
def test_a_micro_project_above_the_filing_threshold_is_approved() -> None:
    """The route follows amount and tier both."""
    decision = decide_tier(facts("45000.00"), rules(decision__filing_threshold="40000.00"))
    assert (decision.tier, decision.route) == (Tier.MICRO, Route.APPROVE)
    assert decision.levels == (ApprovalLevel.STREET, ApprovalLevel.DISTRICT)


VALUES: RuleSet = rules()
money = st.decimals("0.01", "999999.99", places=2)


@given(total=money, more=money, flags=st.frozensets(st.sampled_from(sorted(Flag))))
def test_more_money_or_more_flags_never_lower_the_tier(total: Decimal, more: Decimal, flags: frozenset[Flag]) -> None:
    """Tier is monotone in the amount and in the flags."""
    plain = decide_tier(TierFacts(total, Decimal(0)), VALUES)
    flagged = decide_tier(TierFacts(total, Decimal(0), flags), VALUES)
    larger = decide_tier(TierFacts(total + more, Decimal(0), flags), VALUES)
    assert plain.tier.rank <= flagged.tier.rank <= larger.tier.rank


@pytest.mark.requirement("R38")
def test_a_flag_that_a_rule_set_names_nowhere_raises_nothing() -> None:
    values = rules(tiers__raise_to_ordinary=[])
    decision = decide_tier(facts("50000.00", "0", Flag.STRUCTURAL_WORKS), values)
    assert (decision.tier, [reason.code for reason in decision.reasons]) == (Tier.MICRO, ["amount"])

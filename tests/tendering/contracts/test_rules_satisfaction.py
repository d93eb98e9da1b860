"""Exact fractions, small samples, what is shown; codes, receipts and what is left of a remark."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.ruleset import Answer, Counts
from tendering.contracts.rules import codes, remarks
from tendering.contracts.rules.satisfaction import (
    Outcome,
    Tally,
    counted,
    minimum_sample,
    outcome,
    passes,
    shown,
    tally,
)
from tests.factories.rulebook import rules

RULE = rules().satisfaction
BAR = RULE.bar
tallies = st.integers(1, 20_000).flatmap(lambda all_: st.builds(Tally, st.integers(0, all_), st.just(all_)))


def judge(satisfied: int, answers: int) -> Outcome:
    """The verdict of a sample that is large enough."""
    return outcome(Tally(satisfied, answers), minimum=1, bar=BAR, may_extend=False)


@pytest.mark.requirement("R50")
@pytest.mark.parametrize(
    ("satisfied", "answers", "expected", "percent"),
    [
        (4, 5, Outcome.PASSED, "80.0"),
        (24, 30, Outcome.PASSED, "80.0"),
        (23, 30, Outcome.BELOW, "76.6"),
        (163, 204, Outcome.BELOW, "79.9"),
        (1999, 2500, Outcome.BELOW, "79.9"),
        (11, 14, Outcome.BELOW, "78.5"),
        (37, 43, Outcome.PASSED, "86.0"),
        (0, 1, Outcome.BELOW, "0.0"),
        (1, 1, Outcome.PASSED, "100.0"),
    ],
)
def test_strictly_below_the_bar_is_rectified(satisfied: int, answers: int, expected: Outcome, percent: str) -> None:
    """80.0 % passes, 163 of 204 does not; what is shown never rounds up to the bar."""
    assert judge(satisfied, answers) is expected
    assert shown(Fraction(satisfied, answers)) == Decimal(percent)


@given(tallies, st.decimals(0, 1, places=3, allow_nan=False))
def test_the_verdict_is_the_comparison_of_whole_numbers(sample: Tally, bar: Decimal) -> None:
    """No float, no rounding: satisfied × 1000 against bar × 1000 × answers."""
    assert sample.rate is not None
    assert passes(sample.rate, bar) == (sample.satisfied * 1000 >= int(bar * 1000) * sample.answers)


@given(tallies)
def test_what_is_shown_is_at_most_the_rate_and_less_than_a_tenth_below(sample: Tally) -> None:
    """Rounded down to 0.1; so 80.0 shown means passed, and 79.9 means not."""
    assert sample.rate is not None
    assert 0 <= sample.rate * 100 - Fraction(shown(sample.rate)) < Fraction(1, 10)
    assert (shown(sample.rate) >= BAR * 100) == passes(sample.rate, BAR)


@given(tallies, tallies)
def test_the_panel_alone_decides_unless_the_rule_set_says_otherwise(panel: Tally, survey: Tally) -> None:
    """Shown beside, never mixed in (R49)."""
    assert RULE.counts is Counts.PANEL
    assert counted(Counts.PANEL, panel, survey) == panel
    assert counted(Counts.SURVEY, panel, survey) == survey
    assert counted(Counts.BOTH, panel, survey).answers == panel.answers + survey.answers


@given(st.lists(st.sampled_from(list(Answer)), max_size=60))
def test_only_the_two_best_answers_are_satisfied(answers: list[Answer]) -> None:
    """Neutral is a valid answer that is not satisfied."""
    made = tally(answers, RULE.satisfied_answers)
    assert made.answers == len(answers)
    assert made.satisfied == answers.count(Answer.VERY_SATISFIED) + answers.count(Answer.SATISFIED)


@pytest.mark.parametrize(
    ("beneficiaries", "least"),
    [(0, 1), (1, 1), (10, 1), (11, 2), (140, 14), (141, 15), (299, 30), (300, 30), (9_000, 30)],
)
def test_the_least_sample_is_a_tenth_of_the_beneficiaries_and_never_above_thirty(
    beneficiaries: int, least: int
) -> None:
    """n ≥ min(30, 10 % of beneficiaries), the tenth rounded up."""
    assert minimum_sample(beneficiaries, RULE.minimum_sample) == least


@given(tallies, st.integers(1, 40), st.booleans())
def test_too_small_a_sample_never_decides_by_itself(sample: Tally, minimum: int, may_extend: bool) -> None:
    """It extends once, then the committee looks."""
    found = outcome(sample, minimum=minimum, bar=BAR, may_extend=may_extend)
    waiting = Outcome.EXTEND if may_extend else Outcome.SMALL_SAMPLE
    assert (found is waiting) == (sample.answers < minimum)


def test_without_an_answer_there_is_no_rate() -> None:
    """Nothing is nothing, not zero percent."""
    assert Tally().rate is None
    assert outcome(Tally(), minimum=1, bar=BAR, may_extend=False) is Outcome.SMALL_SAMPLE


@pytest.mark.parametrize("wrong", [(-1, 3), (4, 3)])
def test_counts_that_cannot_be_are_refused(wrong: tuple[int, int]) -> None:
    """More satisfied than asked."""
    with pytest.raises(ValueError, match="cannot be"):
        Tally(*wrong)


def test_a_code_is_found_in_what_people_type() -> None:
    """Groups, dashes, full-width digits."""
    code = codes.new_code()
    assert codes.normalised(f" {codes.grouped(code)}\n") == code
    assert codes.normalised(codes.grouped(code).replace(" ", "\u2014")) == code
    assert codes.normalised("".join(chr(ord(digit) + 0xFEE0) for digit in code)) == code
    assert codes.normalised(code[:9]) == codes.normalised(code + "1") == ""


@given(st.text(max_size=40))
def test_whatever_is_typed_is_twelve_plain_digits_or_nothing(text: str) -> None:
    """Other scripts' digits are no code."""
    found = codes.normalised(text)
    assert found == "" or (len(found) == 12 and set(found) <= set("0123456789"))


def test_codes_and_receipts_do_not_repeat() -> None:
    """Drawn from the operating system."""
    assert len({codes.new_code() for _ in range(500)}) == 500
    receipts = {codes.new_receipt() for _ in range(500)}
    assert len(receipts) == 500
    assert all(codes.normalised_receipt(f" my-2026-0098-{receipt.lower()} ") == receipt for receipt in receipts)
    assert codes.normalised_receipt("XT5R-9K") == codes.normalised_receipt("OOOO-IIII") == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("3 单元二楼的灯有时候不亮,请看一下。", "3 单元二楼的灯有时候不亮,请看一下。"),
        ("我是张三,电话 13812341234。", "我是某居民,电话 ***。"),
        ("张三丰说找张三", "某居民说找某居民"),
        ("身份证510106199001011234", "身份证***"),
        ("打 028-12345678 找我", "打 *** 找我"),
        ("花了 12000000000 元", "花了 12000000000 元"),
    ],
)
def test_a_remark_loses_names_and_numbers(said: str, kept: str) -> None:
    """What names a person goes, what was said stays."""
    assert remarks.without_names(said, ["张三", "张三丰", "李"]) == kept

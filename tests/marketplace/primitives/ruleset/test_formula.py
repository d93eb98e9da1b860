"""Formulas: a grammar small enough to be safe."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.ruleset.codes import CriterionKind
from marketplace.primitives.ruleset.facts import Fact
from marketplace.primitives.ruleset.formula import BadFormula, parse
from tests.factories.rulebook import rules

SHIPPED = [
    (criterion.formula, criterion.max_)
    for template in rules().score_templates.values()
    for criterion in template.criteria
    if criterion.kind is CriterionKind.OBJECTIVE and criterion.formula
]


@pytest.mark.parametrize(
    ("text", "facts", "points"),
    [
        ("min(10, 2 * similar_contracts_last_3_years)", {"similar_contracts_last_3_years": 3}, "6.00"),
        ("min(10, 2 * similar_contracts_last_3_years)", {"similar_contracts_last_3_years": 9}, "10.00"),
        ("5 if works_days <= asked_days - 5 else 3", {"works_days": 25, "asked_days": 30}, "5.00"),
        ("5 if works_days <= asked_days - 5 else 3", {"works_days": 26, "asked_days": 30}, "3.00"),
        ("delivery_days / 3", {"delivery_days": 2}, "0.67"),
        ("0 - delivery_days", {"delivery_days": 2}, "0.00"),
        ("max(1.5, 0.1 + 0.2)", {}, "1.50"),
    ],
)
def test_points(text: str, facts: dict[str, int], points: str) -> None:
    assert parse(text).points(facts, 10) == Decimal(points)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1 +",
        "open('x')",
        "__import__('os').system('true')",
        "facts.items",
        "facts[0]",
        "[1][0]",
        "lambda: 1",
        "2 ** 99",
        "1 < 2",
        "min(1)",
        "min(*facts)",
        "min(1, 2, key=abs)",
        "abs(1, 2)",
        "'a'",
        "True",
        "1 if 2 else 3",
        "1 if 1 < 2 < 3 else 0",
        "1e400",
        "99999999",
        "(" * 150 + "1" + ")" * 150,
        "1" * 400,
        "1\0",
    ],
)
def test_everything_outside_the_grammar_is_refused(text: str) -> None:
    with pytest.raises(BadFormula):
        parse(text)


@given(st.text(max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        parse(text)
    except BadFormula:
        return


@given(st.sampled_from(SHIPPED), st.fixed_dictionaries({fact: st.integers(0, 1000) for fact in Fact}))
def test_shipped_formulas_stay_within_their_maximum(shipped: tuple[str, int], facts: dict[Fact, int]) -> None:
    text, most = shipped
    formula = parse(text)
    assert formula.facts <= set(Fact)
    assert 0 <= formula.points({str(name): value for name, value in facts.items()}, most) <= most


def test_a_missing_fact_and_a_division_by_nothing_are_named() -> None:
    with pytest.raises(BadFormula):
        parse("works_days").points({}, 10)
    with pytest.raises(BadFormula):
        parse("1 / works_days").points({"works_days": 0}, 10)

"""Points by formula: shown in words with the facts they come from, the call's own facts among them (domain 2.5)."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import translation

from marketplace.rulebook import preset_files
from marketplace.rulebook.wording.formulas import formula_in_words, inputs_in_words
from tendering.evaluation.queries import bids as bid_queries
from tendering.evaluation.queries.computation import compute, trimmed_from
from tendering.evaluation.queries.inputs import asked, facts_of, inputs
from tendering.tenders.models import Criterion, Tender
from tendering.tenders.rules.procedure import Procedure
from tests.factories import bids, evaluation, rulebook

DELIVERY = "5 if delivery_days <= asked_days - 5 else 3 if delivery_days <= asked_days else 0"


@pytest.mark.parametrize(
    ("formula", "english", "chinese"),
    [
        (
            "min(10, 2 * similar_contracts_last_3_years)",
            "the lower of(10, 2 × Similar contracts in the last three years)",
            "取小值(10, 2 × 近三年类似项目合同数量)",
        ),
        (
            DELIVERY,
            "5 if Days until delivery ≤ Days the call gives for the work - 5; 3 if Days until delivery ≤ "
            "Days the call gives for the work; otherwise 0",
            None,
        ),
    ],
)
def test_a_formula_is_shown_in_words(formula: str, english: str, chinese: str | None) -> None:
    with translation.override("en"):
        assert formula_in_words(formula) == english
    with translation.override("zh-hans"):
        said = formula_in_words(formula)
    assert not any(name in said for name in ("similar_", "delivery_days", "asked_days", " if "))
    assert chinese is None or said == chinese


def test_every_formula_of_the_shipped_templates_has_words() -> None:
    """No name of a fact is left as code."""
    templates = rulebook.rules(preset_files.BASE).score_templates.values()
    formulas = [line.formula for template in templates for line in template.criteria if line.formula]
    with translation.override("en"):
        said = [formula_in_words(formula) for formula in formulas]
    assert len(said) > 4
    assert not any("_" in text for text in said)


@pytest.mark.django_db
@pytest.mark.usefixtures("rules")
class TestOfACall:
    def line(self, tender: Tender, formula: str) -> Criterion:
        return Criterion(tender=tender, code="delivery", kind="objective", formula=formula, max_points=5, position=9)

    @pytest.mark.parametrize(("late", "points"), [(-5, "5.00"), (-4, "3.00"), (0, "3.00"), (1, "0.00")])
    def test_days_are_compared_with_those_the_call_gives(self, late: int, points: str) -> None:
        """The call says from when to when; a bidder cannot state that for it."""
        contest = bids.contest()
        tender, bid = contest.tender, contest.bids[0]
        first = date(2026, 9, 1)
        tender.content |= {"period_from": str(first), "period_to": str(first + timedelta(days=29))}
        bid.opened.facts = {"delivery_days": 30 + late, "asked_days": 1}
        line = self.line(tender, DELIVERY)
        line.pk = 1
        assert bid_queries.objective_points(bid, [line], asked(tender)) == {1: Decimal(points)}
        read = inputs(line, facts_of(bid, asked(tender)))
        assert read == {"delivery_days": 30 + late, "asked_days": 30}

    def test_the_page_has_the_facts_that_were_read(self) -> None:
        jury = evaluation.ranked()
        row = jury.tender.panel.ranking.get(rank=1)
        assert row.computation["inputs"] == {"similar": {"similar_contracts_last_3_years": "1"}}
        with translation.override("en"):
            shown = inputs_in_words(row.computation["inputs"]["similar"])
        assert shown == [("Similar contracts in the last three years", "1")]


@pytest.mark.django_db
class TestExtremes:
    """They are left out only where the rule set says so and local rules bind."""

    @pytest.mark.parametrize(
        ("subjective", "regime", "expected"),
        [("mean", "local", None), ("trimmed_mean", "local", 5), ("trimmed_mean", "statutory", None)],
    )
    def test_where_rules_and_law_allow(self, subjective: str, regime: str, expected: int | None) -> None:
        rulebook.rule_set(scoring__subjective=subjective)
        tender = bids.contest().tender
        tender.procedure_data |= {"regime": regime}
        assert Procedure.from_mapping(tender.procedure_data).regime == regime
        assert trimmed_from(tender) == expected

    def test_three_members_all_count(self) -> None:
        rulebook.rule_set(scoring__subjective="trimmed_mean")
        computed = compute(evaluation.scored().panel)
        assert [row.left_out for row in computed.rows] == [frozenset()] * 3

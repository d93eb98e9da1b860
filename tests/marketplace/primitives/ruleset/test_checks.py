"""A rule set is validated as a whole: each rule is shown to refuse."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.ruleset import RuleSet, Tier, problems
from marketplace.primitives.ruleset.checks import CHECKS
from marketplace.primitives.ruleset.residents_vote import FORMULA
from tests.factories.rulebook import rules

RATE = {"fund_type": "guarantee", "from_year": 2016, "amount": "200000.00"}
SERVICE = "score_templates.service_100.criteria"
ITEM = {"code": "budget", "zh": "预算", "en": "Budget"}
STATUTE = {"regime": "statutory", "roster.gate": "open"}
VOTE = {"code": "vote", "zh": "居民投票", "en": "Votes", "max": 10, "kind": "objective", "formula": FORMULA}

REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("tiers.not_ascending", {"tiers.ordinary": "50000.00"}),
    ("tiers.not_ascending", {"tiers.micro": "0.00"}),
    ("decision.filing_above_micro", {"decision.filing_threshold": "50000.01"}),
    ("tiers.flag_without_tier", {"tiers.raise_to_ordinary": []}),
    ("rulebook.duplicate", {"tiers.raise_to_ordinary": ["structural_works", "multi_year"]}),
    ("letting.direct_award_above_micro", {"letting.micro.direct_award_up_to": "50000.01"}),
    ("letting.yearly_below_single", {"letting.micro.direct_award_yearly_per_provider": "19999.99"}),
    ("rulebook.empty", {"money.fund_types": [], "money.rates": []}),
    ("money.unknown_fund_type", {"money.fund_types": ["guarantee"]}),
    ("rulebook.duplicate", {"money.rates": [RATE, RATE]}),
    ("rulebook.out_of_range", {"money.rates": [RATE | {"amount": "0.00"}]}),
    ("rulebook.out_of_range", {"money.city_share": "1.01"}),
    ("rulebook.out_of_range", {"money.city_share": "-0.01"}),
    ("rulebook.too_many_decimals", {"tiers.micro": "50000.001"}),
    ("rulebook.out_of_range", {"duties.screen_demand": 0}),
    ("rulebook.out_of_range", {"roster.credit.late_delivery": 5}),
    ("rulebook.out_of_range", {"money.growth_period_years": 0}),
    ("letting.statutory_below_major", {"letting.major.statutory_from.goods": "200000.00"}),
    ("rulebook.not_ascending", {"design_contest.award.at_most": "99999.00"}),
    ("experts.points_not_100", {"experts.work_points.punctuality": 10}),
    ("rulebook.out_of_range", {"experts.bad_marks_bar": 0}),
    ("collusion.too_few", {"collusion.series_from": 2}),
    ("collusion.too_few", {"collusion.lines_from": 1}),
    ("rulebook.out_of_range", {"collusion.passage_characters": 5}),
    ("decision.step_missing", {"decision.cycle.0.steps": ["proposed"]}),
    ("rulebook.duplicate", {"decision.cycle.0.steps": ["proposed", "deliberated", "decided"]}),
    ("decision.steps_out_of_order", {"decision.cycle.0.steps": ["deliberated", "proposed"]}),
    ("rulebook.empty", {"decision.cycle.0.steps": []}),
    ("decision.quorum_range", {"decision.quorum": "1/3"}),
    ("decision.quorum_range", {"decision.leading_group.quorum": "3/2"}),
    ("decision.majority_range", {"decision.majority": "1"}),
    ("decision.majority_range", {"decision.leading_group.majority": "1/3"}),
    ("rulebook.not_ascending", {"decision.call_window.to": "01-01"}),
    ("decision.micro_is_filed", {"decision.approval_levels.micro": ["street"]}),
    ("decision.only_micro_is_filed", {"decision.approval_levels.ordinary": ["file"]}),
    ("decision.levels_out_of_order", {"decision.approval_levels.ordinary": ["district", "street"]}),
    ("decision.major_needs_district", {"decision.approval_levels.major": ["street"]}),
    ("rulebook.missing_key", {"decision.approval_levels.ordinary": []}),
    ("duties.approve_differs_from_clock", {"duties.approve": 6}),
    ("rulebook.duplicate", {"decision.negative_list": ["private_cost", "private_cost"]}),
    ("rulebook.empty", {"decision.negative_list": []}),
    ("roster.credit_not_ascending", {"roster.credit.watch_below": 59}),
    ("panel.even", {"roster.assessment.assessors": 4}),
    ("letting.default_not_offered", {"letting.micro.default_method": "open_tender"}),
    ("letting.method_without_value", {"letting.ordinary.methods": ["comparison_public", "consultation"]}),
    ("letting.method_without_value", {"letting.major.methods": ["consultation", "inquiry"]}),
    ("letting.no_price_weight", {"letting.ordinary.price_weight": {"inquiry": 100}}),
    ("letting.lowest_is_price_only", {"letting.micro.price_weight.inquiry": 90}),
    ("rulebook.unknown_key", {"letting.micro.price_weight.surprise": 10}),
    ("rulebook.empty", {"letting.major.qualified_by": []}),
    ("rulebook.duplicate", {"letting.ordinary.qualified_by": ["street", "street"]}),
    ("letting.nothing_to_defend", {"letting.ordinary.defence.methods": ["inquiry"]}),
    ("rulebook.duplicate", {"letting.ordinary.defence.methods": ["comparison_public", "comparison_public"]}),
    ("letting.watcher_qualifies", {"letting.ordinary.qualified_by": ["community", "supervision_committee"]}),
    ("rulebook.empty", {"letting.major.confirmed_by": []}),
    ("rulebook.duplicate", {"letting.major.confirmed_by": ["district", "district"]}),
    ("panel.even", {"letting.micro.panel.expert": 1}),
    ("panel.too_small", {"letting.micro.panel.resident_representative": 0}),
    ("panel.too_few_experts", {"letting.major.panel": {"community": 1, "resident_representative": 1, "expert": 3}}),
    ("panel.even", {"letting.major.panel_open_tender.expert": 5}),
    ("opening.threshold", {"opening.micro.threshold": 1}),
    ("opening.threshold", {"opening.ordinary.threshold": 4}),
    ("rulebook.duplicate", {"opening.micro.members": ["community", "community"]}),
    ("letting.consultation_minimum", {"letting.major.consultation_for_services_may_go_on_with": 4}),
    ("rulebook.missing_key", {"letting.major.statutory_from": {"works": "1000000.00"}}),
    ("letting.competition_needed", {"letting.micro.steps_without_competition": ["inquiry"]}),
    ("letting.supervision_observes", {"letting.ordinary.observers": ["discipline"]}),
    ("rulebook.missing_key", {"scoring.templates": {"service": "service_100"}}),
    ("scoring.unknown_template", {"scoring.templates.goods": "nowhere"}),
    ("rulebook.unknown_key", {"scoring.templates.surprise": "goods_100"}),
    ("scoring.sum", {f"{SERVICE}.0.max": 31}),
    ("rulebook.duplicate", {f"{SERVICE}.0.code": "team"}),
    ("rulebook.out_of_range", {f"{SERVICE}.0.max": 0}),
    ("scoring.formula_where_objective", {f"{SERVICE}.0.kind": "objective"}),
    ("scoring.formula_where_objective", {f"{SERVICE}.2.kind": "subjective"}),
    ("scoring.bad_formula", {f"{SERVICE}.2.formula": "__import__('os')"}),
    ("scoring.unknown_fact", {f"{SERVICE}.2.formula": "min(15, shoe_size)"}),
    ("rulebook.sum", {"matching.weights.words": 26}),
    ("rulebook.sum", {"appraisal.weights.basic": 51}),
    ("rulebook.sum", {"appraisal.streams.self": "0.11"}),
    ("scoring.ties_end_with_draw", {"scoring.ties": ["recorded_draw", "lower_quote"]}),
    ("scoring.ties_end_with_draw", {"scoring.ties": []}),
    ("scoring.activity_counts_as_itself", {"scoring.kind_activity_counts_as": "activity"}),
    ("rulebook.sum", {"delivery.payments.0.share": "0.51"}),
    ("rulebook.out_of_range", {"delivery.payments.0.share": "0.00"}),
    ("rulebook.duplicate", {"delivery.payments.0.after": "midterm_verified"}),
    ("delivery.stages_out_of_order", {"delivery.payments.0.after": "accepted_and_satisfied"}),
    ("delivery.last_stage_after_verdict", {"delivery.payments": [{"share": "1", "after": "signing"}]}),
    ("delivery.retention_not_kept", {"delivery.retention": "0.01"}),
    ("delivery.retention_above_limit", {"delivery.retention": "0.04"}),
    ("delivery.amendments_above_law", {"delivery.amendments_at_most": "0.11"}),
    ("panel.even", {"delivery.acceptance.team": 4}),
    ("panel.too_small", {"delivery.acceptance.team": 1}),
    ("delivery.professional_needed", {"delivery.acceptance.professional_or_department": 0}),
    ("rulebook.missing_key", {"delivery.checkpoints": {"micro": []}}),
    ("rulebook.not_ascending", {"delivery.checkpoints.major": ["final", "early"]}),
    ("rulebook.missing_key", {"duties.sign_contract": {"micro": {"from_day": 3, "to_day": 10}}}),
    ("rulebook.not_ascending", {"duties.sign_contract.micro.from_day": 11}),
    ("rulebook.empty", {"satisfaction.satisfied_answers": []}),
    ("rulebook.missing_key", {"publicity": {"verdict": {"content": ["result"], "channels": ["portal"], "days": 3}}}),
    ("rulebook.empty", {"publicity.award.content": []}),
    ("rulebook.duplicate", {"publicity.award.channels": ["portal", "portal"]}),
    ("rulebook.out_of_range", {"publicity.award.days": -1}),
    ("publicity.portal_missing", {"publicity.award.channels": ["notice_board"]}),
    ("rulebook.out_of_range", {"satisfaction.bar": "0.00"}),
    ("statute.gate_open", {"regime": "statutory"}),
    ("statute.period", STATUTE | {"letting.major.response_days.open_tender": 19}),
    ("statute.period", STATUTE | {"letting.major.documents_on_offer_working_days": 4}),
    ("statute.period", STATUTE | {"letting.major.amendment_extends_if_within_days.open_tender": 14}),
    ("statute.period", STATUTE | {"letting.major.minimum_responses.consultation": 2}),
    ("statute.period", STATUTE | {"objection.regime_statutory.challenge_working_days": 6}),
    ("statute.period", STATUTE | {"objection.regime_statutory.complaint_working_days": 14}),
    ("statute.at_most", STATUTE | {"objection.regime_statutory.answer_working_days": 8}),
    ("statute.at_most", STATUTE | {"objection.regime_statutory.decision_working_days": 31}),
    ("statute.at_most", STATUTE | {"objection.regime_statutory.suspend_days": 31}),
    ("statute.at_most", STATUTE | {"duties.sign_contract.major.to_day": 31}),
    ("statute.at_most", STATUTE | {"duties.confirm": 6}),
    ("statute.no_checklist", STATUTE),
    ("rulebook.duplicate", {"letting.major.checklist": [ITEM, ITEM]}),
    ("statute.method", STATUTE | {"letting.major.methods": ["open_tender", "comparison_public"]}),
    ("panel.too_small", STATUTE | {"letting.major.panel_open_tender.expert": 2}),
    ("scoring.trimmed_too_early", {"scoring.trimmed_from_members": 4}),
    ("scoring.vote_at_most", {"scoring.residents_vote_max": 11}),
    ("scoring.vote_local_only", STATUTE | {"scoring.residents_vote_max": 1}),
    ("scoring.vote_local_only", STATUTE | {f"{SERVICE}.3": VOTE}),
    ("scoring.vote_above_maximum", {f"{SERVICE}.3": VOTE}),
    ("scoring.vote_above_maximum", {"scoring.residents_vote_max": 9, f"{SERVICE}.3": VOTE}),
    ("scoring.vote_formula", {"scoring.residents_vote_max": 10, f"{SERVICE}.3.formula": "min(10, residents_votes)"}),
    ("scoring.vote_once", {"scoring.residents_vote_max": 10, f"{SERVICE}.3": VOTE, f"{SERVICE}.4": VOTE}),
    ("statute.mean_of_all", STATUTE | {"scoring.subjective": "trimmed_mean"}),
    ("statute.price_weight", STATUTE | {"letting.major.price_weight.open_tender_goods": 29}),
]


@pytest.mark.parametrize(("code", "changed"), REFUSED, ids=[f"{code}-{'+'.join(keys)}" for code, keys in REFUSED])
def test_one_broken_rule_is_found(code: str, changed: dict[str, Any]) -> None:
    assert code in [problem.code for problem in problems(rules(**changed))]


def test_an_item_for_residents_votes_is_sound_up_to_the_maximum() -> None:
    found = problems(rules(**{"scoring.residents_vote_max": 10, f"{SERVICE}.3": VOTE}))
    assert not [problem for problem in found if problem.code.startswith("scoring.vote")]


def test_every_check_is_shown_to_refuse() -> None:
    tables = [rules(**changed) for _code, changed in REFUSED]
    silent = [check.__name__ for check in CHECKS if not any(list(check(table)) for table in tables)]
    assert silent == [], "a check that no case above makes speak"


GROWTH: list[tuple[bool, list[tuple[int, str]]]] = [
    (True, [(2016, "200000.00"), (2021, "220000.00"), (2026, "242000.00")]),
    (False, [(2016, "200000.00"), (2021, "219999.99")]),
    (False, [(2016, "200000.00"), (2022, "220000.00")]),
    (False, [(2016, "200000.00"), (2021, "220000.00"), (2024, "219000.00")]),
    (False, [(2016, "200000.00"), (2021, "220000.00"), (2031, "300000.00")]),
    (False, [(2016, "200000.00"), (2020, "230000.00"), (2021, "240000.00")]),
    (True, [(2026, "20000.00")]),
    (True, [(2014, "100000.00"), (2016, "90000.00")]),
]


@pytest.mark.requirement("R6")
@pytest.mark.parametrize(("sound", "rates"), GROWTH)
def test_growth_of_each_five_year_period(*, sound: bool, rates: list[tuple[int, str]]) -> None:
    table = [{"fund_type": "guarantee", "from_year": year, "amount": amount} for year, amount in rates]
    found = problems(rules(**{"money.rates": table}))
    assert ([problem.code for problem in found] == []) is sound
    assert all(problem.code == "money.growth" for problem in found)


@pytest.mark.requirement("R4")
def test_rate_table_is_dated_and_by_fund_type() -> None:
    money = rules("liuzhou_example").money
    years = {year: money.rate("guarantee", year) for year in (2013, 2014, 2015, 2016, 2020, 2021, 2030)}
    expected = [None, "100000.00", "100000.00", "200000.00", "200000.00", "220000.00", "220000.00"]
    assert [amount if amount is None else str(amount) for amount in years.values()] == expected
    assert money.rate("incentive", 2026) is None


def boundary_amounts(known: RuleSet) -> list[Decimal]:
    """Every limit in yuan that decides route, tier or method, and the cent above it, ascending."""
    limits = {
        known.decision.filing_threshold,
        known.tiers.micro,
        known.tiers.ordinary,
        known.letting.micro.direct_award_up_to,
        *known.letting.major.statutory_from.values(),
    }
    return sorted({amount for limit in limits for amount in (limit, limit + Decimal("0.01"))})


@pytest.mark.requirement("R38")
def test_boundary_amounts_fall_on_the_right_side() -> None:
    table = {str(amount): rules().tier_by_amount(amount) for amount in boundary_amounts(rules())}
    assert table["50000.00"] is Tier.MICRO
    assert table["50000.01"] is Tier.ORDINARY
    assert table["200000.00"] is Tier.ORDINARY
    assert table["200000.01"] is Tier.MAJOR


@given(st.decimals("0.01", "999999999.99", places=2))
def test_tiers_leave_no_gap_and_no_overlap(amount: Decimal) -> None:
    shipped = rules()
    tier = shipped.tier_by_amount(amount)
    assert (amount <= shipped.tiers.micro) is (tier is Tier.MICRO)
    assert (amount > shipped.tiers.ordinary) is (tier is Tier.MAJOR)
    assert shipped.tier_by_amount(amount + Decimal("0.01")).rank >= tier.rank


@pytest.mark.requirement("R20")
def test_one_amount_base_per_rule_set() -> None:
    total, fund_part = Decimal(21000), Decimal(10000)
    assert rules().counted_amount(total, fund_part) == total
    assert rules(decision__amount_base="fund_part").counted_amount(total, fund_part) == fund_part

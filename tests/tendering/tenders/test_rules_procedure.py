"""Procedures as data: every method of every preset, kept word for word on the tender (R38)."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset import Evaluation, Kind, Method, Objector, Office, Regime, Tier
from marketplace.rulebook import preset_files
from tendering.tenders.rules.procedure import Procedure, methods_for, methods_open, procedure_for, regime_for
from tests.factories.rulebook import rules

CASES = [
    (preset, tier, method, kind)
    for preset in preset_files.NAMES
    for tier in Tier
    for method in (*methods_for(rules(preset), tier), Method.AGREED)
    for kind in Kind
    if not (tier is Tier.MAJOR and method is Method.AGREED)
]


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(("preset", "tier", "method", "kind"), CASES, ids=str)
def test_every_method_has_a_complete_procedure(preset: str, tier: Tier, method: Method, kind: Kind) -> None:
    """Panels are odd where there is competition, and the snapshot survives a trip through JSON."""
    procedure = procedure_for(rules(preset), tier, method, kind, ZERO)
    assert Procedure.from_mapping(json.loads(json.dumps(procedure.to_mapping()))) == procedure
    if procedure.competition:
        assert procedure.panel_size % 2 == 1
        assert procedure.response_working_days + procedure.response_days > 0
        assert procedure.opening_threshold >= 2
    assert procedure.minimum_responses >= 1


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(
    ("method", "competition", "responses", "evaluation", "price"),
    [
        (Method.INQUIRY, True, 3, Evaluation.LOWEST_COMPLIANT, 100),
        (Method.COMPARISON_INVITED, True, 3, Evaluation.PLAN_SCORE, 10),
        (Method.DIRECT_AWARD, False, 1, Evaluation.PRICE_NOTE, 0),
        (Method.RESIDENT_IMPLEMENTED, False, 1, Evaluation.RESOLUTION, 0),
        (Method.AGREED, False, 1, Evaluation.RESOLUTION, 0),
    ],
)
def test_the_five_micro_methods(
    method: Method, competition: bool, responses: int, evaluation: Evaluation, price: int
) -> None:
    """As the Jinniu-style example says."""
    procedure = procedure_for(rules(), Tier.MICRO, method, Kind.SERVICE, ZERO)
    assert procedure.competition is competition
    assert (procedure.minimum_responses, procedure.evaluation, procedure.price_points) == (
        responses,
        evaluation,
        price,
    )
    assert procedure.opening_members == (Office.COMMUNITY, Office.SUPERVISION_COMMITTEE)


def test_an_activity_counts_as_a_service() -> None:
    """For weights, limits and templates."""
    assert procedure_for(rules(), Tier.MAJOR, Method.CONSULTATION, Kind.ACTIVITY, ZERO).kind is Kind.SERVICE


@pytest.mark.requirement("R38")
@pytest.mark.parametrize("preset", ["jinniu_example_2026", "statutory"])
@pytest.mark.parametrize(
    ("budget", "method", "seats"),
    [
        ("9999999.99", Method.OPEN_TENDER, (1, 4)),
        ("10000000.00", Method.OPEN_TENDER, (1, 6)),
        ("10000000.00", Method.CONSULTATION, (1, 4)),
    ],
)
def test_seven_judge_an_open_tender_from_ten_million_on(
    preset: str, budget: str, method: Method, seats: tuple[int, int]
) -> None:
    """Decree 87, article 47; a consultation follows a decree of its own."""
    procedure = procedure_for(rules(preset), Tier.MAJOR, method, Kind.SERVICE, Decimal(budget))
    assert (procedure.community_seats, procedure.expert_seats) == seats


def test_a_major_project_is_never_agreed() -> None:
    """The district decides on another method instead (domain 2.2)."""
    with pytest.raises(InvalidInput, match="method_not_allowed"):
        procedure_for(rules(), Tier.MAJOR, Method.AGREED, Kind.SERVICE, ZERO)
    assert procedure_for(rules(), Tier.MAJOR, Method.CONSULTATION, Kind.SERVICE, ZERO).calls_before_agreed_award == 0


@pytest.mark.parametrize(
    ("tier", "ceiling", "failed", "method", "is_open"),
    [
        (Tier.MICRO, "20000.00", 0, Method.DIRECT_AWARD, True),
        (Tier.MICRO, "20000.01", 0, Method.DIRECT_AWARD, False),
        (Tier.MICRO, "20000.01", 1, Method.AGREED, False),
        (Tier.MICRO, "20000.01", 2, Method.AGREED, True),
        (Tier.ORDINARY, "90000.00", 2, Method.AGREED, True),
        (Tier.MAJOR, "300000.00", 9, Method.AGREED, False),
    ],
)
def test_methods_open_by_ceiling_and_failed_calls(
    tier: Tier, ceiling: str, failed: int, method: Method, is_open: bool
) -> None:
    """Direct awards up to the limit, agreed ones after the second failure (domain 2.2); the default comes first."""
    found = methods_open(rules(), tier, Decimal(ceiling), failed)
    assert (method in found) is is_open
    assert found[0] is rules().letting.of(tier).default_method


@pytest.mark.parametrize(
    ("tier", "kind", "amount", "regime"),
    [
        (Tier.MAJOR, Kind.SERVICE, "499999.99", Regime.LOCAL),
        (Tier.MAJOR, Kind.SERVICE, "500000.00", Regime.STATUTORY),
        (Tier.MAJOR, Kind.WORKS, "999999.99", Regime.LOCAL),
        (Tier.MAJOR, Kind.WORKS, "1000000.00", Regime.STATUTORY),
        (Tier.ORDINARY, Kind.SERVICE, "900000.00", Regime.LOCAL),
    ],
)
def test_the_statute_binds_from_the_amount_of_the_rule_set(tier: Tier, kind: Kind, amount: str, regime: Regime) -> None:
    assert regime_for(rules(), tier, kind, Decimal(amount)) is regime


def test_each_law_has_its_objectors_and_days() -> None:
    """Under local rules residents object, too (domain 2.6)."""
    local = procedure_for(rules(), Tier.MAJOR, Method.CONSULTATION, Kind.SERVICE, ZERO)
    bound = procedure_for(rules("statutory"), Tier.MAJOR, Method.CONSULTATION, Kind.SERVICE, ZERO)
    assert (local.regime, local.objectors) == (Regime.LOCAL, (Objector.BIDDER, Objector.RESIDENT))
    assert (bound.regime, bound.objectors) == (Regime.STATUTORY, (Objector.BIDDER,))
    assert local.objection_answer_working_days == bound.objection_answer_working_days == 7


def test_a_method_of_another_tier_is_refused() -> None:
    """No direct award for ordinary projects."""
    with pytest.raises(InvalidInput, match="method_not_allowed"):
        procedure_for(rules(), Tier.ORDINARY, Method.DIRECT_AWARD, Kind.SERVICE, ZERO)

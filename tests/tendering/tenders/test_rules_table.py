"""The letting table of the district and of the law, row by row (domain 2.2, 2.6, 3.4): `procedures.csv` says it all.

One row for each regime, tier, method and kind that may be let: every period, minimum, weight, panel and office.
"""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from catalog.rules.eligibility import effective_gate
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset import Kind, Method, Regime, RuleSet, Tier
from tendering.tenders.rules import sheet
from tendering.tenders.rules.procedure import (
    Procedure,
    methods_after_failures,
    methods_for,
    procedure_for,
)
from tests.factories.rulebook import rules

Key = tuple[Regime, Tier, Method, Kind]
PRESETS = {Regime.LOCAL: "jinniu_example_2026", Regime.STATUTORY: "statutory"}
# The law binds from its limits up, and these lie above the ordinary tier (checked with every rule set).
TIERS = {Regime.LOCAL: tuple(Tier), Regime.STATUTORY: (Tier.MAJOR,)}


def _document() -> dict[Key, dict[str, str]]:
    with Path(__file__).with_name("procedures.csv").open(encoding="utf-8", newline="") as handle:
        written = list(csv.DictReader(handle))
    found: dict[Key, dict[str, str]] = {}
    for row in written:
        head = Regime(row.pop("regime")), Tier(row.pop("tier")), Method(row.pop("method"))
        kinds = row.pop("kind")
        for kind in list(Kind) if kinds == "*" else map(Kind, kinds.split()):
            assert (*head, kind) not in found, "two rows say it"
            found[*head, kind] = row
    return found


def _rules(regime: Regime) -> RuleSet:
    return rules(PRESETS[regime])


DOCUMENT = _document()
OFFERED = [
    (regime, tier, method, kind)
    for regime in Regime
    for tier in TIERS[regime]
    for method in (*methods_for(_rules(regime), tier), *methods_after_failures(_rules(regime), tier))
    for kind in Kind
]


def _at_fixed_price(procedure: Procedure) -> int | str:
    """The points of a price that is fixed; the method that compares quotes, or nobody's, takes none."""
    try:
        return procedure.at_fixed_price().price_points
    except InvalidInput:
        return "no"


def _shown(procedure: Procedure, gate: str) -> dict[str, str]:
    """The procedure in the columns of the document."""
    numbers = {
        "notice_wd": procedure.notice_working_days,
        "response_wd": procedure.response_working_days,
        "response_days": procedure.response_days,
        "least": procedure.minimum_responses,
        "goes_on_with": procedure.may_go_on_with,
        "rounds": procedure.rounds,
        "revise_wd": procedure.revised_plan_working_days,
        "final_hours": procedure.final_quote_hours,
        "extend_wd": procedure.extend_once_working_days,
        "agreed_after": procedure.calls_before_agreed_award,
        "amend_wd": procedure.amendment_extends_if_within_working_days,
        "amend_days": procedure.amendment_extends_if_within_days,
        "price": procedure.price_points,
        "fixed": _at_fixed_price(procedure),
        "defence_min": procedure.defence_minutes,
        "defence_wd": procedure.defence_notice_working_days,
        "community": procedure.community_seats,
        "residents": procedure.resident_seats,
        "experts": procedure.expert_seats,
        "opening": procedure.opening_threshold,
        "open_wd": procedure.opening_working_days,
        "qualify_wd": procedure.qualification_working_days,
        "report_wd": procedure.report_working_days,
        "publicity_wd": procedure.result_publicity_working_days,
        "answer_wd": procedure.objection_answer_working_days,
        "challenge_wd": procedure.challenge_working_days,
        "complaint_wd": procedure.complaint_working_days,
        "decision_wd": procedure.decision_working_days,
        "suspend_days": procedure.suspend_days,
        "confirm_wd": procedure.confirm_working_days,
        "letter_wd": procedure.letter_working_days,
        "sign_from": procedure.sign_from_day,
        "sign_to": procedure.sign_to_day,
    }
    codes = {
        "observers": procedure.observers,
        "opening_by": procedure.opening_members,
        "qualified_by": procedure.qualified_by,
        "objectors": procedure.objectors,
        "confirmed_by": procedure.confirmed_by,
    }
    return {
        **{name: str(number) for name, number in numbers.items()},
        **{name: " ".join(values) for name, values in codes.items()},
        "gate": gate,
        "competes": "yes" if procedure.competition else "no",
        "invited": "yes" if procedure.invited_only else "no",
        "approved_by": procedure.documents_approved_by,
        "evaluation": procedure.evaluation,
        "sheet": procedure.template,
    }


def test_the_document_has_a_row_for_everything_that_may_be_let() -> None:
    """No method is offered without a row, and no row is left of a method that is not offered any more."""
    assert set(DOCUMENT) == set(OFFERED)


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(("regime", "tier", "method", "kind"), OFFERED, ids=str)
def test_every_procedure_is_what_the_document_says(regime: Regime, tier: Tier, method: Method, kind: Kind) -> None:
    found = procedure_for(_rules(regime), tier, method, kind, ZERO)
    assert found.regime is regime
    gate = effective_gate(_rules(regime).roster.gate, regime)
    assert _shown(found, gate) == DOCUMENT[regime, tier, method, kind]


FIXED = [row for row in OFFERED if DOCUMENT[row]["fixed"] == "0"]


@pytest.mark.parametrize(("regime", "tier", "method", "kind"), FIXED, ids=str)
def test_at_a_fixed_price_all_points_fall_to_the_plan(regime: Regime, tier: Tier, method: Method, kind: Kind) -> None:
    found = procedure_for(_rules(regime), tier, method, kind, ZERO)
    template = _rules(regime).score_templates[found.template]
    assert sum(line.points for line in sheet.lines(template.criteria, found.at_fixed_price().price_points)) == 100

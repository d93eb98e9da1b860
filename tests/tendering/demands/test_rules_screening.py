"""Completeness, the negative list, splitting, the records before a meeting (R15-R19, R26)."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tendering.demands.rules.screening import (
    DeliberationFacts,
    DemandFacts,
    FundingFacts,
    Sibling,
    completeness,
    deliberation_gaps,
    funding_limits,
    in_call_window,
    negative_list,
    splitting,
)
from tests.factories.rulebook import rules

GOOD = DemandFacts(
    has_scope_item=True,
    budget=Decimal("21000.00"),
    plan_total=Decimal("21000.00"),
    beneficiary_groups=("elderly", "all_residents"),
    households=192,
    people=520,
    community_households=5110,
    community_population=13800,
    urgent_reason="",
)


def codes(**changes: Any) -> list[str]:
    return [problem.code for problem in completeness(replace(GOOD, **changes))]


@pytest.mark.requirement("R15")
def test_outside_the_catalogue_is_refused() -> None:
    """Every demand has an item of the catalogue."""
    assert codes() == []
    assert codes(has_scope_item=False) == ["demands.no_scope_item"]


@pytest.mark.requirement("R17")
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"has_need": False}, "demands.no_need"),
        ({"has_outputs": False}, "demands.no_outputs"),
        ({"beneficiary_groups": ()}, "demands.no_beneficiaries"),
        ({"beneficiary_groups": ("dragons",)}, "demands.unknown_beneficiaries"),
        ({"households": 0, "people": 0}, "demands.nobody_served"),
        ({"households": 13800}, "demands.too_many_households"),
        ({"people": 13801}, "demands.too_many_people"),
        ({"budget": Decimal("0.00"), "plan_total": Decimal("0.00")}, "demands.no_budget"),
        ({"plan_total": Decimal("20999.99")}, "demands.plan_differs"),
    ],
)
def test_each_gap_is_named(changes: dict[str, Any], code: str) -> None:
    """What is missing is told with its field."""
    assert codes(**changes) == [code]


@pytest.mark.requirement("R26")
def test_the_negative_list_refuses_what_it_names_only() -> None:
    """Private cost is refused; a word the rule set does not know is not."""
    hit = replace(GOOD, negative=frozenset({"private_cost", "something_else"}))
    assert [problem.parameters["item"] for problem in negative_list(hit, rules())] == ["private_cost"]


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(
    ("amount", "other", "limit"),
    [
        ("28000.00", "30000.00", "50000.00"),
        ("20000.00", "30000.00", None),
        ("20000.01", "30000.00", "50000.00"),
        ("60000.00", "150000.00", "200000.00"),
        ("60000.00", "140000.00", None),
    ],
)
def test_splitting_is_found_where_the_sum_passes_a_limit(amount: str, other: str, limit: str | None) -> None:
    """Together over a limit that this one alone stays under."""
    warning = splitting(Decimal(amount), [Sibling("XQ-2026-0001", "邻里节(一期)", Decimal(other))], rules())
    assert (str(warning.limit) if warning else None) == limit


def test_one_project_splits_nothing() -> None:
    """A large project alone is no splitting."""
    assert splitting(Decimal("60000.00"), [], rules()) is None


@pytest.mark.requirement("R19")
def test_the_call_window_is_the_start_of_the_year() -> None:
    """1 January to 31 March, both included."""
    values = rules()
    inside = [day for day in (date(2026, 1, 1), date(2026, 3, 31)) if in_call_window(day, values)]
    assert len(inside) == 2
    assert not in_call_window(date(2026, 4, 1), values)


@pytest.mark.requirement("R19")
@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (DeliberationFacts(1, 0, 1, 1), []),
        (DeliberationFacts(0, 1, 1, 1), []),
        (DeliberationFacts(0, 0, 1, 1), ["demands.no_visit_or_survey"]),
        (DeliberationFacts(1, 1, 0, 1), ["demands.no_two_committee_review"]),
        (DeliberationFacts(1, 1, 1, 0), ["demands.no_democratic_discussion"]),
    ],
)
def test_visits_review_and_discussion_come_before_the_meeting(facts: DeliberationFacts, missing: list[str]) -> None:
    """The three records are guards of the meeting."""
    assert [gap.code for gap in deliberation_gaps(facts)] == missing


@pytest.mark.parametrize(
    ("budget", "cofunding", "refused"),
    [("66000.00", "6600.00", []), ("66000.00", "6599.99", ["demands.too_little_cofunding"])],
)
def test_the_rule_sets_least_cofunding_is_asked_for(budget: str, cofunding: str, refused: list[str]) -> None:
    """Ten in a hundred of 66,000 yuan are 6,600 (a real notice, S15); exactly that is enough."""
    facts = FundingFacts(Decimal(budget), Decimal(cofunding), Decimal(0), Decimal(0))
    assert [problem.code for problem in funding_limits(facts, rules(money__minimum_cofunding="0.10"))] == refused
    assert funding_limits(facts, rules()) == []


@pytest.mark.parametrize(
    ("operating", "refused"), [("24200.00", []), ("24200.01", ["demands.operating_cost_cap"]), ("0.00", [])]
)
def test_operating_costs_stay_below_their_part_of_the_allocation(operating: str, refused: list[str]) -> None:
    """A tenth of 242,000 yuan, all such demands of the year together."""
    facts = FundingFacts(Decimal("10000.00"), Decimal(0), Decimal(operating), Decimal("242000.00"))
    assert [problem.code for problem in funding_limits(facts, rules())] == refused

"""Panels are odd, of three or more, and of experts for two thirds where the law asks it (domain 2.2, 2.4)."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from marketplace.primitives.ruleset import Kind, Tier, problems
from tendering.tenders.rules.procedure import methods_for, procedure_for
from tests.factories.rulebook import rules

NAMES = ("community", "resident_representative", "expert")
SEATS = st.fixed_dictionaries({name: st.integers(0, 9) for name in NAMES})
PANELS = (
    "letting.micro.panel",
    "letting.ordinary.panel",
    "letting.major.panel",
    "letting.major.panel_open_tender",
    "letting.major.panel_open_tender_large",
)
# A large open tender has no fewer seats than any other; the law asks for five and for seven (87号令 47).
LEAST = {"statutory": {PANELS[3]: 5, PANELS[4]: 7}, "jinniu_example_2026": {PANELS[4]: 5}}
OF_EXPERTS = PANELS[2:]


def _is_sound(path: str, seats: dict[str, int]) -> bool:
    size = sum(seats.values())
    experts = 3 * seats["expert"] >= 2 * size
    return size >= 3 and size % 2 == 1 and (experts or path not in OF_EXPERTS)


@pytest.mark.requirement("R38")
@given(path=st.sampled_from(PANELS), seats=SEATS, preset=st.sampled_from(["jinniu_example_2026", "statutory"]))
@example(
    path="letting.major.panel", seats={"community": 1, "resident_representative": 1, "expert": 3}, preset="statutory"
)
@example(
    path="letting.major.panel", seats={"community": 1, "resident_representative": 0, "expert": 2}, preset="statutory"
)
def test_a_rule_set_with_another_panel_is_never_put_in_force(path: str, seats: dict[str, int], preset: str) -> None:
    """Whatever seats a district writes, validation lets exactly the lawful ones pass."""
    changed: dict[str, Any] = {path: seats}
    found = [problem for problem in problems(rules(preset, **changed)) if problem.path == path]
    is_large_enough = sum(seats.values()) >= LEAST[preset].get(path, 3)
    assert (found == []) is (_is_sound(path, seats) and is_large_enough)


def test_the_law_asks_for_seven_from_ten_million_on() -> None:
    changed: dict[str, Any] = {"letting.major.panel_large_from": "10000000.01"}
    assert [problem.code for problem in problems(rules("statutory", **changed))] == ["statute.at_most"]
    assert problems(rules(**changed)) == []


EVERY = [dict(zip(NAMES, seats, strict=True)) for seats in product(range(4), range(4), range(10))]
BUDGETS = (Decimal(300_000), Decimal("9999999.99"), Decimal(10_000_000))
SOUND = st.sampled_from([seats for seats in EVERY if _is_sound(PANELS[2], seats)])


@given(major=SOUND, of_tender=SOUND, large=SOUND, kind=st.sampled_from(list(Kind)), budget=st.sampled_from(BUDGETS))
def test_every_procedure_of_a_sound_rule_set_seats_such_a_panel(
    major: dict[str, int], of_tender: dict[str, int], large: dict[str, int], kind: Kind, budget: Decimal
) -> None:
    changed: dict[str, Any] = {PANELS[2]: major, PANELS[3]: of_tender, PANELS[4]: large}
    sound = rules(**changed)
    for tier in Tier:
        for method in methods_for(sound, tier):
            procedure = procedure_for(sound, tier, method, kind, budget)
            assert procedure.panel_size % 2 == 1
            if tier is Tier.MAJOR:
                assert Fraction(procedure.expert_seats, procedure.panel_size) >= Fraction(2, 3)

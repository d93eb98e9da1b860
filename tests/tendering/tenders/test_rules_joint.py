"""Projects let together: what may be, which tier the sum has, in which order the lots stand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.ruleset import Kind, Regime, Tier
from marketplace.rulebook.preset_files import preset
from tendering.tenders.rules.joint import LEAST, MOST, Common, Project, in_order, problems, tier_together
from tests.factories import joint, tenders

STREET = "5101/510106/510106001/"
RULES = preset("jinniu_example_2026")

amounts = st.decimals(min_value=1, max_value=400_000, places=2)


@st.composite
def projects(draw: st.DrawFn, *, least: int = LEAST) -> list[Project]:
    found = draw(st.lists(st.tuples(amounts, st.sampled_from(Tier)), min_size=least, max_size=MOST))
    return [
        Project(f"XQ-2026-{serial:04d}", f"{STREET}{serial:03d}/", Kind.SERVICE, tier, Regime.LOCAL, amount, amount)
        for serial, (amount, tier) in enumerate(found, start=1)
    ]


@given(projects())
def test_the_tier_of_all_lots_is_that_of_the_sum_and_of_none_of_them_lower(found: list[Project]) -> None:
    tier = tier_together(found, RULES)
    assert tier.rank >= RULES.tier_by_amount(sum((one.counted for one in found), Decimal(0))).rank
    assert all(tier.rank >= one.tier.rank for one in found)
    assert tier in {RULES.tier_by_amount(sum((one.counted for one in found), Decimal(0))), *(one.tier for one in found)}


@given(projects(least=LEAST + 1))
def test_a_project_more_never_makes_the_tier_lower(found: list[Project]) -> None:
    assert tier_together(found, RULES).rank >= tier_together(found[:-1], RULES).rank


@given(projects(), st.randoms())
def test_lots_stand_by_their_ceilings_whatever_the_order_in_which_they_were_chosen(
    found: list[Project], chance: Random
) -> None:
    order = in_order(found)
    shuffled = list(found)
    chance.shuffle(shuffled)
    assert in_order(shuffled) == order
    assert sorted(order) == sorted(one.number for one in found)
    ceilings = {one.number: one.ceiling for one in found}
    assert [ceilings[number] for number in order] == sorted(ceilings.values(), reverse=True)


@given(projects())
def test_projects_of_one_street_and_kind_may_be_let_together(found: list[Project]) -> None:
    assert problems(found, STREET) == []


def test_what_cannot_be_let_together() -> None:
    one, two = (
        Project(number, f"{STREET}001/", Kind.SERVICE, Tier.MICRO, Regime.LOCAL, Decimal(100), Decimal(100))
        for number in ("XQ-2026-0001", "XQ-2026-0002")
    )
    wrong = {
        "tenders.joint_number": [one],
        "tenders.joint_foreign": [one, replace(two, community="5101/510106/510106002/001/")],
        "tenders.joint_kinds": [one, replace(two, kind=Kind.WORKS)],
        "tenders.joint_regimes": [one, replace(two, regime=Regime.STATUTORY)],
    }
    for code, found in wrong.items():
        for order in permutations(found):
            assert [refusal.code for refusal in problems(order, STREET)] == [code]
    many = [replace(one, number=f"XQ-2026-{serial:04d}") for serial in range(1, MOST + 2)]
    assert [refusal.code for refusal in problems(many, STREET)] == ["tenders.joint_number"]


@pytest.mark.django_db
def test_what_is_common_and_what_is_the_lots_own_make_the_documents() -> None:
    content = joint.common().with_project("上门助浴。", "每月 25 人次。")
    assert Common.of(content) == joint.common()
    assert (content.requirements, content.outputs) == ("上门助浴。", "每月 25 人次。")
    own = tenders.content(changeable="requirements", consortium="3")
    assert Common.of(own).with_project(own.requirements, own.outputs) == own

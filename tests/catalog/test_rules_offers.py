"""What an offer must hold: every problem alone, and that a sound one has none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.offers import LONGEST_MONTHS, Problem, Said, problems
from catalog.rules.periods import months_after

TODAY = date(2026, 11, 20)
LAST = months_after(TODAY, LONGEST_MONTHS)
SOUND = Said("助浴", "上门", frozenset({"elderly"}), {"A1": frozenset({"elderly"})}, None, None, TODAY)
CODES = ["elderly", "children", "repair"]
money = st.decimals(min_value="-10", max_value="9999999.99", places=2)
offers = st.builds(
    Said,
    title=st.sampled_from(["", " ", "助浴"]),
    text=st.sampled_from(["", "\n", "上门"]),
    domains=st.frozensets(st.sampled_from(CODES)),
    items=st.dictionaries(st.sampled_from(["A1", "B2"]), st.frozensets(st.sampled_from(CODES))),
    low=st.none() | money,
    high=st.none() | money,
    until=st.integers(-400, 1200).map(lambda days: TODAY + timedelta(days=days)),
)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"title": " "}, "title_missing", "title"),
        ({"text": ""}, "text_missing", "text"),
        ({"domains": frozenset(), "items": {}}, "domains_missing", "domains"),
        ({"domains": frozenset({"elderly", "law"})}, "domain_not_approved", "domains"),
        ({"items": {"B2": frozenset({"repair"})}}, "item_of_another_domain", "items"),
        ({"low": Decimal(5)}, "one_price", "price_to"),
        ({"high": Decimal(5)}, "one_price", "price_to"),
        ({"low": Decimal(6), "high": Decimal(5)}, "prices_turned_round", "price_to"),
        ({"low": Decimal(0), "high": Decimal(5)}, "prices_turned_round", "price_to"),
        ({"until": TODAY - timedelta(days=1)}, "until", "valid_until"),
        ({"until": LAST + timedelta(days=1)}, "until", "valid_until"),
    ],
)
def test_each_problem_is_told_alone(change: dict[str, Any], code: str, field: str) -> None:
    assert problems(SOUND, CODES, TODAY) == ()
    assert problems(replace(SOUND, **change), CODES, TODAY) == (Problem(f"catalog.offer.{code}", field),)


@given(offers, st.frozensets(st.sampled_from(CODES)))
def test_without_a_problem_everything_holds(said: Said, approved: frozenset[str]) -> None:
    if problems(said, approved, TODAY):
        return
    assert said.title.strip()
    assert said.text.strip()
    assert said.domains
    assert said.domains <= approved
    assert all(not asked or asked & said.domains for asked in said.items.values())
    assert (said.low is None) == (said.high is None)
    assert said.low is None or said.high is None or 0 < said.low <= said.high
    assert TODAY <= said.until <= LAST


@given(offers, st.frozensets(st.sampled_from(CODES)), st.sampled_from(CODES))
def test_one_approval_more_makes_no_new_problem(said: Said, approved: frozenset[str], code: str) -> None:
    assert set(problems(said, approved | {code}, TODAY)) <= set(problems(said, approved, TODAY))


@given(offers)
def test_no_code_is_told_twice(said: Said) -> None:
    found = problems(said, CODES, TODAY)
    assert len(set(found)) == len(found)


def test_an_item_that_asks_for_no_domain_may_stand_anywhere() -> None:
    assert problems(replace(SOUND, items={"Z1": frozenset()}), CODES, TODAY) == ()
    assert problems(replace(SOUND, until=LAST), CODES, TODAY) == ()

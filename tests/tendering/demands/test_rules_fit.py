"""How well a provider fits a demand: bounds, and that more of what counts never counts less."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.rules.states import Grade
from tendering.demands.rules import said
from tendering.demands.rules.fit import Fit, Need, Offered, Part, Reason, Supply, fit
from tests.factories import rulebook

RULES = rulebook.rules()
DISTRICT, OTHER = "5101/510106/", "5101/510107/"
STREET, COMMUNITY = f"{DISTRICT}s1/", f"{DISTRICT}s1/c1/"
PLACES = [COMMUNITY, f"{STREET}c2/", f"{DISTRICT}s2/c3/", f"{OTHER}s9/c9/"]
CODES = ["elderly", "children", "repair", "law"]
NEED = Need(
    said.asked("独居老人助浴服务项目", "辖区独居老人洗浴不便。"), frozenset({"elderly"}), COMMUNITY, Decimal(30000)
)

money = st.decimals(min_value="0.01", max_value="9999999.99", places=2)
texts = st.text(alphabet="老旧院落助浴独居社区服务项目a5 。", max_size=40)
codes = st.frozensets(st.sampled_from(CODES))
items = st.sampled_from(["", "A1", "B2"])
needs = st.builds(
    Need, texts.map(said.asked), codes, st.sampled_from(PLACES), st.one_of(st.just(Decimal(0)), money), items
)


@st.composite
def offers(draw: st.DrawFn) -> Offered:
    low, high = sorted([draw(money), draw(money)])
    priced = draw(st.booleans())
    return Offered(
        domains=draw(codes),
        items=draw(st.frozensets(st.sampled_from(["A1", "B2"]))),
        streets=draw(st.frozensets(st.sampled_from([STREET, f"{DISTRICT}s2/"]))),
        low=low if priced else None,
        high=high if priced else None,
    )


@st.composite
def supplies(draw: st.DrawFn) -> Supply:
    contracts = draw(st.integers(0, 40))
    answers = draw(st.integers(0, 200)) if contracts else 0
    return Supply(
        words=frozenset(said.chain(draw(texts))),
        domains=draw(codes),
        home=draw(st.sampled_from(["", STREET, f"{DISTRICT}s2/", f"{OTHER}s9/"])),
        served=draw(st.frozensets(st.sampled_from(PLACES))),
        usual=draw(money) if contracts else None,
        contracts=contracts,
        on_time=draw(st.integers(0, contracts)),
        satisfied=draw(st.integers(0, answers)),
        answers=answers,
        grade=draw(st.sampled_from(Grade)),
        credit=draw(st.integers(0, 130)),
        load=draw(st.integers(0, 20)),
        offers=tuple(draw(st.lists(offers(), max_size=3))),
    )


def part(found: Fit, name: str) -> Part:
    return next(one for one in found.parts if one.name == name)


@given(needs, supplies())
def test_every_part_lies_within_its_weight_and_all_within_a_hundred(need: Need, supply: Supply) -> None:
    found = fit(need, supply, RULES)
    assert [(one.name, one.of) for one in found.parts] == list(vars(RULES.matching.weights).items())
    assert all(0 <= one.points <= one.of for one in found.parts)
    assert 0 <= found.points <= 100


MORE = {
    "words": lambda it: replace(it, words=it.words | {"独居", "助浴"}),
    "domain": lambda it: replace(it, domains=it.domains | {"elderly"}),
    "place": lambda it: replace(it, served=it.served | {COMMUNITY}),
    "record": lambda it: replace(it, on_time=it.contracts, satisfied=it.answers),
    "grade": lambda it: replace(it, grade=Grade.A5),
    "credit": lambda it: replace(it, credit=it.credit + 1),
    "load": lambda it: replace(it, load=max(0, it.load - 1)),
}


@given(needs, supplies(), st.sampled_from(sorted(MORE)))
def test_more_of_what_counts_never_counts_less(need: Need, supply: Supply, name: str) -> None:
    before, after = fit(need, supply, RULES), fit(need, MORE[name](supply), RULES)
    assert part(after, name).points >= part(before, name).points
    if name != "record" or supply.contracts:
        assert after.points >= before.points


@given(needs, supplies(), offers())
def test_one_offer_more_never_counts_less(need: Need, supply: Supply, offer: Offered) -> None:
    before, after = fit(need, supply, RULES), fit(need, replace(supply, offers=(*supply.offers, offer)), RULES)
    known = part(before, "budget").reason is not Reason.BUDGET_UNKNOWN
    for name in ("words", "domain", "place", *(["budget"] if known else [])):
        assert part(after, name).points >= part(before, name).points


@given(needs, supplies(), offers())
def test_an_offer_of_something_else_changes_neither_place_nor_price(need: Need, supply: Supply, offer: Offered) -> None:
    other = replace(offer, domains=offer.domains - need.domains, items=offer.items - {need.item})
    before, after = fit(need, supply, RULES), fit(need, replace(supply, offers=(*supply.offers, other)), RULES)
    assert before == after


@given(needs, supplies(), money)
def test_a_budget_nearer_to_the_usual_sum_never_counts_less(need: Need, supply: Supply, further: Decimal) -> None:
    supply = replace(supply, usual=further, contracts=1, on_time=0)
    near = replace(need, budget=further)
    assert part(fit(near, supply, RULES), "budget").points >= part(fit(need, supply, RULES), "budget").points


@given(needs, supplies())
def test_more_on_time_and_more_satisfied_never_count_less(need: Need, supply: Supply) -> None:
    better = replace(supply, on_time=min(supply.contracts, supply.on_time + 1))
    happier = replace(supply, satisfied=min(supply.answers, supply.satisfied + 1))
    least = part(fit(need, supply, RULES), "record").points
    assert min(part(fit(need, it, RULES), "record").points for it in (better, happier)) >= least


@pytest.mark.parametrize(
    ("facts", "name", "points", "reason"),
    [
        ({}, "words", "0.0", Reason.NO_WORDS),
        ({"words": frozenset(said.chain("为独居老人助浴"))}, "words", "25.0", Reason.WORDS),
        ({}, "domain", "0.0", Reason.DOMAINS_NONE),
        ({"domains": frozenset({"elderly", "law"})}, "domain", "25.0", Reason.DOMAINS_ALL),
        ({"served": frozenset({COMMUNITY})}, "place", "10.0", Reason.SERVED_COMMUNITY),
        ({"served": frozenset({PLACES[1]})}, "place", "10.0", Reason.SERVED_STREET),
        ({"home": STREET}, "place", "10.0", Reason.HOME_STREET),
        ({"home": f"{DISTRICT}s2/"}, "place", "5.0", Reason.SAME_DISTRICT),
        ({"home": f"{OTHER}s9/"}, "place", "0.0", Reason.ELSEWHERE),
        ({}, "budget", "5.0", Reason.BUDGET_UNKNOWN),
        ({"usual": Decimal(30000)}, "budget", "10.0", Reason.BUDGET),
        ({"usual": Decimal(90000)}, "budget", "6.1", Reason.BUDGET),
        ({"usual": Decimal(10000)}, "budget", "6.1", Reason.BUDGET),
        ({}, "record", "7.5", Reason.RECORD_NONE),
        ({"contracts": 2, "on_time": 2}, "record", "11.2", Reason.RECORD_UNJUDGED),
        ({"contracts": 2, "on_time": 1, "answers": 10, "satisfied": 9}, "record", "10.5", Reason.RECORD),
        ({}, "grade", "2.5", Reason.GRADE_NONE),
        ({"grade": Grade.A1}, "grade", "3.0", Reason.GRADE),
        ({"grade": Grade.A5}, "grade", "5.0", Reason.GRADE),
        ({"credit": 60}, "credit", "0.0", Reason.CREDIT),
        ({"credit": 80}, "credit", "2.5", Reason.CREDIT),
        ({"load": 2}, "load", "3.0", Reason.LOAD),
        ({"load": 9}, "load", "0.0", Reason.LOAD),
    ],
)
@pytest.mark.requirement("R36")
def test_each_part_says_its_points_and_why(facts: dict[str, Any], name: str, points: str, reason: Reason) -> None:
    found = part(fit(NEED, Supply(**facts), RULES), name)
    assert (str(found.points), found.reason) == (points, reason)


HELP = Offered(frozenset({"elderly"}), frozenset({"A1"}), frozenset({STREET}), Decimal(20000), Decimal(40000))


@pytest.mark.parametrize(
    ("change", "name", "points", "reason"),
    [
        ({}, "domain", "0.0", Reason.DOMAINS_NONE),
        ({"domains": frozenset({"elderly"})}, "domain", "25.0", Reason.OFFERED_ITEM),
        ({}, "place", "7.5", Reason.OFFERED_HERE),
        ({"served": frozenset({COMMUNITY})}, "place", "10.0", Reason.SERVED_COMMUNITY),
        ({"offers": (replace(HELP, streets=frozenset()),)}, "place", "0.0", Reason.ELSEWHERE),
        ({}, "budget", "10.0", Reason.OFFERED_PRICE),
        ({"usual": Decimal(90000)}, "budget", "10.0", Reason.OFFERED_PRICE),
        ({"usual": Decimal(30000)}, "budget", "10.0", Reason.BUDGET),
        ({"offers": (replace(HELP, low=Decimal(90000), high=Decimal(99000)),)}, "budget", "6.1", Reason.OFFERED_PRICE),
        ({"offers": (replace(HELP, low=None, high=None),)}, "budget", "5.0", Reason.BUDGET_UNKNOWN),
    ],
)
@pytest.mark.requirement("R35")
def test_what_is_offered_counts_where_it_is_about_the_need(
    change: dict[str, Any], name: str, points: str, reason: Reason
) -> None:
    found = part(fit(replace(NEED, item="A1"), replace(Supply(offers=(HELP,)), **change), RULES), name)
    assert (str(found.points), found.reason) == (points, reason)


def test_who_offers_an_item_without_domains_fits_it() -> None:
    need = replace(NEED, domains=frozenset(), item="A1")
    assert part(fit(need, Supply(offers=(HELP,)), RULES), "domain").points == Decimal(25)
    assert part(fit(replace(need, item="B2"), Supply(offers=(HELP,)), RULES), "domain").points == Decimal("12.5")


def test_an_item_that_asks_for_no_domain_tells_half_of_nothing_known() -> None:
    found = part(fit(replace(NEED, domains=frozenset()), Supply(), RULES), "domain")
    assert (found.points, found.reason) == (Decimal("12.5"), Reason.DOMAINS_OPEN)


def test_shared_words_are_told_as_a_reader_knows_them() -> None:
    wanted = said.asked("老旧院落增设5G-A助浴点", "为独居老人服务")
    assert said.shared(wanted, said.chain("改造老旧院落,5g a,独居老人")) == ("老旧院落", "5g", "独居老人")


def test_what_everybody_says_tells_nothing() -> None:
    assert said.chain("社区居民服务项目", "一") == ()


@given(texts, texts)
def test_shared_words_stand_in_both(one: str, other: str) -> None:
    chain = said.chain(other)
    for phrase in said.shared(said.asked(one), frozenset(chain)):
        assert set(said.chain(phrase)) <= set(chain)

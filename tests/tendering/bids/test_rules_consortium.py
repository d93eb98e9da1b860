"""Several answer as one: shares, members, the grade that counts."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.money import CENT
from tendering.bids.joined import joined
from tendering.bids.rules.consortium import (
    Consent,
    Party,
    barriers,
    counting_grade,
    gaps,
    is_agreed,
    lacking,
    shares_of,
)
from tendering.bids.rules.content import Content, Malformed, PriceLine, from_json
from tendering.bids.rules.package import unpacked
from tendering.tenders.rules.notice import most_joined

pytestmark = pytest.mark.requirement("R32")
LEAD = Party(1, "甲", Decimal("60.00"), "service", "统筹")
OTHER = Party(2, "乙", Decimal("40.00"), "service", "上门服务")
PAIR = (LEAD, OTHER)


def codes(parties: tuple[Party, ...], most: int = 3, *, has_agreement: bool = True) -> set[str]:
    return {refusal.code for refusal in gaps(parties, most, has_agreement=has_agreement)}


@pytest.mark.parametrize(
    ("consents", "has_room", "code"),
    [
        ([], True, "bids.consortium_unanswered"),
        ([Consent.ASKED], True, "bids.consortium_unanswered"),
        ([Consent.DECLINED], True, "bids.consortium_unanswered"),
        ([Consent.CONSENTED] * 2, True, "bids.consortium_unanswered"),
        ([Consent.CONSENTED], False, "bids.too_many_files"),
    ],
)
def test_what_keeps_it_from_being_sealed(consents: list[Consent], *, has_room: bool, code: str) -> None:
    found = lacking(PAIR, consents, 3, has_agreement=True, has_room=has_room)
    assert [refusal.code for refusal in found] == [code]


def test_nothing_keeps_it_from_being_sealed_where_all_have_consented() -> None:
    assert lacking(PAIR, [Consent.CONSENTED], 3, has_agreement=True, has_room=True) == []


def test_two_with_the_whole_of_the_work_and_an_agreement_may() -> None:
    assert codes(PAIR) == set()


@pytest.mark.parametrize(
    ("parties", "most", "code"),
    [
        (PAIR, 0, "bids.consortium_not_admitted"),
        ((replace(LEAD, share=Decimal(100)),), 3, "bids.consortium_alone"),
        (
            (LEAD, replace(OTHER, share=Decimal(20)), replace(OTHER, provider=3, share=Decimal(20))),
            2,
            "bids.consortium_too_many",
        ),
        ((LEAD, replace(OTHER, share=Decimal("39.99"))), 3, "bids.consortium_sum"),
        ((LEAD, replace(OTHER, provider=1)), 3, "bids.consortium_twice"),
        ((LEAD, replace(OTHER, work=" ")), 3, "bids.consortium_work"),
        ((LEAD, replace(OTHER, share=Decimal(0))), 3, "bids.consortium_share"),
        ((LEAD, replace(OTHER, share=Decimal("NaN"))), 3, "bids.consortium_share"),
        ((LEAD, replace(OTHER, share=Decimal("40.001"))), 3, "bids.consortium_share"),
    ],
)
def test_what_keeps_them_apart(parties: tuple[Party, ...], most: int, code: str) -> None:
    assert code in codes(parties, most)


def test_without_an_agreement_nothing_is_sealed() -> None:
    assert codes(PAIR, has_agreement=False) == {"bids.consortium_agreement"}


@given(st.lists(st.sampled_from(Consent), max_size=4))
def test_everybody_has_to_consent(said: list[Consent]) -> None:
    assert is_agreed(said) == (bool(said) and set(said) == {Consent.CONSENTED})


ORDER = ("none", "1A", "2A", "3A", "4A", "5A")
GRADES = st.lists(st.tuples(st.sampled_from(["service", "works"]), st.sampled_from(ORDER)), max_size=5)


@given(GRADES)
def test_the_grade_that_counts_is_the_lowest_of_those_who_do_the_work_asked_for(grades: list[tuple[str, str]]) -> None:
    found = counting_grade(grades, ORDER, "service")
    same = [grade for kind, grade in grades if kind == "service"] or [grade for _kind, grade in grades]
    assert found == (min(same, key=ORDER.index) if same else None)


def test_a_member_that_does_other_work_lowers_nothing() -> None:
    assert counting_grade([("service", "4A"), ("works", "none")], ORDER, "service") == "4A"


@given(
    st.decimals(Decimal(1), Decimal(1_000_000), places=2),
    st.lists(st.integers(1, 2000), min_size=1, max_size=4),
)
def test_shares_of_a_sum_lose_no_cent(total: Decimal, others: list[int]) -> None:
    shares = [Decimal(one) / 100 for one in others]
    found = shares_of(total, [Decimal(100) - sum(shares), *shares])
    assert sum(found) == total
    assert all(amount == amount.quantize(CENT) for amount in found)


def test_what_is_sealed_names_everybody_and_comes_back_as_it_was() -> None:
    content = Content(parties=PAIR)
    assert from_json(content.to_json()) == content
    assert "parties" not in Content().to_json(), "who bids alone seals what it sealed before"
    for wrong in ({"provider": "1"}, {"provider": True}, {"share": 40}, {"work": None}):
        values = content.to_json() | {"parties": [LEAD.to_json() | wrong]}
        with pytest.raises(Malformed):
            from_json(values)


def test_one_wording_names_lead_and_members() -> None:
    assert joined("甲", []) == "甲"
    assert joined("甲", ["乙", "丙"]) == "甲(联合体牵头)、乙、丙(联合体成员)"


@given(st.one_of(st.none(), st.text(max_size=4), st.integers(-3, 120)))
def test_a_call_admits_two_to_five_or_none(said: object) -> None:
    assert most_joined(said) in {0, 2, 3, 4, 5}
    assert (most_joined(said) > 0) == (str(said) in {"2", "3", "4", "5", "02", "03", "04", "05"})


def test_hostile_values_are_told_apart() -> None:
    assert [one.code for one in barriers([replace(LEAD, work="字" * 501)])] == ["bids.consortium_work"]


def test_a_line_that_does_not_add_up_or_words_that_are_none_are_no_bid() -> None:
    """What comes out of an envelope is read as from a stranger."""
    good = Content(lines=(PriceLine("上门助浴", Decimal(2), "项", Decimal("100.00")),), plan="方案").to_json()
    assert from_json(good).lines[0].amount == Decimal("200.00")
    (row,) = good["lines"]
    for changes in (
        {"lines": [row | {"amount": "199.99"}]},
        {"lines": [row | {"quantity": "0", "amount": "0.00"}]},
        {"plan": 7},
        {"lines": [row | {"unit": None}]},
    ):
        with pytest.raises(Malformed):
            from_json(good | changes)


@pytest.mark.parametrize("plaintext", [b"[]", b"{}", b'{"content": "words"}'])
def test_what_was_not_packed_is_no_package(plaintext: bytes) -> None:
    with pytest.raises(ValueError, match="no package"):
        unpacked(plaintext)

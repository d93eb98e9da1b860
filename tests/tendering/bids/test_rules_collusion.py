"""Hints of collusion: found where something coincides, and nowhere else; the order of the bids changes nothing."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace.primitives.ruleset.sections.collusion import Collusion
from tendering.bids.rules.collusion import (
    FileMark,
    Hint,
    Kind,
    Seen,
    find,
    find_in_quotes,
    inside,
    passages,
    quotes,
    shared,
)

pytestmark = pytest.mark.requirement("R39")

CEILING = Decimal("30000.00")
RULES = Collusion(
    passage_characters=20,
    series_from=3,
    lines_from=3,
    near_ceiling=Decimal("0.02"),
    clustered_within=Decimal("0.02"),
    far_below=Decimal("0.15"),
    public_mailers=("qq.com",),
    common_authors=("administrator", "微软用户"),
)
PASSAGE = "第一周入户摸底并建立需求清单随后按月推进每月末向居民代表通报进度"


def seen(key: str, price: str = "27000.00", **facts: Any) -> Seen:
    """One bid."""
    return Seen(key=key, price=Decimal(price), **facts)


def kinds(*bids: Seen, ceiling: Decimal = CEILING, call: str = "") -> list[Kind]:
    """The kinds of all hints."""
    return [hint.kind for hint in find(bids, ceiling, RULES, call)]


def priced(*prices: str) -> list[Seen]:
    """Bids that differ in price alone."""
    return [seen(str(number), price) for number, price in enumerate(prices)]


APART = ("21000.00", "24100.00", "28800.00")


def test_bids_that_share_nothing_give_no_hint() -> None:
    assert kinds(*priced(*APART)) == []


@pytest.mark.parametrize(
    ("kind", "first", "second"),
    [
        (Kind.CONTROL, {"controllers": ("甲中心", "王 演示")}, {"controllers": ("乙中心", "李演示", "王演示")}),
        (Kind.CONTROL, {"controllers": ("甲中心", "王演示")}, {"controllers": ("乙中心", "李演示", "甲中心")}),
        (Kind.PHONE, {"phones": ("138 0000 0001",)}, {"phones": ("+86-13800000001", "13900000002")}),
        (Kind.PHONE, {"phones": ("028-87654321",)}, {"phones": ("（028）8765 4321",)}),
        (Kind.ADDRESS, {"addresses": ("金牛区演示路１号2楼",)}, {"addresses": ("金牛区 演示路1号,2楼",)}),
        (Kind.BANK_ACCOUNT, {"accounts": ("6222 0000 1111 2222",)}, {"accounts": ("6222000011112222",)}),
        (Kind.MAIL_DOMAIN, {"mails": ("a@club.cn",)}, {"mails": ("b@CLUB.cn",)}),
        (Kind.FILE, {"files": (FileMark("甲.pdf", "ab"),)}, {"files": (FileMark("乙.pdf", "ab"),)}),
        (
            Kind.AUTHOR,
            {"files": (FileMark("甲.docx", "1", author="王演示"),)},
            {"files": (FileMark("乙.docx", "2", author="李演示", edited_by=" 王演示 "),)},
        ),
        (Kind.DEVICE, {"device": "d1", "network": "n1"}, {"device": "d1", "network": "n1"}),
        (Kind.NETWORK, {"device": "d1", "network": "n1"}, {"device": "d2", "network": "n1"}),
        (Kind.PASSAGE, {"plan": f"甲方案。{PASSAGE}。"}, {"plan": f"本机构承诺:{PASSAGE},并"}),
    ],
)
def test_what_two_bids_share_is_one_hint(kind: Kind, first: dict[str, Any], second: dict[str, Any]) -> None:
    bids = [seen("a", "21000.00", **first), seen("b", "24100.00", **second), seen("c", "28800.00")]
    found = find(bids, CEILING, RULES)
    assert [(hint.kind, hint.bids) for hint in found] == [(kind, ("a", "b"))]
    assert [hint.kind for hint in find(bids[::-1], CEILING, RULES)] == [kind]


@pytest.mark.parametrize(
    "facts",
    [
        {"mails": ("x@qq.com",)},
        {"mails": ("",)},
        {"mails": ("x@demo.example",)},
        {"phones": ("12345",)},
        {"phones": ("0000000000",)},
        {"addresses": ("演示路",)},
        {"files": (FileMark("计划.docx", "", author="Administrator"),)},
        {"files": (FileMark("计划.docx", "", edited_by="微软用户", program="Microsoft Office Word 16.0"),)},
        {"device": "", "network": ""},
        {"plan": "短方案"},
    ],
)
def test_what_everybody_has_is_no_hint(facts: dict[str, Any]) -> None:
    assert kinds(seen("a", "21000.00", **facts), seen("b", "24100.00", **facts)) == []


def test_twice_within_one_bid_is_no_hint() -> None:
    twice = seen("a", phones=("13800000001", "138-0000-0001"), files=(FileMark("1", "x"), FileMark("2", "x")))
    assert kinds(twice, seen("b", "24100.00")) == []


def test_what_the_call_says_is_everybodys_to_quote() -> None:
    bids = [seen("a", "21000.00", plan=PASSAGE), seen("b", "24100.00", plan=PASSAGE)]
    assert kinds(*bids) == [Kind.PASSAGE]
    assert kinds(*bids, call=f"内容:{PASSAGE}。") == []


def test_three_plans_from_one_text_are_one_hint() -> None:
    bids = [seen(key, price, plan=PASSAGE + key) for key, price in zip("abc", APART, strict=True)]
    [hint] = find(bids, CEILING, RULES)
    assert hint.bids == ("a", "b", "c")


@pytest.mark.parametrize(
    ("prices", "found"),
    [
        (("21000.00", "21000.00", "28800.00"), [Kind.EQUAL_QUOTES]),
        (("20000.00", "23000.00", "26000.00"), [Kind.ARITHMETIC]),
        (("20000.00", "22000.00", "24200.00", "26620.00"), [Kind.GEOMETRIC]),
        (("20001.00", "22001.00", "24201.00"), [Kind.GEOMETRIC]),
        (("29500.00", "29700.00", "30000.00"), [Kind.NEAR_CEILING]),
        (("29399.00", "29700.00", "30000.01"), []),
        (("20000.00", "26000.00", "26100.00"), [Kind.ONE_FAR_BELOW]),
        (("24000.00", "26000.00", "26100.00"), []),
        (("20000.00", "23000.00"), []),
    ],
)
def test_quotes_in_a_pattern(prices: tuple[str, ...], found: list[Kind]) -> None:
    assert kinds(*priced(*prices)) == found


def lines(*amounts: str) -> tuple[Decimal, ...]:
    """Price lines in yuan."""
    return tuple(map(Decimal, amounts))


@pytest.mark.parametrize(
    ("second", "found"),
    [
        (("11000.00", "6000.00", "3000.00"), [Kind.LINE_DIFFERENCE]),
        (("9700.00", "4850.00", "1940.00"), [Kind.LINE_RATIO]),
        (("9700.00", "4850.50", "1940.00"), [Kind.LINE_RATIO]),
        (("9700.00", "5200.00", "1940.00"), []),
        (("11000.00", "6000.00"), []),
    ],
)
def test_price_lines_in_a_pattern(second: tuple[str, ...], found: list[Kind]) -> None:
    first = seen("a", "17000.00", lines=lines("10000.00", "5000.00", "2000.00"))
    assert kinds(first, seen("b", "20123.00", lines=lines(*second))) == found


def test_one_phone_in_the_text_counts_as_given() -> None:
    text = "联系人13800000001,账号6222000011112222333,邮箱 A.b@club.cn。编号138000000012 不是电话。"
    assert inside.phones(text) == ("13800000001",)
    assert inside.accounts(text) == ("6222000011112222333",)
    assert inside.mails(text) == ("A.b@club.cn",)


amounts = st.decimals(min_value="0.01", max_value="99999.99", places=2)
words = st.text(alphabet="甲乙丙丁abc，。 1", max_size=60)
drawn = st.builds(
    Seen,
    key=st.sampled_from("abcdefgh"),
    price=amounts,
    phones=st.tuples(st.sampled_from(["", "13800000001", "138 0000 0001", "028-12345678"])),
    addresses=st.tuples(st.sampled_from(["", "演示路1号2楼3号", "演示路1号 2楼3号"])),
    mails=st.tuples(st.sampled_from(["", "a@qq.com", "a@club.cn", "@", "x@"])),
    files=st.tuples(st.builds(FileMark, name=words, sha256=st.sampled_from("xyz"), author=words)),
    network=st.sampled_from(["", "n1", "n2"]),
    device=st.sampled_from(["", "d1", "d2"]),
    plan=words,
    lines=st.lists(amounts, max_size=4).map(tuple),
)
contests = st.lists(drawn, max_size=6, unique_by=lambda bid: bid.key)


def plain(found: list[Hint]) -> set[tuple[Kind, tuple[str, ...]]]:
    """Kind and bids of every hint."""
    return {(hint.kind, hint.bids) for hint in found}


@settings(max_examples=150, deadline=None)
@given(contests, st.randoms())
def test_the_order_changes_nothing_and_a_hint_is_about_several(bids: list[Seen], dice: Any) -> None:
    found = find(bids, CEILING, RULES)
    assert all(len(hint.bids) > 1 and set(hint.bids) <= {bid.key for bid in bids} for hint in found)
    mixed = list(bids)
    dice.shuffle(mixed)
    assert find(mixed, CEILING, RULES) == found


@settings(max_examples=100, deadline=None)
@given(contests, drawn)
def test_a_further_bid_takes_no_shared_value_away(bids: list[Seen], more: Seen) -> None:
    before = {(hint.kind, hint.bids) for hint in shared.hints(sorted(bids, key=lambda bid: bid.key), RULES)}
    wider = [*bids, replace(more, key="z")]
    after = plain(list(shared.hints(wider, RULES)))
    for kind, keys in before:
        if kind is not Kind.NETWORK:  # said by the device where one of both is shared by the same bids
            assert any(kind is other and set(keys) <= set(others) for other, others in after)


@settings(max_examples=150, deadline=None)
@given(words, words, st.text(alphabet="子丑寅卯辰巳午未申酉", min_size=20, max_size=40), words, words)
def test_a_passage_is_found_wherever_it_stands(
    before: str, after: str, passage: str, other_before: str, other_after: str
) -> None:
    one, other = before + passage + after, other_before + passage + other_after
    [hint] = passages.hints([seen("a", plan=one), seen("b", plan=other)], 20)
    assert len(passages.longest(passages.letters(one), passages.letters(other), 20)) >= 20
    assert hint.bids == ("a", "b")


@settings(max_examples=100, deadline=None)
@given(words, words)
def test_a_passage_shown_stands_in_both(one: str, other: str) -> None:
    found = passages.longest(passages.letters(one), passages.letters(other), 20)
    assert found == "" or (found in passages.letters(one) and found in passages.letters(other) and len(found) >= 20)


@given(amounts, st.decimals(min_value="1", max_value="5000", places=2), st.integers(3, 8))
def test_every_series_of_equal_steps_is_found(first: Decimal, step: Decimal, count: int) -> None:
    bids = priced(*(str(first + step * number) for number in range(count)))
    assert Kind.ARITHMETIC in {hint.kind for hint in quotes.hints(bids, Decimal(10**9), RULES)}


def test_texts_made_to_be_slow_are_not() -> None:
    bids = [seen(f"{number:03}", plan="甲" * 4000 + "乙" * 3999 + str(number)) for number in range(40)]
    [hint] = passages.hints(bids, 60)
    assert len(hint.bids) == 40


@given(st.lists(st.integers(1, 30_000), min_size=2, max_size=5), st.randoms(use_true_random=False))
def test_in_final_quotes_only_patterns_of_quotes_are_found(amounts: list[int], random: Any) -> None:
    """The same patterns as at the opening, whatever else the bidders share, and in any order."""
    bids = [seen(str(key), f"{amount}.00", phones=("13800000001",)) for key, amount in enumerate(amounts)]
    found = find_in_quotes(bids, CEILING, RULES)
    assert found == [hint for hint in find(bids, CEILING, RULES) if hint.kind is not Kind.PHONE]
    random.shuffle(bids)
    assert find_in_quotes(bids, CEILING, RULES) == found

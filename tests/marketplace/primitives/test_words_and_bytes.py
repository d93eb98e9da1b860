"""Masked persons, numbers, canonical bytes."""

import json
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives import masking
from marketplace.primitives.canonical import digest, dumps
from marketplace.primitives.masking import mask_account, mask_contact, mask_email, mask_name, mask_phone
from marketplace.primitives.numbers import number


@pytest.mark.parametrize(("name", "masked"), [("张三", "张*"), ("欧阳修远", "欧*"), (" Li Wei ", "L*"), ("", "")])
def test_a_name_keeps_its_first_character(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("13812341234", "138****1234"),
        ("+86 138-1234-1234", "138****1234"),
        ("008613812341234", "138****1234"),
        ("028-87654321", "028****4321"),
        ("110", "***"),
    ],
)
def test_a_phone_keeps_seven_digits(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


def test_mail_and_accounts() -> None:
    assert mask_email("zhang@example.cn") == "z***@example.cn"
    assert mask_email("nobody") == "***"
    assert mask_account("6222 0000 1234 6789") == "****6789"
    assert mask_account("1234") == "****"


def test_numbers() -> None:
    assert number("JN", 2026, 186) == "JN-2026-0186"
    assert number("HT", 2026, 12345) == "HT-2026-12345"
    for year, serial in ((2026, 0), (26, 1)):
        with pytest.raises(ValueError, match="no number"):
            number("JN", year, serial)


def test_keys_are_ordered_by_utf_16_as_the_rfc_asks() -> None:
    keys: dict[str, Any] = {"\U0001f600": 1, "\ufb33": 2, "a": [True, None]}
    assert dumps(keys).decode() == '{"a":[true,null],"\U0001f600":1,"\ufb33":2}'
    assert dumps({"n": 1e21, "m": 4.50}) == b'{"m":4.5,"n":1e+21}'


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53) + 1, 2**53 - 1)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text("abc中", max_size=3), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_the_same_value_gives_the_same_bytes(value: Any) -> None:
    written = dumps(value)
    assert json.loads(written) == value
    assert dumps(json.loads(written)) == written
    assert written == rfc8785.dumps(value)


@pytest.mark.parametrize("value", [2**53, float("nan"), "\ud800", {"day": object()}])
def test_what_json_cannot_say_is_refused(value: Any) -> None:
    with pytest.raises((ValueError, TypeError)):
        digest(value)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("张清禾", "张*"),
        ("欧阳娜娜", "欧*"),
        ("买买提·艾力江", "买*"),
        ("Ann Smith", "A*"),
        ("社区项目专员", "社区项目专员"),
        (" ", ""),
    ],
)
def test_a_contact_is_masked_where_it_is_a_person(written: str, shown: str) -> None:
    assert mask_contact(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "联系人王芳-13812341234",
        "微信wx13812341234",
        "138.1234.1234",
        "138－1234－1234",
        "１３８１２３４１２３４",
        "(028)81231234",
        "（028）81231234",
        "028-81231234",
        "+86 138 1234 1234",
        "138·1234／1234",
        "138、1234、1234",
        "138 -1234- 1234",
        "138\u200b1234\u200b1234",
        "1\u20603812341234",
        "一三八一二三四一二三四",
        "壹叁捌壹贰叁肆壹贰叁肆",
        "幺三八1234一二三四",
        "〇二八-八一二三一二三四",
    ],
)
def test_phones_are_masked_however_people_write_them(text: str) -> None:
    found = masking.mask_text(text)
    assert masking.tells_numbers(text)
    left = found.replace("****1234", "", 1).replace("****１２３４", "", 1)
    assert not any(part in left for part in ("1234", "１２３４", "一二三四", "壹贰叁肆"))


@pytest.mark.parametrize(
    "text",
    ["JN-2026-0001", "2026-0123-12345678", "91510106MA6C1234XX", "2026年11月28日", "二〇二六年十一月", "零\u200b一"],
)
def test_other_numbers_stay_as_they_are(text: str) -> None:
    assert masking.mask_text(text) == text

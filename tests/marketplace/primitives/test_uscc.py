"""The unified social credit code (GB 32100-2015)."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.uscc import ALPHABET, WEIGHTS, check_character, check_uscc, normalise

VALID = ["91110000600037341L", "91110108551385082Q", "91350100M000100Y43", "915101060000000860"]


def refusal_of(text: str, org_type: str | None = None) -> str:
    with pytest.raises(InvalidInput) as refused:
        check_uscc(text, org_type)
    assert refused.value.field == "uscc"
    return refused.value.code


def test_weights_are_those_of_the_standard() -> None:
    assert WEIGHTS == (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)


@pytest.mark.parametrize("code", VALID)
def test_known_codes_pass(code: str) -> None:
    assert check_uscc(code) == code


def test_remainder_zero_gives_zero() -> None:
    assert check_character("91510106000000086") == "0"


def test_the_misprinted_example_is_found() -> None:
    assert refusal_of("91350100M000100Y4Z") == "uscc.alphabet"
    assert refusal_of("91350100M000100Y44") == "uscc.check_digit"


def test_what_people_paste_is_normalised() -> None:
    assert check_uscc(" ９１１１００００-6000 37341l ") == "91110000600037341L"
    assert normalise("9111–0000") == "91110000"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "uscc.length"),
        ("9111000060003734", "uscc.length"),
        ("91110000600037341LL", "uscc.length"),
        ("9111000O600037341L", "uscc.alphabet"),
        ("B1110000600037341L", "uscc.alphabet"),
        ("97110000600037341L", "uscc.alphabet"),
    ],
)
def test_malformed_codes(text: str, code: str) -> None:
    assert refusal_of(text) == code


@pytest.mark.parametrize("prefix", ["N1", "N2", "N3", "Y1", "A1", "51", "52", "53", "54", "59", "11", "12", "13"])
def test_registrars_with_letters_pass(prefix: str) -> None:
    body = f"{prefix}510199MJX000018"
    assert check_uscc(body + check_character(body))


@pytest.mark.parametrize(
    ("prefix", "org_type", "fits"),
    [
        ("51", "social_group", True),
        ("52", "private_nonenterprise", True),
        ("53", "foundation", True),
        ("54", "residents_committee", True),
        ("91", "social_enterprise", True),
        ("91", "enterprise", True),
        ("93", "cooperative", True),
        ("12", "institution", True),
        ("11", "government_office", True),
        ("51", "private_nonenterprise", False),
        ("91", "foundation", False),
        ("12", "government_office", False),
        ("54", "social_group", False),
    ],
)
def test_the_prefix_fits_the_kind_of_body(prefix: str, org_type: str, fits: bool) -> None:
    body = f"{prefix}510199MJX000018"
    code = body + check_character(body)
    if fits:
        assert check_uscc(code, org_type) == code
    else:
        assert refusal_of(code, org_type) == "uscc.prefix_mismatch"


def test_only_a_community_group_may_have_none() -> None:
    assert check_uscc("  ", "community_group") == ""
    assert refusal_of("", "social_group") == "uscc.length"


@given(st.sampled_from(VALID), st.integers(0, 17), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_always_found(code: str, position: int, character: str) -> None:
    wrong = code[:position] + character + code[position + 1 :]
    if wrong != code:
        # Every weight is invertible modulo 31, so no single mistake can cancel itself out.
        assert refusal_of(wrong) in {"uscc.check_digit", "uscc.alphabet"}


@given(st.text(max_size=30))
def test_no_text_breaks_it(text: str) -> None:
    code = ""
    with suppress(InvalidInput):
        code = check_uscc(text)
    assert len(code) in {0, 18}

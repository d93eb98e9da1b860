"""Words of refusals and duties."""

from collections.abc import Iterator
from decimal import Decimal

import pytest
from django.utils import translation

from marketplace.primitives.duty import Duty
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from marketplace.ui import duties, refusals


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    told, waiting = dict(refusals._words), dict(duties._words)
    with translation.override("en"):
        yield
    for code in refusals._words.keys() - told.keys():
        del refusals._words[code]
    for kind in duties._words.keys() - waiting.keys():
        del duties._words[kind]


def test_parameters_are_put_into_words() -> None:
    refusals.register({"test.funds": refusals.Words("%(account)s has only %(left)s.", "R1", "Ask %(whom)s.")})
    told = refusals.words(Refusal("test.funds", account="A", left=Decimal(1200), whom="B"))
    assert (told.text, told.rule, told.todo) == ("A has only ¥1,200.00.", "R1", "Ask B.")


def test_a_parameter_that_was_forgotten_is_no_server_error() -> None:
    refusals.register({"test.gap": refusals.Words("%(left)s of 100% is left.", todo="100% sure")})
    assert refusals.words(Refusal("test.gap")).text == "… of 100% is left."
    assert refusals.words(Refusal("test.gap", left="5 %(x)s")).text == "5 %(x)s of 100% is left."


@pytest.mark.parametrize(
    ("refusal", "start"),
    [
        (NotPermitted("test.unknown"), "Your role"),
        (InvalidInput("test.unknown"), "A value"),
        (Refusal("test.unknown"), "The rules"),
    ],
)
def test_a_code_without_words_gets_those_of_its_kind(refusal: Refusal, start: str) -> None:
    told = refusals.words(refusal)
    assert told.text.startswith(start)
    assert told.todo
    assert told.code == "test.unknown"


def test_several_refusals_are_taken_apart() -> None:
    nested = Refusals([Refusal("a"), Refusals([Refusal("b", field="amount")])])
    assert [(told.code, told.field) for told in refusals.all_words(nested)] == [("a", None), ("b", "amount")]


def test_a_code_has_one_owner() -> None:
    refusals.register({"test.once": refusals.Words("One")})
    refusals.register({"test.once": refusals.Words("One")})
    with pytest.raises(ValueError, match=r"test\.once"):
        refusals.register({"test.once": refusals.Words("Two")})


def test_duties_have_words() -> None:
    duties.register({"test.approve": duties.DutyWords("Approve", "Go", "%(sum)s asked for")})
    told = duties.words(Duty("test.approve", "题", "/x/", detail={"sum": Decimal(5)}))
    assert (told.title, told.button, told.detail) == ("Approve", "Go", "¥5.00 asked for")
    assert duties.words(Duty("test.unknown", "题", "/x/")).title == "test.unknown"

"""What an entry hashes, whatever it says."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.audit.rules import entries
from marketplace.audit.rules.entries import Act, Reference
from marketplace.primitives.canonical import Json

MOMENT = datetime(2026, 11, 20, 1, tzinfo=UTC)
TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(TEXT, VALUES, max_size=4), st.dictionaries(TEXT, TEXT, max_size=3))
def test_an_entry_is_canonical_and_says_what_it_was_told(parameters: dict[str, Json], personal: dict[str, str]) -> None:
    hidden = {name: entries.hide(value) for name, value in personal.items()}
    act = Act("x.y", MOMENT, Reference("demands.demand", "7"), parameters=parameters, hidden=personal)
    body = entries.body(act, hidden)
    told = json.loads(body)
    assert told["parameters"] == parameters
    assert told["hidden"] == {name: value.digest for name, value in hidden.items()}
    assert told["at"] == "2026-11-20T01:00:00.000000Z"
    keys = [name.encode("utf-16-be") for name in told["hidden"]]
    assert all(before < after for before, after in pairwise(keys))
    assert entries.is_sealed(b"k", body, entries.seal(b"k", body))
    assert not entries.is_sealed(b"k", body + b" ", entries.seal(b"k", body))


@given(TEXT)
def test_the_same_value_never_hashes_alike(value: str) -> None:
    assert entries.hide(value).digest != entries.hide(value).digest


def test_the_same_act_never_gives_the_same_leaf() -> None:
    act = Act("x", MOMENT, Reference("a.b", "1"))
    assert entries.body(act, {}) != entries.body(act, {})


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 2**53, "\ud800"])
def test_what_json_cannot_say_is_refused(value: Json) -> None:
    act = Act("x", MOMENT, Reference("a.b", "1"), parameters={"v": value})
    with pytest.raises(ValueError, match=r"float|domain|Unicode|surrogate|codec|int|nan|inf"):
        entries.body(act, {})

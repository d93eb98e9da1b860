"""Reading is strict, writing goes round, and no broken key is missed."""

from __future__ import annotations

import copy
import json
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.ruleset import InvalidRuleSet, Problem, RuleSet, merge, problems
from marketplace.primitives.ruleset.merging import value_at, with_value
from marketplace.rulebook import preset_files

BASE = preset_files.preset_values(preset_files.BASE)
OPTIONAL = ".formula"


def _paths(values: Any, path: str = "") -> list[str]:
    """Every dotted path below `values`, tables and lists included."""
    pairs = values.items() if isinstance(values, dict) else enumerate(values) if isinstance(values, list) else ()
    found = []
    for name, part in pairs:
        below = f"{path}.{name}" if path else str(name)
        found += [below, *_paths(part, below)]
    return found


def _without(values: dict[str, Any], path: str) -> dict[str, Any]:
    changed = copy.deepcopy(values)
    head, _, last = path.rpartition(".")
    del (value_at(changed, head) if head else changed)[last]
    return changed


PATHS = _paths(BASE)
MAPS = [
    "minimum_responses",
    "evaluation",
    "price_weight",
    "sign_contract",
    "response_days",
    "statutory_from",
    "amendment_extends_if_within_days",
    "approval_levels",
    "checkpoints",
    "publicity",
    "templates",
    "score_templates",
]
RECORD_KEYS = [
    path
    for path in PATHS
    if not path.rpartition(".")[2].isdigit()
    and not path.endswith(OPTIONAL)
    and path.split(".")[-2:-1] not in [[name] for name in MAPS]
]


@pytest.mark.parametrize("name", preset_files.NAMES)
def test_every_preset_is_sound_and_goes_round(name: str) -> None:
    rules = preset_files.preset(name)
    assert problems(rules) == []
    assert RuleSet.from_mapping(json.loads(json.dumps(rules.to_mapping()))) == rules
    assert hash(rules) == hash(preset_files.preset(name))


def test_overriding_presets_say_what_their_sources_say() -> None:
    liuzhou, chenghua = preset_files.preset("liuzhou_example"), preset_files.preset("chenghua_example")
    statutory = preset_files.preset("statutory")
    assert liuzhou.money.fund_types == ("guarantee",)
    assert [len(group.steps) for group in liuzhou.decision.cycle] == [1, 1, 1, 5, 1]
    assert chenghua.decision.deciding_body == "residents_council"
    assert chenghua.tiers == preset_files.preset(preset_files.BASE).tiers
    assert (statutory.regime, statutory.roster.gate) == ("statutory", "open")


@given(st.sampled_from(RECORD_KEYS))
def test_every_missing_key_is_named(path: str) -> None:
    with pytest.raises(InvalidRuleSet) as refused:
        RuleSet.from_mapping(_without(BASE, path))
    assert (path, "rulebook.missing_key") in [(problem.path, problem.code) for problem in refused.value.problems]


@given(st.sampled_from(PATHS), st.sampled_from([None, 0.5, object(), "?", "\0", [[]], {"?": 1}, True, "9" * 60, "1e9"]))
def test_every_value_of_a_wrong_type_is_named(path: str, wrong: object) -> None:
    is_free_text = isinstance(value_at(BASE, path), str) and wrong in ("?", "9" * 60, "1e9")
    if is_free_text or (isinstance(value_at(BASE, path), bool) and wrong is True):
        return
    assert any(problem.path.startswith(path) for problem in faults(with_value(BASE, path, wrong)))


def test_a_weight_of_no_method_is_named() -> None:
    """Its keys are methods and kinds together, so that the checks know them and the types do not."""
    path = "letting.ordinary.price_weight"
    assert f"{path}.?" in [problem.path for problem in faults(with_value(BASE, path, {"?": 1}))]


def faults(values: dict[str, object]) -> Sequence[Problem]:
    """What is wrong with them: by their types, and where those are right by the checks."""
    try:
        return problems(RuleSet.from_mapping(values))
    except InvalidRuleSet as refused:
        return refused.problems


@given(st.sampled_from([path for path in PATHS if isinstance(value_at(BASE, path), dict)]))
def test_every_unknown_key_is_named(path: str) -> None:
    try:
        found = problems(RuleSet.from_mapping(with_value(BASE, f"{path}.surprise", 1)))
    except InvalidRuleSet as refused:
        found = list(refused.problems)
    assert any(problem.path == f"{path}.surprise" for problem in found)


@given(
    st.recursive(st.none() | st.booleans() | st.integers() | st.text(), lambda part: st.dictionaries(st.text(), part))
)
def test_anything_else_is_refused_not_crashed_on(values: Any) -> None:
    with pytest.raises(InvalidRuleSet):
        RuleSet.from_mapping(values)


def test_merge_goes_key_by_key_and_replaces_lists() -> None:
    base = {"a": {"x": 1, "y": [1, 2]}, "b": 1}
    assert merge(base, {"extends": "base", "a": {"y": [3]}}) == {"a": {"x": 1, "y": [3]}, "b": 1}
    assert base == {"a": {"x": 1, "y": [1, 2]}, "b": 1}

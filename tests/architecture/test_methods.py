"""Methods of letting are data (domain 2.2): few places name one, all others ask the table what it does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from marketplace.primitives.ruleset import METHODS, Kind, Method, MethodFacts, methods_with
from tendering.tenders.models.tender import TenderMethod
from tests.architecture import sources

# The table, and the words people read.
MAY_NAME = {Path("marketplace/primitives/ruleset/methods.py"), Path("tendering/tenders/models/tender.py")}
# The demonstration plays certain methods.
PLAYS = Path("marketplace/demo")


def _names_one(node: ast.AST) -> bool:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
        owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
        return owner in ("Method", "TenderMethod") and node.attr in Method.__members__
    if isinstance(node, ast.Compare):
        return any(isinstance(side, ast.Constant) and side.value in list(Method) for side in node.comparators)
    return False


def test_methods_are_named_in_their_table_only() -> None:
    named = {path for path, module in sources.modules().items() if any(map(_names_one, ast.walk(module)))}
    assert {path for path in named if PLAYS not in path.parents} <= MAY_NAME


def test_templates_do_not_ask_which_method_it_is() -> None:
    asked = [
        f"{template.relative_to(sources.ROOT)}: {method}"
        for package in sources.PACKAGES
        for template in (sources.ROOT / package).rglob("*.html")
        for method in Method
        if f'"{method}"' in template.read_text(encoding="utf-8")
    ]
    assert asked == []


def test_every_method_has_a_row_and_words() -> None:
    assert list(METHODS) == list(Method)
    assert {value for value, _label in TenderMethod.choices} == set(Method)


@pytest.mark.parametrize("facts", METHODS.values(), ids=METHODS.keys())
def test_rows_agree_with_themselves(facts: MethodFacts) -> None:
    """Only an offer without competition has a group or a match behind it; the law binds kinds it counts."""
    competes = not facts.may_lack_competition
    assert not (competes and (facts.needs_match or facts.after_failures or facts.is_capped))
    assert not (facts.may_lack_competition and (facts.invited_in or facts.own_panel or facts.goes_on_with_fewer))
    assert set(facts.statutory_weight) <= set(Kind)
    assert all(0 <= low <= high <= 100 for low, high in facts.statutory_weight.values())


def test_methods_are_found_by_what_they_do() -> None:
    assert methods_with("after_failures") == (Method.AGREED,)
    assert methods_with("is_capped") == (Method.DIRECT_AWARD,)

"""Methods of letting are data (domain 2.2): few places name one, all others ask the table what it does."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from marketplace.primitives.ruleset import METHODS, Kind, Method, MethodFacts, methods_with
from tendering.tenders.models.tender import TenderMethod
from tests.architecture import sources

# The codes, the table, and the words people read.
MAY_NAME = {
    Path("marketplace/primitives/ruleset/codes.py"),
    Path("marketplace/primitives/ruleset/methods.py"),
    Path("tendering/tenders/models/tender.py"),
}
# The demonstration plays certain methods.
PLAYS = Path("marketplace/demo")
# The same word for something else: rounds of a call, an amendment's state, who delivers, a line's sum.
OTHER_WORDS = {
    (Path("tendering/bids/models/round.py"), "consultation"),
    (Path("tendering/contracts/rules/states.py"), "agreed"),
    (Path("tendering/demands/models/demand.py"), "resident_implemented"),
    (Path("tendering/funds/services/plans.py"), "agreed"),
    (Path("tendering/overview/queries/agenda/rows.py"), "consultation"),
}


def _named(module: ast.Module) -> set[str]:
    """Codes of the methods that a module names, as a member or as text, wherever the text stands."""
    return {code for node in ast.walk(module) if (code := _code(node))}


def _code(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name | ast.Attribute):
        owner = node.value.id if isinstance(node.value, ast.Name) else node.value.attr
        is_member = owner in ("Method", "TenderMethod") and node.attr in Method.__members__
        return Method[node.attr].value if is_member else ""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        member = Method.__members__.get(node.value)
        return member.value if member else node.value if node.value in list(Method) else ""
    return ""


def test_methods_are_named_in_their_table_only() -> None:
    named = {(path, code) for path, module in sources.modules().items() for code in _named(module)}
    found = {(path, code) for path, code in named if path not in MAY_NAME and PLAYS not in path.parents}
    assert found == OTHER_WORDS


@pytest.mark.parametrize(
    "text",
    [
        'method == "inquiry"',
        '"inquiry" == method',
        'method in ("open_tender", "inquiry")',
        'match method:\n    case "inquiry" | "open_tender":\n        pass',
        'DAYS = {"inquiry": 3}',
        'Method("inquiry")',
        'Method["INQUIRY"]',
        "method is Method.INQUIRY",
        "method == codes.TenderMethod.INQUIRY",
    ],
)
def test_a_method_is_seen_however_it_is_named(text: str) -> None:
    assert "inquiry" in _named(ast.parse(text))


def test_a_sentence_about_a_method_names_none() -> None:
    assert _named(ast.parse('"""An inquiry goes to the lowest."""\nmethod.is_capped')) == set()


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

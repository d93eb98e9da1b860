"""Whoever compares people asks `accounts.permissions.persons`, which knows of substitutes; nobody goes around it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.architecture import sources

FILTERS = frozenset({"filter", "exclude", "get", "Q"})
ACTORS = frozenset({"by", "membership", "member"})

SEAT = "a seat is personal: no substitute sits in it"
OWN = "what is shown to a person as their own, not what they may do to others' work"
KEPT = "writes down, or asks of what was written down with its role, for whom an act counts"
GIVEN = "a role of one's own, or of the officer one stands in for"

# Where the bare person, or only those for whom an act counts, is the right question, and why.
ALLOWED = {
    "catalog/permissions.py is_self": "an expert keeps their own record",
    "catalog/views/expert_facts.py get_queryset": "an expert reads their own record",
    "marketplace/accounts/permissions.py are_apart": "both acts keep their role",
    "marketplace/accounts/permissions.py gives": GIVEN,
    "marketplace/accounts/permissions.py persons": "the one place that widens it",
    "marketplace/accounts/services/joining.py _send": "whoever acts is not told of it",
    "marketplace/accounts/services/joining.py lay_down": "a role is laid down by nobody but whose it is",
    "marketplace/accounts/services/memberships.py check_apart": GIVEN,
    "marketplace/accounts/wiring.py _reads_residency": OWN,
    "marketplace/accounts/wiring.py _reads_user": OWN,
    "marketplace/rulebook/services/drafts.py draft_version": KEPT,
    "marketplace/rulebook/services/drafts.py save_draft": KEPT,
    "tendering/awards/permissions.py can_read_objection_file": OWN,
    "tendering/awards/permissions.py is_complainant": OWN,
    "tendering/awards/permissions.py reads_objection": OWN,
    "tendering/awards/views/shown.py told": OWN,
    "tendering/contracts/permissions.py is_apart_from_mending": KEPT,
    "tendering/contracts/permissions.py reads_inside": SEAT,
    "tendering/contracts/queries/satisfaction_duties.py _own_seats": SEAT,
    "tendering/contracts/queries/team.py seat_refusals": "no substitute is named, and `buyers` knows of substitutes",
    "tendering/contracts/services/amendments.py agree_amendment": KEPT,
    "tendering/contracts/services/amendments.py approve_amendment": KEPT,
    "tendering/contracts/services/milestones.py _decide": KEPT,
    "tendering/contracts/services/payment_steps.py step": KEPT,
    "tendering/contracts/services/payments.py request_payment": KEPT,
    "tendering/contracts/services/satisfaction/panels.py _take_over": "seats of the panel before, no act",
    "tendering/demands/permissions.py may_write": "a draft is its author's, not everybody's who ever stood in",
    "tendering/demands/permissions.py readable": OWN,
    "tendering/demands/permissions.py reads_backing": OWN,
    "tendering/demands/permissions.py reads_inside": OWN,
    "tendering/demands/queries/duties.py _author": OWN,
    "tendering/demands/queries/duties.py _community": OWN,
    "tendering/demands/services/backing.py _turn": OWN,
    "tendering/demands/services/states.py note_writer": KEPT,
    "tendering/demands/services/states.py _tell_followers": "whoever acts is not told of it",
    "tendering/evaluation/permissions.py seat_of": SEAT,
    "tendering/evaluation/permissions.py sitting": SEAT,
    "tendering/evaluation/queries/duties.py _answered": SEAT,
    "tendering/evaluation/queries/duties.py _seats": SEAT,
    "tendering/evaluation/queries/endings.py _calls": "whose role it is, not who acts; no substitute for a drawn one",
    "tendering/evaluation/queries/residents_vote.py ballot_of": OWN,
    "tendering/evaluation/queries/residents_vote.py to_cast": OWN,
    "tendering/evaluation/queries/seats.py own_seats": SEAT,
    "tendering/evaluation/services/convening.py _check_known": "who sits already",
    "tendering/evaluation/services/convening.py _check_members": "the named colleague against `persons`",
    "tendering/tenders/services/states.py note_writer": KEPT,
}


def _is_bare(node: ast.expr) -> bool:
    """``by.user_id``."""
    if not isinstance(node, ast.Attribute) or node.attr != "user_id":
        return False
    return isinstance(node.value, ast.Name) and node.value.id in ACTORS


def _name(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _asks(node: ast.AST) -> bool:
    """Whether it compares or filters by the bare person, or by those alone for whom an act counts."""
    if isinstance(node, ast.Compare):
        return any(_is_bare(side) for side in [node.left, *node.comparators])
    if not isinstance(node, ast.Call):
        return False
    by_person = _name(node.func) in FILTERS and any(_is_bare(word.value) for word in node.keywords)
    return by_person or _name(node.func) == "counts_for"


def _asking() -> Iterator[str]:
    for path, module in sources.modules().items():
        if "demo" in path.parts:
            continue
        for function in (node for node in ast.walk(module) if isinstance(node, ast.FunctionDef)):
            if any(_asks(node) for node in ast.walk(function)):
                yield f"{path} {function.name}"


def test_every_comparison_of_people_knows_of_substitutes_or_says_why_not() -> None:
    assert sorted(set(_asking())) == sorted(ALLOWED)

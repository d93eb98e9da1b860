"""Formulas of criteria and the facts they read, in words."""

from __future__ import annotations

import re
from collections.abc import Mapping

from django.utils.translation import gettext as _

from marketplace.primitives.ruleset.facts import Fact
from marketplace.rulebook.wording.facts import FACT_WORDS
from marketplace.ui.formats import in_english

_SIGNS = {"*": "×", "/": "÷", "<=": "≤", ">=": "≥", "!=": "≠", "==": "="}
_SIGN = re.compile(r"<=|>=|!=|==|\*|/")
_NAME = re.compile(r"[a-z_][a-z_0-9]*")


def fact_name(fact: str) -> str:
    """What a fact is called; its code where it has no name."""
    return str(FACT_WORDS[Fact(fact)]) if fact in set(Fact) else fact


def formula_in_words(formula: str) -> str:
    """``min(10, 2 * similar_contracts_last_3_years)`` as people read it; steps of a condition one after the other."""
    *steps, otherwise = [_piece(piece) for piece in formula.split(" else ")]
    if not steps:
        return otherwise
    return ("; " if in_english() else "；").join([*steps, _("otherwise %(points)s") % {"points": otherwise}])


def _piece(text: str) -> str:
    points, is_step, condition = text.partition(" if ")
    if not is_step:
        return _said(text)
    return _("%(points)s if %(condition)s") % {"points": _said(points), "condition": _said(condition)}


def _said(text: str) -> str:
    signed = _SIGN.sub(lambda found: _SIGNS[found.group()], text)
    return _NAME.sub(lambda found: _word(found.group()), signed)


def _word(name: str) -> str:
    return {"min": _("the lower of"), "max": _("the higher of")}.get(name) or fact_name(name)


def inputs_in_words(inputs: Mapping[str, object]) -> list[tuple[str, str]]:
    """Facts with their values, as they went into a formula."""
    return [(fact_name(name), str(value)) for name, value in inputs.items()]

"""Points: what a member may write, what price and facts give, what a signed sheet commits to (domain 2.5)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal
from uuid import UUID

from marketplace.primitives import canonical
from marketplace.primitives.refusal import InvalidInput
from marketplace.primitives.ruleset.formula import parse

POINT = Decimal("0.01")
NOTHING = Decimal("0.00")
_WRITTEN = re.compile(r"\d{1,3}(\.\d{1,2})?")
# A bid and a criterion.
Cell = tuple[UUID, int]


def cell_name(cell: Cell) -> str:
    """The name of a cell in forms and drafts: "b12-c34"."""
    return f"b{cell[0]}-c{cell[1]}"


def rounded(value: Decimal) -> Decimal:
    """To 0.01, half up: every member's total and every mean."""
    return value.quantize(POINT, ROUND_HALF_UP)


def written(text: str, maximum: int) -> Decimal:
    """Points as a member wrote them, between 0 and `maximum`, at most two decimals.

    Raises:
        InvalidInput: `evaluation.points_unreadable`, or `evaluation.points_outside` with the maximum.
    """
    if not text.isascii() or not _WRITTEN.fullmatch(text):
        raise InvalidInput("evaluation.points_unreadable", points=text[:20])
    value = Decimal(text)
    if value > maximum:
        raise InvalidInput("evaluation.points_outside", points=text, maximum=maximum)
    return value.quantize(POINT)


def price_points(quote: Decimal, benchmark: Decimal, maximum: int) -> Decimal:
    """Lowest valid quote ÷ quote × maximum, two decimals half up (低价优先法); 0 where price is no factor.

    Raises:
        ValueError: a quote that is not above zero, or below the benchmark.
    """
    if not Decimal(0) < benchmark <= quote:
        message = "the benchmark is the lowest quote, above zero"
        raise ValueError(message)
    return rounded(benchmark * maximum / quote)


def fact_points(formula: str, facts: Mapping[str, Decimal | int], maximum: int) -> Decimal:
    """Points of an objective criterion, the same for every member; a fact the bid does not state counts as zero."""
    parsed = parse(formula)
    return parsed.points({name: facts.get(name, 0) for name in parsed.facts}, maximum)


def commitment(sheet: Mapping[str, canonical.Json], salt: bytes) -> str:
    """SHA-256 over salt and canonical JSON of a signed sheet (hexadecimal): fixed before any other is shown."""
    return hashlib.sha256(salt + canonical.dumps(sheet)).hexdigest()

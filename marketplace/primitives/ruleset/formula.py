"""Formulas of objective criteria: a tiny grammar, no names but facts, no calls but min and max."""

from __future__ import annotations

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, DecimalException
from functools import lru_cache

LONGEST = 300
LARGEST = 1_000_000
CENT = Decimal("0.01")
_OPERATORS: dict[type[ast.operator], Callable[[Decimal, Decimal], Decimal]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Decimal, Decimal], bool]] = {
    ast.LtE: operator.le,
    ast.Lt: operator.lt,
    ast.GtE: operator.ge,
    ast.Gt: operator.gt,
    ast.Eq: operator.eq,
    ast.NotEq: operator.ne,
}
_CALLS: dict[str, Callable[..., Decimal]] = {"min": min, "max": max}


class BadFormula(ValueError):
    """The text is no formula of the grammar, or a fact it needs is missing."""


@dataclass(frozen=True)
class Formula:
    """A parsed formula such as ``min(10, 2 * similar_contracts_last_3_years)``."""

    text: str
    facts: frozenset[str]

    def points(self, facts: Mapping[str, Decimal | int], maximum: int) -> Decimal:
        """Points between 0 and `maximum`, rounded half up to 0.01; raises BadFormula on a missing fact."""
        try:
            value = _value(_tree(self.text), facts)
        except DecimalException as error:
            raise BadFormula(self.text) from error
        bounded = min(max(value, Decimal(0)), Decimal(maximum))
        return bounded.quantize(CENT, ROUND_HALF_UP)


def parse(text: str) -> Formula:
    """Check `text` against the grammar: numbers, facts, + - * /, min, max, comparisons, ``a if b else c``.

    Raises:
        BadFormula: anything else.
    """
    tree = _tree(text)
    found: set[str] = set()
    _check(tree, found)
    return Formula(text, frozenset(found))


@lru_cache(maxsize=256)
def _tree(text: str) -> ast.expr:
    if len(text) > LONGEST:
        raise BadFormula(text[:40])
    try:
        return ast.parse(text, mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise BadFormula(text) from error


def _check(node: ast.expr, found: set[str]) -> None:
    for child in _operands(node):
        _check(child, found)
    if isinstance(node, ast.Name):
        found.add(node.id)


def _operands(node: ast.expr) -> list[ast.expr]:
    """The parts of a node of the grammar; every other node is refused."""
    match node:
        case ast.Constant(value=bool()):
            raise BadFormula(ast.dump(node))
        case ast.Constant(value=int() | float() as number) if abs(number) <= LARGEST:
            return []
        case ast.Name():
            return []
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return [left, right]
        case ast.IfExp(
            test=ast.Compare(left=left, ops=[comparison], comparators=[right]), body=body, orelse=orelse
        ) if type(comparison) in _COMPARISONS:
            return [left, right, body, orelse]
        case ast.Call(func=ast.Name(id="min" | "max"), args=[_, _, *_], keywords=[]):
            return node.args
        case _:
            raise BadFormula(ast.dump(node))


def _value(node: ast.expr, facts: Mapping[str, Decimal | int]) -> Decimal:
    match node:
        case ast.Constant(value=int() | float() as number):
            return Decimal(str(number))
        case ast.Name(id=name):
            return _fact(name, facts)
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)](_value(left, facts), _value(right, facts))
        case ast.IfExp(test=ast.Compare() as test, body=body, orelse=orelse):
            return _value(body if _holds(test, facts) else orelse, facts)
        case ast.Call(func=ast.Name(id=name), args=arguments):
            return _CALLS[name](*(_value(argument, facts) for argument in arguments))
        case _:
            raise BadFormula(ast.dump(node))


def _holds(node: ast.Compare, facts: Mapping[str, Decimal | int]) -> bool:
    compare = _COMPARISONS[type(node.ops[0])]
    return compare(_value(node.left, facts), _value(node.comparators[0], facts))


def _fact(name: str, facts: Mapping[str, Decimal | int]) -> Decimal:
    if name not in facts:
        raise BadFormula(name)
    return Decimal(facts[name])

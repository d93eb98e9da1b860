"""Nothing public of services, queries and rules lives for the tests alone."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from tests.architecture import sources

LAYERS = {"services", "queries", "rules"}


def _of_layer(path: Path) -> bool:
    return bool(LAYERS & {*path.parent.parts, path.stem}) and "primitives" not in path.parts


def _public(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def _is_handler(node: ast.FunctionDef | ast.ClassDef) -> bool:
    """Handlers of messages are called by their topic."""
    marks = (mark.func for mark in node.decorator_list if isinstance(mark, ast.Call))
    return any(isinstance(mark, ast.Name) and mark.id == "handles" for mark in marks)


def _imported(module: ast.Module) -> set[str]:
    """Names a module has from elsewhere."""
    imports = (node for node in ast.walk(module) if isinstance(node, ast.Import | ast.ImportFrom))
    return {(alias.asname or alias.name).partition(".")[0] for node in imports for alias in node.names}


def _outer(node: ast.expr) -> ast.expr:
    return _outer(node.value) if isinstance(node, ast.Attribute) else node


@cache
def _used() -> frozenset[str]:
    """Names of functions and classes that product code reads: by name, or from an imported module.

    An import alone, or a listing in ``__all__``, is no use; an attribute of some other object is none either.
    """
    found = set[str]()
    for module in sources.modules().values():
        imported = _imported(module)
        for node in ast.walk(module):
            if isinstance(node, ast.Name):
                found.add(node.id)
            elif isinstance(node, ast.Attribute):
                outer = _outer(node)
                if isinstance(outer, ast.Name) and outer.id in imported:
                    found.add(node.attr)
    return frozenset(found)


@cache
def _read() -> frozenset[str]:
    """Names of attributes that product code or its templates read."""
    nodes = (node for module in sources.modules().values() for node in ast.walk(module))
    found = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    for package in sources.PACKAGES:
        for template in (sources.ROOT / package).rglob("*.html"):
            found.update(re.findall(r"\w+", template.read_text(encoding="utf-8")))
    return frozenset(found)


def _alone() -> Iterator[str]:
    for path, module in sources.modules().items():
        if not _of_layer(path):
            continue
        for node in _public(module.body):
            if node.name not in _used() and not _is_handler(node):
                yield f"{path}:{node.lineno} {node.name}"
            for method in _public(node.body) if isinstance(node, ast.ClassDef) else ():
                if method.name not in _read():
                    yield f"{path}:{method.lineno} {node.name}.{method.name}"


def test_services_queries_and_rules_are_used_by_the_product() -> None:
    assert list(_alone()) == []

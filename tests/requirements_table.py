"""docs/requirements.md: each requirement with the tests that show it, read from the marks without running anything.

`python -m tests.requirements_table` writes the page, `--check` fails where the page on disk is out of date.
"""

from __future__ import annotations

import ast
import csv
from collections.abc import Iterator

from tests import written_page
from tests.written_page import ROOT

LIST = ROOT / "tests/architecture/requirements.csv"
PAGE = ROOT / "docs/requirements.md"
_NO_TEST = {"due": "**not shown yet**", "later": "later", "content": "content only"}
_HEAD = """# Requirements and the tests that show them

Written by `make requirements-table` from the marks in `tests/`; do not edit. M must, S should, I information.

| number | priority | requirement | shown by |
|---|---|---|---|
"""


def requirements() -> list[dict[str, str]]:
    """The rows of the committed list: number, source, priority, status (due, later, content), text."""
    with LIST.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def _numbers(mark: ast.expr) -> list[str]:
    """The arguments of `pytest.mark.requirement(...)`, nothing for another decorator."""
    if isinstance(mark, ast.Call) and isinstance(mark.func, ast.Attribute) and mark.func.attr == "requirement":
        return [str(argument.value) for argument in mark.args if isinstance(argument, ast.Constant)]
    return []


def _module_marks(module: ast.Module) -> list[str]:
    for node in module.body:
        if isinstance(node, ast.Assign) and any(getattr(target, "id", "") == "pytestmark" for target in node.targets):
            marks = node.value.elts if isinstance(node.value, ast.List | ast.Tuple) else [node.value]
            return [number for mark in marks for number in _numbers(mark)]
    return []


def _tests(body: list[ast.stmt], inherited: list[str]) -> Iterator[tuple[str, str]]:
    for node in body:
        if not isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            continue
        marks = inherited + [number for mark in node.decorator_list for number in _numbers(mark)]
        if isinstance(node, ast.ClassDef):
            yield from _tests(node.body, marks)
        elif node.name.startswith("test_"):
            yield from ((number, node.name) for number in marks)


def marked() -> dict[str, list[str]]:
    """Tests ("path::name") by the number that they are marked with."""
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        for number, name in _tests(module.body, _module_marks(module)):
            found.setdefault(number, []).append(f"{path.relative_to(ROOT)}::{name}")
    return found


def page() -> str:
    """The page as it should be."""
    tests = marked()
    lines = []
    for row in requirements():
        shown = "<br>".join(f"`{test}`" for test in tests.get(row["number"], [])) or _NO_TEST[row["status"]]
        lines.append(f"| {row['number']} | {row['priority']} | {row['text']} | {shown} |")
    return _HEAD + "\n".join(lines) + "\n"


def main() -> None:
    written_page.keep(PAGE, page(), "requirements-table")


if __name__ == "__main__":
    main()

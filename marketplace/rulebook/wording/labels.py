"""Names and explanations of keys, codes and faults, from the tables beside this module."""

from __future__ import annotations

import csv
import re
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

from marketplace.primitives.ruleset import Problem
from marketplace.primitives.ruleset.codes import Method
from marketplace.ui.formats import in_english, plain

_FOLDER = files("marketplace.rulebook.wording")
_TIER = re.compile(r"^(letting|opening)\.(?:micro|ordinary|major)\.")
_TEMPLATE = re.compile(r"^score_templates\.(?!criteria(?:\.|$))[^.]+\.")
# An entry of a table by tier, or by stage of publicity: its parts are named like those of the table.
_ENTRY = re.compile(r"\.(?:micro|ordinary|major)(?=\.)|(?<=^publicity)\.[a-z]+(?=\.)")
_INDEX = re.compile(r"\.\d+(?=\.|$)")
ARROW = " › "


@lru_cache(maxsize=3)
def table(name: str) -> dict[tuple[str, ...], dict[str, str]]:
    """A table's rows by their key columns."""
    text = _FOLDER.joinpath(f"{name}.csv").read_text(encoding="utf-8")
    keys = {"keys": ("path",), "codes": ("list", "code"), "problems": ("code",)}[name]
    rows = csv.DictReader(text.splitlines(), delimiter="|", quoting=csv.QUOTE_NONE)
    return {tuple(row[key] for key in keys): row for row in rows}


def key_name(path: str) -> str:
    """What the key at a dotted path is called; for entries of a table, the name of their code."""
    if row := _key_row(path):
        return _said(row)
    return code_of_entry(path.rpartition(".")[2])


def key_help(path: str) -> str:
    """One sentence about the key; empty where its name says all."""
    row = _key_row(path)
    return (row["help_en"] if in_english() else row["help_zh"]) if row else ""


def key_trail(path: str) -> str:
    """The way to a key in words: ``Tiers › Micro up to``."""
    parts = path.split(".")
    steps = [".".join(parts[: length + 1]) for length in range(len(parts))]
    return ARROW.join(_step(step) for step in steps if not _is_wrapper(step))


def code_name(value: StrEnum) -> str:
    """A code in words."""
    return listed(type(value).__name__, value.value)


def listed(name: str, code: str) -> str:
    """A code of a named list in words; the code itself where it has none (fund types are data)."""
    row = table("codes").get((name, code))
    return _said(row) if row else code


def code_of_entry(key: str) -> str:
    """The key of a table entry in words: a tier, a method, a method and a kind, a template."""
    for name in ("Tier", "Method", "Kind", "template_key", "template", "PublicStage"):
        if (name, key) in table("codes"):
            return listed(name, key)
    for method in Method:
        if key.startswith(f"{method}_"):
            kind = listed("Kind", key.removeprefix(f"{method}_"))
            return f"{listed('Method', method)} · {kind}"
    return key


def problem_words(problem: Problem) -> str:
    """A fault in words."""
    row = table("problems").get((problem.code,))
    if row is None:
        return problem.code
    return _said(row) % {name: _parameter(name, value) for name, value in problem.parameters.items()}


def _parameter(name: str, value: object) -> object:
    lists = {"method": "Method", "kind": "Kind", "flag": "Flag", "step": "Step", "fund_type": "fund_type"}
    return listed(lists[name], str(value)) if name in lists else plain(value)


def _key_row(path: str) -> dict[str, str] | None:
    keys = table("keys")
    bare = _TEMPLATE.sub("score_templates.", _INDEX.sub("", path))
    paths = (bare, _TIER.sub(r"\1.*.", bare), _ENTRY.sub("", bare))
    return next((keys[path,] for path in paths if (path,) in keys), None)


def _step(path: str) -> str:
    last = path.rpartition(".")[2]
    return str(int(last) + 1) if last.isdigit() else key_name(path)


def _is_wrapper(path: str) -> bool:
    """``letting`` says nothing that ``letting.micro`` does not say."""
    return path in ("letting", "opening")


def _said(row: dict[str, str]) -> str:
    return row["en"] if in_english() else row["zh"]

"""docs/mutants.md: what became of each mutant when it was last tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.mutants.copies import ROOT
from tests.mutants.listed import Mutant, row

PAGE = ROOT / "docs/mutants.md"
_HEAD = """# Mutants

Written by `make mutants`; do not edit. Each line takes one protection away in a scratch copy and runs the test that
must notice. "survived" would mean that nothing holds the protection in place. A run of a few
(`python -m tests.mutants WORD...`) replaces their lines; `--untried` runs those that were not tried yet.

| protection | taken away | noticed by | result |
|---|---|---|---|
"""
_UNTRIED = "not tried yet"


def written(before: str, listed: Sequence[Mutant], results: Mapping[str, str]) -> str:
    """The page after a run: new results by name, and of the others the line that stood there, if it still says them."""
    lines = before.splitlines()
    return _HEAD + "".join(f"{_line(mutant, lines, results)}\n" for mutant in listed)


def _line(mutant: Mutant, lines: Sequence[str], results: Mapping[str, str]) -> str:
    if mutant.name in results:
        return row(mutant, results[mutant.name])
    same = row(mutant, "").removesuffix(" |")
    return next((line for line in lines if line.startswith(same)), row(mutant, _UNTRIED))


def untried(before: str, listed: Sequence[Mutant]) -> list[Mutant]:
    """Those of which the page does not say what became of them as they stand now."""
    lines = before.splitlines()
    return [mutant for mutant in listed if _line(mutant, lines, {}) == row(mutant, _UNTRIED)]


def read() -> str:
    """The page as it stands; empty where there is none."""
    return PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""


def write(listed: Sequence[Mutant], results: Mapping[str, str]) -> None:
    """Bring docs/mutants.md up to date."""
    PAGE.write_text(written(read(), listed, results), encoding="utf-8")

"""The list of mutants, and how it is shared out; pure but for reading the list."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path, PurePosixPath

LIST = Path(__file__).parent / "mutants.toml"


@dataclass(frozen=True)
class Mutant:
    """One protection: where it stands, what replaces it, which test must fail then.

    Attributes:
        name: the protection in words.
        file: path below the root; `old` stands in it exactly once.
        old, new: text and its replacement; an empty `new` removes it.
        test: pytest's node id.
        postgresql: the protection only shows there (locks).
    """

    name: str
    file: str
    old: str
    test: str
    new: str = ""
    postgresql: bool = False


def mutants() -> list[Mutant]:
    listed = tomllib.loads(LIST.read_text(encoding="utf-8"))["mutant"]
    return [Mutant(**entry) for entry in listed]


def named(listed: Sequence[Mutant], words: Sequence[str]) -> list[Mutant]:
    """Those whose name holds one of the words; all of them where there is no word."""
    return [mutant for mutant in listed if not words or any(word in mutant.name for word in words)]


def changes_the_seed(mutant: Mutant) -> bool:
    """Whether the tables are another's without the protection (`tests.seeds.fingerprint` reads the same files)."""
    path = PurePosixPath(mutant.file)
    return path.parent.name == "migrations" or "trigger" in path.name


def seeds_last(chosen: Sequence[Mutant]) -> list[Mutant]:
    """In the list's order, but at the end those that need a seed of their own: the usual one serves all others."""
    return sorted(chosen, key=changes_the_seed)


def noticing(chosen: Sequence[Mutant], *, postgresql: bool) -> list[str]:
    return sorted({mutant.test for mutant in chosen if mutant.postgresql is postgresql})


def portions(tests: Sequence[str], number: int) -> list[list[str]]:
    """At most so many portions of about one size; the tests of one file stay together, none is empty."""
    shares: list[list[str]] = [[] for _ in range(number)]
    files = [list(group) for _, group in groupby(sorted(tests), key=lambda test: test.partition("::")[0])]
    for file in sorted(files, key=len, reverse=True):
        min(shares, key=len).extend(file)
    return [share for share in shares if share]


def row(mutant: Mutant, result: str) -> str:
    taken = " ".join(mutant.old.split())[:90].replace("|", "\\|")
    where = " (PostgreSQL)" if mutant.postgresql else ""
    return f"| {mutant.name} | `{taken}` in `{mutant.file}` | `{mutant.test}`{where} | {result} |"

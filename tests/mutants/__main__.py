"""`make mutants`: run the list in a scratch copy and write docs/mutants.md.

`python -m tests.mutants WORD...` runs only the mutants whose name holds one of the words, and writes nothing.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

ROOT = Path(__file__).resolve().parent.parent.parent
LIST = Path(__file__).parent / "mutants.toml"
PAGE = ROOT / "docs/mutants.md"
_LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", "var", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache"
)
_HEAD = """# Mutants

Written by `make mutants`; do not edit. Each line takes one protection away in a scratch copy and runs the test that
must notice. "survived" would mean that nothing holds the protection in place.

| protection | taken away | noticed by | result |
|---|---|---|---|
"""


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


def _run(copy: Path, tests: Sequence[str], *, postgresql: bool) -> int:
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "marketplace.settings.test"}
    environment.pop("TEST_DATABASE_URL", None)
    if postgresql:
        environment["TEST_DATABASE_URL"] = os.environ["POSTGRESQL_URL"]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--order=written", *tests]
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode


def sound(copy: Path, chosen: Sequence[Mutant]) -> set[str]:
    """The tests that pass while nothing is taken away: all at once, one by one only where that fails."""
    passing: set[str] = set()
    for postgresql in (False, True):
        tests = sorted({mutant.test for mutant in chosen if mutant.postgresql is postgresql})
        if not tests or _run(copy, tests, postgresql=postgresql) == 0:
            passing.update(tests)
        else:
            passing.update(test for test in tests if _run(copy, [test], postgresql=postgresql) == 0)
    return passing


def judge(copy: Path, mutant: Mutant, passing: set[str]) -> str:
    """ "killed", or what is wrong with the protection, its test or its entry in the list."""
    path = copy / mutant.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(mutant.old) != 1:
        return f"outdated: the text stands {whole.count(mutant.old)} times in the file"
    if mutant.test not in passing:
        return "the test fails without the change"
    path.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        code = _run(copy, [mutant.test], postgresql=mutant.postgresql)
    finally:
        path.write_text(whole, encoding="utf-8")
    return {0: "**survived**", 1: "killed"}.get(code, f"pytest ended with {code}")


def row(mutant: Mutant, result: str) -> str:
    taken = " ".join(mutant.old.split())[:90].replace("|", "\\|")
    where = " (PostgreSQL)" if mutant.postgresql else ""
    return f"| {mutant.name} | `{taken}` in `{mutant.file}` | `{mutant.test}`{where} | {result} |"


def main() -> None:
    words = sys.argv[1:]
    chosen = [mutant for mutant in mutants() if not words or any(word in mutant.name for word in words)]
    chosen = [mutant for mutant in chosen if not mutant.postgresql or "POSTGRESQL_URL" in os.environ]
    began, results = time.monotonic(), []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = Path(folder) / "copy"
        shutil.copytree(ROOT, copy, ignore=_LEFT_BEHIND)
        passing = sound(copy, chosen)
        for mutant in tqdm(chosen, unit="mutant"):
            result = judge(copy, mutant, passing)
            results.append(result)
            tqdm.write(row(mutant, result))
    if not words and len(chosen) == len(mutants()):
        lines = [row(mutant, result) for mutant, result in zip(chosen, results, strict=True)]
        PAGE.write_text(_HEAD + "\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write(f"{results.count('killed')} of {len(results)} killed in {time.monotonic() - began:.0f} s\n")
    sys.exit(results.count("killed") != len(results))


if __name__ == "__main__":
    main()

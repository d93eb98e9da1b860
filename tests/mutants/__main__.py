"""`make mutants`: run the list in scratch copies, one for each core, and write docs/mutants.md.

`python -m tests.mutants WORD...` runs only the mutants whose name holds one of the words, and replaces their lines;
`--untried` runs only those of which the page says nothing yet. A run that is stopped keeps what it found.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from tqdm import tqdm

from tests.mutants import page
from tests.mutants.copies import copies, run, spread
from tests.mutants.listed import Mutant, mutants, named, noticing, portions, row, seeds_last
from tests.seeds import one_at_a_time


def sound(places: Sequence[Path], chosen: Sequence[Mutant]) -> set[str]:
    """The tests that pass while nothing is taken away; each copy runs its portion of them and builds its seeds."""
    passing: set[str] = set()
    for postgresql in (False, True):
        shares = portions(noticing(chosen, postgresql=postgresql), len(places))
        for _, passed in spread(shares, places, partial(_passing, postgresql=postgresql)):
            passing.update(passed)
    return passing


def _passing(copy: Path, tests: Sequence[str], *, postgresql: bool) -> list[str]:
    """All at once, one by one only where that fails."""
    if run(copy, tests, postgresql=postgresql) == 0:
        return list(tests)
    return [test for test in tests if run(copy, [test], postgresql=postgresql) == 0]


def judge(copy: Path, mutant: Mutant, *, passing: set[str]) -> str:
    """ "killed", or what is wrong with the protection, its test or its entry in the list."""
    path = copy / mutant.file
    whole = path.read_text(encoding="utf-8")
    if whole.count(mutant.old) != 1:
        return f"outdated: the text stands {whole.count(mutant.old)} times in the file"
    if mutant.test not in passing:
        return "the test fails without the change"
    path.write_text(whole.replace(mutant.old, mutant.new), encoding="utf-8")
    try:
        code = run(copy, [mutant.test], postgresql=mutant.postgresql)
    finally:
        path.write_text(whole, encoding="utf-8")
    return {0: "**survived**", 1: "killed"}.get(code, f"pytest ended with {code}")


def judged(places: Sequence[Path], chosen: Sequence[Mutant]) -> Iterator[tuple[Mutant, str]]:
    """What became of each mutant, as soon as it is known."""
    passing = sound(places, chosen)
    yield from spread(seeds_last(chosen), places, partial(judge, passing=passing))


def asked_for() -> list[Mutant]:
    """What the command line chooses; locks only where PostgreSQL is there."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutants", description=__doc__)
    parser.add_argument("words", nargs="*", metavar="WORD", help="only mutants whose name holds one of the words")
    parser.add_argument("--untried", action="store_true", help="only mutants that docs/mutants.md calls not tried yet")
    options = parser.parse_args()
    chosen = named(mutants(), options.words)
    if options.untried:
        chosen = page.untried(page.read(), chosen)
    return [mutant for mutant in chosen if not mutant.postgresql or "POSTGRESQL_URL" in os.environ]


def main() -> None:
    chosen = asked_for()
    began = time.monotonic()
    results: dict[str, str] = {}
    with one_at_a_time("mutants"):
        told = judged(copies(os.cpu_count() or 1), chosen)
        for mutant, result in tqdm(told, total=len(chosen), unit="mutant"):
            tqdm.write(row(mutant, result))
            results[mutant.name] = result
            page.write(mutants(), results)
    killed = list(results.values()).count("killed")
    sys.stdout.write(f"{killed} of {len(chosen)} killed in {time.monotonic() - began:.0f} s\n")
    sys.exit(killed != len(chosen))


if __name__ == "__main__":
    main()

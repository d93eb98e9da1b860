"""`make mutants`: run the list in scratch copies, one for each core, and write docs/mutants.md.

`python -m tests.mutants WORD...` runs only the mutants whose name holds one of the words, and replaces their lines.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from tqdm import tqdm

from tests.mutants import page
from tests.mutants.copies import copies, run, spread
from tests.mutants.listed import Mutant, mutants, noticing, portions, row, seeds_last
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


def judged(places: Sequence[Path], chosen: Sequence[Mutant]) -> dict[str, str]:
    """What became of each mutant, by its name; each is told as soon as it is known."""
    passing = sound(places, chosen)
    told = spread(seeds_last(chosen), places, partial(judge, passing=passing))
    results = {}
    for mutant, result in tqdm(told, total=len(chosen), unit="mutant"):
        results[mutant.name] = result
        tqdm.write(row(mutant, result))
    return results


def main() -> None:
    words = sys.argv[1:]
    chosen = [mutant for mutant in mutants() if not words or any(word in mutant.name for word in words)]
    chosen = [mutant for mutant in chosen if not mutant.postgresql or "POSTGRESQL_URL" in os.environ]
    began = time.monotonic()
    with one_at_a_time("mutants"):
        results = judged(copies(os.cpu_count() or 1), chosen)
    page.write(mutants(), results)
    killed = list(results.values()).count("killed")
    sys.stdout.write(f"{killed} of {len(chosen)} killed in {time.monotonic() - began:.0f} s\n")
    sys.exit(killed != len(chosen))


if __name__ == "__main__":
    main()

"""`make bench-full`: ninety-six thousand finished projects (R14: what the city counts), on SQLite.

Written by the portal's own command, checked by its own proofs, and then read: do the public pages still answer as
quickly as over the demonstration alone? About an hour and twenty gigabytes; writes docs/benchmarks-full.md.
"""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.__main__ import FULL, PAGES, machine
from tests.benchmarks.measuring import Command, Latency, run, served, times_of

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs/benchmarks-full.md"
YEARS = tuple(str(year) for year in range(2018, 2025))
DEEP = {
    "demands, page 2,000, sorted": "/demands/?page=2000&sort=-budget",
    "contracts, page 1,000": "/contracts/?page=1000",
}
REQUESTS = 60


def main() -> None:
    """Write, prove, read; the folder is forgotten afterwards.

    Raises:
        subprocess.CalledProcessError: a command failed, the proofs among them.
    """
    with tempfile.TemporaryDirectory(prefix="bench-full-", dir=os.environ.get("BENCH_FOLDER")) as folder:
        file = Path(folder) / "full.sqlite3"
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "marketplace.settings.demo",
            "DATABASE_URL": f"sqlite:///{file}",
            "VAR_DIR": folder,
        }
        commands = [run("migrate", environment, "-v0"), run("load_demo_data", environment, "-v0")]
        with served(environment) as port:
            before = [times_of(port, name, path, REQUESTS) for name, path in PAGES.items()]
        commands += [
            run("generate_history", environment, "-v0", "--projects", str(FULL), "--years", *YEARS),
            run("verify_ledger", environment),
            run("verify_audit", environment),
        ]
        gigabytes = file.stat().st_size / 1e9
        with served(environment) as port:
            after = [times_of(port, name, path, REQUESTS) for name, path in (PAGES | DEEP).items()]
    page = written(commands, gigabytes, before, after)
    PAGE.write_text(page, encoding="utf-8")
    sys.stdout.write(page)


def written(commands: list[Command], gigabytes: float, before: list[Latency], after: list[Latency]) -> str:
    """The page."""
    known = {one.name: one for one in before}
    history = commands[2]
    lines = [HEAD % {"machine": machine(), "number": f"{FULL:,}", "first": YEARS[0], "last": YEARS[-1]}]
    lines += ["| command | wall | processor | peak memory |", "|---|---|---|---|"]
    lines += [f"| `{c.name}` | {c.wall:.0f} s | {c.processor:.0f} s | {c.megabytes:.0f} MB |" for c in commands]
    lines.append(
        f"\n{FULL:,} projects at {FULL / history.wall:.0f} a second from start to exit; the database has "
        f"{gigabytes:.1f} GB. Both proofs end without a finding, else this page would not have been written.\n"
    )
    lines += ["| page | p95, demonstration alone | median | p95 | size |", "|---|---|---|---|---|"]
    for one in after:
        alone = f"{known[one.name].p95 * 1000:.0f} ms" if one.name in known else ""
        lines.append(
            f"| {one.name} | {alone} | {one.median * 1000:.0f} ms | {one.p95 * 1000:.0f} ms | {one.kilobytes} KB |"
        )
    return "\n".join(lines) + "\n"


HEAD = """# Benchmarks at full size

Written by `make bench-full`; do not edit. %(machine)s, SQLite. `generate_history` writes %(number)s finished projects
of the years %(first)s to %(last)s beside the demonstration; then the ledger and the log are proved from their first
line to their last, and the public pages are read as in [benchmarks.md](benchmarks.md).
"""

if __name__ == "__main__":
    main()

"""`make bench`: measure on SQLite and, where POSTGRESQL_URL names one, on PostgreSQL, and write docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg

from tests.benchmarks import starting
from tests.benchmarks.measuring import Command, Latency, run, served, times_of

ROOT = Path(__file__).resolve().parent.parent.parent
PAGE = ROOT / "docs/benchmarks.md"
PROJECTS, YEARS, FULL = 2000, ("2023", "2024"), 96_000
PAGES = {
    "front page": "/",
    "demands": "/demands/",
    "demands, second page, sorted": "/demands/?page=2&sort=-budget",
    "calls": "/tenders/",
    "results": "/results/",
    "contracts": "/contracts/",
    "roster": "/roster/",
    "fund transparency": "/funds/",
}
REQUESTS = 200


@contextmanager
def databases() -> Iterator[dict[str, str]]:
    """Addresses of empty databases by name; that of PostgreSQL is dropped afterwards."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        found = {"SQLite": f"sqlite:///{folder}/bench.sqlite3"}
        server = os.environ.get("POSTGRESQL_URL")
        if server is None:
            yield found
            return
        name = f"bench_{os.getpid()}"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f'CREATE DATABASE "{name}"')
            try:
                yield found | {"PostgreSQL": server.rpartition("/")[0] + "/" + name}
            finally:
                connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@dataclass(frozen=True)
class Measured:
    """What was measured on one database; `lag` is a line of the table, or none where there is no cluster."""

    commands: list[Command]
    pages: list[Latency]
    lag: str


def measure(address: str) -> Measured:
    """Migrate, play the demonstration, write history in bulk, ask for pages, change what is found."""
    with tempfile.TemporaryDirectory(prefix="bench-var-") as folder:
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "marketplace.settings.demo",
            "DATABASE_URL": address,
            "VAR_DIR": folder,
        }
        commands = [
            run("migrate", environment, "-v0"),
            run("load_demo_data", environment, "-v0"),
            run("generate_history", environment, "-v0", "--projects", str(PROJECTS), "--years", *YEARS),
        ]
        with served(environment) as port:
            pages = [times_of(port, name, path, REQUESTS) for name, path in PAGES.items()]
        return Measured(commands, pages, lagging(environment))


def lagging(environment: dict[str, str]) -> str:
    """How far the cluster is behind while fifty objects change every second, through Redis where there is one."""
    if "ELASTICSEARCH_URL" not in environment:
        return ""
    own = {"SEARCH_INDEX_PREFIX": f"bench-{os.getpid()}"}
    if broker := environment.get("REDIS_URL"):
        own["BROKER_URL"] = broker
    command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.lag"]
    return subprocess.check_output(command, cwd=ROOT, env=environment | own, text=True).splitlines()[-1] + "\n"


def searched() -> str:
    """Lines of the table of search: the embedded engine on each database, and the cluster where there is one."""
    with databases() as found:
        runs = [("embedded", address) for address in found.values()]
        if cluster := os.environ.get("ELASTICSEARCH_URL"):
            runs.append(("cluster", cluster))
        command = [sys.executable, "-m", "tests.benchmarks.searching"]
        return "".join(subprocess.check_output([*command, *run], cwd=ROOT, text=True) for run in runs)


def judged() -> str:
    """Lines of the table of evaluation, one for each database."""
    with databases() as found:
        command = [sys.executable, "-W", "ignore", "-m", "tests.benchmarks.judging"]
        return "".join(subprocess.check_output([*command, one], cwd=ROOT, text=True) for one in found.values())


def written(results: dict[str, Measured], search: str, starts: str, judging: str) -> str:
    """The page."""
    lines = [HEAD % {"machine": machine()}, START_SAID, starts]
    lines += ["## Commands\n", "| command | database | wall | processor | peak memory |", "|---|---|---|---|---|"]
    for database, measured in results.items():
        lines += [
            f"| `{one.name}` | {database} | {one.wall:.1f} s | {one.processor:.1f} s | {one.megabytes:.0f} MB |"
            for one in measured.commands
        ]
    lines += ["\n## Writing history in bulk\n", BULK, ""]
    for database, measured in results.items():
        rate = PROJECTS / measured.commands[-1].wall
        lines.append(
            f"- {database}: {PROJECTS:,} projects of {len(YEARS)} years, {rate:.0f} a second from start to exit; "
            f"{FULL:,} at that rate take {FULL / rate / 60:.0f} minutes."
        )
    lines += [f"\n## Pages\n\n{PAGES_SAID % {'requests': REQUESTS}}\n", "| page | database | median | p95 | size |"]
    lines.append("|---|---|---|---|---|")
    for database, measured in results.items():
        lines += [
            f"| {one.name} | {database} | {one.median * 1000:.0f} ms | {one.p95 * 1000:.0f} ms | {one.kilobytes} KB |"
            for one in measured.pages
        ]
    lags = "".join(one.lag for one in results.values()) or "Not measured in this run: it wants Elasticsearch.\n"
    lines += [f"{JUDGING_TITLE}\n{JUDGING_SAID}\n", JUDGING_HEAD, judging.rstrip()]
    lines += [LAG_TITLE, f"{LAG_SAID}\n", LAG_HEAD if "|" in lags else "", lags.rstrip()]
    return "\n".join(lines) + "\n" + of_search(search)


def of_search(lines: str) -> str:
    """The last part of the page."""
    missing = [name for name in ("SQLite", "PostgreSQL", "Elasticsearch") if f"| {name} |" not in lines]
    said = SEARCH_SAID + (f"\nNot measured in this run: {', '.join(missing)}." if missing else "")
    return "\n".join([SEARCH_TITLE, f"{said}\n", SEARCH_HEAD, "|---|---|---|---|---|---|"]) + "\n" + lines


def machine() -> str:
    return f"{os.cpu_count()} cores, {platform.system()}, Python {platform.python_version()}"


HEAD = """# Benchmarks

Written by `make bench`; do not edit. Figures are taken side by side in one run on an idle machine: %(machine)s.
The test suite asserts counts, never seconds.
"""
START_SAID = """## Starting

`make demo` until its front page answers: packages, database, demonstration, server and worker.

| start | bar | taken |
|---|---|---|"""
BULK = """`manage.py generate_history` writes finished projects with everything that belongs to them: about 270 rows
each without `--whole-log`, of which 20 to 25 are entries of the log. A chunk is written and forgotten, so memory does
not grow with the number of projects."""
PAGES_SAID = """Read by a visitor, Chinese, one after another, %(requests)d requests each, from gunicorn with two sync
workers over the demonstration and the history above."""

JUDGING_TITLE = "\n## Evaluation\n"
JUDGING_SAID = """From the act to the ranking: all points of all sheets, formulas, low quotes, ranks; five turns in the
process that measures; `tests/benchmarks/judging.py`. The bar is 2 s for 200 bids and 9 members."""
JUDGING_HEAD = "| database | size | median | longest |\n|---|---|---|---|"

LAG_TITLE = "\n## How far the index is behind\n"
LAG_SAID = """Fifty demands change every second, each in an act of its own; outbox, broker and worker are the portal's.
From the commit of the act until the cluster finds the document by a word that it did not hold before, asked
four times a second; `tests/benchmarks/lag.py`. The bar is 2 s at p95."""
LAG_HEAD = "| database | changes | median | p95 | longest |\n|---|---|---|---|---|"

SEARCH_TITLE = "\n## Search\n"
SEARCH_SAID = """A hundred thousand generated documents, asked in the process that measures, without page or network
but the cluster's own; `tests/benchmarks/searching.py`. The bar is 20 ms at p95. Sixty words are
drawn for every question and asked twice: a process keeps the sets that it was asked for, and its
first question reads the columns. SQLite is measured in processor time, which other processes of the
machine do not change; PostgreSQL and Elasticsearch work in processes of their own, and are measured
by the clock on the wall. One document in twenty is a draft that only its offices find: they ask with
three words of their audience, everybody else with one."""
SEARCH_HEAD = "| engine | question | median, first time | p95, first time | median, then | p95, then |"


def main() -> None:
    """Everything, or `search` alone: the rest of the page stays."""
    if sys.argv[1:] == ["search"]:
        before, _title, _rest = PAGE.read_text(encoding="utf-8").partition(SEARCH_TITLE)
        PAGE.write_text(before + of_search(searched()), encoding="utf-8")
        return
    with databases() as found:
        results = {name: measure(address) for name, address in found.items()}
    page = written(results, searched(), starting.lines(*starting.starts()), judged())
    sys.stdout.write(page)
    if len(results) > 1:
        PAGE.write_text(page, encoding="utf-8")


if __name__ == "__main__":
    main()

"""Scratch copies of the project, and pytest inside them.

They stand at the same place every time, so that the seeds of PostgreSQL, which bear the name of their checkout, and
the compiled bytecode are there from the run before. One copy runs one test at a time.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from queue import SimpleQueue
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent.parent
SCRATCH = ROOT / ".cache/mutants"
_LEFT_BEHIND = shutil.ignore_patterns(
    ".git", ".venv", ".cache", "var", "node_modules", "__pycache__", ".mypy_cache", ".ruff_cache"
)
_PYTEST = [sys.executable, "-m", "pytest", "-q", "-x", "--no-header", "--order=written"]
_UNUSED = ("xdist", "xdist.looponfail", "pytest_cov", "cacheprovider")  # every start would load them

Item = TypeVar("Item")
Outcome = TypeVar("Outcome")


def copies(number: int) -> list[Path]:
    """So many fresh copies of the project; their seeds are kept."""
    places = [SCRATCH / str(place) for place in range(number)]
    for copy in places:
        copy.mkdir(parents=True, exist_ok=True)
        for old in copy.iterdir():
            if old.name != ".cache":
                shutil.rmtree(old) if old.is_dir() else old.unlink()
        shutil.copytree(ROOT, copy, ignore=_LEFT_BEHIND, dirs_exist_ok=True)
    return places


def run(copy: Path, tests: Sequence[str], *, postgresql: bool) -> int:
    """What pytest ends with."""
    plugins = [option for name in _UNUSED for option in ("-p", f"no:{name}")]
    command = [*_PYTEST, *plugins, *tests]
    environment = environment_of(dict(os.environ), postgresql=postgresql)
    return subprocess.run(command, cwd=copy, env=environment, capture_output=True, check=False).returncode


def environment_of(outside: dict[str, str], *, postgresql: bool) -> dict[str, str]:
    """Of one run: its database, tables the quick way, and bytecode that the next run finds."""
    left_out = {"TEST_DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
    inside = {name: value for name, value in outside.items() if name not in left_out}
    inside["DJANGO_SETTINGS_MODULE"] = "marketplace.settings.test"
    inside["PYTHONPYCACHEPREFIX"] = str(SCRATCH / "bytecode")
    inside["QUICK_SEED"] = "1"
    if postgresql:
        inside["TEST_DATABASE_URL"] = outside["POSTGRESQL_URL"]
    return inside


def spread(
    items: Sequence[Item], places: Sequence[Path], act: Callable[[Path, Item], Outcome]
) -> Iterator[tuple[Item, Outcome]]:
    """Let every copy act on one item after another; yield each item with its outcome as soon as it is there."""
    free: SimpleQueue[Path] = SimpleQueue()
    for place in places:
        free.put(place)

    def act_somewhere(item: Item) -> tuple[Item, Outcome]:
        place = free.get()
        try:
            return item, act(place, item)
        finally:
            free.put(place)

    with ThreadPoolExecutor(max_workers=len(places)) as threads:
        for done in as_completed([threads.submit(act_somewhere, item) for item in items]):
            yield done.result()

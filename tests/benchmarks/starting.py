"""How long `make demo` takes until it serves, from a fresh clone with an empty package cache, and a second time.

python -m tests.benchmarks.starting
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

from tests.benchmarks.measuring import ROOT, free_port, wait_for

PATIENCE = 900.0
# What points at this machine's own environment, services and data: a newcomer has none of it.
OURS = ("DJANGO_SETTINGS_MODULE", "VAR_DIR", "DATABASE_URL", "VIRTUAL_ENV", "REDIS_URL", "ELASTICSEARCH_URL")


def newcomer(folder: Path) -> dict[str, str]:
    """The environment of somebody who has Python, git and make, and no package yet."""
    kept = {name: value for name, value in os.environ.items() if name not in OURS}
    return kept | {"UV_CACHE_DIR": str(folder / "uv"), "PIP_CACHE_DIR": str(folder / "pip"), "PYTHON": sys.executable}


def started(clone: Path, environment: Mapping[str, str]) -> float:
    """Seconds of one `make demo` until its front page answers; then it is stopped as Ctrl-C does."""
    port, began = free_port(), time.monotonic()
    command = ["make", "demo", f"PORT={port}"]
    # A session of its own: make, the portal and its worker are stopped together.
    running = subprocess.Popen(command, cwd=clone, env=dict(environment), stdout=sys.stderr, start_new_session=True)
    try:
        wait_for(port, running, "/", PATIENCE)
        return time.monotonic() - began
    finally:
        os.killpg(running.pid, signal.SIGINT)
        running.wait(timeout=60)


def starts() -> tuple[float, float]:
    """Seconds of the first start and of the second."""
    with tempfile.TemporaryDirectory(prefix="bench-start-") as name:
        folder = Path(name)
        clone, environment = folder / "clone", newcomer(folder)
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        return started(clone, environment), started(clone, environment)


def lines(first: float, second: float) -> str:
    """Rows of the table."""
    rows = [("first, from a fresh clone with an empty package cache", 120, first), ("second", 10, second)]
    return "".join(f"| {label} | {bar} s | {seconds:.1f} s |\n" for label, bar, seconds in rows)


if __name__ == "__main__":
    sys.stdout.write(lines(*starts()))

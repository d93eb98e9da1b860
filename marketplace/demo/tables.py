"""The demonstration's own tables."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

DATA = Path(__file__).resolve().parent / "data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the demonstration's own tables, by file name without ending."""
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def texts(name: str) -> dict[str, Any]:
    """One of the demonstration's own collections of texts, by file name without ending."""
    return tomllib.loads((DATA / f"{name}.toml").read_text(encoding="utf-8"))

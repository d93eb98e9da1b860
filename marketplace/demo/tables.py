"""The demonstration's own tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from marketplace.primitives import shipped

DATA = Path(__file__).resolve().parent / "data"


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the demonstration's own tables, by file name without ending."""
    return shipped.rows(DATA, name)


def texts(name: str) -> dict[str, Any]:
    """One of the demonstration's own collections of texts, by file name without ending."""
    return shipped.document(DATA, name)

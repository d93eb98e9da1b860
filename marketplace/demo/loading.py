"""What the demonstration consists of, in the order in which it is loaded.

A later part appends its own `Step` to `STEPS`. A step calls the product's own services under the clock's moves, and
calls `advance()` once for each unit of its `size`, so that the bar is honest.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils import translation
from tqdm import tqdm

from marketplace import clock
from marketplace.demo import accounts
from marketplace.places import services as places
from marketplace.primitives.calendar import SHANGHAI

DATA = Path(__file__).resolve().parent / "data"
# The moment of loading on the demonstration's own clock (domain 8).
BEGINNING = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)

Advance = Callable[[], object]


@dataclass(frozen=True)
class Step:
    """One part of the demonstration: its name, its number of units, and what loads it."""

    name: str
    size: int
    load: Callable[[Advance], None]


def rows(name: str) -> Iterator[dict[str, str]]:
    """The rows of one of the demonstration's own tables, by file name without ending."""
    with (DATA / f"{name}.csv").open(encoding="utf-8-sig", newline="") as handle:
        yield from csv.DictReader(handle)


def _load_places(advance: Advance) -> None:
    def counted() -> Iterator[dict[str, str]]:
        for row in rows("jinniu_streets_communities"):
            advance()
            yield row

    places.load(counted())


STEPS: list[Step] = [
    Step("streets and communities", 94, _load_places),
    Step("demo accounts", len(accounts.PERSONS), accounts.open_all),
]


def state_file() -> Path:
    """Holds "loading" while the data is being written and "complete" afterwards."""
    return Path(settings.VAR_DIR) / "demo-state"


def state() -> str:
    """ "absent", "loading" (a load was interrupted) or "complete"."""
    path = state_file()
    return path.read_text() if path.exists() else "absent"


def load(*, quiet: bool = False) -> None:
    """Load everything into an empty database, in Chinese, with a progress bar; starts the demonstration's clock."""
    state_file().parent.mkdir(parents=True, exist_ok=True)
    state_file().write_text("loading")
    clock.start_from(BEGINNING)
    with translation.override("zh-hans"):
        for step in STEPS:
            with tqdm(total=step.size, desc=f"  {step.name}", disable=quiet, ncols=90, leave=True) as bar:
                step.load(bar.update)
    state_file().write_text("complete")

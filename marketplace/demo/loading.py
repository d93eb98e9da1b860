"""What the demonstration consists of, in the order in which it is loaded.

A later part appends its story to `STORIES` (acts in the agenda), or its own `Step` to `STEPS` where it is no act of
anybody. A step calls `advance()` once for each unit of its `size`, so that the bar is honest.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils import translation
from tqdm import tqdm

from marketplace import clock
from marketplace.audit.services import sequence
from marketplace.demo import accounts, ground, haste, index, mailroom, population, vault
from marketplace.demo.history import in_demo
from marketplace.demo.stage import Stage
from marketplace.demo.story import batch, desk, extras, letting, lots, money, notices, offers, pool, providers, rules
from marketplace.outbox import broker
from marketplace.primitives.calendar import SHANGHAI
from search.services import noticing

# The moment of loading on the demonstration's own clock (domain 8).
BEGINNING = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)

Advance = Callable[[], object]


@dataclass(frozen=True)
class Step:
    """One part of the demonstration: its name, its number of units, and what loads it."""

    name: str
    size: int | Callable[[], int]
    load: Callable[[Advance], None]

    @property
    def units(self) -> int:
        """How many units; counted when the step's turn comes."""
        return self.size if isinstance(self.size, int) else self.size()


# Each enters its acts into the stage's agenda, which is then played in the order of time.
STORIES: list[Callable[[Stage], None]] = [
    rules.enter,
    money.enter,
    providers.enter,
    offers.enter,
    pool.enter,
    batch.enter,
    extras.enter,
    desk.enter,
    letting.enter,
    lots.enter,
    notices.enter,
]


@cache
def _stage() -> Stage:
    stage = Stage.set()
    for enter in STORIES:
        enter(stage)
    return stage


def _acts() -> int:
    _stage.cache_clear()
    return len(_stage().agenda)


def _play(advance: Advance) -> None:
    _stage().agenda.play(advance)
    _stage.cache_clear()


def _write_accounts(advance: Advance) -> None:
    accounts.write_table(ground.scopes())
    advance()


def _index(advance: Callable[[], object]) -> None:
    """At the demonstration's time, or what is sent to a cluster would be due on the day of the real clock."""
    with clock.moved_to(BEGINNING):
        index.fill(advance)


STEPS: list[Step] = [
    Step("streets and communities", 94, ground.load_places),
    Step("rules and catalogue", 4, ground.load_rules),
    Step("offices and committees", 108, ground.load_bodies),
    Step("people", 1, population.populate),
    Step("the story, act by act", _acts, _play),
    # After the story, which alone may count on its accounts and numbers; its entries in the log are marked.
    Step("finished projects of a made-up past", in_demo.size, in_demo.write),
    Step("inboxes", mailroom.waiting, mailroom.hand_out),
    Step("table of accounts", 1, _write_accounts),
]
INDEX = Step("search index", index.size, _index)


def state_file() -> Path:
    """Holds "loading" while the data is being written and "complete" afterwards."""
    return Path(settings.VAR_DIR) / "demo-state"


def state() -> str:
    """ "absent", "loading" (a load was interrupted) or "complete"."""
    path = state_file()
    return path.read_text() if path.exists() else "absent"


def load(*, quiet: bool = False, alone: bool = True) -> None:
    """Load everything into an empty database, in Chinese, with a progress bar; starts the demonstration's clock.

    One transaction: thousands of small ones would take SQLite minutes.

    Args:
        quiet: without a progress bar.
        alone: with what is a worker's: the search index is filled and every entry of the log gets its place in the
            tree. A worker that starts now does both in its first minutes (`index.have_it_filled`).
    """
    state_file().parent.mkdir(parents=True, exist_ok=True)
    state_file().write_text("loading")
    with (
        haste.undisturbed(),
        broker.hushed(),
        noticing.paused(),
        vault.readable(),
        transaction.atomic(),
        translation.override("zh-hans"),
    ):
        for step in [*STEPS, *([INDEX] if alone else [])]:
            with tqdm(total=step.units, desc=f"  {step.name}", disable=quiet, ncols=90, leave=True) as bar:
                step.load(bar.update)
    clock.start_from(BEGINNING)
    if alone:
        sequence()
    state_file().write_text("complete")

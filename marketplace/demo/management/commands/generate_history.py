"""`generate_history`: finished projects of a made-up past, in bulk."""

from __future__ import annotations

import time
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from marketplace import clock
from marketplace.audit.services import sequence
from marketplace.demo import index
from marketplace.demo.history.blueprint import YearNotOver
from marketplace.demo.history.generator import Order, generate
from marketplace.demo.history.money import TooManyProjects
from marketplace.demo.history.setting import NothingToWriteWith
from marketplace.places.models import Place
from marketplace.places.queries import communities

REFUSED = (NothingToWriteWith, TooManyProjects, YearNotOver, ImproperlyConfigured)


class Command(BaseCommand):
    """Writes projects from the draft to the last payment, marked as generated; the ledger and the log stay whole."""

    help = "Write finished, made-up projects in bulk (demonstrations and benchmarks only)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--projects", type=int, required=True, help="how many, spread over places and years")
        parser.add_argument("--years", type=int, nargs="+", help="fiscal years; last year if none is named")
        parser.add_argument("--communities", type=int, help="so many communities, by code; all if none is said")
        parser.add_argument("--seed", type=int, default=1, help="the same seed writes the same projects")

        parser.add_argument("--whole-log", action="store_true", help="every act in the log, not the turns alone")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Write, give every entry its place in the log, let it be found, and say how fast it went."""
        order = _order(options)
        started = time.monotonic()
        try:
            with tqdm(total=order.projects, disable=options["verbosity"] == 0, ncols=90) as bar:
                written = generate(order, bar.update)
        except REFUSED as error:
            raise CommandError(f"{type(error).__name__}: {error}") from error
        seconds = time.monotonic() - started
        sequence()
        index.fill(lambda: None)
        self.stdout.write(f"{written} projects in {seconds:.1f} s ({written / seconds:.0f} a second)")


def _order(options: dict[str, Any]) -> Order:
    this_year = clock.today().year
    years = sorted(set(options["years"] or [this_year - 1]))
    if options["projects"] < 1:
        raise CommandError("--projects must be at least 1")
    if years[-1] > this_year or years[0] < 2017:
        raise CommandError(f"--years must lie between 2017 and {this_year}")
    return Order(
        projects=options["projects"],
        years=years,
        places=_places(options["communities"]),
        seed=options["seed"],
        whole_log=options["whole_log"],
    )


def _places(number: int | None) -> list[Place]:
    found = list(communities().select_related("parent__parent").order_by("code"))
    wanted = len(found) if number is None else number
    if not 0 < wanted <= len(found):
        raise CommandError(f"{len(found)} communities are loaded, {wanted} are asked for")
    return found[:wanted]

"""How long the ranking of two hundred bids takes that nine members judged line by line; run by `make bench`.

python -m tests.benchmarks.judging ADDRESS
"""

from __future__ import annotations

import os
import sys
import time
from datetime import datetime
from statistics import median

import django

TURNS = 5


def setup(address: str) -> None:
    """Django over an empty database, migrated."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "marketplace.settings.test", "TEST_DATABASE_URL": address}
    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def times() -> list[float]:
    """Seconds of each turn: totals, formulas, low quotes, ranks and their rows; then all of it is taken back."""
    from django.db import transaction

    from tendering.evaluation.services import ranking
    from tests.factories import crowds, evaluation

    jury = crowds.jury_of_nine()
    judge = evaluation.holder(jury.seats()[0])
    crowds.multiply(jury)
    crowds.sign_in_bulk(jury, {judge.user_id})
    evaluation.sign(jury, judge)
    found = []
    for _turn in range(TURNS):
        panel = jury.fresh()
        with transaction.atomic():
            began = time.perf_counter()
            ranking.rank(panel=panel, by=judge)
            found.append(time.perf_counter() - began)
            transaction.set_rollback(True)
    return found


def main() -> None:
    """One database in this process; a line of the table."""
    address = sys.argv[1]
    setup(address)
    from django.db import transaction

    from marketplace import clock
    from marketplace.primitives.calendar import SHANGHAI
    from tests.factories import crowds, demands

    # One transaction around all: rows made in bulk name each other before both are there.
    with clock.moved_to(datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)), transaction.atomic():
        demands.rules()
        found = times()
    label = "SQLite" if "sqlite" in address else "PostgreSQL"
    size = f"{crowds.BIDS} bids × {crowds.MEMBERS} members × {crowds.LINES} lines"
    sys.stdout.write(f"| {label} | {size} | {median(found):.2f} s | {max(found):.2f} s |\n")


if __name__ == "__main__":
    main()

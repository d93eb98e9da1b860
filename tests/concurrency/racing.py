"""Many acts at the same instant, each on a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from marketplace.primitives.refusal import Refusal


def race(acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Start all acts together; how many went through (`done`), and how many were refused, by class of refusal.

    Any other error is the test's failure and is raised.
    """
    barrier = Barrier(len(acts))

    def run(act: Callable[[], object]) -> str:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=30)
            act()
        except Refusal as refusal:
            return type(refusal).__name__
        else:
            return "done"
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return Counter(pool.map(run, acts))

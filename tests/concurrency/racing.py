"""Many acts at the same instant, each on a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from time import monotonic

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


@contextmanager
def stuck(act: Callable[[], object]) -> Iterator[None]:
    """The act waits for a lock that this transaction holds; it may go on when the transaction has ended."""

    def run() -> None:
        try:
            act()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(run)
        try:
            until = monotonic() + 30
            while not _waits_for_me():
                assert not running.done(), "the act did not wait for the lock"
                assert monotonic() < until, "the act neither waited nor ended"
            yield
        finally:
            connection.rollback()
        running.result(timeout=30)


def _waits_for_me() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
        )
        return bool(cursor.fetchone()[0])

"""How long after an act its document is found on the cluster, while fifty objects change every second.

Acts, outbox, broker and worker are the portal's own; run by `make bench` on a database that holds a history.

    DATABASE_URL=… ELASTICSEARCH_URL=… SEARCH_INDEX_PREFIX=bench-1 python -m tests.benchmarks.lag
"""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django

ROOT = Path(__file__).resolve().parent.parent.parent
RATE, SECONDS = 50, int(os.environ.get("BENCH_LAG_SECONDS", "20"))
# So long after the last act it may take until everything is found (seconds).
PATIENCE = 240.0
# So often the cluster is asked (seconds): oftener, the asking would take the processor from what is measured.
PAUSE = 0.25
WORKER = ("-m", "celery", "-A", "marketplace", "worker", "-B", "-c", "2", "--loglevel", "ERROR")


@contextmanager
def worker(environment: Mapping[str, str]) -> Iterator[None]:
    """Two processes that deliver, with beat."""
    schedule = Path(environment["VAR_DIR"]) / "beat"
    command = [sys.executable, "-W", "ignore", *WORKER, "-s", str(schedule)]
    with (Path(environment["VAR_DIR"]) / "worker.log").open("wb") as log:
        running = subprocess.Popen(command, cwd=ROOT, env={**environment, "C_FORCE_ROOT": "1"}, stdout=log, stderr=log)
        try:
            yield
        finally:
            running.terminate()
            running.wait(timeout=60)


def changed(pairs: list[tuple[int, str]], began: dict[int, float]) -> None:
    """An act on each of these demands, evenly over the time; `began` gets the moment of each commit."""
    from django.db import transaction

    from marketplace.audit import services as audit
    from tendering.demands.models import Demand

    start = time.perf_counter()
    for number, (pk, title) in enumerate(pairs):
        time.sleep(max(0.0, start + number / RATE - time.perf_counter()))
        with transaction.atomic():
            demand = Demand.objects.select_for_update().get(pk=pk)
            demand.title = title
            demand.save(update_fields=["title"])
            audit.record(act="demands.demand.edited", target=demand)
        began[pk] = time.perf_counter()


def warm(keys: list[int]) -> None:
    """Until the worker has started and its processes have done something: what waited before is gone, too."""
    from marketplace.outbox.models import Message

    changed([(key, f"老旧院落绿化 {key}") for key in keys], {})
    end = time.perf_counter() + PATIENCE
    while Message.objects.open().filter(topic__startswith="search.").exists() and time.perf_counter() < end:
        time.sleep(0.1)


def seen(word: str, waiting: list[int]) -> list[int]:
    """Which of these are found by the word now."""
    from search import engines, tokens

    cluster: Any = engines.cluster()
    filters = [{"terms": {"key": waiting}}, {"match_phrase": {"tokens.title": tokens.stream(word)}}]
    index = cluster.indices.reading("demand")
    answer = cluster.client.search(index=index, query={"bool": {"filter": filters}}, size=1000, source=["key"])
    return [row["_source"]["key"] for row in answer["hits"]["hits"]]


def measured() -> list[float]:
    """Seconds from the commit of each act until its document is found.

    Raises:
        RuntimeError: not everything was found.
    """
    from search import registry

    word = f"q{secrets.token_hex(5)}"
    keys = registry.sources()["demand"].every_key()[-RATE * SECONDS :]
    warm(keys[:RATE])
    began: dict[int, float] = {}
    acts = threading.Thread(target=changed, args=([(key, f"老旧院落绿化 {word}") for key in keys], began))
    acts.start()
    found: dict[int, float] = {}
    end = time.perf_counter() + SECONDS + PATIENCE
    while len(found) < len(keys) and time.perf_counter() < end:
        waiting = [key for key in list(began) if key not in found]
        hits = seen(word, waiting) if waiting else []
        now = time.perf_counter()
        found |= {key: now - began[key] for key in hits}
        time.sleep(PAUSE)
    acts.join()
    if len(found) < len(keys) or len(keys) < RATE * SECONDS:
        message = f"{len(found)} of {RATE * SECONDS} were found"
        raise RuntimeError(message)
    return list(found.values())


def main() -> None:
    """One line of the table on standard output."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "marketplace.settings.demo")
    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from search import engines, registry

    cluster: Any = engines.cluster()
    try:
        call_command("rebuild_search", verbosity=0, stdout=sys.stderr)
        with worker(os.environ):
            lags = measured()
    finally:
        for kind in registry.kinds():
            cluster.indices.drop(kind)
    name = "PostgreSQL" if connection.vendor == "postgresql" else "SQLite"
    p95 = quantiles(lags, n=20)[-1]
    sys.stdout.write(f"| {name} | {len(lags)} | {median(lags):.2f} s | {p95:.2f} s | {max(lags):.2f} s |\n")


if __name__ == "__main__":
    main()

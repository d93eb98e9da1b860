"""Handles ``tests.slow``: has an effect that is counted, notes that it began, waits until it is let through.

The effect is a message of its own (``tests.effect``), written before the waiting: a worker killed meanwhile has had
it already, in a transaction that nobody ended.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from django.apps import AppConfig

from marketplace.outbox.registry import handles

POLL = 0.02


class WorkerConfig(AppConfig):
    name = "tests.marketplace.outbox.worker"
    label = "outbox_worker"

    def ready(self) -> None:
        handles("tests.slow", "Slow work")(work)
        handles("tests.effect", "What slow work leaves")(keep)


def work(_payload: dict[str, Any], *, message_id: int) -> None:
    from marketplace.outbox.services import publish  # models are not there yet when this app is loaded

    folder: Path = Path(os.environ["WORKER_DIR"])
    publish(topic="tests.effect", payload={"of": message_id})
    (folder / "began" / str(message_id)).touch()
    while not (folder / "go").exists():
        time.sleep(POLL)
    (folder / "done" / str(message_id)).touch()


def keep(_payload: dict[str, Any], *, message_id: int) -> None:
    """Nothing follows from it."""
    del message_id

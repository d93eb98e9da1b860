"""Handles ``tests.slow``: notes that it began, waits until it is let through, notes that it is done."""

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


def work(_payload: dict[str, Any], *, message_id: int) -> None:
    folder: Path = Path(os.environ["WORKER_DIR"])
    (folder / "began" / str(message_id)).touch()
    while not (folder / "go").exists():
        time.sleep(POLL)
    (folder / "done" / str(message_id)).touch()

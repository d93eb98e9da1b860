"""What the test asks of the installation; prints one JSON value.

``publish N`` leaves messages; ``aftermath N`` tells which are open, leaves more while the broker's folder is
gone, and lets the dead worker's claims run out; ``open`` tells which are open; ``effects`` tells of which messages
there is an effect, once for each effect.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import transaction

from marketplace import clock
from marketplace.outbox.models import Message
from marketplace.outbox.services import publish
from marketplace.outbox.services.delivery import LEASE


class Command(BaseCommand):
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["publish", "aftermath", "open", "effects"])
        parser.add_argument("number", nargs="?", type=int, default=0)

    def handle(self, *_args: Any, what: str, number: int, **_options: Any) -> None:
        acts: dict[str, Callable[[int], object]] = {"publish": _publish, "aftermath": _aftermath, "open": _open}
        acts["effects"] = _effects
        self.stdout.write(json.dumps(acts[what](number)))


def _publish(number: int) -> list[int]:
    with transaction.atomic():
        return [publish(topic="tests.slow", payload={}).pk for _number in range(number)]


def _aftermath(number: int) -> list[list[int]]:
    before = _open()
    shutil.rmtree(Path(os.environ["WORKER_DIR"]) / "broker")
    added = _publish(number)
    clock.start_from(clock.now() + LEASE)
    return [before, added]


def _open(_number: int = 0) -> list[int]:
    return list(Message.objects.open().values_list("pk", flat=True))


def _effects(_number: int) -> list[int]:
    effects = Message.objects.filter(topic="tests.effect")
    return sorted(payload["of"] for payload in effects.values_list("payload", flat=True))

"""What the test asks of the installation; prints one JSON value.

``publish N`` leaves messages; ``aftermath N`` tells which are open, leaves more while the broker's folder is
gone, and lets the dead worker's claims run out; ``open`` tells which are open.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path

import django

django.setup()

from django.db import transaction  # noqa: E402

from marketplace import clock  # noqa: E402
from marketplace.outbox.models import Message  # noqa: E402
from marketplace.outbox.services import publish  # noqa: E402
from marketplace.outbox.services.delivery import LEASE  # noqa: E402


def main(command: str, number: str = "0") -> object:
    if command == "publish":
        return _publish(int(number))
    if command == "aftermath":
        before = _open()
        shutil.rmtree(Path(os.environ["WORKER_DIR"]) / "broker")
        added = _publish(int(number))
        clock.start_from(clock.now() + LEASE)
        return [before, added]
    return _open()


def _publish(number: int) -> list[int]:
    with transaction.atomic():
        return [publish(topic="tests.slow", payload={}).pk for _number in range(number)]


def _open() -> list[int]:
    return list(Message.objects.open().values_list("pk", flat=True))


sys.stdout.write(json.dumps(main(*sys.argv[1:])))

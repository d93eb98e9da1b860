"""Celery's filesystem broker made safe for more than one process.

Kombu's own writes a message in place: a worker that looks at the wrong moment takes an empty file, fails
to read it as JSON, and shuts down for good (kombu issue 1551; seen here with one web process and one
worker). Here a message appears whole or not at all, one that cannot be read is dropped (the outbox sweep
sends it again), and the tables of queues are read and written under one lock.
"""

from __future__ import annotations

import fcntl
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps

logger = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    """Messages by rename, tables by lock."""

    def _put(self, queue: str, payload: Any, **_options: Any) -> None:
        name = f"{time.monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        folder = Path(self.data_folder_out)
        # Readers take names that end with the queue's; the draft's does not.
        draft = folder / f"{name}.draft"
        try:
            draft.write_text(dumps(payload), encoding="utf-8")
            draft.rename(folder / name)
        except OSError as error:
            message = f"Cannot add {name} to {folder}"
            raise ChannelError(message) from error

    def _get(self, queue: str) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                logger.warning("Dropped an unreadable message of queue %s", queue)

    def get_table(self, exchange: str) -> list[Any]:
        with self._tables():
            try:
                table: list[Any] = super().get_table(exchange)
            except ValueError:
                # Written by a process that was killed; the worker binds its queues anew when it starts.
                return []
        return table

    def _queue_bind(self, exchange: str, *binding: Any) -> None:
        with self._tables():
            try:
                super()._queue_bind(exchange, *binding)
            except ValueError:
                self._exchange_file(exchange).unlink()
                super()._queue_bind(exchange, *binding)

    def _delete(self, *arguments: Any, **options: Any) -> None:
        with self._tables():
            super()._delete(*arguments, **options)

    @contextmanager
    def _tables(self) -> Iterator[None]:
        self.control_folder.mkdir(parents=True, exist_ok=True)
        with (self.control_folder / "tables.lock").open("w") as handle:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    """Kombu's transport with our channel."""

    Channel = Channel

    @property
    def default_connection_params(self) -> dict[str, Any]:
        """None: files have no host, and kombu would warn that it takes one for granted."""
        return {}


def install() -> None:
    """Let ``filesystem://`` mean this transport; producer and worker both call it."""
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"

"""Telling a worker that a message waits; the sweep delivers what no worker heard of."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

from celery import Celery

from marketplace.outbox import filesystem

DELIVER = "outbox.deliver"

# After a failed send the broker is left alone for so long (seconds), so that an outage costs one short
# wait and not one per act.
REST = 10.0
# Longest wait (seconds) of one send on a broker that does not answer.
PATIENCE = 1.0

logger = logging.getLogger(__name__)
_resting_until = 0.0
_hushed = False


@contextmanager
def hushed() -> Iterator[None]:
    """Tell no worker of anything meanwhile; the messages stand in the table, and the sweep finds them."""
    global _hushed
    before, _hushed = _hushed, True
    try:
        yield
    finally:
        _hushed = before


def wake(message_id: int) -> None:
    """Ask a worker to deliver the message; a broker that is down is logged and never fails the act."""
    global _resting_until
    if _hushed or time.monotonic() < _resting_until:
        return
    try:
        producer().send_task(DELIVER, args=[message_id], ignore_result=True, retry=False)
    except Exception:  # Whatever a transport raises: the act is committed, and the sweep will deliver.
        _resting_until = time.monotonic() + REST
        logger.warning("Broker unreachable; message %s waits for the sweep", message_id, exc_info=True)


def reset() -> None:
    """Forget the connection and the last failure, as after a change of settings."""
    global _resting_until
    _resting_until = 0.0
    producer.cache_clear()


@cache
def producer() -> Celery:
    """An application that only sends, by task name; the worker's own stands in `marketplace.celery`."""
    filesystem.install()
    app = Celery("marketplace.outbox", set_as_current=False)
    app.config_from_object("django.conf:settings", namespace="CELERY")
    app.conf.broker_connection_timeout = PATIENCE
    app.conf.broker_transport_options = {**app.conf.broker_transport_options, **_bounds(app.conf.broker_url)}
    return app


def _bounds(url: str) -> dict[str, Any]:
    # Without a maximum, kombu connects for ever when a pooled producer is revived.
    bounds: dict[str, Any] = {"max_retries": 0, "interval_start": 0, "interval_step": 0, "interval_max": 0}
    if url.startswith(("redis", "rediss", "sentinel")):
        bounds |= {"socket_connect_timeout": PATIENCE, "socket_timeout": PATIENCE}
    return bounds

"""The past is played in one process: it announces as the web process does, and opens bids as the worker does."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


@contextmanager
def readable() -> Iterator[None]:
    """Let this process read the vault of sealing keys while the demonstration is loaded, and not a moment longer.

    What serves afterwards is as it was: the web server never reads the vault, only the worker does.
    """
    before = settings.VAULT_READABLE
    settings.VAULT_READABLE = True
    try:
        yield
    finally:
        settings.VAULT_READABLE = before

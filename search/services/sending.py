"""A cluster is sent what the embedded index holds, under the same versions."""

from __future__ import annotations

from collections.abc import Collection

from search import engines
from search.engines.embedded import reading


def send(kind: str, keys: Collection[int]) -> None:
    """Send the newest of these; a version that is known already is no failure.

    Raises:
        Unavailable: the cluster did not take them.
    """
    cluster = engines.cluster()
    if cluster is None:
        return
    held = reading.held(kind, keys)
    cluster.put(held.documents)
    cluster.remove(held.gone)

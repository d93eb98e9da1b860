"""A cluster is sent what the embedded index holds, under the same versions."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from search import engines
from search.engines.embedded import reading


def send(touched: Mapping[str, Collection[int]]) -> None:
    """Send the newest of these, by kind; a version that is known already is no failure.

    Raises:
        Unavailable: the cluster did not take them.
    """
    cluster = engines.cluster()
    if cluster is None:
        return
    held = [reading.held(kind, keys) for kind, keys in touched.items()]
    cluster.put(document for one in held for document in one.documents)
    cluster.remove(reference for one in held for reference in one.gone)

"""An engine to run a test on, with indices of its own where it is a cluster."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from search import engines


@contextmanager
def running(name: str, settings: Any) -> Iterator[str]:
    """Let the settings choose "embedded" or "elasticsearch"; what was made goes afterwards."""
    settings.SEARCH_ENGINE, settings.SEARCH_INDEX_PREFIX = name, f"test-{secrets.token_hex(6)}"
    settings.ELASTICSEARCH_URL = os.environ.get("ELASTICSEARCH_URL", "")
    engines.forget()
    cluster = engines.cluster()
    try:
        if cluster is not None:
            cluster.install()
        yield name
    finally:
        if cluster is not None:
            for kind in cluster.kinds:
                cluster.indices.drop(kind)
        engines.forget()

"""Engines: they keep documents and answer queries, all of them alike; the settings choose.

The embedded one is always kept, and answers alone where no cluster is named; where one is, it answers for a cluster
that is away.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search import registry
from search.engines.base import Finder
from search.engines.embedded import EmbeddedEngine
from search.engines.steady import Steady

if TYPE_CHECKING:
    from search.engines.elasticsearch import ElasticsearchEngine

# Seconds that a page waits for the cluster, and that whoever writes much does.
PATIENCE, LONG_PATIENCE = 2, 60


@cache
def engine() -> Finder:
    """What pages ask.

    Raises:
        ImproperlyConfigured: there is no such engine, or the cluster has no address.
    """
    asked = _cluster(PATIENCE)
    return embedded() if asked is None else Steady(asked, embedded())


@cache
def embedded() -> EmbeddedEngine:
    """The one on the database, with everything that is registered."""
    return EmbeddedEngine(registry.kinds(), registry.words())


@cache
def cluster() -> ElasticsearchEngine | None:
    """The one that `settings.SEARCH_ENGINE` names, for whoever writes; None where none is named.

    Raises:
        ImproperlyConfigured: there is no such engine, or the cluster has no address.
    """
    return _cluster(LONG_PATIENCE)


def forget() -> None:
    """Ask the settings anew."""
    for made in (engine, embedded, cluster):
        made.cache_clear()


def _cluster(patience: float) -> ElasticsearchEngine | None:
    if settings.SEARCH_ENGINE == "embedded":
        return None
    if settings.SEARCH_ENGINE == "elasticsearch" and settings.ELASTICSEARCH_URL:
        from elasticsearch import Elasticsearch

        from search.engines.elasticsearch import ElasticsearchEngine

        nodes = settings.ELASTICSEARCH_URL.replace(",", " ").split()
        # A node that is away is passed over at once: each of the others may be asked instead.
        client = Elasticsearch(nodes, request_timeout=patience, max_retries=len(nodes) - 1)
        return ElasticsearchEngine(client, settings.SEARCH_INDEX_PREFIX, registry.kinds(), registry.words())
    message = f"SEARCH_ENGINE is {settings.SEARCH_ENGINE!r}: embedded, or elasticsearch with ELASTICSEARCH_URL"
    raise ImproperlyConfigured(message)

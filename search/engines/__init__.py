"""Engines: they keep documents and answer queries, all of them alike; the settings choose."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from search import registry
from search.engines.base import Engine

# Seconds that a page waits for the cluster.
PATIENCE = 5


@cache
def engine() -> Engine:
    """The engine that `settings.SEARCH_ENGINE` names, with everything that is registered.

    Raises:
        ImproperlyConfigured: there is no such engine, or the cluster has no address.
    """
    if settings.SEARCH_ENGINE == "embedded":
        from search.engines.embedded import EmbeddedEngine

        return EmbeddedEngine(registry.kinds(), registry.words())
    if settings.SEARCH_ENGINE == "elasticsearch" and settings.ELASTICSEARCH_URL:
        from elasticsearch import Elasticsearch

        from search.engines.elasticsearch import ElasticsearchEngine

        client = Elasticsearch(settings.ELASTICSEARCH_URL, request_timeout=PATIENCE)
        return ElasticsearchEngine(client, settings.SEARCH_INDEX_PREFIX, registry.kinds(), registry.words())
    message = f"SEARCH_ENGINE is {settings.SEARCH_ENGINE!r}: embedded, or elasticsearch with ELASTICSEARCH_URL"
    raise ImproperlyConfigured(message)

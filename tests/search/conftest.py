"""The engines that the contract is held against: the embedded one on the database of this run, and Elasticsearch."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator

import pytest
from django.db import connection
from elasticsearch import Elasticsearch

from search.engines.base import Engine
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.models import Entry, Generation, Text
from tests.search.corpus import KINDS
from tests.search.reference import WORDS


@pytest.fixture
def cluster() -> Iterator[ElasticsearchEngine]:
    """An empty engine on the cluster, with indices of its own that nobody finds afterwards."""
    with Elasticsearch(os.environ["ELASTICSEARCH_URL"], request_timeout=60) as client:
        engine = ElasticsearchEngine(client, f"test-{secrets.token_hex(6)}", KINDS, WORDS)
        try:
            engine.install()
            yield engine
        finally:
            for kind in KINDS:
                engine.indices.drop(kind)


@pytest.fixture(params=["embedded", pytest.param("elasticsearch", marks=pytest.mark.elasticsearch)])
def empty(request: pytest.FixtureRequest, db: None) -> Engine:
    """An engine that holds nothing."""
    if request.param == "embedded":
        return EmbeddedEngine(KINDS, WORDS)
    engine: Engine = request.getfixturevalue("cluster")
    return engine


def settle(engine: Engine) -> None:
    """Let what was put be found, and the database know how much it is: of new tables it plans badly."""
    engine.refresh()
    with connection.cursor() as cursor:
        for model in (Entry, Generation, Text):
            cursor.execute(f"ANALYZE {model._meta.db_table}")

"""The settings choose the engine, and say so where they name none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from search import engines
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.steady import Steady


@pytest.fixture(autouse=True)
def anew() -> Iterator[None]:
    engines.forget()
    yield
    engines.forget()


@pytest.mark.django_db
def test_tests_run_on_the_embedded_engine() -> None:
    assert isinstance(engines.engine(), EmbeddedEngine)
    assert engines.engine() is engines.engine()


@pytest.mark.django_db
def test_a_cluster_is_asked_where_it_is_named(settings: Settings) -> None:
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = "elasticsearch", "http://127.0.0.1:1"
    settings.SEARCH_INDEX_PREFIX = "test-named"
    engine, cluster = engines.engine(), engines.cluster()
    assert isinstance(engine, Steady)
    assert isinstance(engine.first, ElasticsearchEngine)
    assert cluster is not None
    assert cluster.indices.reading("tender") == "test-named-tender-read"
    cluster.client.close()
    engine.first.client.close()


@pytest.mark.parametrize(("name", "address"), [("elasticsearch", ""), ("lucene", "http://127.0.0.1:1")])
def test_there_is_no_engine_without_a_name(settings: Settings, name: str, address: str) -> None:
    settings.SEARCH_ENGINE, settings.ELASTICSEARCH_URL = name, address
    with pytest.raises(ImproperlyConfigured):
        engines.engine()

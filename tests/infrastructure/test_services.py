"""The outside services answer the way the product uses them."""

import os
from pathlib import Path

import pytest
import redis
from django.db import connection
from elasticsearch_dsl import Document, Keyword, Text, connections

from tests import services


class Notice(Document):
    code = Keyword()
    title = Text()

    class Index:
        name = "smoke-notices"


@pytest.mark.elasticsearch
def test_a_document_is_written_and_found() -> None:
    connections.create_connection(hosts=[os.environ["ELASTICSEARCH_URL"]])
    Notice._index.delete(ignore_unavailable=True)
    try:
        Notice.init()
        Notice(code="JN-2026-0001", title="老旧院落绿化提升项目").save(refresh=True)
        found = Notice.search().query("match_phrase", title="绿化").execute()
        assert [hit.code for hit in found] == ["JN-2026-0001"]
    finally:
        Notice._index.delete(ignore_unavailable=True)
        connections.get_connection().close()
        connections.remove_connection("default")


@pytest.mark.redis
def test_redis_keeps_what_it_is_given() -> None:
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.set("smoke", "written", ex=10)
        assert client.get("smoke") == b"written"


@pytest.mark.postgresql
@pytest.mark.django_db
def test_postgresql_is_new_enough() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version_num")
        assert int(cursor.fetchone()[0]) >= 150_000


@pytest.mark.browser
def test_the_browser_is_there() -> None:
    assert services.chromium()


def test_a_missing_service_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REDIS_URL", raising=False)
    assert services.missing("redis") == "needs Redis (set REDIS_URL); `make services` brings it up"


def test_nothing_is_skipped_past_the_table_of_services() -> None:
    """A test that needs something says so by its marker; only the conftest skips, and not where all is required."""
    words = ("mark.skip", "pytest.skip(", "importorskip", "unittest.skip", "SkipTest(")
    here, own = Path(__file__).parents[1], {"conftest.py", "infrastructure/test_services.py"}
    texts = {str(path.relative_to(here)): path.read_text(encoding="utf-8") for path in here.rglob("*.py")}
    assert own <= texts.keys()
    assert [name for name in texts.keys() - own if any(word in texts[name] for word in words)] == []


def test_every_service_has_its_marker(pytestconfig: pytest.Config) -> None:
    """A word that no marker has would never be asked about."""
    markers = {line.partition(":")[0] for line in pytestconfig.getini("markers")}
    assert services.SERVICES.keys() <= markers

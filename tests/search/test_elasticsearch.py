"""Indices by version and time behind two aliases, of one installation and no other's; failures in words of ours."""

from __future__ import annotations

import pytest
from elasticsearch import Elasticsearch

from search.engines.base import Unavailable
from search.engines.elasticsearch import ElasticsearchEngine
from search.query import Query
from search.schema import Document
from tests.search.corpus import KINDS, NOON
from tests.search.reference import WORDS

PUBLIC = frozenset({"public"})


def document(key: int, title: str = "绿化") -> Document:
    return Document(kind="project", key=key, version=1, at=NOON, audience=PUBLIC, title=title)


@pytest.mark.elasticsearch
def test_a_kind_has_one_index_behind_two_aliases(cluster: ElasticsearchEngine) -> None:
    indices = cluster.indices
    (name,) = indices.all("project")
    assert name.startswith(f"{indices.prefix}-project-v1-")
    aliases = cluster.client.indices.get_alias(index=name)[name]["aliases"]
    assert {*aliases} == {indices.reading("project"), indices.writing("project")}
    cluster.install()
    assert indices.all("project") == [name]


@pytest.mark.elasticsearch
def test_an_index_refuses_what_its_kind_does_not_declare(cluster: ElasticsearchEngine) -> None:
    mapping = cluster.client.indices.get_mapping(index=cluster.indices.reading("project")).body
    ((_, whole),) = mapping.items()
    assert whole["mappings"]["dynamic"] == "strict"
    assert {*whole["mappings"]["properties"]["keywords"]["properties"]} == {"street", "status", "domain"}


@pytest.mark.elasticsearch
def test_switching_is_one_step_and_leaves_the_way_back(cluster: ElasticsearchEngine) -> None:
    cluster.put([document(1)])
    before = cluster.indices.all("project")
    name = cluster.indices.create(KINDS["project"])
    cluster.refresh()
    assert cluster.find(Query(PUBLIC, "绿化")).total == 1
    cluster.indices.switch("project", name)
    cluster.put([document(2)])
    cluster.refresh()
    assert [hit.key for hit in cluster.find(Query(PUBLIC, "绿化")).hits] == [2]
    cluster.indices.switch("project", before[0])
    assert [hit.key for hit in cluster.find(Query(PUBLIC, "绿化")).hits] == [1]
    assert cluster.indices.all("project") == [*before, name]


@pytest.mark.elasticsearch
def test_nothing_is_written_where_no_index_stands(cluster: ElasticsearchEngine) -> None:
    """Left to itself a cluster would make an index of the alias's name, with whatever fields it guesses."""
    cluster.indices.drop("project")
    with pytest.raises(Unavailable):
        cluster.put([document(1)])
    with pytest.raises(Unavailable):
        cluster.find(Query(PUBLIC, "绿化"))
    assert cluster.client.indices.exists(index=cluster.indices.writing("project")).body is False


@pytest.mark.elasticsearch
def test_installations_do_not_see_each_other(cluster: ElasticsearchEngine) -> None:
    """Also where one prefix begins with the other."""
    other = ElasticsearchEngine(cluster.client, f"{cluster.indices.prefix}-next", KINDS, WORDS)
    other.install()
    try:
        other.put([document(1)])
        other.refresh()
        assert cluster.find(Query(PUBLIC)).total == 0
        for kind in KINDS:
            cluster.indices.drop(kind)
        assert other.find(Query(PUBLIC)).total == 1
    finally:
        for kind in KINDS:
            other.indices.drop(kind)


@pytest.mark.elasticsearch
def test_many_documents_are_walked_and_listed(cluster: ElasticsearchEngine) -> None:
    cluster.put(document(key) for key in range(1, 1203))
    cluster.refresh()
    assert [hit.key for hit in cluster.walk(Query(PUBLIC, "绿化"))] == [*range(1, 1203)]
    assert [row.key for row in cluster.indexed("project")] == [*range(1, 1203)]
    tenth = cluster.find(Query(PUBLIC, "绿化", size=10)).next
    assert [hit.key for hit in cluster.walk(Query(PUBLIC, "绿化", after=tenth))] == [*range(11, 1203)]


def test_a_cluster_that_is_away_is_told_so() -> None:
    with Elasticsearch("http://127.0.0.1:1", request_timeout=1, max_retries=0) as nobody:
        engine = ElasticsearchEngine(nobody, "test-away", KINDS, WORDS)
        for act in (
            engine.install,
            engine.refresh,
            lambda: engine.put([document(1)]),
            lambda: engine.find(Query(PUBLIC)),
        ):
            with pytest.raises(Unavailable):
                act()
        with pytest.raises(Unavailable):
            list(engine.walk(Query(PUBLIC)))

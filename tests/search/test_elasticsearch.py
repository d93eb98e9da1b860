"""Indices by version and time behind two aliases, of one installation and no other's; failures in words of ours."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, ClassVar

import pytest
from elastic_transport import ApiResponseMeta, BaseNode, HttpHeaders
from elastic_transport._node import NodeApiResponse
from elasticsearch import Elasticsearch

from search.engines.base import Unavailable
from search.engines.elasticsearch import ElasticsearchEngine
from search.engines.embedded import EmbeddedEngine
from search.engines.steady import Steady
from search.query import Query
from search.schema import Document
from tests.search.corpus import KINDS, NOON
from tests.search.reference import WORDS

PUBLIC = frozenset({"public"})


def document(key: int, title: str = "绿化", kind: str = "project") -> Document:
    return Document(kind=kind, key=key, version=1, at=NOON, audience=PUBLIC, title=title)


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


def half_dead(cluster: ElasticsearchEngine, kind: str) -> None:
    """The index of this kind lies on no node, as where the only one that had it is away; the others answer."""
    name = f"{cluster.indices.begun(KINDS[kind])}99999999999999999999"
    nowhere = {"index.routing.allocation.require._name": "nowhere"}
    cluster.client.indices.create(index=name, settings=nowhere, wait_for_active_shards="0")
    cluster.indices.switch(kind, name)


@pytest.mark.elasticsearch
@pytest.mark.django_db
def test_a_part_of_an_answer_is_none(cluster: ElasticsearchEngine) -> None:
    """The spare engine gives all of it instead of what is left."""
    spare = EmbeddedEngine(KINDS, WORDS)
    for engine in (cluster, spare):
        engine.put([document(1), document(2, kind="provider")])
        engine.refresh()
    whole = Query(PUBLIC, "绿化")
    assert [(hit.kind, hit.key) for hit in Steady(cluster, spare).walk(whole)] == [("project", 1), ("provider", 2)]
    half_dead(cluster, "provider")
    for act in (lambda: cluster.find(whole), lambda: list(cluster.walk(whole))):
        with pytest.raises(Unavailable):
            act()
    answer = Steady(cluster, spare).find(whole)
    assert (answer.is_spare, answer.total) == (True, 2)
    assert [(hit.kind, hit.key) for hit in Steady(cluster, spare).walk(whole)] == [("project", 1), ("provider", 2)]


@pytest.mark.elasticsearch
@pytest.mark.django_db
def test_where_a_part_falls_away_on_the_way_the_spare_engine_goes_on(
    cluster: ElasticsearchEngine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A still picture of two indices, one of which goes before the second page is read."""
    monkeypatch.setattr("search.engines.elasticsearch.engine.LARGEST_PAGE", 2)
    spare = EmbeddedEngine(KINDS, WORDS)
    every = [document(key, kind=kind) for key in (1, 2) for kind in KINDS]
    for engine in (cluster, spare):
        engine.put(every)
        engine.refresh()
    found = Steady(cluster, spare).walk(Query(PUBLIC, "绿化"))
    first = next(found)
    cluster.client.indices.delete(index=cluster.indices.all("provider"))
    assert sorted((hit.kind, hit.key) for hit in [first, *found]) == sorted((one.kind, one.key) for one in every)


class Answering(BaseNode):
    """The network's other end: it answers what it was told to."""

    said: ClassVar[dict[str, Any]] = {}

    def perform_request(self, *_args: Any, **_options: Any) -> NodeApiResponse:
        headers = HttpHeaders({"x-elastic-product": "Elasticsearch", "content-type": "application/json"})
        meta = ApiResponseMeta(200, "1.1", headers, 0.0, self.config)
        return NodeApiResponse(meta, json.dumps(self.said).encode())

    def close(self) -> None:
        """Nothing is open."""


@pytest.mark.parametrize(
    "lacking",
    [{"timed_out": True}, {"_shards": {"total": 2, "successful": 1, "failed": 1}}, {"error": {"type": "none_such"}}],
)
def test_an_answer_that_calls_itself_half_is_none(lacking: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    none = {"hits": {"total": {"value": 0}, "hits": []}, "id": "x"}
    good = {"timed_out": False, "_shards": {"total": 2, "successful": 2, "failed": 0}} | none
    with Elasticsearch("http://127.0.0.1:1", node_class=Answering) as client:
        engine = ElasticsearchEngine(client, "test-half", KINDS, WORDS)
        acts: list[Callable[[], object]] = [
            lambda: engine.find(Query(PUBLIC)).total,
            lambda: len(list(engine.walk(Query(PUBLIC)))),
            lambda: len(list(engine.indexed("project"))),
        ]
        monkeypatch.setattr(Answering, "said", good | {"responses": [good]})
        assert [act() for act in acts] == [0, 0, 0]
        monkeypatch.setattr(Answering, "said", good | lacking | {"responses": [good | lacking]})
        for act in acts:
            with pytest.raises(Unavailable):
                act()


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

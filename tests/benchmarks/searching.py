"""A hundred thousand generated documents in one engine, and how long questions take; of it nothing stays.

python -m tests.benchmarks.searching embedded sqlite:////tmp/empty.sqlite3
python -m tests.benchmarks.searching cluster http://127.0.0.1:9200
"""

from __future__ import annotations

import csv
import os
import random
import re
import secrets
import sys
import time
import tomllib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from statistics import median, quantiles
from typing import Any

import django

NUMBER, TURNS = int(os.environ.get("BENCH_DOCUMENTS", "100000")), 60
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
DOMAINS = ["elderly", "children", "greening", "repair", "safety", "culture", "sport", "health", "law", "training"]
THINGS = [
    "老旧院落",
    "口袋公园",
    "社区食堂",
    "充电车棚",
    "楼道",
    "健身广场",
    "儿童乐园",
    "日间照料",
    "垃圾分类",
    "邻里中心",
]
DEEDS = ["绿化", "改造", "提升", "修缮", "服务", "营造", "培训", "宣传", "维护", "治理"]
PUBLIC = frozenset({"public"})
# One project in so many documents is a draft, found by those who hold one of these roles for its place or above it.
DRAFTS, ROLES, DISTRICT = 20, ("community", "street", "district", "supervision", "finance", "auditor"), "金牛区"
# As `search.audience.of` says who somebody in an office is.
OFFICE = PUBLIC | {f"office:district:{DISTRICT}", f"person:district:{DISTRICT}:7"}
Clock = Callable[[], float]
DATA = Path(__file__).resolve().parent.parent.parent / "marketplace/demo/data"
BANDS = (
    ("small", None, Decimal(50_000)),
    ("middle", Decimal(50_000), Decimal(200_000)),
    ("large", Decimal(200_000), None),
)


def setup(address: str) -> None:
    """Django on an empty database, with the tables of search alone."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "marketplace.settings.test", "TEST_DATABASE_URL": address}
    django.setup()


@cache
def communities() -> list[tuple[str, str]]:
    """Every street with each of its communities."""
    with (DATA / "jinniu_streets_communities.csv").open(encoding="utf-8") as file:
        return [(row["street"], row["community"]) for row in csv.DictReader(file)]


@cache
def sentences() -> dict[str, list[str]]:
    """What demands say, by scope item."""
    texts = tomllib.loads((DATA / "demand_texts.toml").read_text(encoding="utf-8"))
    return {
        item: [one for key in ("need", "outputs") for one in re.split("[。；]", text[key]) if one]
        for item, text in texts.items()
        if "need" in text
    }


def offices(*places: str) -> frozenset[str]:
    """As `search.audience.offices` says for whom a draft is."""
    return frozenset(f"office:{role}:{place}" for role in ROLES for place in (DISTRICT, *places))


def documents() -> Iterator[Any]:
    """Projects as a district writes them: their item's sentences, some of others', numbers; the same in every run."""
    from search.schema import Document

    drawn, said = random.Random(20261120), sentences()
    items, every = sorted(said), [one for item in sorted(said) for one in said[item]]
    for key in range(1, NUMBER + 1):
        item, (street, community) = drawn.choice(items), drawn.choice(communities())
        thing = drawn.choice(THINGS)
        body = [*drawn.sample(said[item], min(3, len(said[item]))), *drawn.sample(every, 2), thing, street + community]
        yield Document(
            kind="project" if key % 10 else "provider",
            key=key,
            at=NOON - timedelta(minutes=drawn.randint(0, 2_000_000)),
            audience=offices(street, community) if key % DRAFTS == 1 else PUBLIC,
            title=f"{community}{thing}{drawn.choice(DEEDS)}项目",
            body="。".join(body).replace("{people}", str(drawn.randint(20, 900))),
            keywords={
                "street": (street,),
                "community": (community,),
                "item": (item,),
                "category": (item[0],),
                "domain": tuple(drawn.sample(DOMAINS, drawn.randint(1, 2))),
                "status": (drawn.choice(["open", "running", "done", "ended"]),),
                "tier": (drawn.choice(["micro", "ordinary", "major"]),),
            },
            numbers={
                "amount": Decimal(drawn.randint(2_000, 900_000)),
                "deadline": NOON + timedelta(hours=drawn.randint(-9_000, 900)),
            },
        )


def word(drawn: random.Random) -> str:
    """What somebody types: two to four characters of a sentence that some document says."""
    said = drawn.choice(sentences()[drawn.choice(sorted(sentences()))])
    words_ = [one for one in words().cut(said) if re.fullmatch("[\u4e00-\u9fff]{2,4}", one)]
    chosen: str = drawn.choice(words_ or THINGS)
    return chosen


def questions(turn: int) -> dict[str, tuple[Any, ...]]:
    """One of each sort; where the portal asks twice for one page, both."""
    from catalog.facets import boosts
    from search.query import AnyOf, Bands, Between, Boost, Facet, Query

    drawn = random.Random(turn)
    who, thing, deed = PUBLIC, drawn.choice(THINGS), drawn.choice(DEEDS)
    place, near = drawn.choice(communities())
    street = AnyOf("street", (place,))
    fields = ("kind", "street", "community", "item", "category", "domain", "status", "tier")
    facets: tuple[Facet | Bands, ...] = (*(Facet(name) for name in fields), Bands("amount", BANDS))
    fit = (
        Boost(AnyOf("domain", tuple(drawn.sample(DOMAINS, 2))), 5),
        Boost(street, 3),
        Boost(Between("amount", Decimal(20_000), Decimal(60_000)), 2),
    )
    typed = word(drawn)
    # As `tendering.demands.queries.candidates` asks, which the demonstration's own documents could not fill.
    may = (AnyOf("status", ("open", "running")), AnyOf("domain", tuple(drawn.sample(DOMAINS, 2))))
    fitting = Query(who, kinds=("provider",), filters=may, boosts=fit, size=200, is_bare=True)
    saying = replace(fitting, text=typed, size=50)
    page = Query(who, typed, boosts=tuple(boosts(NOON)), facets=facets)
    asked = {
        "one term": Query(who, typed),
        "a term of every tenth document": Query(who, thing),
        "AND of three": Query(who, f"{near.removesuffix('社区')} {thing} {deed}"),
        "a term with nine facets": Query(who, typed, facets=facets),
        "as the search page asks: a term, what is open and new first, nine facets": page,
        "the same asked by an office, which finds drafts too": replace(page, audience=OFFICE),
        "filtered, with nine facets": Query(who, thing, filters=(street,), facets=facets),
        "matching: providers that fit a demand": fitting,
        "matching: those that say its word": saying,
        "matching: demands that fit a provider": replace(fitting, kinds=("project",), boosts=fit[1:2]),
        "a word of every document": Query(who, "项目"),
        "everything, with nine facets": Query(who, facets=facets),
        "everything an office finds, with nine facets": Query(OFFICE, facets=facets),
    }
    return {name: (query,) for name, query in asked.items()} | {"matching: both one after the other": (fitting, saying)}


def times(engine: Any, clock: Clock) -> dict[str, list[float]]:
    """Seconds of every answer, by question."""
    found: dict[str, list[float]] = {}
    for turn in range(TURNS):
        for name, queries in questions(turn).items():
            began = clock()
            for query in queries:
                engine.find(query)
            found.setdefault(name, []).append(clock() - began)
    return found


@contextmanager
def embedded() -> Iterator[Any]:
    """Filled, on the database of this process."""
    from importlib import import_module

    from django.db import connection

    from search.engines.embedded import EmbeddedEngine, packing
    from search.models import Entry, Generation, Pack, Posting

    with connection.schema_editor() as editor:
        for model in (Entry, Generation, Pack, Posting):
            editor.create_model(model)
        import_module("search.migrations.0002_text").create(None, editor)
    engine = EmbeddedEngine(kinds(), words())
    engine.put(documents())
    began = time.process_time()
    packing.pack(whole=True)
    sys.stderr.write(f"packed in {time.process_time() - began:.1f} s of processor time\n")
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    yield engine


@contextmanager
def cluster(address: str) -> Iterator[Any]:
    """Filled, with indices that are dropped afterwards."""
    from elasticsearch import Elasticsearch

    from search.engines.elasticsearch import ElasticsearchEngine

    with Elasticsearch(address, request_timeout=60) as client:
        engine = ElasticsearchEngine(client, f"bench-{secrets.token_hex(6)}", kinds(), words())
        try:
            # As `rebuild_search` does.
            whole = list(documents())
            for kind in engine.kinds:
                name = engine.begin(kind)
                engine.put((one for one in whole if one.kind == kind), into=name)
                assert sum(1 for _ in engine.settled(kind, name)) == sum(one.kind == kind for one in whole)
                engine.switch(kind, name)
            del whole
            yield engine
        finally:
            for kind in engine.kinds:
                engine.indices.drop(kind)


def kinds() -> dict[str, Any]:
    from search.schema import Kind

    keywords = ("street", "community", "item", "category", "domain", "status", "tier")
    return {name: Kind(name, keywords=keywords, numbers=("amount", "deadline")) for name in ("project", "provider")}


@cache
def words() -> Any:
    from search.words import Words

    return Words([name for pair in communities() for name in pair])


def table(name: str, engine: Any) -> str:
    """Lines of the table for one engine."""
    words().cut("老旧院落")
    clock = time.process_time if name == "SQLite" else time.perf_counter
    start = "" if name == "Elasticsearch" else _start(name, engine)
    first, again = times(engine, clock), times(engine, clock)
    return start + "".join(
        f"| {name} | {question} | {said(first[question])} | {said(again[question])} |\n" for question in first
    )


def _start(name: str, engine: Any) -> str:
    """The first question of a process reads the columns."""
    began = time.process_time()
    engine.memory.parts()
    return (
        f"| {name} | a process reads the columns (its processor time) | {time.process_time() - began:.1f} s | | | |\n"
    )


def said(seconds: list[float]) -> str:
    """Median and p95 as columns."""
    return " | ".join(f"{one * 1000:.1f} ms" for one in (median(seconds), quantiles(seconds, n=20)[-1]))


def main() -> None:
    """One engine in this process: `embedded ADDRESS` or `cluster ADDRESS`."""
    name, address = sys.argv[1:3]
    setup(address if name == "embedded" else "sqlite://:memory:")
    began = time.monotonic()
    with embedded() if name == "embedded" else cluster(address) as engine:
        label = "Elasticsearch" if name == "cluster" else ("SQLite" if "sqlite" in address else "PostgreSQL")
        sys.stderr.write(f"{label}: {NUMBER} documents in {time.monotonic() - began:.0f} s\n")
        sys.stdout.write(table(label, engine))


if __name__ == "__main__":
    main()

"""A hundred thousand generated documents in one engine, and how long questions take; of it nothing stays.

python -m tests.benchmarks.searching embedded sqlite:////tmp/empty.sqlite3
python -m tests.benchmarks.searching cluster http://127.0.0.1:9200
"""

from __future__ import annotations

import os
import random
import secrets
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from statistics import median, quantiles
from typing import Any

import django

NUMBER, TURNS = int(os.environ.get("BENCH_DOCUMENTS", "100000")), 60
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
STREETS = [f"street{number:02}" for number in range(13)]
COMMUNITIES = [f"community{number:02}" for number in range(94)]
ITEMS = [f"{letter}{number}" for letter in "ABCD" for number in range(1, 9)]
DOMAINS = ["elderly", "children", "greening", "repair", "safety", "culture", "sport", "health", "law", "training"]
PLACES = ["金泉", "抚琴", "营门口", "茶店子", "黄忠", "沙河源", "九里堤", "西华", "驷马桥", "荷花池"]
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
WORDS = [
    *PLACES,
    *THINGS,
    *DEEDS,
    "居民",
    "项目",
    "需求",
    "社区",
    "每周",
    "上门",
    "设施",
    "安全",
    "老人",
    "儿童",
    "。",
    "，",
]
BANDS = (
    ("small", None, Decimal(50_000)),
    ("middle", Decimal(50_000), Decimal(200_000)),
    ("large", Decimal(200_000), None),
)


def setup(address: str) -> None:
    """Django on an empty database, with the tables of search alone."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "marketplace.settings.test", "TEST_DATABASE_URL": address}
    django.setup()


def documents() -> Iterator[Any]:
    """The same in every run."""
    from search.schema import Document

    drawn = random.Random(20261120)
    for key in range(1, NUMBER + 1):
        item = drawn.choice(ITEMS)
        yield Document(
            kind="project" if key % 10 else "provider",
            key=key,
            at=NOON - timedelta(minutes=drawn.randint(0, 2_000_000)),
            audience=frozenset({"public"}),
            title=f"{drawn.choice(PLACES)}社区{drawn.choice(THINGS)}{drawn.choice(DEEDS)}",
            body="".join(drawn.choices(WORDS, k=50)),
            keywords={
                "street": (drawn.choice(STREETS),),
                "community": (drawn.choice(COMMUNITIES),),
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


def questions(turn: int) -> dict[str, Any]:
    """One of each sort."""
    from search.query import AnyOf, Bands, Between, Boost, Facet, Query

    drawn = random.Random(turn)
    who, thing, deed = frozenset({"public"}), drawn.choice(THINGS), drawn.choice(DEEDS)
    street = AnyOf("street", (drawn.choice(STREETS),))
    fields = ("kind", "street", "community", "item", "category", "domain", "status", "tier")
    facets: tuple[Facet | Bands, ...] = (*(Facet(name) for name in fields), Bands("amount", BANDS))
    fit = (
        Boost(AnyOf("domain", tuple(drawn.sample(DOMAINS, 2))), 5),
        Boost(street, 3),
        Boost(Between("amount", Decimal(20_000), Decimal(60_000)), 2),
    )
    return {
        "one term": Query(who, thing),
        "AND of three": Query(who, f"{drawn.choice(PLACES)} {thing} {deed}"),
        "a term with nine facets": Query(who, f"{thing}{deed}", facets=facets),
        "filtered, with nine facets": Query(who, thing, filters=(street,), facets=facets),
        "matching": Query(who, thing, kinds=("provider",), boosts=fit),
    }


def times(engine: Any) -> dict[str, list[float]]:
    """Seconds of every answer, by question."""
    found: dict[str, list[float]] = {}
    for turn in range(TURNS):
        for name, question in questions(turn).items():
            began = time.perf_counter()
            engine.find(question)
            found.setdefault(name, []).append(time.perf_counter() - began)
    return found


@contextmanager
def embedded() -> Iterator[Any]:
    """Filled, on the database of this process."""
    from importlib import import_module

    from django.db import connection

    from search.engines.embedded import EmbeddedEngine
    from search.models import Entry, Number, Value

    with connection.schema_editor() as editor:
        for model in (Entry, Value, Number):
            editor.create_model(model)
        import_module("search.migrations.0002_text").create(None, editor)
    engine = EmbeddedEngine(kinds(), words())
    engine.put(documents())
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
            engine.install()
            engine.put(documents())
            engine.refresh()
            yield engine
        finally:
            for kind in engine.kinds:
                engine.indices.drop(kind)


def kinds() -> dict[str, Any]:
    from search.schema import Kind

    keywords = ("street", "community", "item", "category", "domain", "status", "tier")
    return {name: Kind(name, keywords=keywords, numbers=("amount", "deadline")) for name in ("project", "provider")}


def words() -> Any:
    from search.words import Words

    return Words(PLACES)


def table(name: str, engine: Any) -> str:
    """Lines of the table for one engine."""
    lines = []
    for question, seconds in times(engine).items():
        p95 = quantiles(seconds, n=20)[-1]
        lines.append(f"| {name} | {question} | {median(seconds) * 1000:.1f} ms | {p95 * 1000:.1f} ms |\n")
    return "".join(lines)


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

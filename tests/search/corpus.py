"""Two hundred documents of two kinds that share words, places and bounds, the same in every run; and questions."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as st

from search.query import NEWEST, AnyOf, Bands, Between, Boost, Facet, Sort
from search.schema import Document, Kind
from tests.search.reference import Asked

KINDS = {
    kind.name: kind
    for kind in (
        Kind("project", keywords=("street", "status", "domain"), numbers=("budget", "closes")),
        Kind("provider", keywords=("street", "domain"), numbers=("budget",)),
    )
}
NOON = datetime(2026, 11, 20, 4, tzinfo=UTC)
STREETS, STATUSES, DOMAINS = ("jinquan", "fuqin", "茶店子"), ("open", "closed"), ("greening", "repair", "elderly")
AUDIENCES = ("public", "organisation:12", "district")
WORDS = (
    *("老旧院落", "绿化", "提升", "项目", "社区", "金科苑社区", "大数据", "治理", "养老服务", "5G", "5g基站", "Ａ座"),
    *(
        "道路",
        "绿",
        "化",
        " ",
        "、",
        "<b>",
        "café",
        "100㎡",
        "发展中国家",
        "中国",
        "\U00030edd",
        "々",
        "-",
        "2026-0001",
    ),
)
BANDS = (
    ("small", None, Decimal(50_000)),
    ("middle", Decimal(50_000), Decimal(200_000)),
    ("large", Decimal(200_000), None),
)
DATES = (("past", None, NOON), ("soon", NOON, NOON + timedelta(days=9)), ("later", NOON + timedelta(days=9), None))


def documents(number: int = 200) -> list[Document]:
    drawn = random.Random(20261120)
    return [_document(drawn, key) for key in range(1, number + 1)]


def _document(drawn: random.Random, key: int) -> Document:
    is_project = drawn.random() < 0.6
    keywords = {
        "street": tuple(drawn.sample(STREETS, drawn.randint(0, 1))),
        "domain": tuple(drawn.sample(DOMAINS, drawn.randint(0, 3))),
    }
    numbers: dict[str, Decimal | datetime] = {}
    if drawn.random() < 0.8:
        numbers["budget"] = drawn.choice([Decimal(50_000), Decimal(199_999), Decimal("49999.99"), Decimal(800_000)])
    if is_project:
        keywords["status"] = (drawn.choice(STATUSES),)
        numbers |= {"closes": NOON + timedelta(days=drawn.randint(-20, 20))} if drawn.random() < 0.8 else {}
    return Document(
        kind="project" if is_project else "provider",
        key=key,
        version=drawn.randint(1, 9),
        at=NOON - timedelta(days=drawn.randint(0, 30)),
        audience=frozenset([*drawn.sample(AUDIENCES, drawn.choice([0, 1, 1, 2])), *["public"] * (key % 3 > 0)]),
        title="".join(drawn.choices(WORDS, k=drawn.randint(1, 6))),
        body="".join(drawn.choices(WORDS, k=drawn.randint(0, 60))),
        keywords=keywords,
        numbers=numbers,
    )


def _some(values: tuple[str, ...]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple)


_terms = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3).map("".join) | st.sampled_from(WORDS)
_filters = st.one_of(
    st.builds(AnyOf, st.just("street"), _some((*STREETS, "elsewhere"))),
    st.builds(AnyOf, st.just("status"), _some(STATUSES)),
    st.builds(AnyOf, st.just("domain"), _some(DOMAINS)),
    st.builds(AnyOf, st.just("kind"), _some(("project", "provider"))),
    st.sampled_from([Between("budget", low, high) for _, low, high in BANDS]),
    st.sampled_from([Between(name, low, high) for _, low, high in DATES for name in ("closes", "at")]),
)
FACETS: tuple[Facet | Bands, ...] = (
    *(Facet(name) for name in ("kind", "street", "status", "domain")),
    *(Bands("budget", BANDS), Bands("closes", DATES), Bands("at", DATES)),
)
# What is open, closes soon or is new comes forward step by step, as on the page (`catalog.facets.boosts`).
STEPS = (
    *(Boost(Between("closes", NOON, end), 1) for end in (None, NOON + timedelta(days=3), NOON + timedelta(days=10))),
    *(Boost(Between("at", NOON - timedelta(days=age), None), 1) for age in (7, 30, 365)),
)
questions = st.builds(
    Asked,
    wanted=st.lists(_terms, max_size=2).map(tuple),
    unwanted=st.just(()) | st.lists(_terms, max_size=1).map(tuple),
    filters=st.lists(_filters, max_size=3, unique_by=lambda one: one.field).map(tuple),
    facets=st.just(FACETS),
    boosts=st.just(STEPS) | st.lists(st.builds(Boost, _filters, st.integers(1, 9)), max_size=2).map(tuple),
    sort=st.sampled_from([Sort(), Sort(), NEWEST, Sort("closes", descending=False), Sort("budget")]),
    kinds=st.sampled_from([(), (), ("project",)]),
    in_titles=st.booleans(),
    audience=st.sampled_from(
        [frozenset({"public"}), frozenset({"public", "organisation:12"}), frozenset({"district"})]
    ),
)

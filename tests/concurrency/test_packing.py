"""Of several who pack at the same time one does it; whatever they leave is read as if one had packed alone."""

from __future__ import annotations

from functools import partial
from itertools import pairwise

import pytest
from django.db import connection

from search.engines.embedded import EmbeddedEngine, packing, writing
from search.models import Pack
from search.query import Query
from search.schema import Document, Kind
from search.words import Words
from tests.concurrency.racing import race, stuck
from tests.search.corpus import NOON

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
PUBLIC = frozenset({"public"})
PACKERS, ROUNDS, OWN = 3, 4, 6


@pytest.fixture(autouse=True)
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A few entries are many."""
    monkeypatch.setattr(packing, "LEAST", 2)
    monkeypatch.setattr(packing, "RARE", 2)


def engine() -> EmbeddedEngine:
    return EmbeddedEngine({"project": Kind("project")}, Words())


def written(start: int, title: str) -> None:
    documents = [
        Document(kind="project", key=key, version=1, at=NOON, audience=PUBLIC, title=title)
        for key in range(start, start + OWN)
    ]
    engine().put(documents)


def found(words: str) -> list[int]:
    """By who comes last."""
    return sorted(hit.key for hit in engine().find(Query(PUBLIC, words, size=100)).hits)


def whole() -> list[Pack]:
    return list(Pack.objects.filter(is_whole=True).order_by("number"))


def test_who_comes_late_to_the_end_leaves_what_somebody_else_packed() -> None:
    """It has packed and waits to say so, while the other one clears its pack away, packs, and is done."""
    written(1, "老旧院落绿化")
    late: list[bool] = []
    connection.set_autocommit(False)
    try:
        writing.lock()
        with stuck(lambda: late.append(packing.pack())):
            assert packing.pack()
            connection.commit()
    finally:
        connection.set_autocommit(True)
    assert late == [False]
    assert [one.number - one.since > 0 for one in whole()] == [True]
    assert found("院落 绿化") == list(range(1, 1 + OWN))


def test_packers_at_once_leave_every_entry_in_one_pack() -> None:
    for turn in range(ROUNDS):
        written(turn * OWN, f"绿化{turn}")
        whole_ones = [partial(packing.pack, whole=number == 0) for number in range(PACKERS)]
        race(whole_ones)
        packs = whole()
        assert packs
        ends = [(one.since, one.number) for one in packs]
        assert all(first[1] <= second[0] for first, second in pairwise(ends))
        assert found("绿化") == list(range((turn + 1) * OWN))
        assert found(f"绿化{turn}") == list(range(turn * OWN, (turn + 1) * OWN))
    packing.pack(whole=True)
    packing.pack(whole=True)
    assert len(whole()) == 1
    assert found("绿化") == list(range(ROUNDS * OWN))

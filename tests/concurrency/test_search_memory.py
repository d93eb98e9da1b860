"""Threads that share what is held of the index find what they have written, while others write and take back."""

from __future__ import annotations

import random
from functools import partial

import pytest
from django.db import transaction

from search.engines.embedded import EmbeddedEngine, memory
from search.query import AnyOf, Query
from search.schema import Document, Kind, Reference
from search.words import Words
from tests.concurrency.racing import race
from tests.search.corpus import NOON

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]
KINDS = {"project": Kind("project", keywords=("street",))}
PUBLIC = frozenset({"public"})
TURNS, OWN = 30, 5


def document(key: int, version: int, street: str) -> Document:
    return Document(
        kind="project",
        key=key,
        version=version,
        at=NOON,
        audience=PUBLIC,
        title=f"绿化{street}",
        keywords={"street": (street,)},
    )


def found(engine: EmbeddedEngine, street: str) -> set[int]:
    """By what it says and by what it is marked with alike."""
    said = {hit.key for hit in engine.find(Query(PUBLIC, f'"绿化{street}"')).hits}
    marked = {hit.key for hit in engine.find(Query(PUBLIC, filters=(AnyOf("street", (street,)),))).hits}
    assert said == marked
    return said


def live(engine: EmbeddedEngine, number: int, seed: int) -> None:
    """Writes, removes and takes back documents of its own, and finds them as it left them each time."""
    drawn, street, there = random.Random(seed), f"街{number}", set[int]()
    keys = range(number * OWN, number * OWN + OWN)
    for version in range(1, TURNS + 1):
        key, before = drawn.choice(keys), set(there)
        with transaction.atomic():
            if drawn.random() < 0.3:
                engine.remove([Reference("project", key, version)])
                there.discard(key)
            else:
                engine.put([document(key, version, street)])
                there.add(key)
            assert found(engine, street) == there
            if drawn.random() < 0.3:
                transaction.set_rollback(True)
                there = before
        assert found(engine, street) == there


@pytest.mark.parametrize("most", [3, 1_000])
def test_who_has_written_finds_it(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    monkeypatch.setattr(memory, "MOST_LATE", most)
    shared, seed = EmbeddedEngine(KINDS, Words()), random.randrange(1 << 32)
    acts = [partial(live, shared, number, seed + number) for number in range(1, 5)]
    assert race(acts) == {"done": 4}, f"seed {seed}"

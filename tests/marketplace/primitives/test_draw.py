"""Draws by lot: committed, repeatable, even."""

import hashlib
import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from marketplace.primitives.draw import commitment, list_hash, new_seed, opens, shuffle
from marketplace.primitives.refusal import InvalidInput

seeds = st.binary(min_size=32, max_size=32)
names = st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=6), unique=True, max_size=20)


@given(seeds, names, st.randoms(use_true_random=False))
def test_the_order_of_the_list_does_not_matter(seed: bytes, candidates: list[str], chance: object) -> None:
    drawn = shuffle(seed, candidates)
    assert sorted(drawn) == sorted(candidates)
    assert shuffle(seed, reversed(candidates)) == drawn
    assert list_hash(reversed(candidates)) == list_hash(candidates)


def test_anyone_can_repeat_it_from_the_description() -> None:
    seed, beacon, candidates = bytes(range(32)), b"\x01\x02", ["expert-3", "expert-1", "expert-2"]

    def sha(value: object) -> str:
        return hashlib.sha256(json.dumps(value, separators=(",", ":")).encode()).hexdigest()

    frozen = sha(sorted(candidates))
    expected = sorted(candidates, key=lambda one: sha([seed.hex(), beacon.hex(), frozen, one]))
    assert shuffle(seed, candidates, beacon=beacon) == expected


def test_the_lines_of_docs_draws_draw_the_same() -> None:
    """As they are printed: they draw the order, and refuse a seed that was not committed to."""
    text = (Path(settings.BASE_DIR) / "docs" / "draws.md").read_text(encoding="utf-8")
    lines = text.split("```python\n")[1].split("```")[0]
    seed, beacon, candidates = bytes(range(32)), b"\x01\x02", [f"expert-{number}" for number in range(9)]
    said = {"seed": seed.hex(), "beacon": beacon.hex(), "commitment": commitment(seed)}
    exec(lines, said)
    order: Any = said["order"]
    assert order(seed.hex(), beacon.hex(), candidates) == shuffle(seed, candidates, beacon=beacon)
    with pytest.raises(AssertionError):
        exec(lines, said | {"commitment": commitment(bytes(32))})


def test_the_seed_is_bound_by_its_commitment() -> None:
    seed = new_seed()
    assert len(seed) == 32
    assert opens(seed, commitment(seed))
    assert not opens(new_seed(), commitment(seed))


def test_one_more_candidate_or_another_beacon_is_another_draw() -> None:
    candidates = [str(n) for n in range(40)]
    drawn = shuffle(bytes(32), candidates)
    assert [one for one in shuffle(bytes(32), [*candidates, "new"]) if one != "new"] != drawn
    assert shuffle(bytes(32), candidates, beacon=b"head") != drawn


def test_every_place_is_equally_likely() -> None:
    first = Counter(shuffle(n.to_bytes(32, "big"), ["a", "b", "c", "d"])[0] for n in range(4000))
    # Four standard deviations of a binomial (4000, 1/4); the seeds are fixed, so this never flickers.
    assert all(abs(count - 1000) < 110 for count in first.values())


def test_nobody_has_two_lots() -> None:
    with pytest.raises(InvalidInput) as refused:
        shuffle(bytes(32), ["a", "b", "a"])
    assert refused.value.code == "draw.duplicate"

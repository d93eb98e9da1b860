"""How the list of mutants is shared out among the scratch copies."""

import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.mutants.copies import environment_of, spread
from tests.mutants.listed import Mutant, changes_the_seed, mutants, named, noticing, portions, row, seeds_last
from tests.mutants.page import untried, written

TESTS = st.lists(st.builds("tests/{}.py::test_{}".format, st.sampled_from("abcd"), st.integers(0, 99)), unique=True)


def a_mutant(
    name: str = "a lock",
    file: str = "house/services.py",
    *,
    old: str = "lock()",
    test: str = "tests/a.py::test_a",
    postgresql: bool = False,
) -> Mutant:
    return Mutant(name, file, old, test, postgresql=postgresql)


@given(TESTS, st.integers(1, 5))
def test_portions_hold_every_test_once_and_part_no_file(tests: list[str], number: int) -> None:
    shares = portions(tests, number)
    assert sorted(test for share in shares for test in share) == sorted(tests)
    assert all(shares)
    assert len(shares) <= number
    homes = [{test.partition("::")[0] for test in share} for share in shares]
    assert sum(map(len, homes)) == len(set().union(*homes))


def test_portions_are_of_about_one_size() -> None:
    counts = {"a": 5, "b": 3, "c": 2}
    tests = [f"tests/{file}.py::test_{number}" for file, count in counts.items() for number in range(count)]
    assert [len(share) for share in portions(tests, 2)] == [5, 5]


@pytest.mark.parametrize(
    ("file", "changes"),
    [
        ("tendering/funds/migrations/0001_initial.py", True),
        ("marketplace/audit/triggers.py", True),
        ("tendering/funds/services/ledger.py", False),
        ("tendering/funds/models/accounts.py", False),
    ],
)
def test_migrations_and_triggers_change_the_seed(file: str, changes: bool) -> None:
    assert changes_the_seed(a_mutant(file=file)) is changes


def test_what_changes_the_seed_comes_last_and_the_rest_stays_in_order() -> None:
    listed = [
        a_mutant("a", "x/migrations/0001_initial.py"),
        a_mutant("b"),
        a_mutant("c", "x/triggers.py"),
        a_mutant("d"),
    ]
    assert [mutant.name for mutant in seeds_last(listed)] == ["b", "d", "a", "c"]


def test_tests_are_told_apart_by_their_database_and_named_once() -> None:
    listed = [a_mutant("a"), a_mutant("b"), a_mutant("c", test="tests/b.py::test_b", postgresql=True)]
    assert noticing(listed, postgresql=False) == ["tests/a.py::test_a"]
    assert noticing(listed, postgresql=True) == ["tests/b.py::test_b"]


def test_a_row_is_one_line_and_its_bars_are_no_columns() -> None:
    told = row(a_mutant(old="if a |\n    b:", postgresql=True), "killed")
    assert told == "| a lock | `if a \\| b:` in `house/services.py` | `tests/a.py::test_a` (PostgreSQL) | killed |"


def test_the_page_keeps_the_lines_of_what_was_not_tried_again() -> None:
    listed = [a_mutant("a"), a_mutant("b"), a_mutant("c")]
    before = written("", listed, {"a": "killed", "b": "**survived**"})
    assert [line.split(" | ")[-1] for line in before.splitlines()[-3:]] == [
        "killed |",
        "**survived** |",
        "not tried yet |",
    ]
    after = written(before, listed, {"b": "killed"})
    assert [line.split(" | ")[-1] for line in after.splitlines()[-3:]] == ["killed |", "killed |", "not tried yet |"]


def test_a_line_that_says_another_change_counts_no_more() -> None:
    before = written("", [a_mutant("a")], {"a": "killed"})
    assert written(before, [a_mutant("a", old="lock(2)")], {}).endswith("| not tried yet |\n")
    assert written(before, [], {}) == written("", [], {})


def test_only_what_was_not_tried_as_it_stands_now_is_tried() -> None:
    before = written("", [a_mutant("a"), a_mutant("b"), a_mutant("c")], {"a": "killed", "b": "**survived**"})
    listed = [a_mutant("a"), a_mutant("b", old="lock(2)"), a_mutant("c"), a_mutant("d")]
    assert [mutant.name for mutant in untried(before, listed)] == ["b", "c", "d"]
    assert untried("", listed) == listed


def test_words_choose_by_name_and_without_any_all_are_chosen() -> None:
    listed = [a_mutant("lock on a bid"), a_mutant("lock on a call"), a_mutant("one seat")]
    assert [mutant.name for mutant in named(listed, ["bid", "seat"])] == ["lock on a bid", "one seat"]
    assert named(listed, []) == listed


def test_names_are_told_apart() -> None:
    names = [mutant.name for mutant in mutants()]
    assert len(set(names)) == len(names)


def test_a_run_has_its_own_database_and_keeps_bytecode() -> None:
    outside = {"PATH": "/bin", "TEST_DATABASE_URL": "x", "POSTGRESQL_URL": "y", "PYTHONDONTWRITEBYTECODE": "1"}
    inside = environment_of(outside, postgresql=False)
    assert inside["PATH"] == "/bin"
    assert not inside.keys() & {"TEST_DATABASE_URL", "PYTHONDONTWRITEBYTECODE"}
    assert environment_of(outside, postgresql=True)["TEST_DATABASE_URL"] == "y"


def test_every_copy_works_and_no_copy_does_two_things_at_once() -> None:
    places, both = [Path("first"), Path("second")], threading.Barrier(2, timeout=10)
    busy: set[Path] = set()

    def act(place: Path, number: int) -> int:
        assert place not in busy
        busy.add(place)
        both.wait()  # nobody goes on before the other copy has begun too
        busy.remove(place)
        both.wait()
        return number * number

    assert sorted(spread(range(6), places, act)) == [(number, number * number) for number in range(6)]

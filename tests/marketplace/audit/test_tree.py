"""Places, heads and proofs, checked against code that is not ours."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction
from pymerkle import InmemoryTree, verify_inclusion
from pytest_django import DjangoAssertNumQueries

from marketplace.accounts.models import User
from marketplace.audit import queries, services, tasks
from marketplace.audit.models import Entry, LogBlock, LogLeaf
from marketplace.audit.queries import verification
from marketplace.audit.queries.tree import consistency
from marketplace.audit.services import Past
from marketplace.primitives import merkle
from tests.factories import accounts

pytestmark = pytest.mark.django_db

SIZES = [1, 2, 3, 255, 256, 257, 511, 512, 513, 700]


@pytest.fixture
def many(officer: User) -> list[Entry]:
    """700 entries: two full blocks and a rest."""
    entries = services.record_past([Past("x", officer.date_joined, officer) for _number in range(SIZES[-1])])
    services.sequence()
    return entries


def test_heads_and_proofs_are_those_of_another_implementation(many: list[Entry]) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for entry in many:
        oracle.append_entry(entry.body.encode())
    for size in SIZES:
        assert queries.head(size) == oracle.get_root(size)
        for index in {0, size // 2, size - 1}:
            proof = queries.proof(many[index], at_size=size)
            theirs = oracle.prove_inclusion(index + 1, size)
            assert proof.holds
            assert proof.path == tuple(node.hex() for node in theirs.path[1:])
            verify_inclusion(bytes.fromhex(proof.leaf), bytes.fromhex(proof.root), theirs)


def test_the_log_only_grows(many: list[Entry]) -> None:
    for first in SIZES:
        proof = [bytes.fromhex(node) for node in consistency(first, SIZES[-1])]
        heads = queries.head(first), queries.head(SIZES[-1])
        assert merkle.verify_consistency(first=first, size=SIZES[-1], first_head=heads[0], head=heads[1], proof=proof)


def test_a_proof_takes_few_queries(many: list[Entry], django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_max_num_queries(5):
        queries.proof(many[300])


def test_an_entry_without_a_place_has_no_proof_yet(officer: User) -> None:
    entry = services.record(act="x", target=officer)
    with pytest.raises(queries.NotPlaced):
        queries.proof(entry)
    services.sequence()
    assert queries.proof(entry).holds


def test_a_tree_that_ends_before_the_entry_proves_nothing(many: list[Entry]) -> None:
    with pytest.raises(ValueError, match="no leaf"):
        queries.proof(many[300], at_size=300)


def test_places_are_given_once_and_without_gaps(many: list[Entry], officer: User) -> None:
    assert services.sequence() == 0
    services.record(act="y", target=officer)
    assert services.sequence() == 1
    indexes = list(LogLeaf.objects.order_by("log_index").values_list("log_index", flat=True))
    assert indexes == list(range(701))
    assert LogBlock.objects.count() == 2


def test_an_entry_committed_late_is_found_by_the_thorough_run(
    many: list[Entry], officer: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("marketplace.audit.services.sequencing.LOOKBACK", -1_000)
    services.record(act="late", target=officer)
    assert services.sequence() == 0
    assert services.sequence(thorough=True) == 1


def test_ten_thousand_entries_are_verified(officer: User) -> None:
    services.record_past([Past("x", officer.date_joined, officer, reason="y") for _number in range(10_000)])
    services.checkpoint()
    report = verification.verify()
    assert report.findings == ()
    assert report.size == 10_000


@pytest.mark.django_db(transaction=True)
def test_no_place_inside_a_transaction_that_may_be_rolled_back(officer: User) -> None:
    with transaction.atomic():
        services.record(act="x", target=officer)
        with pytest.raises(RuntimeError, match="durable"):
            services.sequence()


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_acts_do_not_wait_for_each_other_and_places_follow_commits(officer: User) -> None:
    """An entry whose act is still open is passed over; it gets a later place when it commits."""
    opened, close = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            services.record(act="slow", target=officer)
            opened.set()
            assert close.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    assert opened.wait(10)
    with transaction.atomic():
        services.record(act="quick", target=officer)
    assert services.sequence() == 1
    close.set()
    thread.join()
    assert services.sequence() == 1
    assert list(LogLeaf.objects.order_by("log_index").values_list("entry__act", flat=True)) == ["quick", "slow"]


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_sequencers_that_start_together_give_every_place_once(officer: User) -> None:
    with transaction.atomic():
        services.record_past([Past("x", officer.date_joined, officer) for _number in range(300)])
    barrier = threading.Barrier(4)
    placed: list[int] = []

    def work() -> None:
        try:
            barrier.wait(10)
            placed.append(services.sequence())
        finally:
            connection.close()

    threads = [threading.Thread(target=work) for _number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(placed) == 300
    assert verification.verify().findings == ()


def test_past_acts_are_marked_and_keep_their_day(officer: User) -> None:
    community = accounts.membership("community")
    (entry,) = services.record_past(
        [Past("demands.published", officer.date_joined, officer, by=community, personal={"name": "张三"})]
    )
    line = queries.Line(queries.tellable(Entry.objects.filter(pk=entry.pk)).get(), names=True)
    assert line.generated
    assert (line.at, entry.role, entry.place_id) == (officer.date_joined, "community", community.place_id)
    assert line.actor == community.user.name
    services.sequence()
    assert verification.verify().findings == ()


@pytest.mark.django_db(transaction=True)
def test_past_acts_need_a_transaction_too(officer: User) -> None:
    with pytest.raises(services.OutsideTransaction):
        services.record_past([Past("x", officer.date_joined, officer)])


def test_tasks_call_the_services(officer: User) -> None:
    services.record(act="x", target=officer)
    tasks.sequence()
    tasks.checkpoint()
    assert verification.verify().checkpoints == 2

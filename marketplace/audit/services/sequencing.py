"""The one sequencer: committed entries get their place in the tree, so acts never wait for each other."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection, transaction
from django.db.models import Max, QuerySet

from marketplace.audit.models import Entry, LogBlock, LogLeaf
from marketplace.audit.queries import BLOCK
from marketplace.primitives import merkle

BATCH = 2_000
# A transaction that commits after so many later entries is found by the thorough, hourly run only.
LOOKBACK = 100_000
# Any number of ours; PostgreSQL's advisory locks share one space.
_LOCK = 7_046_029_254_386_353_131


def sequence(*, thorough: bool = False) -> int:
    """Give every committed entry its `log_index` and leaf.

    It runs in transactions of its own, because an entry that could still be rolled back must not get a place.

    Args:
        thorough: look at the whole log for entries without a place, not at the latest 100,000 only.

    Returns:
        How many entries got a place.

    Raises:
        RuntimeError: called inside a transaction.
    """
    placed = 0
    while _unplaced(thorough=thorough).exists():
        with transaction.atomic(durable=True):
            _one_at_a_time()
            placed += _place(list(_unplaced(thorough=thorough).order_by("pk")[:BATCH]))
    return placed


def _unplaced(*, thorough: bool) -> QuerySet[Entry]:
    entries = Entry.objects.filter(leaf=None)
    if thorough:
        return entries
    latest = LogLeaf.objects.aggregate(latest=Max("entry_id"))["latest"] or 0
    return entries.filter(pk__gt=latest - LOOKBACK)


def _place(entries: Sequence[Entry]) -> int:
    first = _size()
    LogLeaf.objects.bulk_create(
        LogLeaf(log_index=index, entry=entry, digest=merkle.leaf_hash(entry.body.encode()).hex())
        for index, entry in enumerate(entries, start=first)
    )
    _close_blocks(first // BLOCK, (first + len(entries)) // BLOCK)
    return len(entries)


def _close_blocks(first: int, end: int) -> None:
    """Keep the roots of blocks that are full now."""
    leaves = LogLeaf.objects.filter(log_index__gte=first * BLOCK, log_index__lt=end * BLOCK)
    digests = [bytes.fromhex(digest) for digest in leaves.order_by("log_index").values_list("digest", flat=True)]
    LogBlock.objects.bulk_create(
        LogBlock(
            number=number,
            digest=merkle.root(digests[(number - first) * BLOCK : (number - first + 1) * BLOCK]).hex(),
        )
        for number in range(first, end)
    )


def _size() -> int:
    last = LogLeaf.objects.aggregate(last=Max("log_index"))["last"]
    return 0 if last is None else last + 1


def _one_at_a_time() -> None:
    """SQLite has one writer anyway (IMMEDIATE); on PostgreSQL sequencers queue here, and acts never do."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])

"""Comparing what is kept with what should be, both ways, and mending it: rows and entries, entries and cluster."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from search import engines, registry
from search.engines.base import Indexed, Unavailable
from search.engines.embedded import reading, writing
from search.models import NEVER, Entry
from search.services import keeping
from search.services.keeping import Advance

if TYPE_CHECKING:
    from search.engines.elasticsearch import ElasticsearchEngine

Compared = tuple[int, bool]


class Differences(NamedTuple):
    """How many documents of a kind were not as they should be, in each place where they are kept."""

    embedded: int
    cluster: int


def reconcile(kind: str, advance: Advance, *, mend: bool = True) -> Differences:
    """Compare everything of a kind, and mend what differs.

    Raises:
        Unavailable: a cluster is named and does not answer, or has no index of the kind.
    """
    embedded = keeping.fill(kind, advance) if mend else sum(_stale(kind, advance))
    cluster = engines.cluster()
    return Differences(embedded, 0 if cluster is None else in_step(cluster, kind, mend=mend))


def in_step(cluster: ElasticsearchEngine, kind: str, *, mend: bool = True) -> int:
    """Compare a cluster with the entries, by versions; send what differs.

    Returns:
        How many differed.
    """
    known = _known(cluster, kind)
    differing = sorted(_differing(kept(kind), known))
    if mend:
        _pass_by(kind, {key: known[key][0] if key in known else NEVER for key in differing})
        _send(cluster, kind, differing)
    return len(differing)


def prepare(cluster: ElasticsearchEngine, kind: str, name: str) -> None:
    """Bring an index that nobody reads in step, and prove it: every document that was not written meanwhile is there.

    Raises:
        Unavailable: some are not, or not as they should be, though they were sent.
    """
    known = _known(cluster, kind, name)
    differing = sorted(_differing(kept(kind), known))
    # Only where the database is an older copy than the index does it know what no entry does yet.
    entries = dict(Entry.objects.filter(kind=kind, key__in=differing).values_list("key", "version"))
    _pass_by(kind, {key: known[key][0] for key in differing if key in known and known[key][0] >= entries.get(key, 0)})
    before = kept(kind)
    _send(cluster, kind, differing, name)
    known, now = _known(cluster, kind, name), kept(kind)
    wrong = [key for key in _differing(now, known) if now.get(key) == before.get(key)]
    if wrong:
        message = f"{len(wrong)} documents of {name} are not as they should be"
        raise Unavailable(message)


def _known(cluster: ElasticsearchEngine, kind: str, name: str = "") -> dict[int, Compared]:
    return {one.key: _compared(one) for one in cluster.settled(kind, name)}


def _send(cluster: ElasticsearchEngine, kind: str, keys: list[int], name: str = "") -> None:
    for chunk in keeping.chunks(keys):
        held = reading.held(kind, chunk)
        cluster.put(held.documents, into=name)
        cluster.remove(held.gone, out_of=name)


def kept(kind: str) -> dict[int, Compared]:
    """What the embedded index holds of a kind."""
    return {one.key: _compared(one) for one in engines.embedded().indexed(kind)}


def _compared(one: Indexed) -> Compared:
    return one.version, registry.words().cut_alike(one.cut_by)


def _differing(wanted: Mapping[int, Compared], known: Mapping[int, Compared]) -> Iterator[int]:
    return (key for key in {*wanted, *known} if wanted.get(key) != known.get(key))


def _stale(kind: str, advance: Advance) -> Iterator[int]:
    """Differences between rows and entries, a number for each chunk; nothing is written."""
    for chunk in keeping.chunks(keeping.every_key(kind)):
        entries = Entry.objects.filter(kind=kind, key__in=chunk, is_removed=False)
        held = {entry.key: (entry.digest, registry.words().cut_alike(entry.cut_by)) for entry in entries}
        rows = registry.sources()[kind].documents(chunk)
        wanted = {key: (document.digest, True) for key, document in rows.items()}
        advance(len(chunk))
        yield sum(wanted.get(key) != held.get(key) for key in chunk)


def _pass_by(kind: str, known: Mapping[int, int]) -> None:
    """Let entries be newer than whatever the cluster knows, a removal too, as where the database is an older copy."""
    if not known:
        return
    with transaction.atomic():
        entries = writing.locked((kind, key) for key in known)
        for entry in entries:
            entry.version = max(entry.version, known[entry.key]) + 1
        Entry.objects.bulk_update(entries, ["version"], batch_size=writing.CHUNK)

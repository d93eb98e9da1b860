"""Building the index anew while everybody reads and writes the old one; and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction

from marketplace import clock
from search import engines, registry
from search.engines.embedded import packing, reading, writing
from search.engines.embedded.memory import last_generation
from search.models import Entry, Generation
from search.services import keeping, reconciling
from search.services.keeping import Advance

if TYPE_CHECKING:
    from search.engines.elasticsearch import ElasticsearchEngine

# So long a stone stays: a cluster has forgotten the removal long before, and no message is on its way any more.
STONES_STAY = timedelta(days=7)
# So long a process may ask for nothing and still go on from what it holds (microseconds); later it reads everything.
GENERATIONS_STAY = 3_600_000_000


class NoWayBack(LookupError):
    """There is no index before the one that is read."""


class Rebuilt(NamedTuple):
    """What was done for a kind: documents written, and the cluster's index from now on."""

    written: int
    name: str


def is_wanting(kind: str) -> bool:
    """Whether a kind was never built here: no entry of it, no index on the cluster, or one of an older form.

    Raises:
        Unavailable: the cluster does not answer.
    """
    cluster = engines.cluster()
    if not Entry.objects.filter(kind=kind).exists() and registry.sources()[kind].rows().exists():
        return True
    return cluster is not None and not cluster.is_current(registry.kinds()[kind])


def size(kind: str) -> int:
    """How far a rebuild advances: once for each entry, and again where they are sent to a cluster."""
    number = len(keeping.every_key(kind))
    return number if engines.cluster() is None else 2 * number


def rebuild(kind: str, advance: Advance) -> Rebuilt:
    """Write every entry anew, then a new index of the cluster from the entries; read it once it is whole.

    Killed on the way it leaves the old index as it was; what it had begun is cleared away by the next one.

    Raises:
        Unavailable: the cluster does not do what it is asked; it reads what it read before.
    """
    written = keeping.fill(kind, advance, anew=True)
    cluster = engines.cluster()
    if cluster is None:
        return Rebuilt(written, "")
    before = cluster.current(kind)
    cluster.clear_away(kind, spared=before)
    name = cluster.begin(kind)
    for chunk in keeping.chunks(sorted(reconciling.kept(kind))):
        cluster.put(reading.held(kind, chunk).documents, into=name)
        advance(len(chunk))
    _read(cluster, kind, name)
    return Rebuilt(written, name)


def go_back(kind: str) -> str:
    """Read the index before the present one again, brought in step.

    Raises:
        NoWayBack: there is none, or no cluster at all.
        Unavailable: the cluster does not do what it is asked.
    """
    cluster = engines.cluster()
    before = None if cluster is None else cluster.previous(kind)
    if cluster is None or before is None:
        raise NoWayBack(kind)
    _read(cluster, kind, before)
    return before


def _read(cluster: ElasticsearchEngine, kind: str, name: str) -> None:
    """Read this index from now on; it is brought in step first, so that nobody finds an older state."""
    reconciling.prepare(cluster, kind, name)
    cluster.switch(kind, name)
    # What was written in the moment before went to the index before.
    reconciling.in_step(cluster, kind)


def mend_all() -> None:
    """Mend every kind; what a cluster has lost, or never had, is built.

    Raises:
        Unavailable: the cluster does not do what it is asked.
    """
    for kind in registry.sources():
        mend = rebuild if is_wanting(kind) else reconciling.reconcile
        mend(kind, lambda _number: None)


def purge() -> int:
    """Forget what was removed long ago, and pack what is left as one."""
    old = Entry.objects.filter(is_removed=True, written_at__lt=clock.now() - STONES_STAY)
    with transaction.atomic():
        writing.lock()
        removed, _by_model = old.delete()
        Generation.objects.filter(pk__lt=last_generation() - GENERATIONS_STAY).delete()
    packing.pack(whole=True)
    return removed

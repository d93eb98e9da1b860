"""Building the index anew while everybody reads and writes the old one; and the way back."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from django.db import connection, transaction

from marketplace import clock
from search import engines, registry
from search.engines.embedded import reading
from search.models import Entry
from search.services import keeping, reconciling
from search.services.keeping import Advance

# So long a stone stays: a cluster has forgotten the removal long before, and no message is on its way any more.
STONES_STAY = timedelta(days=7)


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
    cluster.switch(kind, name)
    # What was written meanwhile went to the index before.
    reconciling.in_step(cluster, kind)
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
    cluster.switch(kind, before)
    reconciling.in_step(cluster, kind)
    return before


def purge() -> int:
    """Forget what was removed long ago."""
    old = Entry.objects.filter(is_removed=True, written_at__lt=clock.now() - STONES_STAY)
    with transaction.atomic():
        skip = connection.features.has_select_for_update_skip_locked
        keys = list(old.select_for_update(skip_locked=skip).values_list("pk", flat=True))
        removed, _by_model = Entry.objects.filter(pk__in=keys).delete()
    return removed

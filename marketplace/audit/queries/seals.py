"""What the log holds of one object, in short: how many entries, and the leaf of the latest (docs/integrity.md)."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Model, Window

from marketplace.audit import readers
from marketplace.audit.models import LogLeaf


@dataclass(frozen=True, slots=True)
class Seal:
    """Entries that have their place in the log; the latest by its index from 0 and its hash."""

    entries: int
    log_index: int
    digest: str


def seal_of(target: Model) -> Seal | None:
    """None while nothing has its place yet.

    Entries about objects whose stories may be withheld (sealed bids) are never counted, so that the number tells
    nothing about them.
    """
    about = LogLeaf.objects.filter(
        entry__mentions__model=target._meta.label_lower, entry__mentions__object_id=str(target.pk)
    ).exclude(entry__model__in=sorted(readers.withheld()))
    row = about.annotate(entries=Window(Count("pk"))).order_by("-log_index").first()
    return Seal(row.entries, row.log_index, row.digest) if row is not None else None

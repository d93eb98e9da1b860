"""Every public document of a project: its page, its PDF, its place in the project's file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tendering.demands.models import Demand
from tendering.overview.queries.records.awards import Answers, Awards, Decisions
from tendering.overview.queries.records.calls import Notices, Openings, Rankings
from tendering.overview.queries.records.contracts import ContractNotices, Contracts, Payments
from tendering.overview.queries.records.demands import DemandNotices
from tendering.overview.queries.records.hints import Hints
from tendering.overview.queries.records.parts import Record, Section, Source
from tendering.overview.queries.records.presentations import Presentations, Rounds
from tendering.overview.queries.records.reports import Reports
from tendering.overview.queries.records.rounds import RoundOpenings
from tendering.overview.queries.records.votes import ResidentsVotes

__all__ = ["SOURCES", "Record", "Section", "Source", "file_of", "record"]

# In the order of a project's life.
SOURCES: dict[str, Source[Any]] = {
    source.kind: source
    for source in (
        DemandNotices(),
        Notices(),
        Openings(),
        Rounds(),
        RoundOpenings(),
        Presentations(),
        ResidentsVotes(),
        Rankings(),
        Reports(),
        Awards(),
        Hints(),
        Answers(),
        Decisions(),
        Contracts(),
        ContractNotices(),
        Payments(),
    )
}


def record(kind: str, pk: int) -> Record | None:
    """The document of an address; None where there is none that everybody may read."""
    source = SOURCES.get(kind)
    row = source.one(pk) if source else None
    if source is None or row is None:
        return None
    return source.whole(row)


def file_of(demand: Demand) -> Iterator[tuple[Source[Any], list[Record]]]:
    """Every document of a project by kind, kinds without one too, so that a reader sees what is not there yet."""
    rows: dict[str, Sequence[Any]] = {}
    for source in SOURCES.values():
        rows[source.kind] = list(source.of(demand)) if source.may_follow(rows) else []
        yield source, [source.head(row) for row in rows[source.kind]]

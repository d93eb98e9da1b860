"""Opening records of the rounds of a consultation, as public as that of the bids."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tendering.bids.models import RoundOpening
from tendering.bids.queries.record import lines
from tendering.overview.queries.records.calls import CALL, opened
from tendering.overview.queries.records.parts import Record, Section, Source
from tendering.tenders.rules.states import PUBLIC


class RoundOpenings(Source[RoundOpening]):
    """How many revised plans or final quotes, which commitments; no bidder and no price."""

    kind = "round-opening"
    label = _("Opening records of consultations")
    since = _("From the opening on")
    demand_path = "round__tender__demand"

    def may_follow(self, before: Mapping[str, Sequence[Any]]) -> bool:
        """Only after a round."""
        return bool(before["round"])

    def rows(self) -> QuerySet[RoundOpening]:
        """Of rounds whose answers were opened."""
        found = RoundOpening.objects.filter(opened_at__isnull=False, round__tender__state__in=sorted(PUBLIC))
        return found.select_related(*(f"round__tender__{name}" for name in CALL)).prefetch_related("confirmations")

    def head(self, row: RoundOpening) -> Record:
        """By the call's number and the round's."""
        assert row.opened_at is not None  # only those are read
        within, tender = row.round, row.tender
        url = reverse("bids:round_record", args=[tender.number, within.number])
        number = f"{tender.number}-{within.number}"
        return Record(self.kind, row.pk, within.title, number, row.opened_at, tender.demand, url)

    def sections(self, row: RoundOpening) -> Iterable[Section]:
        """The course, and what was handed in by commitment."""
        return opened(row, lines(row.tender, row.round))

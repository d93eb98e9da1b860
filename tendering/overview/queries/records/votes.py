"""Documents of residents' votes among the bidders of a call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import due, moment, said
from tendering.awards import permissions as awards
from tendering.evaluation.models import ResidentsVote
from tendering.evaluation.queries.residents_vote import points_of, results
from tendering.overview.queries.records.calls import CALL
from tendering.overview.queries.records.parts import Grid, Record, Section, Source


class ResidentsVotes(Source[ResidentsVote]):
    """How many residents voted, and for whom."""

    kind = "residents-vote"
    label = _("Residents' votes")
    since = _("With the publicity of the result")
    demand_path = "tender__demand"

    def may_follow(self, before: Mapping[str, Sequence[Any]]) -> bool:
        """Only where a score sheet has an item for them."""
        return any(row.tender.procedure.residents_vote for row in before["notice"])

    def rows(self) -> QuerySet[ResidentsVote]:
        """Votes that a public result came after: before it nobody is told who bids, nor the count of a later vote."""
        results = awards.readable(None).filter(bid__isnull=False, panel__isnull=False, tender=OuterRef("tender"))
        public = ResidentsVote.objects.filter(Exists(results.filter(publicised_at__gte=OuterRef("ends_at"))))
        return public.select_related(*(f"tender__{name}" for name in CALL))

    def head(self, row: ResidentsVote) -> Record:
        """By the call's number."""
        tender = row.tender
        number = tender.number if row.number == 1 else f"{tender.number}-{row.number}"
        return Record(
            self.kind, row.pk, _("Residents' vote"), number, row.ends_at, tender.demand, row.get_absolute_url()
        )

    def sections(self, row: ResidentsVote) -> Iterable[Section]:
        """From when to when, what it counted, how many voted for whom."""
        lines = results(row)
        facts = [
            Fact(_("Project"), said(row.tender.demand.title)),
            Fact(_("Call"), row.tender.number),
            Fact(_("Begun"), moment(row.opened_at)),
            Fact(_("Votes are taken until"), due(row.ends_at)),
            Fact(_("Most points of the item"), points_of(row)),
            Fact(_("Residents who voted"), sum(line.votes for line in lines)),
        ]
        yield Section(_("Course of the vote"), facts=facts)
        rows = [(said(line.name), line.votes) for line in lines]
        heading = _("Votes by bidder")
        yield Section(heading, grid=Grid(heading, (_("Bidder"), _("Votes")), rows, frozenset({1})))

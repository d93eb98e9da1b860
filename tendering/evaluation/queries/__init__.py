"""Reading evaluations; `ranking` is what later stages take."""

from __future__ import annotations

from tendering.evaluation.models import RankingRow
from tendering.evaluation.rules.states import State
from tendering.tenders.models import Tender


def ranking(tender: Tender) -> list[RankingRow]:
    """The ranks of a tender's valid bids, first to last; empty until the panel's report is signed by all."""
    rows = RankingRow.objects.filter(tender=tender, tender__panel__state=State.SIGNED)
    return list(rows.select_related("bid__provider__organisation").order_by("rank"))

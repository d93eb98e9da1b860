"""Reading evaluations; `ranking` is what later stages take."""

from __future__ import annotations

from django.db.models import QuerySet

from tendering.evaluation.models import Panel, RankingRow
from tendering.evaluation.rules.states import State
from tendering.tenders.models import Tender


def ranking(tender: Tender) -> list[RankingRow]:
    """The ranks of a tender's valid bids, first to last; empty until the report of the panel that counts is signed."""
    return _signed(RankingRow.objects.filter(panel__counts_for=tender))


def ranking_of(panel: Panel) -> list[RankingRow]:
    """The same of one panel, whether it counts or has been set aside."""
    return _signed(RankingRow.objects.filter(panel=panel))


def _signed(rows: QuerySet[RankingRow]) -> list[RankingRow]:
    rows = rows.filter(panel__state=State.SIGNED)
    return list(rows.select_related("panel", "bid__provider__organisation").order_by("rank"))

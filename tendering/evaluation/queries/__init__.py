"""Reading evaluations; `ranking` is what later stages take."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from tendering.evaluation.models import Panel, RankingRow
from tendering.evaluation.rules.states import State
from tendering.tenders.models import Tender


def ranking(tender: Tender) -> list[RankingRow]:
    """The ranks of a tender's valid bids, first to last; empty until the report of the panel that counts is signed."""
    return rankings([tender])[tender.pk]


def rankings(tenders: Iterable[Tender]) -> dict[int, list[RankingRow]]:
    """The same for several tenders, by tender, in one query."""
    found = defaultdict[int, list[RankingRow]](list)
    for row in _signed(RankingRow.objects.filter(panel__counts_for__in=tenders)):
        found[row.panel.tender_id].append(row)
    return found


def ranking_of(panel: Panel) -> list[RankingRow]:
    """The same of one panel, whether it counts or has been set aside."""
    return _signed(RankingRow.objects.filter(panel=panel))


def _signed(rows: QuerySet[RankingRow]) -> list[RankingRow]:
    rows = rows.filter(panel__state=State.SIGNED)
    return list(rows.select_related("panel", "bid__provider__organisation").order_by("rank"))

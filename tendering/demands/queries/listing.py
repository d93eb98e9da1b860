"""Figures and rows of batches, always computed from the demands in them (R37)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, QuerySet, Sum

from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Tier
from tendering.demands.models import Demand, PublicationBatch


@dataclass(frozen=True, slots=True)
class TierFigure:
    """How many and how much (yuan) of one tier."""

    tier: Tier
    count: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class BatchFigures:
    """Count, sum in yuan, streets covered, and the parts by tier."""

    count: int
    total: Decimal
    streets: int
    tiers: Sequence[TierFigure]


def batch_rows(batch: PublicationBatch) -> QuerySet[Demand]:
    """The batch's demands, largest first."""
    rows = Demand.objects.filter(batch_item__batch=batch).select_related("community__parent", "scope_item", "rule_set")
    return rows.order_by("-budget", "number")


def batch_figures(batch: PublicationBatch) -> BatchFigures:
    """Live figures; two queries."""
    rows = Demand.objects.filter(batch_item__batch=batch)
    by_tier = {
        row["tier"]: TierFigure(Tier(row["tier"]), row["count"], row["total"] or ZERO)
        for row in rows.values("tier").order_by("tier").annotate(count=Count("pk"), total=Sum("budget"))
    }
    tiers = [by_tier.get(tier.value, TierFigure(tier, 0, ZERO)) for tier in Tier]
    return BatchFigures(
        count=sum(figure.count for figure in tiers),
        total=sum((figure.total for figure in tiers), ZERO),
        streets=rows.values("community__parent").distinct().count(),
        tiers=tiers,
    )

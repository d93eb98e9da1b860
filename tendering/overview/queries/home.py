"""The home page's figures: computed from the tables, kept for a minute for everybody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from django.core.cache import cache
from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import get_language

from catalog.queries.entries import counts_by_list
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.ui.components import Segment, Tile
from marketplace.ui.drawing.values import percent
from marketplace.ui.formats import wan
from tendering.contracts.models import Contract, SatisfactionPanel
from tendering.contracts.rules.satisfaction import shown
from tendering.contracts.rules.satisfaction_states import JUDGED
from tendering.contracts.rules.states import RUNNING
from tendering.demands.models import Demand, PublicationBatch
from tendering.demands.models.demand import TierChoice
from tendering.demands.queries.listing import BatchFigures, batch_figures, batch_rows
from tendering.funds.models import FundType
from tendering.funds.queries import drawing, positions
from tendering.funds.queries.figures import District, Figures, district
from tendering.overview.queries.news import News, latest
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State

FRESH = 60  # seconds the figures are kept
SHOWN = 8
TIER_COLOURS = (4, 2, 1)


@dataclass(frozen=True, slots=True)
class BatchCard:
    """The latest batch: its figures and its largest projects."""

    batch: PublicationBatch
    figures: BatchFigures
    largest: Sequence[Demand]

    @property
    def parts(self) -> list[Segment]:
        """The sums of the tiers, the smallest tier first."""
        return [
            Segment(f"{TierChoice(part.tier).label} {part.count}", part.total, wan(part.total), colour)
            for part, colour in zip(self.figures.tiers, TIER_COLOURS, strict=False)
        ]


@dataclass(frozen=True, slots=True)
class HomeFigures:
    """Everything the home page counts; money in yuan, rates as exact fractions."""

    at: datetime
    year: int
    open_calls: int
    closing_today: int
    calls: Sequence[Tender]
    social_organisations: int
    social_enterprises: int
    published: int
    running: int
    satisfied: int
    answers: int
    funds: Figures
    communities: int
    batch: BatchCard | None
    tiles: Sequence[Tile]
    news: Sequence[News]

    @property
    def providers(self) -> int:
        """Providers on the roster's two lists."""
        return self.social_organisations + self.social_enterprises

    @property
    def utilisation(self) -> Decimal | None:
        """The fund utilisation rate as a share."""
        return drawing.share(self.funds.utilisation)

    @property
    def flow(self) -> list[drawing.Row]:
        """From appropriation over commitment to payment."""
        return drawing.flow(self.funds)

    @property
    def satisfaction(self) -> Decimal | None:
        """Satisfied of all valid answers of the year as per cent, cut to a tenth; None before the first verdict."""
        return shown(Fraction(self.satisfied, self.answers)) if self.answers else None

    @property
    def year_before(self) -> str:
        """What the whole year before came to, empty where nothing is known."""
        return drawing.year_before(self.funds, self.year, self.year)


def home_figures(now: datetime) -> HomeFigures:
    """The figures, at most a minute old; per language, for they hold names."""
    key = f"home-figures-{get_language()}"
    found: HomeFigures | None = cache.get(key)
    if found is None:
        found = _computed(now)
        cache.set(key, found, FRESH)
    return found


def _computed(now: datetime) -> HomeFigures:
    fund_type = FundType.objects.order_by("position", "pk").first()
    found = district(fund_type, now.year) if fund_type else District(Figures(), [])
    lists = counts_by_list()
    calls = Tender.objects.filter(state=State.ANNOUNCED).select_related("demand__community__parent")
    satisfied, answers = _answers(now.year)
    return HomeFigures(
        at=now,
        year=now.year,
        open_calls=calls.count(),
        closing_today=calls.filter(deadline_at__gt=now, deadline_at__lte=end_of_day(day_of(now))).count(),
        calls=list(calls.order_by("deadline_at", "pk")[:SHOWN]),
        social_organisations=lists.get("social_organization", 0),
        social_enterprises=lists.get("social_enterprise", 0),
        published=Demand.objects.filter(published_at__isnull=False, fiscal_year=now.year).count(),
        running=Contract.objects.filter(state__in=sorted(RUNNING)).count(),
        satisfied=satisfied,
        answers=answers,
        # A plain dict travels through any cache.
        funds=replace(found.total, came=dict(found.total.came)),
        communities=sum(row.communities for row in found.streets),
        batch=_batch(),
        tiles=_tiles(found),
        news=latest(now),
    )


def _answers(year: int) -> tuple[int, int]:
    """Satisfied and all valid answers of the verdicts of a year."""
    rows = SatisfactionPanel.objects.filter(state__in=sorted(JUDGED), closed_at__year=year)
    sums = rows.aggregate(satisfied=Sum("satisfied"), answers=Sum("answers"))
    return sums["satisfied"] or 0, sums["answers"] or 0


def _batch() -> BatchCard | None:
    batch = PublicationBatch.objects.filter(published_at__isnull=False).order_by("-published_at", "-pk").first()
    if batch is None:
        return None
    return BatchCard(batch, batch_figures(batch), list(batch_rows(batch)[:4]))


def _tiles(found: District) -> list[Tile]:
    return [
        Tile(
            row.street.name.removesuffix("街道").removesuffix(" Street"),
            percent(drawing.share(row.figures.utilisation)),
            drawing.level(row.figures.utilisation),
            positions.of(row.street.code),
            f"{reverse('funds:overview')}?street={row.street.pk}",
        )
        for row in found.streets
    ]

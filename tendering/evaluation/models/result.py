"""What an evaluation ends with: ranks, a report, the signatures under it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from marketplace.primitives.ruleset import Tie
from tendering.bids.models import Bid
from tendering.evaluation.models.panel import Panel, Seat


class TieRule(models.TextChoices):
    """What placed a bid among equal totals."""

    LOWER_QUOTE = Tie.LOWER_QUOTE, _("Lower quote")
    HIGHER_PLAN_SCORE = Tie.HIGHER_PLAN_SCORE, _("Higher plan score")
    RECORDED_DRAW = Tie.RECORDED_DRAW, _("Recorded draw")


class RankingRow(models.Model):
    """One valid bid's rank, a snapshot with its whole computation (排名); append-only, triggers hold it.

    Prices in yuan, points of 100. `computation` holds every member's points by criterion, as text.
    """

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="ranking")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="ranking_rows")
    rank = models.PositiveSmallIntegerField()
    price = models.DecimalField(max_digits=14, decimal_places=2)
    price_points = models.DecimalField(max_digits=5, decimal_places=2)
    objective_points = models.DecimalField(max_digits=5, decimal_places=2)
    plan_points = models.DecimalField(max_digits=5, decimal_places=2)
    total = models.DecimalField(max_digits=5, decimal_places=2)
    tie_rule = models.CharField(max_length=20, choices=TieRule, blank=True)
    computation = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "rank"], name="one_bid_per_rank"),
            models.UniqueConstraint(fields=["panel", "bid"], name="one_rank_per_bid"),
            models.CheckConstraint(
                condition=Q(price__gt=0, total__gte=0, total__lte=100, rank__gte=1), name="ranking_row_within"
            ),
        ]

    @property
    def provider(self) -> Provider:
        """Whose bid it is."""
        return self.bid.provider


class Report(models.Model):
    """The panel's report (评审报告), final once every voting member has signed; append-only."""

    panel = models.OneToOneField(Panel, models.PROTECT, related_name="report")
    body = models.JSONField()
    digest = models.CharField(max_length=64)
    written_at = models.DateTimeField()


class ReportSignature(models.Model):
    """A member's signature, with a dissent where there is one; append-only."""

    report = models.ForeignKey(Report, models.PROTECT, related_name="signatures")
    seat = models.OneToOneField(Seat, models.PROTECT, related_name="signature")
    dissent = models.TextField(max_length=2000, blank=True)
    signed_at = models.DateTimeField()

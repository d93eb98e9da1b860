"""Score sheets: a draft its owner alone sees, then points that nobody can change."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tendering.bids.models import Bid
from tendering.evaluation.models.panel import Seat
from tendering.evaluation.rules.states import SheetState as StateCode
from tendering.tenders.models import Criterion


class ScoreSheet(models.Model):
    """One member's sheet (评分表); once signed, triggers refuse every change.

    `draft` holds points as text by "bid-criterion" and is emptied at signing, when `Score` rows take its place.
    """

    class State(models.TextChoices):
        DRAFT = StateCode.DRAFT, _("Draft")
        SIGNED = StateCode.SIGNED, _("Has been signed")

    class Method(models.TextChoices):
        CLICK = "click", _("On the portal")
        PAPER = "paper", _("On paper")

    seat = models.OneToOneField(Seat, models.PROTECT, related_name="sheet")
    state = models.CharField(max_length=8, choices=State, default=State.DRAFT)
    method = models.CharField(max_length=8, choices=Method, default=Method.CLICK)
    draft = models.JSONField(default=dict)
    comment = models.TextField(max_length=2000, blank=True)
    saved_at = models.DateTimeField(null=True, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)
    salt = models.BinaryField(max_length=16, default=b"")
    commitment = models.CharField(max_length=64, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=StateCode.DRAFT, signed_at__isnull=True, commitment="")
                | Q(state=StateCode.SIGNED, signed_at__isnull=False) & ~Q(commitment=""),
                name="sheet_signed_with_commitment",
            )
        ]

    @property
    def is_signed(self) -> bool:
        """Whether its points stand."""
        return self.state == StateCode.SIGNED

    @property
    def is_on_paper(self) -> bool:
        """Whether it was filled in by hand."""
        return self.method == self.Method.PAPER


class Score(models.Model):
    """Points of one member for one bid and criterion; written at signing, append-only."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="scores")
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="scores")
    points = models.DecimalField(max_digits=5, decimal_places=2)
    max_points = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sheet", "bid", "criterion"], name="one_score_per_cell"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=F("max_points")), name="score_within"),
        ]


class DeviationReason(models.Model):
    """Why a member's total lies far from the others' (偏差说明); append-only."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="deviation_reasons")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="deviation_reasons")
    text = models.TextField(max_length=1000)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sheet", "bid"], name="one_reason_per_deviation")]

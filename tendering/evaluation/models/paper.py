"""A score sheet filled in by hand: printed with a code, entered by one person, compared by another."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.files.models import StoredFile
from tendering.evaluation.models.sheet import ScoreSheet
from tendering.evaluation.rules.states import PaperState as StateCode


class PaperSheet(models.Model):
    """The paper behind one member's sheet (纸质评分表); once confirmed, triggers refuse every change.

    `points` holds what the first person typed, as text by "bid-criterion"; it is emptied when the second person's
    entry is the same and the sheet is signed, or when the first entry goes back.
    """

    class State(models.TextChoices):
        PRINTED = StateCode.PRINTED, _("Printed")
        ENTERED = StateCode.ENTERED, _("Entered once")
        CONFIRMED = StateCode.CONFIRMED, _("Entered twice, the same")

    sheet = models.OneToOneField(ScoreSheet, models.PROTECT, related_name="paper")
    code = models.CharField(max_length=12, unique=True)
    state = models.CharField(max_length=12, choices=State, default=State.PRINTED)
    printed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()
    points = models.JSONField(default=dict)
    comment = models.TextField(max_length=2000, blank=True)
    scan = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="paper_sheet")
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    entered_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=F("entered_by")), name="paper_by_two_people"
            ),
            models.CheckConstraint(
                condition=Q(state=StateCode.PRINTED, entered_by__isnull=True, confirmed_by__isnull=True)
                | Q(state=StateCode.ENTERED, entered_by__isnull=False, scan__isnull=False, confirmed_by__isnull=True)
                | Q(
                    state=StateCode.CONFIRMED, entered_by__isnull=False, scan__isnull=False, confirmed_by__isnull=False
                ),
                name="paper_goes_through_two_hands",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def get_absolute_url(self) -> str:
        """Where the panel's papers are listed."""
        return reverse("evaluation:paper", args=[self.sheet.seat.panel.tender.number])

    @property
    def is_entered(self) -> bool:
        """Whether one person has typed it in, and a second is to."""
        return self.state == StateCode.ENTERED

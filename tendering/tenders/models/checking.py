"""What was looked at before a call went out."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tendering.tenders.models.tender import Tender


class ChecklistTick(models.Model):
    """One item of the statutory check list, seen by a named officer, with what was seen (核对记录)."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="ticks")
    code = models.CharField(max_length=400)
    note = models.CharField(max_length=500)
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tender", "code"], name="one_tick_per_item"),
            models.CheckConstraint(condition=~models.Q(note=""), name="tick_with_note"),
        ]

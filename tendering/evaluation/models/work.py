"""Marks for an expert's work on one panel."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tendering.evaluation.models.panel import Seat
from tendering.evaluation.rules.work import Side as SideCode


class WorkMark(models.Model):
    """One side's points for an expert's work (履职评价); append-only, triggers hold it."""

    class Side(models.TextChoices):
        OFFICE = SideCode.OFFICE, _("Office")
        OBSERVER = SideCode.OBSERVER, _("Observers")

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="work_marks")
    side = models.CharField(max_length=8, choices=Side)
    points = models.JSONField()
    total = models.PositiveSmallIntegerField()
    is_bad = models.BooleanField()
    remark = models.CharField(max_length=2000)
    marked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    marked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "side"], name="one_work_mark_of_each_side"),
            models.CheckConstraint(condition=Q(total__lte=100), name="work_mark_within_100"),
        ]

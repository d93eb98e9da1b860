"""Days on which the district's table decides whether offices work (domain 6)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class CalendarOverride(models.Model):
    """A day off or a make-up workday (调休) that wins over the official calendar."""

    day = models.DateField(_("day"), unique=True)
    is_workday = models.BooleanField(_("offices work on this day"))
    name = models.CharField(_("name of the day"), max_length=60)
    source = models.CharField(_("notice it rests on"), max_length=160)

    class Meta:
        verbose_name = _("day of the working calendar")
        verbose_name_plural = _("days of the working calendar")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} {self.name}"


class CalendarStamp(models.Model):
    """One row whose token changes with every change of an override, so that every process knows its copy is old."""

    ONLY = 1

    token = models.CharField(max_length=32)

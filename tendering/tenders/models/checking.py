"""What was looked at before a call went out."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tendering.tenders.models.tender import Tender
from tendering.tenders.rules.barriers import Barrier as BarrierCode
from tendering.tenders.rules.seats import Complexity as ComplexityCode


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


class ComplexProject(models.Model):
    """Why more people than usual judge a call (技术复杂、社会影响较大, 87号令 47): by a named officer, in writing."""

    class Kind(models.TextChoices):
        TECHNICAL = ComplexityCode.TECHNICAL, _("Technically complex")
        SOCIAL = ComplexityCode.SOCIAL, _("Of great effect on society")

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="complexity")
    kind = models.CharField(max_length=12, choices=Kind)
    reason = models.CharField(max_length=2000)
    declared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    declared_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=~models.Q(reason=""), name="complex_with_reason")]


class BarrierAnswer(models.Model):
    """Why words that look like an unlawful condition stay in a call; published with it (notice lint)."""

    class Barrier(models.TextChoices):
        REGION = BarrierCode.REGION, _("A place of registration, office or household")
        LOCAL_RECORD = BarrierCode.LOCAL_RECORD, _("Work or honours of one place")
        CAPITAL = BarrierCode.CAPITAL, _("A registered capital")
        TURNOVER = BarrierCode.TURNOVER, _("A turnover, profit or sum of taxes")
        SIZE = BarrierCode.SIZE, _("A size by assets or staff")
        YEARS = BarrierCode.YEARS, _("Years of existence")
        OWNERSHIP = BarrierCode.OWNERSHIP, _("A form of ownership")
        BRAND = BarrierCode.BRAND, _("A brand, model or maker")

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="barrier_answers")
    field = models.CharField(max_length=32)
    barrier = models.CharField(max_length=16, choices=Barrier)
    quote = models.CharField(max_length=200)
    reason = models.CharField(max_length=2000)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tender", "field", "barrier", "quote"], name="one_answer_per_finding"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="answer_with_reason"),
        ]

    @property
    def key(self) -> tuple[str, str, str]:
        """What it answers (`rules.barriers.Finding.key`)."""
        return self.field, self.barrier, self.quote

"""An objection to a proposed award, filed by name by a bidder or a resident (异议)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from marketplace.files.models import StoredFile
from tendering.awards.models.award import Award
from tendering.awards.rules.states import ObjectionState


class ObjectionStatus(models.TextChoices):
    """`rules.states.ObjectionState` in words."""

    OPEN = ObjectionState.OPEN, _("Waiting for an answer")
    DISMISSED = ObjectionState.DISMISSED, _("Dismissed")
    UPHELD = ObjectionState.UPHELD, _("Upheld")
    SETTLED = ObjectionState.SETTLED, _("Settled: the award fell for another cause")


class Objection(models.Model):
    """Named towards the offices, masked in public; `provider` is set where a bidder objects, else a resident does."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="objections")
    state = models.CharField(max_length=12, choices=ObjectionStatus, default=ObjectionStatus.OPEN)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="award_objections")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="award_objections")
    filed_at = models.DateTimeField()
    text = models.TextField(max_length=4000)
    due_at = models.DateTimeField()
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("objection")
        constraints = [
            # One person waits for one answer at a time; nobody stalls an award by repeating himself.
            models.UniqueConstraint(
                fields=["award", "filed_by"],
                condition=Q(state=ObjectionState.OPEN),
                name="one_open_award_objection_per_person",
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, answered_at__isnull=True)
                | (~Q(state=ObjectionState.OPEN) & ~Q(answer="") & Q(answered_at__isnull=False)),
                name="award_objection_answered_in_words",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="award_objection_due")]

    def __str__(self) -> str:
        return f"{self.award.number} #{self.pk}"


class ObjectionFile(models.Model):
    """Evidence handed in with an objection; read by the one who filed it and the offices."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="award_objection_file")

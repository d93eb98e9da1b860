"""Early demonstration, mid-term review, closing acceptance (前期论证, 期中实施, 结项验收; R46)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tendering.demands.models.demand import Demand


class Checkpoint(models.Model):
    """A meeting of the leading group with departments and experts at one of three points."""

    class Kind(models.TextChoices):
        EARLY = "early", _("Early demonstration")
        MID = "midterm", _("Mid-term review")
        FINAL = "final", _("Closing checkpoint")

    class State(models.TextChoices):
        SCHEDULED = "scheduled", _("Scheduled")
        HELD = "held", _("Held")
        CLOSED = "closed", _("Closed")

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="checkpoints")
    kind = models.CharField(max_length=8, choices=Kind)
    state = models.CharField(max_length=12, choices=State, default=State.SCHEDULED)
    scheduled_for = models.DateTimeField()
    held_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    summary = models.TextField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "kind"], condition=~Q(state="closed"), name="one_open_checkpoint_per_kind"
            )
        ]

    @property
    def is_scheduled(self) -> bool:
        """Whether it is still to be held."""
        return self.state == self.State.SCHEDULED

    @property
    def is_held(self) -> bool:
        """Whether it was held and its findings are being answered."""
        return self.state == self.State.HELD


class CheckpointParticipant(models.Model):
    """Who took part, from which department."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="participants")
    name = models.CharField(max_length=80)
    department = models.CharField(max_length=80)


class CheckpointFinding(models.Model):
    """One finding and the community's answer to it."""

    checkpoint = models.ForeignKey(Checkpoint, models.PROTECT, related_name="findings")
    raised_by = models.CharField(max_length=80)
    text = models.CharField(max_length=1000)
    answer = models.CharField(max_length=1000, blank=True)
    settled = models.BooleanField(default=False)

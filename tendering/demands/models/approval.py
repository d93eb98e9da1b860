"""Filing and approval of what residents decided (备案, 批复; R20, R21, R46)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tendering.demands.models.demand import Demand
from tendering.demands.rules.decision_clock import DecisionClock


class Filing(models.Model):
    """The street files a micro project that residents decided; it does not approve it (备案)."""

    demand = models.OneToOneField(Demand, models.PROTECT, related_name="filing")
    submitted_at = models.DateTimeField()
    due_on = models.DateField()
    filed_at = models.DateTimeField(null=True, blank=True)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")


class Approval(models.Model):
    """One level's decision in one round (批复), under the clock of R21."""

    class Level(models.TextChoices):
        STREET = "street", _("Street leading group")
        DISTRICT = "district", _("District leading group")

    class Decision(models.TextChoices):
        OPEN = "", _("Open")
        APPROVED = "approved", _("Approved")
        RETURNED = "returned", _("Returned for correction")
        REJECTED = "rejected", _("Rejected")

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="approvals")
    level = models.CharField(max_length=12, choices=Level)
    round = models.PositiveSmallIntegerField()
    submitted_at = models.DateTimeField()
    clock_started_on = models.DateField()
    due_on = models.DateField()
    remaining_when_paused = models.SmallIntegerField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=12, choices=Decision, blank=True, default=Decision.OPEN)
    reason = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("approval of a demand")
        constraints = [
            models.UniqueConstraint(fields=["demand", "level", "round"], name="one_approval_per_level_and_round"),
            models.UniqueConstraint(fields=["demand"], condition=Q(decision=""), name="one_open_approval_per_demand"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by__isnull=True)
                | (~Q(decision="") & Q(decided_by__isnull=False) & Q(decided_at__isnull=False)),
                name="approval_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(decision__in=["", "approved"]) | ~Q(reason=""), name="approval_refused_with_reason"
            ),
        ]

    @property
    def clock(self) -> DecisionClock:
        """The clock as the rules see it."""
        return DecisionClock(self.clock_started_on, self.due_on, self.remaining_when_paused)

    @clock.setter
    def clock(self, clock: DecisionClock) -> None:
        self.clock_started_on = clock.started_on
        self.due_on = clock.due_on
        self.remaining_when_paused = clock.remaining_when_paused


class Opinion(models.Model):
    """What one seat of the leading group thinks; an avoided member does not count (回避).

    Where a substitute spoke, `member` is the substitute and `seat_of` the absent member.
    """

    class Vote(models.TextChoices):
        FOR = "for", _("Votes for")
        AGAINST = "against", _("Against")
        RECUSED = "recused", _("Recused")

    approval = models.ForeignKey(Approval, models.PROTECT, related_name="opinions")
    seat_of = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    vote = models.CharField(max_length=8, choices=Vote)
    reason = models.CharField(max_length=2000, blank=True)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["approval", "seat_of"], name="one_opinion_per_seat"),
            models.CheckConstraint(
                condition=Q(vote="for") | ~Q(reason=""), name="opinion_against_or_recused_with_reason"
            ),
        ]

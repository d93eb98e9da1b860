"""The session in which bidders present their plans to the panel (答辩): place and time, drawn order, what was said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tendering.bids.models import Bid
from tendering.evaluation.models.panel import Draw, Panel, Seat
from tendering.evaluation.rules.defence import SessionState as SessionStateCode
from tendering.evaluation.rules.defence import SlotState as SlotStateCode


class SessionState(models.TextChoices):
    """`rules.defence.SessionState` in words."""

    SCHEDULED = SessionStateCode.SCHEDULED, _("Scheduled")
    DRAWN = SessionStateCode.DRAWN, _("Order drawn")
    CLOSED = SessionStateCode.CLOSED, _("Closed")


class SlotState(models.TextChoices):
    """`rules.defence.SlotState` in words."""

    WAITING = SlotStateCode.WAITING, _("Waiting for its turn")
    RUNNING = SlotStateCode.RUNNING, _("Presenting now")
    DONE = SlotStateCode.DONE, _("Has presented")
    ABSENT = SlotStateCode.ABSENT, _("Absent")


class DefenceSession(models.Model):
    """One call's session (答辩会); `minutes` is each bidder's time, `draw` the lot that orders them."""

    panel = models.OneToOneField(Panel, models.PROTECT, related_name="defence")
    state = models.CharField(max_length=12, choices=SessionState, default=SessionState.SCHEDULED)
    place = models.CharField(max_length=200)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    draw = models.OneToOneField(Draw, models.PROTECT, related_name="defence")
    scheduled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    scheduled_at = models.DateTimeField()
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("presentations")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SessionStateCode.CLOSED, closed_at__isnull=False, closed_by__isnull=False)
                | (~Q(state=SessionStateCode.CLOSED) & Q(closed_at__isnull=True)),
                name="defence_closed",
            ),
            models.CheckConstraint(condition=Q(minutes__gte=1), name="defence_has_time"),
        ]

    def __str__(self) -> str:
        return str(self.panel)

    def get_absolute_url(self) -> str:
        """The session's page."""
        return reverse("evaluation:defence", args=[self.panel.tender.number])

    @property
    def is_scheduled(self) -> bool:
        """Whether the order is still to be drawn."""
        return self.state == SessionStateCode.SCHEDULED


class DefenceSlot(models.Model):
    """One bidder's time: its place in the drawn order, who came, when it began and ended by the server's clock."""

    session = models.ForeignKey(DefenceSession, models.PROTECT, related_name="slots")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="defence_slots")
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    state = models.CharField(max_length=8, choices=SlotState, default=SlotState.WAITING)
    # What the bidder says beforehand: when it confirmed, who will speak.
    confirmed_at = models.DateTimeField(null=True, blank=True)
    speakers = models.CharField(max_length=200, blank=True)
    absent_reason = models.TextField(max_length=2000, blank=True)
    absent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    started_at = models.DateTimeField(null=True, blank=True)
    stopped_at = models.DateTimeField(null=True, blank=True)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    stopped_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["session", "bid"], name="one_defence_slot_per_bid"),
            models.UniqueConstraint(fields=["session", "position"], name="one_defence_slot_per_place"),
            # Whoever else starts the clock at the same instant finds it running.
            models.UniqueConstraint(
                fields=["session"], condition=Q(state=SlotStateCode.RUNNING), name="one_bidder_presents_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[SlotStateCode.WAITING, SlotStateCode.ABSENT], started_at__isnull=True)
                | Q(state=SlotStateCode.RUNNING, started_at__isnull=False, stopped_at__isnull=True)
                | Q(state=SlotStateCode.DONE, started_at__isnull=False, stopped_at__gte=F("started_at")),
                name="defence_slot_timed",
            ),
            models.CheckConstraint(
                condition=~Q(state=SlotStateCode.ABSENT) | ~Q(absent_reason="") & Q(absent_by__isnull=False),
                name="absent_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session_id}/{self.position}"

    @property
    def is_waiting(self) -> bool:
        """Whether its turn is still to come."""
        return self.state == SlotStateCode.WAITING

    @property
    def is_absent(self) -> bool:
        """Whether nobody came."""
        return self.state == SlotStateCode.ABSENT


class DefenceNote(models.Model):
    """A question of the panel and its answer, as the clerk wrote them down (问答记录); append-only."""

    slot = models.ForeignKey(DefenceSlot, models.PROTECT, related_name="notes")
    seat = models.ForeignKey(Seat, models.PROTECT, null=True, blank=True, related_name="+")
    question = models.TextField(max_length=2000)
    answer = models.TextField(max_length=4000)
    noted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    noted_at = models.DateTimeField()

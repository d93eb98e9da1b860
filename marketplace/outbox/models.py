"""What must happen after a commit, kept in the same transaction as the act that asks for it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class MessageState(models.TextChoices):
    """Where a message stands, for the operator."""

    WAITING = "waiting", _("Waiting")
    FAILED = "failed", _("Failed, will be tried again")
    DEAD = "dead", _("Dead letter")
    DISCARDED = "discarded", _("Discarded")
    DELIVERED = "delivered", _("Delivered")


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by where they stand."""

    def open(self) -> MessageQuerySet:
        """Neither delivered nor given up."""
        return self.filter(delivered_at=None, dead_at=None)

    def due(self, now: datetime) -> MessageQuerySet:
        """Open and not waiting for a later attempt."""
        return self.open().filter(available_at__lte=now)

    def in_state(self, state: MessageState) -> MessageQuerySet:
        """Those an operator sees under `state`."""
        return self.filter(_STATES[state])


class Message(models.Model):
    """A topic and its payload (待发消息), delivered once or more after the commit.

    `attempts` counts deliveries begun, so a message that kills its worker is given up as well.
    A dead letter waits for an operator: tried again, or discarded with a reason.
    """

    topic = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField()
    available_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True, blank=True)
    dead_at = models.DateTimeField(null=True, blank=True)
    discarded_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        indexes = [
            # The sweep reads this every minute; delivered rows, nearly all of them, stay out of it.
            models.Index(fields=["available_at"], condition=Q(delivered_at=None, dead_at=None), name="outbox_open"),
            models.Index(fields=["dead_at"], condition=~Q(dead_at=None), name="outbox_dead"),
            models.Index(fields=["delivered_at"], name="outbox_delivered"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(delivered_at=None) | Q(dead_at=None), name="outbox_delivered_or_dead_not_both"
            ),
            models.CheckConstraint(
                condition=Q(discarded_at=None) | ~Q(dead_at=None), name="outbox_only_dead_letters_discarded"
            ),
        ]

    @property
    def state(self) -> MessageState:
        """Where it stands."""
        if self.delivered_at:
            return MessageState.DELIVERED
        if self.discarded_at:
            return MessageState.DISCARDED
        if self.dead_at:
            return MessageState.DEAD
        return MessageState.FAILED if self.last_error else MessageState.WAITING


_STATES = {
    MessageState.WAITING: Q(delivered_at=None, dead_at=None, last_error=""),
    MessageState.FAILED: Q(delivered_at=None, dead_at=None) & ~Q(last_error=""),
    MessageState.DEAD: ~Q(dead_at=None) & Q(discarded_at=None),
    MessageState.DISCARDED: ~Q(discarded_at=None),
    MessageState.DELIVERED: ~Q(delivered_at=None),
}

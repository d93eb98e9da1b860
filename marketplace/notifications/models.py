"""What people were told, over which channels, and what they want to be told."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChannelChoice(models.TextChoices):
    """`rules.Channel` in words."""

    EMAIL = "email", _("By e-mail")
    SMS = "sms", _("By text message")


class Notification(models.Model):
    """One message in one person's inbox (站内消息); the words are made when it is read.

    `message_id` is the outbox message it came from: a second delivery of that message adds nothing.
    """

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    message_id = models.BigIntegerField()
    kind = models.CharField(_("kind"), max_length=80)
    url = models.CharField(max_length=300)
    parameters = models.JSONField(default=dict)
    created_at = models.DateTimeField(_("received at"))
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["message_id", "recipient"], name="notification_once_per_person"),
        ]
        indexes = [
            models.Index(fields=["recipient", "-created_at", "-id"], name="notification_inbox"),
            # Counted on every page of a person who is signed in.
            models.Index(fields=["recipient"], condition=models.Q(read_at=None), name="notification_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Delivery(models.Model):
    """A notification that left over a channel (送达记录); one for each, however often it is tried."""

    notification = models.ForeignKey(Notification, models.CASCADE, related_name="deliveries")
    channel = models.CharField(max_length=8, choices=ChannelChoice)
    delivered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("delivery")
        verbose_name_plural = _("deliveries")
        constraints = [
            models.UniqueConstraint(fields=["notification", "channel"], name="delivery_once_per_channel"),
        ]

    def __str__(self) -> str:
        return f"{self.notification_id} {self.channel}"


class Preference(models.Model):
    """A person's choice for a kind and a channel (通知偏好), where it differs from the kind's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notification_preferences")
    kind = models.CharField(max_length=80)
    channel = models.CharField(max_length=8, choices=ChannelChoice)
    wanted = models.BooleanField()

    class Meta:
        verbose_name = _("message preference")
        verbose_name_plural = _("message preferences")
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "channel"], name="preference_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.channel}"

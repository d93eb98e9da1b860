"""Questions and invitations."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from tendering.tenders.models.tender import Tender


class Query(models.Model):
    """A question about a call; the answer goes to all, who asked is never shown (询问)."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="questions")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(max_length=2000)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)


class Receipt(models.Model):
    """A provider obtained the documents of a call (获取采购文件): who did is nobody's to know but its own."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="receipts")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="document_receipts")
    obtained_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    obtained_at = models.DateTimeField()

    class Meta:
        verbose_name = _("receipt of documents")
        constraints = [models.UniqueConstraint(fields=["tender", "provider"], name="one_receipt_per_provider")]


class Invitation(models.Model):
    """A provider invited to answer a call (邀请)."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Accepted")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="invitations")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="invitations")
    state = models.CharField(max_length=12, choices=State, default=State.INVITED)
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("invitation to a call")
        constraints = [
            models.UniqueConstraint(fields=["tender", "provider"], name="one_invitation_per_provider"),
            models.CheckConstraint(
                condition=Q(state="invited", answered_at__isnull=True)
                | (~Q(state="invited") & Q(answered_at__isnull=False)),
                name="invitation_answered",
            ),
        ]

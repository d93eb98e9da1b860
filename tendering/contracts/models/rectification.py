"""What is mended when residents are not satisfied; it blocks the last payment (R50)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.files.models import StoredFile
from tendering.contracts.models.contract import Contract
from tendering.contracts.models.satisfaction import SatisfactionPanel
from tendering.contracts.rules.satisfaction_states import ENDED
from tendering.contracts.rules.satisfaction_states import RectificationState as StateCode


class RectificationState(models.TextChoices):
    """`rules.satisfaction_states.RectificationState` in words."""

    ISSUED = StateCode.ISSUED, _("Ordered")
    PLAN_SUBMITTED = StateCode.PLAN_SUBMITTED, _("Plan submitted")
    IN_PROGRESS = StateCode.IN_PROGRESS, _("Being mended")
    REPORTED = StateCode.REPORTED, _("Reported as mended")
    REMEASURING = StateCode.REMEASURING, _("Checked, to be measured again")
    ESCALATED = StateCode.ESCALATED, _("With the street's leading group")
    CLOSED = StateCode.CLOSED, _("Mended")
    CLOSED_REDUCED = StateCode.CLOSED_REDUCED, _("Closed with a reduced last payment")
    TERMINATED = StateCode.TERMINATED, _("Ended with the contract")


class Rectification(models.Model):
    """An order to mend, from the verdict below the bar to the new measurement (整改); at most one open a contract."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="rectifications")
    panel = models.OneToOneField(SatisfactionPanel, models.PROTECT, related_name="rectification")
    state = models.CharField(max_length=16, choices=RectificationState, default=RectificationState.ISSUED)
    issued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    plan = models.TextField(max_length=4000, blank=True)
    planned_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    planned_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(max_length=4000, blank=True)
    reported_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    # What the street's leading group leaves of the last payment, as a share of it.
    last_payment_share = models.DecimalField(max_digits=4, decimal_places=3, default=1)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=2000, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("rectification")
        constraints = [
            models.UniqueConstraint(
                fields=["contract"], condition=~Q(state__in=sorted(ENDED)), name="one_open_rectification_per_contract"
            ),
            models.CheckConstraint(
                condition=Q(last_payment_share__gte=0, last_payment_share__lte=1), name="rectification_share_of_payment"
            ),
            models.CheckConstraint(
                condition=~Q(state=StateCode.CLOSED_REDUCED) | Q(decided_by__isnull=False) & ~Q(reason=""),
                name="rectification_reduced_by_decision",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(ENDED), closed_at__isnull=False)
                | ~Q(state__in=sorted(ENDED)) & Q(closed_at__isnull=True),
                name="rectification_closed_when_ended",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="rectification_by_due")]

    def __str__(self) -> str:
        return f"{self.contract} {self.panel}"

    def get_absolute_url(self) -> str:
        """The rectification's page."""
        return reverse("contracts:rectification", args=[self.pk])


class RectificationPhoto(models.Model):
    """A photo of what was mended."""

    rectification = models.ForeignKey(Rectification, models.PROTECT, related_name="photos")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="rectification_photo")

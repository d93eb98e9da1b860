"""Changes of a running contract."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from tendering.contracts.models.contract import Contract
from tendering.contracts.rules.states import OPEN_AMENDMENT
from tendering.contracts.rules.states import AmendmentState as StateCode
from tendering.funds.models.fields import yuan_field


class AmendmentState(models.TextChoices):
    """`rules.states.AmendmentState` in words."""

    REQUESTED = StateCode.REQUESTED, _("Waiting for the other side")
    AGREED = StateCode.AGREED, _("Waiting for approval")
    APPROVED = StateCode.APPROVED, _("In force")
    REJECTED = StateCode.REJECTED, _("Rejected")


class Amendment(models.Model):
    """A supplement (补充协议): asked for by one side, agreed by the other, approved by an office.

    `amount` in yuan is added to the contract; below zero it is cut.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="amendments")
    number = models.PositiveSmallIntegerField()
    amount = yuan_field()
    period_to = models.DateField(null=True, blank=True)
    text = models.TextField(max_length=2000)
    state = models.CharField(max_length=12, choices=AmendmentState, default=AmendmentState.REQUESTED)
    requested_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "number"], name="amendment_number"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state__in=sorted(OPEN_AMENDMENT)), name="one_open_amendment"
            ),
            models.CheckConstraint(
                condition=(Q(agreed_by__isnull=True) | ~Q(agreed_by=F("requested_by")))
                & (Q(decided_by__isnull=True) | ~Q(decided_by=F("requested_by")) | Q(state="rejected")),
                name="amendment_by_different_people",
            ),
        ]

"""Who suspended a call, why and until when; a call goes on once the last of its orders is lifted."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import ROLE_NAMES, Membership
from marketplace.accounts.rules import Role
from marketplace.ui.text import Text
from tendering.tenders.models.tender import Tender


class SuspensionOrder(models.Model):
    """An order to suspend a call (暂停采购活动). Lifted by the office that gave it, or one above (`may_lift`)."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="suspension_orders")
    # Key of the complaint it was given on; empty where an office acts by itself. A plain key: complaints are a later
    # stage's, which this one may not import.
    complaint = models.PositiveBigIntegerField(null=True, blank=True)
    reason = models.TextField(max_length=2000)
    ordered_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)
    # Of an order without an end: until when a complaint would be decided; nothing ends then, the office above looks.
    decision_due_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_reason = models.TextField(max_length=2000, blank=True)

    class Meta:
        verbose_name = _("suspension order")
        constraints = [
            models.UniqueConstraint(
                fields=["complaint"], condition=Q(lifted_at__isnull=True), name="one_open_order_per_complaint"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="suspended_with_reason"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_reason="")
                | (Q(lifted_at__isnull=False) & ~Q(lifted_reason="")),
                name="suspension_lifted_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.pk}"

    @property
    def office(self) -> Text:
        """The office that gave it, by its place or in words; never the person."""
        by = self.ordered_by
        if by.place is not None and by.role in (Role.STREET, Role.DISTRICT):
            return by.place.full_name
        return ROLE_NAMES[Role(by.role)]

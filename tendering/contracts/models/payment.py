"""Payment stages of a contract and the requests to pay them."""

from __future__ import annotations

from datetime import date
from itertools import combinations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.files.models import StoredFile
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import PaymentTrigger
from tendering.contracts.models.contract import Contract
from tendering.contracts.rules.states import LIVE_PAYMENT
from tendering.contracts.rules.states import PaymentState as StateCode
from tendering.funds.models import Disbursement
from tendering.funds.models.fields import yuan_field

FOUR = ("requester", "checker", "approver", "payer")


def _four_different_people() -> Q:
    """Whoever is known so far, no two of them the same person."""
    found = Q()
    for one, other in combinations(FOUR, 2):
        found &= Q(**{f"{one}__isnull": True}) | Q(**{f"{other}__isnull": True}) | ~Q(**{one: F(other)})
    return found


class PaymentState(models.TextChoices):
    """`rules.states.PaymentState` in words."""

    REQUESTED = StateCode.REQUESTED, _("Asked for")
    CHECKED = StateCode.CHECKED, _("Checked")
    APPROVED = StateCode.APPROVED, _("Approved")
    PAID = StateCode.PAID, _("Paid")
    WITHHELD = StateCode.WITHHELD, _("Withheld")
    REJECTED = StateCode.REJECTED, _("Rejected")
    REVERSED = StateCode.REVERSED, _("Reversed")
    CANCELLED = StateCode.CANCELLED, _("Cancelled")


class PaymentStage(models.Model):
    """A part of the contract sum and what makes it due (首款/中期款/尾款), in yuan."""

    class Trigger(models.TextChoices):
        SIGNING = PaymentTrigger.SIGNING, _("The contract is signed")
        MIDTERM_VERIFIED = PaymentTrigger.MIDTERM_VERIFIED, _("The mid-term milestone is verified")
        ACCEPTED_AND_SATISFIED = PaymentTrigger.ACCEPTED_AND_SATISFIED, _("Accepted, and residents are satisfied")
        SETTLEMENT = "settlement", _("Settlement")

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="stages")
    position = models.PositiveSmallIntegerField()
    trigger = models.CharField(max_length=24, choices=Trigger)
    share = models.DecimalField(max_digits=5, decimal_places=4, null=True, blank=True)
    amount = yuan_field()
    # The day on which its condition was met; the clock of paying starts then at the earliest.
    met_on = models.DateField(null=True, blank=True)
    is_cancelled = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="payment_stage_position"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_stage_amount"),
        ]

    @property
    def name(self) -> Promise:
        """首款, 期中款 or 尾款; a contract that is paid at once has one stage of the whole sum."""
        return _("Single payment") if self.share == 1 else STAGE_NAMES[self.trigger]

    @property
    def percent(self) -> str:
        """Its share of the sum as agreed: "50%"; empty for a settlement."""
        return f"{self.share * 100:.0f}%" if self.share else ""


STAGE_NAMES: dict[str, Promise] = {
    PaymentStage.Trigger.SIGNING: _("First payment"),
    PaymentStage.Trigger.MIDTERM_VERIFIED: _("Mid-term payment"),
    PaymentStage.Trigger.ACCEPTED_AND_SATISFIED: _("Last payment"),
    PaymentStage.Trigger.SETTLEMENT: _("Settlement"),
}


class Payment(models.Model):
    """One request to pay a stage: asked, checked, approved, paid by four different people; yuan.

    `people` holds everybody an act counted for, absent officers of substitutes included.
    """

    stage = models.ForeignKey(PaymentStage, models.PROTECT, related_name="payments")
    number = models.PositiveSmallIntegerField()
    amount = yuan_field()
    state = models.CharField(max_length=12, choices=PaymentState, default=PaymentState.REQUESTED)
    withheld_from = models.CharField(max_length=12, blank=True)
    withheld_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    # Empty for a residents' group, which hands in receipts.
    invoice_number = models.CharField(max_length=40, blank=True)
    invoice_date = models.DateField()
    invoice = models.OneToOneField(StoredFile, models.PROTECT, related_name="payment_invoice")
    due_on = models.DateField()
    people = models.JSONField(default=list)
    requester = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    checker = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    checked_at = models.DateTimeField(null=True, blank=True)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    payer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    paid_at = models.DateTimeField(null=True, blank=True)
    reference = models.CharField(max_length=80, blank=True)
    disbursement = models.OneToOneField(
        Disbursement, models.PROTECT, null=True, blank=True, related_name="contract_payment"
    )
    flagged_late_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "number"], name="payment_number"),
            # A stage is paid once, and asked for once at a time.
            models.UniqueConstraint(
                fields=["stage"], condition=Q(state__in=sorted(LIVE_PAYMENT)), name="one_live_payment_per_stage"
            ),
            models.CheckConstraint(condition=_four_different_people(), name="payment_by_four_different_people"),
            models.CheckConstraint(
                condition=~Q(state="paid")
                | Q(
                    checker__isnull=False,
                    approver__isnull=False,
                    payer__isnull=False,
                    paid_at__isnull=False,
                    disbursement__isnull=False,
                ),
                name="payment_paid_is_complete",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="payment_amount"),
            models.CheckConstraint(
                condition=~Q(state__in=["rejected", "withheld", "reversed"]) | ~Q(reason=""),
                name="payment_stopped_with_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="payment_by_due_day")]

    def __str__(self) -> str:
        return f"{self.stage.contract.number}-{self.stage.position}"

    def get_absolute_url(self) -> str:
        """The page of its four steps."""
        return reverse("contracts:payment", args=[self.pk])

    def is_late(self, today: date) -> bool:
        """Whether it was paid after its day, or should have been."""
        day = day_of(self.paid_at) if self.paid_at else today
        return self.state not in (StateCode.REJECTED, StateCode.CANCELLED, StateCode.REVERSED) and day > self.due_on

"""The append-only ledger and the acts that have two sides."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from tendering.funds.models.accounts import FundAccount
from tendering.funds.models.allocations import Allocation
from tendering.funds.models.fields import yuan_field
from tendering.funds.models.labels import ENTRY_KINDS, SHARES
from tendering.funds.models.plans import Commitment, Disbursement
from tendering.funds.rules.entries import REVERSIBLE, EntryKind


class TransferStatus(models.TextChoices):
    """Where a reallocation stands."""

    REQUESTED = "requested", _("Requested")
    APPROVED = "approved", _("Approved and booked")
    REJECTED = "rejected", _("Rejected")
    WITHDRAWN = "withdrawn", _("Withdrawn")


class Transfer(models.Model):
    """Money moved between two accounts of a street or district (调剂使用, R7), in yuan.

    One office asks, another decides; approval writes both sides at once.
    """

    from_account = models.ForeignKey(FundAccount, models.PROTECT, related_name="transfers_out")
    to_account = models.ForeignKey(FundAccount, models.PROTECT, related_name="transfers_in")
    amount = yuan_field()
    reason = models.TextField()
    status = models.CharField(max_length=16, choices=TransferStatus, default=TransferStatus.REQUESTED)
    requested_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.TextField(blank=True)

    class Meta:
        verbose_name = _("transfer")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_transfer_positive"),
            models.CheckConstraint(condition=~Q(from_account=F("to_account")), name="fund_transfer_two_accounts"),
            models.CheckConstraint(condition=~Q(requested_by=F("decided_by")), name="fund_transfer_four_eyes"),
            models.CheckConstraint(
                condition=~Q(status__in=["approved", "rejected"]) | Q(decided_by__isnull=False),
                name="fund_transfer_decided",
            ),
        ]
        indexes = [models.Index(fields=["status", "due_at"], name="fund_transfer_waiting")]


class CarryOver(models.Model):
    """Unspent money taken into the next year's account of the same owner (结转), in yuan.

    `origin_year` is the year it was appropriated for; it grows too old to be carried again.
    """

    from_account = models.ForeignKey(FundAccount, models.PROTECT, related_name="carried_out")
    to_account = models.ForeignKey(FundAccount, models.PROTECT, related_name="carried_in")
    origin_year = models.PositiveSmallIntegerField()
    amount = yuan_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["from_account", "origin_year"], name="fund_carry_over_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_carry_over_positive"),
        ]


class LedgerEntry(models.Model):
    """One movement of an account (分录), in yuan; never changed, never deleted.

    `serial` counts from 1 in each account, `available_after` is the running balance. A correction points
    at the entry it takes back.
    """

    account = models.ForeignKey(FundAccount, models.PROTECT, related_name="entries")
    serial = models.PositiveIntegerField()
    kind = models.CharField(max_length=16, choices=ENTRY_KINDS)
    amount = yuan_field()
    available_after = yuan_field()
    share = models.CharField(max_length=8, choices=SHARES, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    commitment = models.ForeignKey(Commitment, models.PROTECT, null=True, blank=True, related_name="entries")
    disbursement = models.ForeignKey(Disbursement, models.PROTECT, null=True, blank=True, related_name="entries")
    allocation = models.ForeignKey(Allocation, models.PROTECT, null=True, blank=True, related_name="entries")
    transfer = models.ForeignKey(Transfer, models.PROTECT, null=True, blank=True, related_name="entries")
    carry_over = models.ForeignKey(CarryOver, models.PROTECT, null=True, blank=True, related_name="entries")
    counterparty = models.CharField(max_length=120, blank=True)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "serial"], name="ledger_entry_serial"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="ledger_entry_positive"),
            models.CheckConstraint(condition=Q(available_after__gte=0), name="ledger_entry_covered"),
            models.CheckConstraint(condition=Q(serial__gt=0), name="ledger_entry_serial_from_one"),
            models.CheckConstraint(
                condition=Q(kind="appropriate", share__in=["city", "district"])
                | (~Q(kind="appropriate") & Q(share="")),
                name="ledger_entry_share",
            ),
            models.CheckConstraint(
                condition=Q(reverses__isnull=True)
                | Q(kind__in=[*sorted(kind.value for kind in REVERSIBLE), EntryKind.PAY_REVERSAL.value]),
                name="ledger_entry_reversible",
            ),
            models.CheckConstraint(
                condition=~Q(kind="pay_reversal") | Q(reverses__isnull=False), name="ledger_entry_pay_reversal"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["commit", "release", "pay", "pay_reversal", "refund"])
                | Q(commitment__isnull=False),
                name="ledger_entry_commitment",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["transfer_in", "transfer_out"]) | Q(transfer__isnull=False),
                name="ledger_entry_transfer",
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["carry_in", "carry_out"]) | Q(carry_over__isnull=False),
                name="ledger_entry_carry_over",
            ),
            models.UniqueConstraint(
                fields=["transfer", "kind"], condition=Q(transfer__isnull=False), name="ledger_entry_transfer_side_once"
            ),
        ]
        indexes = [
            models.Index(fields=["account", "kind"], name="ledger_entry_account_kind"),
            models.Index(fields=["recorded_at"], name="ledger_entry_recorded_at"),
        ]

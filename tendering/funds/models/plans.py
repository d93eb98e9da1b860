"""How a project is paid for: the plan, its lines, and what is set aside for it. Knows no demand."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from marketplace.accounts.models import Membership, Organisation
from marketplace.files.models import StoredFile
from marketplace.places.models import Place
from marketplace.primitives.money import ZERO
from tendering.funds.models.accounts import FundAccount
from tendering.funds.models.fields import exactly, yuan_field


class PlanStatus(models.TextChoices):
    """Where a project's money stands."""

    DRAFT = "draft", _("Draft")
    COMMITTED = "committed", _("Set aside")
    CONTRACTED = "contracted", _("Contracted")
    ENDED = "ended", _("Ended")


class FundingPlan(models.Model):
    """Who pays how much of one project (资金方案, R8), in yuan; `title` is the project's, as written."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="funding_plans")
    title = models.CharField(max_length=200)
    status = models.CharField(max_length=16, choices=PlanStatus, default=PlanStatus.DRAFT)
    contract_sum = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    closing_consent_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    closing_consent_at = models.DateTimeField(null=True, blank=True)
    closing_consent_reason = models.TextField(blank=True)
    renews = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="renewed_by")

    class Meta:
        verbose_name = _("funding plan")
        constraints = [
            models.CheckConstraint(condition=Q(contract_sum__gt=0), name="funding_plan_contract_sum"),
            models.CheckConstraint(
                condition=~Q(status="contracted") | Q(contract_sum__isnull=False), name="funding_plan_contracted"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Source(models.TextChoices):
    """Where a line's money comes from (R8)."""

    FUND = "fund", _("Fund top-up")
    SPONSOR = "sponsor", _("Sponsor")
    CROWDFUND = "crowdfund", _("Resident crowd-funding")
    FOUNDATION = "foundation", _("Community foundation")
    IN_KIND = "in_kind", _("In kind")


class FundingLine(models.Model):
    """One source of a plan, in yuan: a fund line draws on an account, any other on a contributor.

    `agreed` is what the plan says; `current` what the line bears now (lowered when the contract is
    signed and when money is released, the paid part included). `received` and `returned` belong to a
    contributor's money, which is earmarked to this project. In-kind lines are shown, never paid.
    """

    plan = models.ForeignKey(FundingPlan, models.CASCADE, related_name="lines")
    source = models.CharField(max_length=16, choices=Source)
    account = models.ForeignKey(FundAccount, models.PROTECT, null=True, blank=True, related_name="lines")
    contributor = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    agreed = yuan_field()
    current = yuan_field()
    received = yuan_field(default=ZERO)
    paid = yuan_field(default=ZERO)
    returned = yuan_field(default=ZERO)
    # Parts of `received` and `returned` that came from, or went to, the plan this one renews.
    moved_in = yuan_field(default=ZERO)
    moved_out = yuan_field(default=ZERO)
    pledge_letter = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    pledged_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("funding line")
        constraints = [
            models.CheckConstraint(
                condition=Q(source="fund", account__isnull=False, contributor="")
                | (~Q(source="fund") & Q(account__isnull=True) & ~Q(contributor="")),
                name="funding_line_account_or_contributor",
            ),
            models.UniqueConstraint(
                fields=["plan", "account"], condition=Q(account__isnull=False), name="funding_line_account_once"
            ),
            models.CheckConstraint(
                condition=Q(agreed__gt=0, received__gte=0, returned__gte=0, moved_in__gte=0, moved_out__gte=0),
                name="funding_line_amounts",
            ),
            models.CheckConstraint(condition=Q(paid__gte=0, paid__lte=F("current")), name="funding_line_paid"),
            models.CheckConstraint(
                condition=~Q(source="fund") | Q(received=0, returned=0), name="funding_line_fund_not_received"
            ),
            models.CheckConstraint(
                condition=Q(source="fund") | Q(received__gte=exactly(F("paid") + F("returned"))),
                name="funding_line_received_covers",
            ),
            models.CheckConstraint(condition=~Q(source="in_kind") | Q(paid=0), name="funding_line_in_kind_unpaid"),
        ]

    @property
    def is_fund(self) -> bool:
        """Whether this line draws on an account (惠民补差)."""
        return self.source == Source.FUND

    @property
    def is_cash(self) -> bool:
        """Whether this line is part of ceiling, bid and payments; in kind is not."""
        return self.source != Source.IN_KIND

    @property
    def open(self) -> Decimal:
        """Yuan that may still be paid out of this line."""
        return self.current - self.paid

    @property
    def held(self) -> Decimal:
        """A contributor's money that is here and not yet spent, in yuan."""
        return self.received - self.paid - self.returned


class PledgeLetter(models.Model):
    """A signed letter recorded for a line; the line names the one that counts, replaced ones stay (出资承诺书)."""

    line = models.ForeignKey(FundingLine, models.CASCADE, related_name="pledge_letters")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()


class Commitment(models.Model):
    """That a fund line has money set aside on its account (占用); how much, the line alone says."""

    line = models.OneToOneField(FundingLine, models.PROTECT, related_name="commitment")
    account = models.ForeignKey(FundAccount, models.PROTECT, related_name="commitments")


class DisbursementKind(models.TextChoices):
    """Which way project money went."""

    PAYMENT = "payment", _("Payment")
    REVERSAL = "reversal", _("Payment reversed")
    REFUND = "refund", _("Refund")


class Disbursement(models.Model):
    """Money of a project that went to its contractor, or came back (支付), in yuan, over all lines."""

    plan = models.ForeignKey(FundingPlan, models.PROTECT, related_name="disbursements")
    kind = models.CharField(max_length=16, choices=DisbursementKind)
    amount = yuan_field()
    reverses = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="reversed_by")
    stage = models.CharField(max_length=60, blank=True)
    payee = models.CharField(max_length=120)
    reference = models.CharField(max_length=80, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = _("disbursement")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gte=0), name="disbursement_amount"),
            models.CheckConstraint(
                condition=Q(kind="reversal", reverses__isnull=False) | (~Q(kind="reversal") & Q(reverses__isnull=True)),
                name="disbursement_reversal",
            ),
        ]


class DisbursementPart(models.Model):
    """The part of a disbursement that one line bore, in yuan."""

    disbursement = models.ForeignKey(Disbursement, models.PROTECT, related_name="parts")
    line = models.ForeignKey(FundingLine, models.PROTECT, related_name="parts")
    amount = yuan_field()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["disbursement", "line"], name="disbursement_part_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="disbursement_part_positive"),
        ]


class ContributionKind(models.TextChoices):
    """Which way a contributor's money went."""

    RECEIVED = "received", pgettext_lazy("money", "Received")
    RETURNED = "returned", _("Given back")


class Contribution(models.Model):
    """A contributor's money as it came, or went back (到账 / 退还), in yuan, with its receipt."""

    line = models.ForeignKey(FundingLine, models.PROTECT, related_name="contributions")
    kind = models.CharField(max_length=16, choices=ContributionKind)
    amount = yuan_field()
    receipt = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(amount__gt=0), name="contribution_positive")]

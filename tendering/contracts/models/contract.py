"""A contract, the signatures of its sides, what was made public about it."""

from __future__ import annotations

from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import CommunityGroup, Provider
from marketplace.accounts.models import Membership, Organisation
from marketplace.files.models import StoredFile
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Tier
from marketplace.rulebook.models import RuleSet
from tendering.awards.models import Award
from tendering.bids.joined import joined
from tendering.contracts.rules.states import BINDING, PUBLIC
from tendering.contracts.rules.states import Side as SideCode
from tendering.contracts.rules.states import State as StateCode
from tendering.demands.models import Channel as PublicityChannel
from tendering.demands.models import Demand
from tendering.demands.models.demand import TierChoice
from tendering.funds.models import FundingPlan
from tendering.funds.models.fields import exactly, yuan_field


class ContractState(models.TextChoices):
    """`rules.states.State` in words."""

    DRAFTING = StateCode.DRAFTING, _("Being signed")
    SIGNED = StateCode.SIGNED, _("Signed")
    PUBLISHED = StateCode.PUBLISHED, _("Published, not begun")
    ACTIVE = StateCode.ACTIVE, _("In delivery")
    SUSPENDED = StateCode.SUSPENDED, _("Suspended")
    TERMINATED = StateCode.TERMINATED, _("Terminated")
    COMPLETED = StateCode.COMPLETED, _("Completed")
    VOID = StateCode.VOID, _("Void")


class Contract(models.Model):
    """What community and contractor agreed (合同, HT-…), one for an award; amounts in yuan.

    `sum` is what was signed, at most the award; `amended` the net of approved amendments and `amended_used` the sum of
    their amounts without sign, which never exceeds `amendment_cap`. `settlement` replaces the total where it ended
    early or its last payment was reduced. `saving` is what its signature set free of the plan's cash; what is amended,
    settled or let anew later does not change it.
    """

    number = models.CharField(max_length=16, unique=True)
    award = models.OneToOneField(Award, models.PROTECT, related_name="contract")
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="contracts")
    # The money it draws on; after an early end the demand goes on with a plan for the rest.
    plan = models.ForeignKey(FundingPlan, models.PROTECT, related_name="contracts")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="contracts")
    group = models.ForeignKey(CommunityGroup, models.PROTECT, null=True, blank=True, related_name="contracts")
    # Names of the members of a consortium beside the lead, which is the provider; all are bound, the lead is paid.
    others = models.JSONField(default=list, blank=True)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="contracts")
    tier = models.CharField(max_length=12, choices=TierChoice)
    state = models.CharField(max_length=12, choices=ContractState, default=ContractState.DRAFTING)
    terms = models.TextField(max_length=8000)
    period_from = models.DateField()
    period_to = models.DateField()
    sum = yuan_field()
    amendment_cap = yuan_field()
    amended = yuan_field(default=ZERO)
    amended_used = yuan_field(default=ZERO)
    settlement = models.DecimalField(max_digits=14, decimal_places=2, null=True, blank=True)
    paid = yuan_field(default=ZERO)
    saving = yuan_field(default=ZERO)
    drafted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    filed_at = models.DateTimeField(null=True, blank=True)
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    public_reason = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("contract")
        constraints = [
            models.CheckConstraint(
                condition=Q(provider__isnull=False, group__isnull=True) | Q(provider__isnull=True, group__isnull=False),
                name="contract_with_provider_or_group",
            ),
            models.CheckConstraint(condition=Q(sum__gt=0, saving__gte=0), name="contract_sum_positive"),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="contract_period"),
            # Never more than the contract.
            models.CheckConstraint(
                condition=Q(paid__gte=0, paid__lte=exactly(F("sum") + F("amended"))), name="contract_paid_within_sum"
            ),
            models.CheckConstraint(
                condition=Q(settlement__isnull=True)
                | Q(settlement__gte=F("paid"), settlement__lte=exactly(F("sum") + F("amended"))),
                name="contract_settlement_between_paid_and_sum",
            ),
            models.CheckConstraint(
                condition=Q(amended_used__gte=0, amended_used__lte=F("amendment_cap")),
                name="contract_amendments_within_cap",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[StateCode.TERMINATED, StateCode.SUSPENDED]) | ~Q(public_reason=""),
                name="contract_stops_with_public_reason",
            ),
            # A demand is delivered under one contract at a time.
            models.UniqueConstraint(
                fields=["demand"],
                condition=Q(state__in=sorted(BINDING)),
                name="one_running_contract_per_demand",
            ),
        ]
        indexes = [models.Index(fields=["state", "period_to"], name="contract_by_period")]

    def __str__(self) -> str:
        return f"{self.number} {self.demand.title}"

    def get_absolute_url(self) -> str:
        """The contract's page."""
        return reverse("contracts:detail", args=[self.number])

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in PUBLIC

    @property
    def agreed(self) -> Decimal:
        """The signed sum with its amendments, in yuan."""
        return self.sum + self.amended

    @property
    def total(self) -> Decimal:
        """What the contractor is owed in the end, in yuan: settled, else the signed sum with its amendments."""
        return self.settlement if self.settlement is not None else self.agreed

    @property
    def unpaid(self) -> Decimal:
        """Yuan still to be paid."""
        return self.total - self.paid

    @property
    def contractor(self) -> Organisation:
        """The body that delivers and is paid (承接方); of a consortium the lead."""
        party = self.provider or self.group
        assert party is not None  # the check constraint says so
        return party.organisation

    @property
    def contractor_name(self) -> str:
        """The contractor as it is written on the contract; of a consortium lead and members."""
        return joined(self.contractor.name, self.others)

    @property
    def tier_code(self) -> Tier:
        """The tier as rules know it."""
        return Tier(self.tier)


class Signature(models.Model):
    """One side's signature (签署): by click with the second factor, or on paper, scanned; never changed.

    A consortium signs member by member: `member` says which.
    """

    class Side(models.TextChoices):
        PURCHASER = SideCode.PURCHASER, _("Purchaser")
        CONTRACTOR = SideCode.CONTRACTOR, _("Contractor")

    class Method(models.TextChoices):
        CLICK = "click", _("Signed with the second factor")
        SCAN = "scan", _("Signed on paper, scanned")

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=12, choices=Side)
    member = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=8, choices=Method)
    scan = models.OneToOneField(StoredFile, models.PROTECT, null=True, blank=True, related_name="contract_signature")
    # SHA-256 of the contract as it read when it was signed.
    digest = models.CharField(max_length=64)
    signed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["contract", "side"], condition=Q(member__isnull=True), name="one_signature_per_side"
            ),
            models.UniqueConstraint(
                fields=["contract", "member"], condition=Q(member__isnull=False), name="one_signature_per_member"
            ),
            models.CheckConstraint(
                condition=Q(member__isnull=True) | Q(side=SideCode.CONTRACTOR), name="members_sign_as_contractor"
            ),
            models.CheckConstraint(
                condition=Q(method="click", scan__isnull=True) | Q(method="scan", scan__isnull=False),
                name="signature_scan_where_on_paper",
            ),
        ]


class ContractNotice(models.Model):
    """What was made public about a contract, where and for how long (公开台账, R43, R61); never changed."""

    class Kind(models.TextChoices):
        CONTRACT = "contract", _("Contract")
        PROGRESS = "progress", _("Progress")
        AMENDMENT = "amendment", _("Amendment")
        SUSPENSION = "suspension", _("Suspension")
        RESUMPTION = "resumption", _("Resumption")
        ACCEPTANCE = "acceptance", _("Acceptance report")
        VERDICT = "verdict", _("Residents' verdict")
        TERMINATION = "termination", _("Termination")
        COMPLETION = "completion", _("Completion")

    Channel = PublicityChannel

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind)
    channel = models.CharField(max_length=20, choices=PublicityChannel, default=PublicityChannel.PORTAL)
    body = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    until_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["contract", "published_at"], name="contract_notice_order")]

    @property
    def words(self) -> str:
        """What it says beside its kind: a note, which milestone, or the reason."""
        return str(self.body.get("note") or self.body.get("milestone") or self.body.get("reason") or "")

"""Fund types, pools and accounts."""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThanOrEqual
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from marketplace.primitives.money import ZERO
from marketplace.ui.bilingual import Bilingual
from tendering.funds.models.fields import exactly, yuan_field
from tendering.funds.rules.entries import Sums


class FundType(Bilingual, models.Model):
    """A kind of money with budgets and ledgers of its own (资金类型, R2); data, not code."""

    code = models.SlugField(max_length=32, unique=True)
    name_zh = models.CharField(max_length=40)
    name_en = models.CharField(max_length=80, blank=True)
    pays_awards = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)


class PoolKind(models.TextChoices):
    """Kinds of fund pools (1+N, R10)."""

    FOUNDATION = "foundation", _("Community development foundation")
    SPECIAL_FUND = "special_fund", _("Community special fund")


class FundPool(Bilingual, models.Model):
    """A foundation of the district or a community's special fund (社区基金, R10)."""

    kind = models.CharField(max_length=16, choices=PoolKind)
    place = models.ForeignKey(Place, models.PROTECT, related_name="fund_pools")
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    established_date = models.DateField(null=True, blank=True)


class AccountStatus(models.TextChoices):
    """The year of an account (domain 3.6)."""

    PLANNED = "planned", _("Planned")
    APPROPRIATED = "appropriated", _("Appropriated")
    OPEN = "open", _("Open for use")
    CLOSING = "closing", _("Closing")
    INSPECTED = "inspected", _("Inspected")
    CLOSED = "closed", _("Closed")


class FundAccount(models.Model):
    """One owner's money of one type in one fiscal year (资金账户), in yuan.

    The four stored sums equal the sums of the account's entries (`verify_ledger`); they are changed only
    under a lock on this row, together with the entry that explains the change. `entry_count` numbers the
    entries.
    """

    place = models.ForeignKey(Place, models.PROTECT, null=True, blank=True, related_name="fund_accounts")
    pool = models.ForeignKey(FundPool, models.PROTECT, null=True, blank=True, related_name="accounts")
    fund_type = models.ForeignKey(FundType, models.PROTECT, related_name="accounts")
    year = models.PositiveSmallIntegerField()
    status = models.CharField(max_length=16, choices=AccountStatus, default=AccountStatus.PLANNED)
    inflow = yuan_field(default=ZERO)
    outflow = yuan_field(default=ZERO)
    committed = yuan_field(default=ZERO)
    paid = yuan_field(default=ZERO)
    entry_count = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("fund account")
        constraints = [
            models.CheckConstraint(
                condition=Q(place__isnull=False, pool__isnull=True) | Q(place__isnull=True, pool__isnull=False),
                name="fund_account_one_owner",
            ),
            models.UniqueConstraint(
                fields=["place", "year", "fund_type"],
                condition=Q(place__isnull=False),
                name="fund_account_unique_place",
            ),
            models.UniqueConstraint(
                fields=["pool", "year", "fund_type"], condition=Q(pool__isnull=False), name="fund_account_unique_pool"
            ),
            models.CheckConstraint(condition=Q(inflow__gte=0), name="fund_account_inflow"),
            models.CheckConstraint(condition=Q(outflow__gte=0), name="fund_account_outflow"),
            models.CheckConstraint(condition=Q(committed__gte=0), name="fund_account_committed"),
            models.CheckConstraint(condition=Q(paid__gte=0), name="fund_account_paid"),
            models.CheckConstraint(
                condition=GreaterThanOrEqual(exactly(F("inflow") - F("outflow") - F("committed") - F("paid")), 0),
                name="fund_account_never_overspent",
            ),
        ]
        indexes = [models.Index(fields=["year", "fund_type"], name="fund_account_year_type")]

    def __str__(self) -> str:
        return f"{self.owner} {self.year} {self.fund_type}"

    @property
    def owner(self) -> Place | FundPool:
        """The place or pool whose money it is."""
        owner = self.place or self.pool
        assert owner is not None  # the database holds that one of them is set
        return owner

    @property
    def home(self) -> Place:
        """The place whose offices answer for this account."""
        return self.place or self.owner_pool.place

    @property
    def owner_pool(self) -> FundPool:
        """The pool of a pool's account."""
        assert self.pool is not None
        return self.pool

    @property
    def sums(self) -> Sums:
        """The four stored sums."""
        return Sums(self.inflow, self.outflow, self.committed, self.paid)

    @property
    def available(self) -> Decimal:
        """Yuan that may still be committed (可用余额)."""
        return self.sums.available

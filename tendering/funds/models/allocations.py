"""Rates, yearly allocations with their two shares, and years before the system."""

from datetime import datetime
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.files.models import StoredFile
from marketplace.places.models import Place
from tendering.funds.models.accounts import FundAccount, FundType
from tendering.funds.models.fields import exactly, yuan_field
from tendering.funds.rules.entries import Share


class Rate(models.Model):
    """What every community of a district gets a year from `from_year` on, in yuan (拨付标准, R4)."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="fund_rates")
    fund_type = models.ForeignKey(FundType, models.PROTECT, related_name="rates")
    from_year = models.PositiveSmallIntegerField()
    amount = yuan_field()
    override_reason = models.TextField(blank=True)
    set_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    set_at = models.DateTimeField()

    class Meta:
        verbose_name = _("rate of funding")
        constraints = [
            models.UniqueConstraint(fields=["place", "fund_type", "from_year"], name="fund_rate_unique"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fund_rate_positive"),
        ]


class Allocation(models.Model):
    """Money a finance office gives an account, half from the city, half from the district (下拨, R5).

    A delegated allocation (费随事转, R12) names the department and the task and carries the approval of the
    district government. A share has arrived when a finance officer confirmed it.
    """

    account = models.ForeignKey(FundAccount, models.PROTECT, related_name="allocations")
    amount = yuan_field()
    base = yuan_field()
    supplement = yuan_field()
    city_amount = yuan_field()
    district_amount = yuan_field()
    city_received_at = models.DateTimeField(null=True, blank=True)
    city_confirmed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    district_received_at = models.DateTimeField(null=True, blank=True)
    district_confirmed_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    department = models.CharField(max_length=120, blank=True)
    task = models.CharField(max_length=200, blank=True)
    approval = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    planned_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField()

    class Meta:
        verbose_name = _("allocation")
        constraints = [
            models.UniqueConstraint(fields=["account"], condition=Q(department=""), name="fund_allocation_one_a_year"),
            models.CheckConstraint(
                condition=Q(amount__gt=0, city_amount__gte=0, district_amount__gte=0), name="fund_allocation_positive"
            ),
            models.CheckConstraint(
                condition=Q(amount=exactly(F("city_amount") + F("district_amount"))), name="fund_allocation_shares"
            ),
            models.CheckConstraint(
                condition=Q(department="", task="") | (~Q(department="") & ~Q(task="") & Q(approval__isnull=False)),
                name="fund_allocation_delegated_approved",
            ),
            models.CheckConstraint(
                condition=Q(city_received_at__isnull=True) | Q(city_confirmed_by__isnull=False),
                name="fund_allocation_city_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(district_received_at__isnull=True) | Q(district_confirmed_by__isnull=False),
                name="fund_allocation_district_confirmed",
            ),
        ]

    @property
    def delegated(self) -> bool:
        """Whether this money follows a task handed down by a department (R12)."""
        return bool(self.department)

    def amount_of(self, share: Share) -> Decimal:
        """What is promised of `share`, in yuan."""
        return self.city_amount if share == Share.CITY else self.district_amount

    def received_at(self, share: Share) -> datetime | None:
        """When `share` arrived, or None."""
        return self.city_received_at if share == Share.CITY else self.district_received_at

    @property
    def arrived(self) -> bool:
        """Whether everything that was promised has come (R5)."""
        city = self.city_received_at is not None or not self.city_amount
        return city and (self.district_received_at is not None or not self.district_amount)


class ImportedBaseline(models.Model):
    """A year before the system: what came and what was paid, in yuan, for year-on-year figures only (R13)."""

    place = models.ForeignKey(Place, models.PROTECT, related_name="fund_baselines")
    fund_type = models.ForeignKey(FundType, models.PROTECT, related_name="baselines")
    year = models.PositiveSmallIntegerField()
    inflow = yuan_field()
    paid = yuan_field()
    source = models.CharField(max_length=200)
    imported_by = models.ForeignKey(Membership, models.PROTECT, null=True, related_name="+")
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = _("imported baseline")
        constraints = [
            models.UniqueConstraint(fields=["place", "fund_type", "year"], name="fund_baseline_unique"),
            models.CheckConstraint(condition=Q(inflow__gt=0, paid__gte=0), name="fund_baseline_positive"),
            models.CheckConstraint(condition=Q(paid__lte=F("inflow")), name="fund_baseline_paid"),
        ]

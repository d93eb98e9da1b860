"""Letting without competition: one offer, a price note, a resolution that names the provider or group (domain 3.4)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from catalog.models import CommunityGroup, Provider
from marketplace.files.models import StoredFile
from tendering.demands.rules.meeting import Tally
from tendering.tenders.models.tender import Tender


class Resolution(models.Model):
    """The deciding body names who shall do it: invited, present, for, against, abstain; countersigned."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="resolutions")
    held_at = models.DateTimeField()
    invited = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField()
    votes_for = models.PositiveSmallIntegerField()
    against = models.PositiveSmallIntegerField()
    abstain = models.PositiveSmallIntegerField()
    minutes = models.TextField(max_length=4000)
    minutes_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)
    passed = models.BooleanField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(present__lte=F("invited"), present__gte=F("votes_for") + F("against") + F("abstain")),
                name="resolution_votes_within_present_within_invited",
            ),
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("recorded_by")),
                name="resolution_countersigned_by_another",
            ),
        ]

    @property
    def tally(self) -> Tally:
        """Heads and votes."""
        return Tally(self.invited, self.present, self.votes_for, self.against, self.abstain)


class Offer(models.Model):
    """What one provider, or one residents' group, would do it for, in yuan (报价 / 费用清单)."""

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="offer")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="offers")
    group = models.ForeignKey(CommunityGroup, models.PROTECT, null=True, blank=True, related_name="offers")
    price = models.DecimalField(max_digits=14, decimal_places=2)
    plan = models.TextField(max_length=4000)
    price_note = models.TextField(max_length=2000)
    resolution = models.OneToOneField(Resolution, models.PROTECT, null=True, blank=True, related_name="offer")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(price__gt=0), name="offer_price_positive"),
            models.CheckConstraint(
                condition=Q(provider__isnull=False, group__isnull=True) | Q(provider__isnull=True, group__isnull=False),
                name="offer_by_provider_or_group",
            ),
        ]


class OfferLine(models.Model):
    """One line of an offer's costs, in yuan."""

    offer = models.ForeignKey(Offer, models.CASCADE, related_name="lines")
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=20)
    unit_price = models.DecimalField(max_digits=14, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)
    position = models.PositiveSmallIntegerField()

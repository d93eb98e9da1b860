"""Shares of allocations that have not arrived: each, and what confirming all of a share would book (R5)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum
from django.utils.functional import Promise

from marketplace.places.models import Place
from marketplace.primitives.money import yuan
from tendering.funds.models import Allocation
from tendering.funds.models.labels import SHARE_LABELS
from tendering.funds.rules.entries import Share


@dataclass(frozen=True, slots=True)
class Arriving:
    """What of one share has not been confirmed yet: how many allocations, and their sum in yuan."""

    year: int
    fund_type: str
    share: Share
    count: int
    amount: Decimal

    @property
    def label(self) -> str | Promise:
        """The share in words."""
        return SHARE_LABELS[self.share]


def arriving(place: Place) -> list[Arriving]:
    """By year, type and share: what confirming all arrivals of a share would book."""
    found = []
    for share in Share:
        rows = waiting_share(place, share).values(year=F("account__year"), name=F("account__fund_type__name_zh"))
        sums = rows.annotate(count=Count("pk"), amount=Sum(f"{share.value}_amount")).order_by("year", "name")
        found += [Arriving(row["year"], row["name"], share, row["count"], yuan(row["amount"])) for row in sums]
    return sorted(found, key=lambda one: (one.year, one.fund_type))


def waiting_allocations(place: Place) -> QuerySet[Allocation]:
    """Allocations of this place's accounts of which a share has not arrived."""
    rows = Allocation.objects.filter(
        Q(city_received_at__isnull=True, city_amount__gt=0)
        | Q(district_received_at__isnull=True, district_amount__gt=0)
    )
    return rows.filter(account__place__path__startswith=place.path)


def waiting_share(place: Place, share: Share) -> QuerySet[Allocation]:
    """Allocations of this place's accounts of which this share has not arrived."""
    return waiting_allocations(place).filter(**{f"{share.value}_received_at": None, f"{share.value}_amount__gt": 0})

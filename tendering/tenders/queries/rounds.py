"""Rounds of one demand."""

from __future__ import annotations

from decimal import Decimal

from django.db.models import Max, Sum

from catalog.models import Provider
from marketplace.places.models import Place
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import methods_with
from tendering.demands.models import Demand
from tendering.tenders.models import Offer, Tender
from tendering.tenders.rules.states import FRUITLESS, State


def failed_calls(demand: Demand) -> int:
    """How many calls with competition have failed for this demand, since the last that ended in a contract."""
    calls = Tender.objects.filter(demand=demand)
    concluded = calls.filter(state=State.CONCLUDED).aggregate(last=Max("round"))["last"] or 0
    return calls.filter(state=State.FAILED, procedure_data__competition=True, round__gt=concluded).count()


def next_round(demand: Demand) -> int:
    """The number of the next round."""
    return Tender.objects.filter(demand=demand).count() + 1


def last_ended(demand: Demand) -> Tender | None:
    """The round before, which the next one is linked to."""
    return Tender.objects.filter(demand=demand).order_by("-round").first()


def last_call_of(community: Place) -> Tender | None:
    """The call that this community wrote last."""
    return Tender.objects.filter(demand__community=community).order_by("-prepared_at", "-pk").first()


def capped_offers_of(provider: Provider, community: Place, year: int, *, but: Tender) -> Decimal:
    """Yuan that a provider got by capped methods in a community and year, offers still open included, `but` one's."""
    rows = Offer.objects.filter(
        provider=provider,
        tender__method__in=methods_with("is_capped"),
        tender__demand__community=community,
        tender__demand__fiscal_year=year,
    ).exclude(tender__state__in=sorted(FRUITLESS))
    rows = rows.exclude(tender=but)
    total: Decimal | None = rows.aggregate(total=Sum("price"))["total"]
    return total or ZERO

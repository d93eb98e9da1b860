"""What was made public in the last days: results, failed calls, contracts, verdicts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse

from marketplace.ui.text import Text
from tendering.contracts.models import ContractNotice
from tendering.contracts.rules.states import PUBLIC as PUBLIC_CONTRACTS
from tendering.tenders.models import Notice
from tendering.tenders.rules.states import PUBLIC as PUBLIC_TENDERS

DAYS = 30
SHOWN = 4
OF_CALLS = (Notice.Kind.RESULT, Notice.Kind.AWARD, Notice.Kind.FAILURE, Notice.Kind.CANCELLATION)
OF_CONTRACTS = (
    ContractNotice.Kind.CONTRACT,
    ContractNotice.Kind.ACCEPTANCE,
    ContractNotice.Kind.VERDICT,
    ContractNotice.Kind.TERMINATION,
    ContractNotice.Kind.COMPLETION,
)


@dataclass(frozen=True, slots=True)
class News:
    """One notice: its kind, its project, the file where everything about it stands."""

    kind: Text
    title: str
    url: str
    at: datetime


def latest(now: datetime) -> list[News]:
    """The newest notices of the last thirty days, two queries."""
    since = now - timedelta(days=DAYS)
    calls = Notice.objects.filter(
        kind__in=OF_CALLS, published_at__gte=since, published_at__lte=now, tender__state__in=sorted(PUBLIC_TENDERS)
    ).select_related("tender__demand")
    contracts = ContractNotice.objects.filter(
        kind__in=OF_CONTRACTS,
        channel=ContractNotice.Channel.PORTAL,
        published_at__gte=since,
        published_at__lte=now,
        contract__state__in=sorted(PUBLIC_CONTRACTS),
    ).select_related("contract__demand")
    found = [
        News(row.get_kind_display(), row.tender.demand.title, _file(row.tender.demand.number), row.published_at)
        for row in calls.order_by("-published_at", "-pk")[:SHOWN]
    ]
    found += [
        News(row.get_kind_display(), row.contract.demand.title, _file(row.contract.demand.number), row.published_at)
        for row in contracts.order_by("-published_at", "-pk")[:SHOWN]
    ]
    return sorted(found, key=lambda news: news.at, reverse=True)[:SHOWN]


def _file(number: str) -> str:
    return reverse("overview:project", args=[number])

"""The publicity log of one project (公开台账, R43, R61): what was made public, where, from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.ui.formats import yuan
from marketplace.ui.text import Text
from tendering.contracts.models import ContractNotice
from tendering.contracts.rules.states import PUBLIC as PUBLIC_CONTRACTS
from tendering.demands.models import Channel, Demand, DemandNotice
from tendering.tenders.models import Notice
from tendering.tenders.rules.states import PUBLIC as PUBLIC_TENDERS


@dataclass(frozen=True, slots=True)
class Publication:
    """One entry; without `until` it stays public."""

    content: Text
    channel: Text
    at: datetime
    until: date | None
    words: Text
    url: str


def publications(demand: Demand) -> list[Publication]:
    """All entries of the project, oldest first; three queries."""
    found = [*_of_demand(demand), *_of_calls(demand), *_of_contracts(demand)]
    return sorted(found, key=lambda entry: entry.at)


def _of_demand(demand: Demand) -> Iterator[Publication]:
    for row in DemandNotice.objects.filter(demand=demand).order_by("pk"):
        yield Publication(
            row.get_kind_display(),
            row.get_channel_display(),
            row.published_at,
            row.until_on,
            words_of(row),
            demand.get_absolute_url(),
        )


def _of_calls(demand: Demand) -> Iterator[Publication]:
    rows = Notice.objects.filter(tender__demand=demand, tender__state__in=sorted(PUBLIC_TENDERS))
    for row in rows.select_related("tender").order_by("pk"):
        words = _("Call %(number)s") % {"number": row.tender.number}
        url = row.tender.get_absolute_url()
        yield Publication(row.get_kind_display(), Channel.PORTAL.label, row.published_at, None, words, url)


def _of_contracts(demand: Demand) -> Iterator[Publication]:
    rows = ContractNotice.objects.filter(contract__demand=demand, contract__state__in=sorted(PUBLIC_CONTRACTS))
    for row in rows.select_related("contract").order_by("pk"):
        yield Publication(
            row.get_kind_display(),
            row.get_channel_display(),
            row.published_at,
            row.until_on,
            row.words,
            reverse("contracts:detail", args=[row.contract.number]),
        )


def words_of(row: DemandNotice) -> str:
    """What a notice of the demand says: how the residents voted, or how long the decision took."""
    return _voted(row.body) if row.kind == DemandNotice.Kind.RESOLUTION else _took(row.body)


def _voted(body: dict[str, Any]) -> str:
    words = _("%(votes_for)s of %(present)s for; budget %(budget)s")
    return words % {"votes_for": body["votes_for"], "present": body["present"], "budget": yuan(Decimal(body["budget"]))}


def _took(body: dict[str, Any]) -> str:
    days = body["working_days"]
    return ngettext("after %(days)s working day", "after %(days)s working days", days) % {"days": days}

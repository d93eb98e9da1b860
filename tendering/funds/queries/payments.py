"""The latest payments out of a fund, for everybody (R13)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from tendering.funds.links import project_urls
from tendering.funds.models import DisbursementKind, DisbursementPart, FundType
from tendering.funds.names import stage_name

LATEST = 5


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment: which project, to whom, when, and the part this fund bore, in yuan."""

    title: str
    url: str
    stage: str
    payee: str
    made_at: datetime
    amount: Decimal


def latest(fund_type: FundType, year: int) -> list[Paid]:
    """The newest payments of projects that are public, the newest first."""
    rows = DisbursementPart.objects.filter(
        disbursement__kind=DisbursementKind.PAYMENT, line__account__fund_type=fund_type, line__account__year=year
    )
    rows = rows.select_related("disbursement__plan").order_by("-disbursement__made_at", "-pk")[: LATEST * 2]
    urls = project_urls({row.disbursement.plan_id for row in rows})
    return [_paid(row, urls[row.disbursement.plan_id]) for row in rows if row.disbursement.plan_id in urls][:LATEST]


def _paid(row: DisbursementPart, url: str) -> Paid:
    paid = row.disbursement
    return Paid(paid.plan.title, url, stage_name(paid.stage), paid.payee, paid.made_at, row.amount)

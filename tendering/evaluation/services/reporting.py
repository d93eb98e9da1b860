"""The panel's report: written with the ranking, final with the last signature (domain 2.5)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives import canonical
from marketplace.primitives.refusal import Refusal
from tendering.evaluation import permissions
from tendering.evaluation.models import DeviationReason, Draw, Panel, RankingRow, Report, ReportSignature
from tendering.evaluation.queries.excluded import excluded
from tendering.evaluation.rules.states import LIVING, VOTING, State
from tendering.evaluation.services.states import locked, move, tell_community

# The panel recommends up to three, in the order of their ranks (条例 43).
RECOMMENDED = 3


def write_report(panel: Panel, *, now: datetime) -> Report:
    """Put down ranks, who was left out and why, how members were found, what deviated; members by number only."""
    body = {
        "tender": panel.tender.number,
        "method": panel.tender.method,
        "evaluation": panel.tender.procedure.evaluation.value,
        "ranking": [_rank(row) for row in _rows(panel)],
        "recommended": [row.bid.provider.organisation.name for row in _rows(panel)[:RECOMMENDED]],
        "excluded": [
            {"name": row.name, "stage": row.code.value, "reason": row.reason} for row in excluded(panel.tender)
        ],
        "members": [
            {"number": seat.label, "capacity": seat.capacity, "state": seat.state}
            for seat in panel.seats.order_by("number")
        ],
        "draws": [_draw(row) for row in panel.draws.filter(drawn_at__isnull=False).order_by("pk")],
        "deviations": _deviations(panel),
    }
    return Report.objects.create(panel=panel, body=body, digest=canonical.digest(body), written_at=now)


def _rows(panel: Panel) -> list[RankingRow]:
    rows = RankingRow.objects.filter(tender=panel.tender).select_related("bid__provider__organisation")
    return list(rows.order_by("rank"))


def _rank(row: RankingRow) -> dict[str, str]:
    return {
        "rank": str(row.rank),
        "name": row.bid.provider.organisation.name,
        "price": str(row.price),
        "price_points": str(row.price_points),
        "plan_points": str(row.plan_points),
        "total": str(row.total),
        "tie": row.tie_rule,
    }


def _draw(row: Draw) -> dict[str, str]:
    return {
        "purpose": row.purpose,
        "round": str(row.round),
        "commitment": row.commitment,
        "list_hash": row.list_hash,
        "seed": bytes(row.seed).hex(),
        "beacon": row.beacon,
    }


def _deviations(panel: Panel) -> list[dict[str, Any]]:
    rows = DeviationReason.objects.filter(sheet__seat__panel=panel, sheet__seat__state__in=sorted(LIVING))
    rows = rows.select_related("sheet__seat", "bid__provider__organisation").order_by("pk")
    return [
        {"number": row.sheet.seat.label, "name": row.bid.provider.organisation.name, "reason": row.text} for row in rows
    ]


@transaction.atomic
def sign_report(*, panel: Panel, by: Membership, dissent: str = "") -> Panel:
    """Sign the report; whoever disagrees signs with a dissent that stands in it. The last signature makes it final.

    Raises:
        NotPermitted: no voting seat.
        Refusal: `evaluation.not_ranked`, or `evaluation.report_signed_already`.
    """
    seat = permissions.require_judge(by, panel)
    panel = locked(panel)
    now = clock.read()
    if panel.state != State.RANKED:
        raise Refusal("evaluation.not_ranked")
    if ReportSignature.objects.filter(seat=seat).exists():
        raise Refusal("evaluation.report_signed_already")
    report = Report.objects.get(panel=panel)
    ReportSignature.objects.create(report=report, seat=seat, dissent=dissent.strip(), signed_at=now)
    record(
        act="evaluation.report.signed",
        target=panel,
        by=by,
        reason=dissent.strip(),
        parameters={"number": seat.label, "digest": report.digest, "dissents": "yes" if dissent.strip() else "no"},
    )
    judges = panel.seats.filter(state__in=sorted(LIVING), capacity__in=sorted(VOTING))
    if not judges.filter(signature__isnull=True).exists():
        move(panel, "finish", by=by, now=now)
        tell_community(panel, "evaluation.report_ready")
    return panel

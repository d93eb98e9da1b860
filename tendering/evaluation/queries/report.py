"""The panel's report: what is put down at the ranking, and how it is read again from what was signed (domain 2.5)."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language

from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.canonical import digest
from marketplace.rulebook.wording.formulas import formula_in_words, inputs_in_words
from tendering.evaluation.models import DeviationReason, Draw, LowQuoteQuery, Panel, RankingRow, Report, Seat
from tendering.evaluation.models.result import TieRule
from tendering.evaluation.queries import bids, defence, residents_vote
from tendering.evaluation.queries.computation import trimmed_from
from tendering.evaluation.queries.excluded import excluded
from tendering.evaluation.rules.states import LIVING
from tendering.tenders.models import Criterion

# The panel recommends up to three, in the order of their ranks (条例 43).
RECOMMENDED = 3


def body_of(panel: Panel) -> dict[str, Any]:
    """Everything the members sign, as text; members by number only, names stand in no report."""
    tender, rows = panel.tender, _rows(panel)
    return {
        "tender": tender.number,
        "panel": str(panel.number),
        "project": tender.demand.title,
        "method": tender.method,
        "evaluation": tender.procedure.evaluation.value,
        "regime": tender.procedure.regime.value,
        "trimmed_from": trimmed_from(tender) or 0,
        "criteria": [_criterion(line) for line in bids.criteria_of(tender)],
        "ranking": [_rank(row) for row in rows],
        "recommended": [row.bid.bidder for row in rows[:RECOMMENDED]],
        "excluded": [{"name": row.name} | row.why.body() for row in excluded(panel)],
        "low_quotes": [_low_quote(row) for row in _low_quotes(panel)],
        "members": [_member(seat) for seat in panel.seats.select_related("sheet").order_by("number")],
        "draws": [_draw(row) for row in panel.draws.filter(drawn_at__isnull=False).order_by("pk")],
        "deviations": _deviations(panel),
        "defence": defence.body(panel),
        "residents_vote": residents_vote.body(panel),
        "recheck": _recheck(panel, rows),
    }


def _recheck(panel: Panel, rows: list[RankingRow]) -> dict[str, str]:
    """Of a panel that checks its own result: which one, because of which error, whether it changed (87号令 64)."""
    before = panel.rechecks
    if before is None:
        return {}
    changed = [row.bid_id for row in rows] != [row.bid_id for row in _rows(before)]
    return {
        "panel": str(before.number),
        "error": panel.error,
        "reason": before.superseded_reason,
        "changed": "yes" if changed else "no",
    }


def _rows(panel: Panel) -> list[RankingRow]:
    rows = RankingRow.objects.filter(panel=panel).select_related("bid__provider__organisation")
    return list(rows.order_by("rank"))


def _criterion(line: Criterion) -> dict[str, Any]:
    return {
        "code": line.code,
        "zh": line.name_zh,
        "en": line.name_en,
        "maximum": line.max_points,
        "formula": line.formula,
    }


def _rank(row: RankingRow) -> dict[str, Any]:
    return {
        "rank": str(row.rank),
        "name": row.bid.bidder,
        "price": str(row.price),
        "price_points": str(row.price_points),
        "plan_points": str(row.plan_points),
        "total": str(row.total),
        "tie": row.tie_rule,
        "computation": row.computation,
    }


def _low_quotes(panel: Panel) -> list[LowQuoteQuery]:
    rows = LowQuoteQuery.objects.filter(panel=panel).select_related(
        "bid__opened", "bid__final", "bid__provider__organisation"
    )
    return list(rows.order_by("pk"))


def _low_quote(row: LowQuoteQuery) -> dict[str, Any]:
    return {
        "name": row.bid.bidder,
        "price": str(row.bid.price),
        "against": list(row.flags),
        "question": row.question,
        "answer": row.answer,
        "decision": row.state,
        "reason": row.reason,
    }


def _member(seat: Seat) -> dict[str, Any]:
    sheet = getattr(seat, "sheet", None)
    found = {"number": seat.label, "capacity": seat.capacity, "state": seat.state}
    if sheet is None or not sheet.commitment:
        return found
    assert sheet.signed_at is not None
    signed = sheet.signed_at.astimezone(SHANGHAI).isoformat(timespec="seconds")
    return found | {
        "commitment": sheet.commitment,
        "signed_at": signed,
        "comment": sheet.comment,
        "method": sheet.method,
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


def _deviations(panel: Panel) -> list[dict[str, str]]:
    rows = DeviationReason.objects.filter(sheet__seat__panel=panel, sheet__seat__state__in=sorted(LIVING))
    rows = rows.select_related("sheet__seat", "bid__provider__organisation").order_by("pk")
    return [{"number": row.sheet.seat.label, "name": row.bid.bidder, "reason": row.text} for row in rows]


def final_digest(report: Report) -> str:
    """Over the report and every signature under it, dissents included (hexadecimal): what the last signature seals."""
    rows = report.signatures.select_related("seat").order_by("seat__number")
    return digest(
        {"report": report.digest, "signatures": [{"number": row.seat.label, "dissent": row.dissent} for row in rows]}
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One criterion of one bid as the report has it: what each member gave, or the facts of the formula."""

    name: str
    maximum: int
    points: list[str]
    formula: str = ""
    inputs: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class BidRead:
    """One ranked bid of a report with its computation."""

    rank: dict[str, Any]
    lines: list[Line]
    is_recommended: bool = False

    @property
    def price(self) -> Decimal:
        """Yuan."""
        return Decimal(self.rank["price"])

    @property
    def tie(self) -> str:
        """What placed it among equal totals, in words."""
        return str(TieRule(self.rank["tie"]).label) if self.rank["tie"] else ""

    @property
    def computation(self) -> dict[str, Any]:
        """Benchmark, members, means; empty in reports of calls without sheets."""
        return dict(self.rank.get("computation", {}))


def read(report: Report) -> list[BidRead]:
    """The ranked bids as they were signed, first to last."""
    criteria = report.body.get("criteria", [])
    recommended = len(report.body["recommended"])
    return [
        BidRead(row, [_line(line, row) for line in criteria], place <= recommended)
        for place, row in enumerate(report.body["ranking"], start=1)
    ]


def _line(criterion: dict[str, Any], row: dict[str, Any]) -> Line:
    code, computation = criterion["code"], row["computation"]
    name = (criterion["en"] if (get_language() or "").startswith("en") else "") or criterion["zh"]
    members = computation.get("members", [])
    if code in computation.get("objective", {}):
        return Line(
            name,
            criterion["maximum"],
            [computation["objective"][code]] * max(len(members), 1),
            formula_in_words(criterion["formula"]),
            inputs_in_words(computation.get("inputs", {}).get(code, {})),
        )
    return Line(name, criterion["maximum"], [member["points"].get(code, "") for member in members])

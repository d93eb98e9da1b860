"""The panel's report in words: the same on its page, in its PDF and among the project's documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tendering.evaluation.models import Panel, Report
from tendering.evaluation.models.defence import SlotState
from tendering.evaluation.models.low_quote import LowQuoteQuery
from tendering.evaluation.models.panel import Capacity, ErrorKind
from tendering.evaluation.queries.excluded import Excluded
from tendering.evaluation.queries.low_quotes import WORDS
from tendering.evaluation.queries.report import final_digest, read
from tendering.evaluation.rules.excluded import Why
from tendering.evaluation.rules.low_quote import Flag


def in_words(report: Report, *, with_names: bool) -> dict[str, Any]:
    """What ``evaluation/_report.html`` shows: read from the report itself, with the signatures under it."""
    panel = report.panel
    return {
        "report": report,
        "bids": read(report),
        "members": _members(panel, report, with_names=with_names),
        "excluded": [Excluded(row["name"], Why.read(row)) for row in report.body["excluded"]],
        "low_quotes": [_low_quote(row) for row in report.body.get("low_quotes", [])],
        "defence": _defence(report.body.get("defence") or {}),
        "vote": _vote(report.body.get("residents_vote") or {}),
        "recheck": _recheck(report.body.get("recheck") or {}),
        "signatures": report.signatures.select_related("seat").order_by("seat__number"),
        "final": final_digest(report) if panel.ended_at else "",
    }


def _members(panel: Panel, report: Report, *, with_names: bool) -> list[dict[str, Any]]:
    names = dict(panel.seats.values_list("number", "user__name")) if with_names else {}
    return [
        row | {"name": names.get(int(row["number"]), ""), "capacity": Capacity(row["capacity"]).label}
        for row in report.body["members"]
    ]


def _low_quote(row: dict[str, Any]) -> dict[str, Any]:
    return row | {
        "against": [WORDS[Flag(code)] for code in row["against"]],
        "decision": LowQuoteQuery.State(row["decision"]).label,
    }


def _recheck(body: dict[str, str]) -> dict[str, Any]:
    """Why the panel checked its own result, in words; empty where it did not."""
    return body | {"error": ErrorKind(body["error"]).label, "changed": body["changed"] == "yes"} if body else {}


def _defence(body: dict[str, Any]) -> dict[str, Any]:
    """The session with its moments read back, empty without one."""
    if not body:
        return {}
    moments = {name: _moment(body[name]) for name in ("starts_at", "closed_at")}
    return body | moments | {"slots": [_slot(row) for row in body["slots"]]}


def _vote(body: dict[str, Any]) -> dict[str, Any]:
    """The residents' vote with its moments read back, empty without one."""
    return body | {name: _moment(body[name]) for name in ("opened_at", "ends_at")} if body else {}


def _slot(row: dict[str, Any]) -> dict[str, Any]:
    moments = {name: _moment(row[name]) for name in ("started_at", "stopped_at")}
    return row | moments | {"state": SlotState(row["state"]).label}


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None

"""What the residents voted on, and what differs from it since (R20)."""

from __future__ import annotations

from typing import Any

from tendering.demands.models import Demand
from tendering.demands.rules.meeting import Outcome
from tendering.demands.rules.voted import Change, differences


def as_voted(demand: Demand) -> dict[str, Any]:
    """The demand as a meeting decides on it; contributors are left out, they are people."""
    lines = demand.plan.lines.all() if demand.plan is not None else []
    plain = {name: getattr(demand, name) for name in ("title", "chengdu_class", "kind", "delivery_class")}
    plain |= {name: getattr(demand, name) for name in ("households", "people", "need", "outputs")}
    return plain | {
        "scope_item": demand.scope_item.code if demand.scope_item is not None else "",
        "beneficiary_groups": sorted(demand.beneficiary_groups),
        "flags": sorted(demand.declared),
        "budget": str(demand.budget),
        "sources": sorted([line.source, str(line.agreed)] for line in lines),
    }


def changes(demand: Demand) -> list[Change]:
    """What differs from what the last resolution was about; nothing where there is none."""
    decided = [row for row in demand.meetings.all() if row.outcome == Outcome.RESOLVED and row.voted]
    return differences(max(decided, key=lambda row: row.pk).voted, as_voted(demand)) if decided else []

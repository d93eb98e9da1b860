"""How residents decided: the meeting of the project's file (R24)."""

from __future__ import annotations

from tendering.demands.queries.vote import Vote, vote_at
from tendering.demands.rules.meeting import Outcome
from tendering.overview.queries.project.rows import Rows


def vote_of(rows: Rows) -> Vote | None:
    """The vote that decided, or the latest; None before a meeting was recorded and countersigned."""
    held = [row for row in rows.meetings if row.outcome and row.present is not None]
    resolved = [row for row in held if row.outcome == Outcome.RESOLVED]
    meeting = next(reversed(resolved or held), None)
    return vote_at(meeting, rows.demand.rule_set.rules) if meeting else None

"""Ranking the bids and writing the report (domain 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import Refusal
from tendering.evaluation import permissions
from tendering.evaluation.models import Draw as DrawRecord
from tendering.evaluation.models import Panel, RankingRow
from tendering.evaluation.queries import bids
from tendering.evaluation.queries.computation import Computation, all_signed, compute, explained, unexplained
from tendering.evaluation.rules.ranking import Draw, Standing, ranked
from tendering.evaluation.rules.states import DECIDED, VOTING, SeatState, State
from tendering.evaluation.services import drawing
from tendering.evaluation.services.members import require_still_free
from tendering.evaluation.services.reporting import write_report
from tendering.evaluation.services.residents_vote import require_counted
from tendering.evaluation.services.states import locked, move, require_settled_prices, tell_members
from tendering.tenders.services import announcing

NO_VALID_BID = "所有投标均因报价明显偏低且未作合理说明而无效。"


class SheetsMissing(Refusal):
    """Somebody has not signed yet."""

    def __init__(self) -> None:
        super().__init__("evaluation.sheets_missing")


@transaction.atomic
def rank(*, panel: Panel, by: Membership) -> Panel:
    """Compute the ranking out of signed sheets and quotes, settle ties, write the report for signature.

    With no valid bid left the call fails.

    Raises:
        NotPermitted: no voting seat.
        SheetsMissing: a sheet is not signed.
        Refusals: a member has come to be related to a bidder; they recuse first.
        Refusal: a clearly low quote is not decided, a deviation lacks its reason, or residents have still to vote.
    """
    permissions.require_judge(by, panel)
    panel = locked(panel)
    now = clock.read()
    _require_settled(panel, now)
    judges = panel.seats.filter(state=SeatState.DECLARED, capacity__in=sorted(VOTING)).select_related("user")
    require_still_free(panel, list(judges.order_by("pk")), now)
    computed = compute(panel)
    if not computed.bids:
        return _fail(panel, by, now)
    if unexplained(panel, computed):
        raise Refusal("evaluation.deviation_unexplained")
    standings = ranked(computed.rows, panel.tender.rule_set.rules.scoring.ties, _lots(panel, computed, by, now))
    words = explained(panel, computed)
    rows = [_row(panel, standing, words[standing.scored.bid]) for standing in standings]
    RankingRow.objects.bulk_create(rows)
    panel.ranked_at = now
    move(panel, "rank", by=by, now=now, parameters={"count": str(len(rows))})
    write_report(panel, by=by, now=now)
    tell_members([panel], "evaluation.ranked", but=by.user_id)
    return panel


def _require_settled(panel: Panel, now: datetime) -> None:
    if panel.state != State.SCORING:
        raise Refusal("evaluation.not_scoring")
    require_settled_prices(panel)
    if not all_signed(panel):
        raise SheetsMissing
    require_counted(panel, now)
    decided = panel.low_quotes.filter(state__in=sorted(DECIDED)).values_list("bid", flat=True)
    if set(bids.flagged(panel)) - set(decided):
        raise Refusal("evaluation.low_quote_open")


def _fail(panel: Panel, by: Membership, now: datetime) -> Panel:
    move(panel, "find_none", by=by, now=now)
    announcing.fail(tender=panel.tender, reason=NO_VALID_BID, by=by)
    return panel


def _lots(panel: Panel, computed: Computation, by: Membership, now: datetime) -> Draw:
    """One recorded draw over all bids that compete, held when the first tie asks for it."""
    order: list[UUID] = []

    def by_lot(tied: Sequence[UUID]) -> list[UUID]:
        if not order:
            row = DrawRecord.objects.get(panel=panel, purpose=DrawRecord.Purpose.TIE, drawn_at__isnull=True)
            keys = [str(bid.pk) for bid in computed.bids]
            order.extend(UUID(key) for key in drawing.hold(row, keys, by=by, now=now))
        return sorted(tied, key=order.index)

    return by_lot


def _row(panel: Panel, standing: Standing, computation: dict[str, Any]) -> RankingRow:
    scored = standing.scored
    return RankingRow(
        panel=panel,
        bid_id=scored.bid,
        rank=standing.rank,
        price=scored.price,
        price_points=scored.price_points,
        objective_points=scored.objective,
        plan_points=scored.plan_points,
        total=scored.total,
        tie_rule=standing.tie or "",
        computation=computation,
    )

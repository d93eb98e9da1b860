"""The panel of a call let to the lowest quote: seats drawn and named, declarations, ranking, signed report."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.contrib.auth.models import Permission

from marketplace.accounts.models import Membership
from marketplace.demo.history.draft import Draft
from marketplace.primitives import canonical, draw
from tendering.bids.models import Bid
from tendering.evaluation.models import (
    Declaration,
    Panel,
    PanelUserObjectPermission,
    RankingRow,
    Report,
    ReportSignature,
    Seat,
)
from tendering.evaluation.models import Draw as DrawRow
from tendering.evaluation.models.panel import SIT
from tendering.evaluation.queries.report import RECOMMENDED
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.ranking import Offer, Standing, ranked, scored
from tendering.evaluation.rules.states import Capacity, SeatState, State


def write(draft: Draft, bids: list[Bid]) -> list[Standing]:
    """Panel to signed report; returns the ranks."""
    call = draft.times.call
    panel = Panel(
        tender=draft.tender,
        counts_for=draft.tender,
        state=State.SIGNED,
        convened_by=draft.town.author.user,
        convened_at=call.convened,
        scoring_at=call.declared,
        ranked_at=call.ranked,
        ended_at=call.reported,
    )
    draft.panel = panel
    draft.rows.add(panel)
    beacon = bytes.fromhex(canonical.digest([sorted(draft.commitments), []]))
    draws = [_draw(draft, panel, "tie", [], beacon)]
    seats = _seats(draft, panel, beacon, draws)
    names = {bid.pk: bid.provider.organisation.name for bid in bids}
    for seat in seats:
        _seat(draft, panel, seat, sorted(names.values()))
    standings = _rank(draft, panel, bids)
    _report(draft, panel, seats, standings, names, draws)
    _tell(draft, panel, len(bids))
    return standings


def _draw(draft: Draft, panel: Panel, purpose: str, candidates: list[str], beacon: bytes) -> DrawRow:
    """A draw anybody can repeat; without candidates it is only committed to, for a tie that never came."""
    seed, at = draw.new_seed(), draft.times.call.convened
    row = DrawRow(panel=panel, purpose=purpose, seed=seed, commitment=draw.commitment(seed), committed_at=at)
    if candidates:
        row.candidates, row.list_hash = sorted(candidates), draw.list_hash(candidates)
        row.beacon, row.drawn_at = beacon.hex(), at
        row.order = draw.shuffle(seed, candidates, beacon=beacon)
    draft.rows.add(row)
    return row


def _seats(draft: Draft, panel: Panel, beacon: bytes, draws: list[DrawRow]) -> list[Seat]:
    """As many of each capacity as the procedure has: the community's named, the others drawn."""
    procedure, chosen = draft.blueprint.procedure, [(Capacity.COMMUNITY, draft.town.judge)]
    drawn = (
        (Capacity.RESIDENT_REPRESENTATIVE, draft.town.residents, procedure.resident_seats),
        (Capacity.EXPERT, draft.setting.experts, procedure.expert_seats),
    )
    for capacity, pool, number in drawn:
        if number:
            listed = {str(member.pk): member for member in pool}
            row = _draw(draft, panel, capacity.value, list(listed), beacon)
            draws.append(row)
            chosen += [(capacity, listed[key]) for key in row.order[:number]]
    return [_new_seat(draft, panel, number, *seat) for number, seat in enumerate(chosen, start=1)]


def _new_seat(draft: Draft, panel: Panel, number: int, capacity: Capacity, member: Membership) -> Seat:
    return Seat(
        panel=panel,
        number=number,
        user=member.user,
        capacity=capacity,
        role=member.role,
        state=SeatState.DECLARED,
        seated_at=draft.times.call.convened,
    )


@cache
def _permission() -> int:
    return Permission.objects.get(codename=SIT, content_type__app_label="evaluation").pk


def _seat(draft: Draft, panel: Panel, seat: Seat, bidders: list[str]) -> None:
    grant = PanelUserObjectPermission(user=seat.user, permission_id=_permission(), content_object=panel)
    declared = Declaration(
        seat=seat,
        has_conflict=False,
        statements=sorted(Relation),
        bidders=bidders,
        signed_at=draft.times.call.declared,
    )
    draft.rows.add(seat, grant, declared)


def _rank(draft: Draft, panel: Panel, bids: list[Bid]) -> list[Standing]:
    prices = dict(zip((bid.pk for bid in bids), (one.price for one in draft.blueprint.contenders), strict=True))
    rows = scored([Offer(key, price) for key, price in prices.items()], draft.blueprint.procedure.price_points)
    standings = ranked(rows, draft.setting.rules.scoring.ties, lambda tied: tied)
    known = {bid.pk: bid for bid in bids}
    benchmark = str(min(prices.values()))
    for standing in standings:
        found = standing.scored
        draft.rows.add(
            RankingRow(
                panel=panel,
                bid=known[found.bid],
                rank=standing.rank,
                price=found.price,
                price_points=found.price_points,
                objective_points=found.objective,
                plan_points=found.plan_points,
                total=found.total,
                tie_rule=standing.tie or "",
                computation={
                    "benchmark": benchmark,
                    "price_maximum": str(draft.blueprint.procedure.price_points),
                    "objective": {},
                    "members": [],
                    "subjective_mean": str(found.subjective_mean),
                },
            )
        )
    return standings


def _report(
    draft: Draft,
    panel: Panel,
    seats: list[Seat],
    standings: list[Standing],
    names: dict[UUID, str],
    draws: list[DrawRow],
) -> None:
    call, procedure = draft.times.call, draft.blueprint.procedure
    body = {
        "tender": draft.tender.number,
        "method": procedure.method.value,
        "evaluation": procedure.evaluation.value,
        "ranking": [_ranking_line(standing, names) for standing in standings],
        "recommended": [names[standing.scored.bid] for standing in standings[:RECOMMENDED]],
        "excluded": [],
        "members": [{"number": seat.label, "capacity": seat.capacity, "state": seat.state} for seat in seats],
        "draws": [_draw_line(row) for row in draws if row.drawn_at],
        "deviations": [],
    }
    report = Report(panel=panel, body=body, digest=canonical.digest(body), written_at=call.ranked)
    draft.rows.add(report, *(ReportSignature(report=report, seat=seat, signed_at=call.reported) for seat in seats))


def _ranking_line(standing: Standing, names: dict[UUID, str]) -> dict[str, str]:
    found = standing.scored
    return {
        "rank": str(standing.rank),
        "name": names[found.bid],
        "price": str(found.price),
        "price_points": str(found.price_points),
        "plan_points": str(found.plan_points),
        "total": str(found.total),
        "tie": standing.tie or "",
    }


def _draw_line(row: DrawRow) -> dict[str, str]:
    return {
        "purpose": row.purpose,
        "round": str(row.round),
        "commitment": row.commitment,
        "list_hash": row.list_hash,
        "seed": bytes(row.seed).hex(),
        "beacon": row.beacon,
    }


def _tell(draft: Draft, panel: Panel, count: int) -> None:
    call, town, about = draft.times.call, draft.town, [draft.tender, draft.demand]
    draft.note("evaluation.panel.convene", call.convened, panel, by=town.author, about=about)
    start = {"from": "convened", "to": "scoring"}
    draft.note("evaluation.panel.start", call.declared, panel, parameters=start, about=about)
    rank = {"from": "scoring", "to": "ranked", "count": str(count)}
    draft.note("evaluation.panel.rank", call.ranked, panel, by=town.judge, parameters=rank, about=about)
    finish = {"from": "ranked", "to": "signed"}
    draft.note("evaluation.panel.finish", call.reported, panel, by=town.judge, parameters=finish, about=about)

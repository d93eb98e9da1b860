"""Evaluations of any size, written row by row: hundreds of bids, nine members, bids that fell out on the way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import count
from typing import Any

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives import draw
from tendering.bids.models import Bid, BidState, BidVersion, OpenedBid, Qualification
from tendering.bids.models.opening import InvalidReason
from tendering.evaluation import permissions
from tendering.evaluation.models import Draw, LowQuoteQuery, Panel, Score, ScoreSheet, Seat
from tendering.evaluation.rules.states import Capacity, QueryState, SeatState, SheetState, State
from tendering.tenders.models import Criterion, Tender
from tendering.tenders.rules.states import State as TenderState
from tests.factories import accounts, catalog, demands, tenders

_serial = count(1)


class Fate(StrEnum):
    """What became of a bid."""

    COMPETES = "competes"
    UNOPENED = "unopened"
    UNOPENABLE = "unopenable"
    INVALID = "invalid"
    DISQUALIFIED = "disqualified"
    LOW = "low"


@dataclass
class Crowd:
    """A panel with its members and bids; `fates` by bid."""

    panel: Panel
    judges: list[Membership]
    seats: list[Seat]
    lines: list[Criterion]
    bids: list[Bid] = field(default_factory=list)
    fates: dict[Any, Fate] = field(default_factory=dict)

    @property
    def tender(self) -> Tender:
        """The call."""
        return self.panel.tender

    def of(self, *fates: Fate) -> set[Any]:
        """Keys of the bids with one of these fates."""
        return {key for key, fate in self.fates.items() if fate in fates}


def panel(members: int = 3, *, method: str = "comparison_invited", budget: str = "1000.00") -> Crowd:
    """A panel at work on an opened call without bids: everybody has declared, nobody has signed."""
    office = tenders.Office.of()
    tender = tenders.prepared(office, demands.published(office.community, budget), method=method)
    now = clock.now()
    Tender.objects.filter(pk=tender.pk).update(
        state=TenderState.OPENED, announced_at=now - timedelta(days=9), deadline_at=now - timedelta(days=1)
    )
    tender = Tender.objects.select_related("demand__community", "rule_set").get(pk=tender.pk)
    row = Panel.objects.create(
        tender=tender,
        counts_for=tender,
        state=State.SCORING,
        convened_by=office.preparer.user,
        convened_at=now,
        scoring_at=now,
    )
    seed = draw.new_seed()
    Draw.objects.create(panel=row, purpose="tie", seed=seed, commitment=draw.commitment(seed), committed_at=now)
    judges = [accounts.membership(Role.RESIDENT_REPRESENTATIVE, office.community) for _number in range(members)]
    seats = [_seat(row, judge, number) for number, judge in enumerate(judges, start=1)]
    return Crowd(row, judges, seats, list(Criterion.objects.filter(tender=tender).order_by("position", "pk")))


def _seat(panel: Panel, judge: Membership, number: int) -> Seat:
    seat = Seat.objects.create(
        panel=panel,
        number=number,
        user=judge.user,
        capacity=Capacity.RESIDENT_REPRESENTATIVE,
        role=judge.role,
        state=SeatState.DECLARED,
        seated_at=clock.now(),
    )
    permissions.grant(panel, judge.user)
    ScoreSheet.objects.create(seat=seat)
    return seat


def bid(crowd: Crowd, price: str, fate: Fate = Fate.COMPETES, *, provider: Provider | None = None, **facts: int) -> Bid:
    """A bid that came this far."""
    now, tender = clock.now(), crowd.tender
    row = Bid.objects.create(tender=tender, provider=provider or catalog.unlisted_provider(), created_at=now)
    version = sealed_version(row)
    state = {Fate.UNOPENED: BidState.SUBMITTED, Fate.UNOPENABLE: BidState.UNOPENABLE}.get(fate, BidState.OPENED)
    Bid.objects.filter(pk=row.pk).update(state=state, current=version)
    crowd.bids.append(row)
    crowd.fates[row.pk] = fate
    if state != BidState.OPENED:
        return row
    is_valid = fate is not Fate.INVALID
    OpenedBid.objects.create(
        bid=row,
        version=version,
        price=Decimal(price),
        plan="方案",
        facts=facts,
        hash_ok=True,
        valid=is_valid,
        invalid_reason="" if is_valid else InvalidReason.values[0],
        opened_at=now,
    )
    if is_valid:
        _judged(crowd, row, fate)
    return row


def sealed_version(row: Bid) -> BidVersion:
    """A sealed version, as far as a row goes."""
    now = clock.now()
    return BidVersion.objects.create(
        bid=row,
        number=1,
        receipt=f"C{next(_serial)}",
        commitment="0" * 64,
        envelope={},
        ciphertext=b"",
        associated={},
        deadline_at=now,
        received_at=now - timedelta(days=2),
        submitted_by=accounts.user(),
    )


def _judged(crowd: Crowd, row: Bid, fate: Fate) -> None:
    now, passed = clock.now(), fate is not Fate.DISQUALIFIED
    office = crowd.panel.convened_by
    Qualification.objects.create(
        bid=row, counts_for=row, passed=passed, reason="" if passed else "缺年检结论", decided_by=office, decided_at=now
    )
    if fate is Fate.LOW:
        asker, decider, *_more = crowd.judges
        LowQuoteQuery.objects.create(
            panel=crowd.panel,
            bid=row,
            flags=["of_ceiling"],
            question="请说明",
            asked_by=asker.user,
            asked_at=now - timedelta(days=4),
            due_at=now - timedelta(days=1),
            state=QueryState.INVALID,
            reason="逾期未说明",
            decided_by=decider.user,
            decided_at=now,
        )


def signed(crowd: Crowd, points: Callable[[Seat, Bid, Criterion], Decimal], bids: Sequence[Bid] | None = None) -> None:
    """Every member's sheet signed, with these points for all bids or some."""
    lines = [line for line in crowd.lines if line.kind == Criterion.Kind.SUBJECTIVE]
    for seat in crowd.seats:
        sheet = ScoreSheet.objects.get(seat=seat)
        Score.objects.bulk_create(
            Score(sheet=sheet, bid=bid, criterion=line, points=points(seat, bid, line), max_points=line.max_points)
            for bid in (crowd.bids if bids is None else bids)
            for line in lines
        )
        ScoreSheet.objects.filter(pk=sheet.pk).update(
            state=SheetState.SIGNED, commitment="0" * 64, signed_at=clock.now()
        )
    Panel.objects.filter(pk=crowd.panel.pk).update(sheets_signed_at=clock.now(), report_due_at=clock.now())

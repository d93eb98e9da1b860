"""Panels, seats and low-quote queries inside somebody's scope, for the table of addresses.

Written row by row: the road through the services would take a second for each of a thousand requests.
"""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.files.services import store
from marketplace.primitives.draw import commitment, new_seed
from marketplace.primitives.ruleset import Tier
from tendering.bids.models import Bid, BidState, BidVersion, OpenedBid, Qualification
from tendering.evaluation import permissions
from tendering.evaluation.models import (
    DefenceSession,
    DefenceSlot,
    Draw,
    LowQuoteQuery,
    Panel,
    PaperSheet,
    Report,
    ResidentsVote,
    ScoreSheet,
    Seat,
)
from tendering.evaluation.rules.states import Capacity, SeatState, State
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import State as TenderState
from tests.architecture.letting_objects import community_of, provider_of
from tests.factories import accounts, catalog, demands, files, tenders

_serial = count(1)


def _tender(owner: Membership) -> Tender:
    demand = demands.published(community_of(owner), "1000.00")
    tender = tenders.prepared(tenders.Office.of(demand.community), demand)
    now = clock.now()
    Tender.objects.filter(pk=tender.pk).update(
        state=TenderState.OPENED, announced_at=now - timedelta(days=9), deadline_at=now - timedelta(days=1)
    )
    return tender


def _panel(owner: Membership, state: State = State.CONVENED) -> Panel:
    tender = _tender(owner)
    return Panel.objects.create(
        tender=tender, counts_for=tender, state=state, convened_by=accounts.user(), convened_at=clock.now()
    )


def _seat(panel: Panel, owner: Membership, state: SeatState) -> Seat:
    watches = owner.role in ("supervision_committee", "discipline")
    known = owner.role in set(Capacity)
    capacity = Capacity(owner.role) if known else Capacity.OBSERVER if watches else Capacity.EXPERT
    seat = Seat.objects.create(
        panel=panel,
        number=1,
        user=owner.user,
        capacity=capacity,
        role=owner.role,
        state=state,
        seated_at=clock.now(),
    )
    permissions.grant(panel, owner.user)
    return seat


def judged_call(owner: Membership) -> dict[str, Any]:
    """An opened call of the person's community, without a panel."""
    return {"slug": _tender(owner).number}


def published_evaluation(owner: Membership) -> dict[str, Any]:
    """An evaluation whose result is public."""
    panel = _panel(owner)
    Notice.objects.create(tender=panel.tender, number=1, kind=Notice.Kind.RESULT, body={}, published_at=clock.now())
    return {"slug": panel.tender.number}


def past_panel(owner: Membership) -> dict[str, Any]:
    """A panel whose result was public before a remedy set it aside; its report is signed."""
    found = published_report(owner)
    Panel.objects.filter(tender__number=found["slug"]).update(
        counts_for=None, superseded_at=clock.now(), superseded_by="objection", superseded_reason="业绩未按标准计分"
    )
    return found | {"number": 1}


def published_report(owner: Membership) -> dict[str, Any]:
    """A signed report whose result is public."""
    panel = _panel(owner)
    now = clock.now()
    Panel.objects.filter(pk=panel.pk).update(state=State.SIGNED, ranked_at=now, ended_at=now)
    body: dict[str, list[str]] = {"ranking": [], "recommended": [], "excluded": [], "members": [], "deviations": []}
    Report.objects.create(panel=panel, body=body, digest="0" * 64, written_at=now)
    Notice.objects.create(tender=panel.tender, number=1, kind=Notice.Kind.RESULT, body={}, published_at=now)
    return {"slug": panel.tender.number}


def empty_panel(owner: Membership) -> dict[str, Any]:
    """A panel of the person's community with empty seats."""
    return {"slug": _panel(owner).tender.number}


def decided_panel(owner: Membership) -> dict[str, Any]:
    """A panel of a call over which the person's office decides: of a major project for the district."""
    panel = _panel(owner)
    if owner.role == Role.DISTRICT:
        Tender.objects.filter(pk=panel.tender_id).update(tier=Tier.MAJOR)
    return {"slug": panel.tender.number}


def invited_seat(owner: Membership) -> dict[str, Any]:
    """A panel on which the person sits and has not declared."""
    panel = _panel(owner)
    _seat(panel, owner, SeatState.INVITED)
    return {"slug": panel.tender.number}


def residents_vote(owner: Membership) -> dict[str, Any]:
    """A running vote of the person's community."""
    tender, now = _tender(owner), clock.now()
    ResidentsVote.objects.create(
        tender=tender, opened_by=accounts.user(), opened_at=now - timedelta(days=1), ends_at=now + timedelta(days=1)
    )
    return {"slug": tender.number}


def _judging(owner: Membership) -> Panel:
    panel = _panel(owner, State.SCORING)
    ScoreSheet.objects.create(seat=_seat(panel, owner, SeatState.DECLARED))
    return panel


def judging(owner: Membership) -> dict[str, Any]:
    """A panel on which the person sits, has declared and has a sheet."""
    return {"slug": _judging(owner).tender.number}


def _paper(owner: Membership, *, entered: bool = False) -> PaperSheet:
    """A printed sheet of somebody else, on a panel of the person's community."""
    panel, now = _panel(owner, State.SCORING), clock.now()
    sheet = ScoreSheet.objects.create(seat=_seat(panel, accounts.membership("expert", owner.place), SeatState.DECLARED))
    paper = PaperSheet.objects.create(
        sheet=sheet, code=f"OBJ-{next(_serial)}", printed_by=accounts.user(), printed_at=now
    )
    if entered:
        member = accounts.membership("community", owner.place)
        paper.scan = store(upload=files.upload(), by=member, purpose="evaluation.paper")
        paper.entered_by, paper.entered_at, paper.state = member.user, now, "entered"
        paper.save()
    return paper


def working_panel(owner: Membership) -> dict[str, Any]:
    """A panel at work in the person's community, on which somebody else sits."""
    return {"slug": _paper(owner).sheet.seat.panel.tender.number}


def printed_paper(owner: Membership) -> dict[str, Any]:
    """A sheet on paper nobody has entered."""
    return {"pk": _paper(owner).pk}


def entered_paper(owner: Membership) -> dict[str, Any]:
    """A sheet on paper that somebody else has entered."""
    return {"pk": _paper(owner, entered=True).pk}


def panel_seat(owner: Membership) -> dict[str, Any]:
    """Somebody's drawn seat on a panel in the person's place."""
    return {"pk": _seat(_panel(owner), accounts.membership("expert", owner.place), SeatState.INVITED).pk}


def expert_seat(owner: Membership) -> dict[str, Any]:
    """An expert's seat on a panel that the person's community holds, or that the person watches."""
    panel = _panel(owner)
    _seat(panel, owner, SeatState.DECLARED)
    row = Seat.objects.create(
        panel=panel,
        number=2,
        user=accounts.user(),
        capacity=Capacity.EXPERT,
        role=Capacity.EXPERT,
        state=SeatState.DECLARED,
        seated_at=clock.now(),
    )
    return {"pk": row.pk}


def _bid(tender: Tender, provider: Provider) -> Bid:
    bid = Bid.objects.create(tender=tender, provider=provider, created_at=clock.now())
    now = clock.now()
    version = BidVersion.objects.create(
        bid=bid,
        number=1,
        receipt=f"T{next(_serial)}",
        commitment="0" * 64,
        envelope={},
        ciphertext=b"",
        associated={},
        deadline_at=now,
        received_at=now - timedelta(days=2),
        submitted_by=accounts.user(),
    )
    Bid.objects.filter(pk=bid.pk).update(state=BidState.OPENED, current=version)
    OpenedBid.objects.create(
        bid=bid, version=version, price=Decimal(400), plan="方案", hash_ok=True, valid=True, opened_at=now
    )
    Qualification.objects.create(bid=bid, counts_for=bid, passed=True, decided_by=accounts.user(), decided_at=now)
    return bid


def low_bid(owner: Membership) -> dict[str, Any]:
    """A low bid on a panel on which the person sits."""
    panel = _judging(owner)
    return {"slug": panel.tender.number, "bid": _bid(panel.tender, catalog.listed_provider()).pk}


def judged_bid(owner: Membership) -> dict[str, Any]:
    """A bid that the person judges or watches."""
    panel = _panel(owner, State.SCORING)
    _seat(panel, owner, SeatState.DECLARED)
    return {"slug": panel.tender.number, "bid": _bid(panel.tender, catalog.listed_provider()).pk}


def _query(panel: Panel, bid: Bid) -> dict[str, Any]:
    now = clock.now()
    row = LowQuoteQuery.objects.create(
        panel=panel,
        bid=bid,
        flags=["of_ceiling"],
        question="请说明",
        asked_by=accounts.user(),
        asked_at=now,
        due_at=now + timedelta(days=3),
    )
    return {"pk": row.pk}


def own_low_quote(owner: Membership) -> dict[str, Any]:
    """A query about a bid of the person's organisation."""
    panel = _panel(owner, State.SCORING)
    return _query(panel, _bid(panel.tender, provider_of(owner)))


def low_quote(owner: Membership) -> dict[str, Any]:
    """A query of a panel on which the person sits."""
    panel = _judging(owner)
    return _query(panel, _bid(panel.tender, catalog.listed_provider()))


def _slot(panel: Panel, bid: Bid) -> DefenceSlot:
    now, seed = clock.now(), new_seed()
    draw = Draw.objects.create(
        panel=panel, purpose=Draw.Purpose.DEFENCE, seed=seed, commitment=commitment(seed), committed_at=now
    )
    session = DefenceSession.objects.create(
        panel=panel,
        state="drawn",
        place="会议室",
        starts_at=now,
        minutes=10,
        draw=draw,
        scheduled_by=accounts.user(),
        scheduled_at=now,
    )
    return DefenceSlot.objects.create(session=session, bid=bid, position=1)


def defence_slot(owner: Membership) -> dict[str, Any]:
    """A bidder's time in a session that the person's community holds."""
    panel = _panel(owner, State.SCORING)
    return {"pk": _slot(panel, _bid(panel.tender, catalog.listed_provider())).pk}


def _own_slot(owner: Membership) -> DefenceSlot:
    panel = _panel(owner, State.SCORING)
    return _slot(panel, _bid(panel.tender, provider_of(owner)))


def own_defence_slot(owner: Membership) -> dict[str, Any]:
    """The time of the person's own organisation."""
    return {"pk": _own_slot(owner).pk}


def own_defence(owner: Membership) -> dict[str, Any]:
    """A call at whose session the person's organisation presents."""
    return {"slug": _own_slot(owner).session.panel.tender.number}


OBJECTS = {
    "defence_slot": defence_slot,
    "own_defence_slot": own_defence_slot,
    "own_defence": own_defence,
    "judged_call": judged_call,
    "published_evaluation": published_evaluation,
    "published_report": published_report,
    "past_panel": past_panel,
    "empty_panel": empty_panel,
    "decided_panel": decided_panel,
    "invited_seat": invited_seat,
    "judging": judging,
    "residents_vote": residents_vote,
    "working_panel": working_panel,
    "printed_paper": printed_paper,
    "entered_paper": entered_paper,
    "panel_seat": panel_seat,
    "expert_seat": expert_seat,
    "low_bid": low_bid,
    "judged_bid": judged_bid,
    "own_low_quote": own_low_quote,
    "low_quote": low_quote,
}

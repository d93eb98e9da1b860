"""Rounds of consultations inside somebody's scope, for the table of addresses: rows written straight in."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.sealing import ALGORITHM
from tendering.bids import draft_box
from tendering.bids.models import (
    Bid,
    BidDraft,
    BidVersion,
    DraftAttachment,
    OpenedBid,
    Opening,
    Qualification,
    Round,
    RoundOpening,
    RoundState,
    Talk,
)
from tendering.bids.rules.content import Content, FileEntry
from tendering.bids.rules.receipts import new_receipt
from tendering.evaluation import permissions
from tendering.evaluation.models import Panel, Seat
from tendering.evaluation.rules.states import Capacity, SeatState, State
from tendering.tenders.models import SealingKey, Tender
from tendering.tenders.rules.states import State as TenderState
from tests.architecture.letting_objects import community_of, provider_of
from tests.factories import accounts, catalog, demands, tenders

_serial = count(1)
SECTIONS = ["price", "plan", "files"]


def _panel(owner: Membership) -> Panel:
    """A panel at work on a call whose procedure has rounds; the person's office opens, the person may sit."""
    demand = demands.published(community_of(owner), "1000.00")
    tender = tenders.prepared(tenders.Office.of(demand.community), demand)
    now = clock.now()
    members = {"community", "supervision_committee", *({owner.role} & {"street", "district", "discipline"})}
    tender.procedure_data |= {"rounds": 2, "opening_members": sorted(members)}
    tender.content |= {"changeable": "requirements"}
    tender.state, tender.announced_at = TenderState.OPENED, now - timedelta(days=9)
    tender.deadline_at = now - timedelta(days=1)
    tender.save()
    Opening.objects.create(tender=tender, started_at=now, fixed_at=now, opened_at=now)
    panel = Panel.objects.create(
        tender=tender, counts_for=tender, state=State.SCORING, convened_by=accounts.user(), convened_at=now
    )
    if owner.role in ("expert", "resident_representative"):
        values = {"capacity": Capacity(owner.role), "role": owner.role, "state": SeatState.DECLARED, "seated_at": now}
        Seat.objects.create(panel=panel, number=1, user=owner.user, **values)
        permissions.grant(panel, owner.user)
    return panel


def _version(bid: Bid) -> BidVersion:
    now = clock.now()
    return BidVersion.objects.create(
        bid=bid,
        number=1,
        receipt=new_receipt(),
        commitment=f"{next(_serial):064d}",
        envelope={"algorithm": ALGORITHM},
        ciphertext=b"",
        associated={},
        deadline_at=now + timedelta(days=1),
        received_at=now,
        submitted_by=accounts.user(),
    )


def _bid(tender: Tender, provider: Provider) -> Bid:
    bid, now = Bid.objects.create(tender=tender, provider=provider, created_at=clock.now()), clock.now()
    version = _version(bid)
    bid.state, bid.current = "opened", version
    bid.save()
    OpenedBid.objects.create(
        bid=bid, version=version, price=Decimal(900), plan="方案", hash_ok=True, valid=True, opened_at=now
    )
    Qualification.objects.create(bid=bid, counts_for=bid, passed=True, decided_by=accounts.user(), decided_at=now)
    return bid


def _round(panel: Panel, state: RoundState) -> Round:
    now = clock.now()
    key = SealingKey.objects.create(key_id=new_receipt(), public_key=b"1" * 32, created_at=now, taken_at=now)
    return Round.objects.create(
        tender=panel.tender,
        number=1,
        is_last=True,
        state=state,
        sections=SECTIONS,
        began_by=accounts.user(),
        began_at=now,
        called_at=now,
        deadline_at=now + timedelta(days=2),
        sealing_key=key,
        closed_at=now if state == RoundState.CLOSED else None,
    )


def _running(owner: Membership) -> tuple[Round, Provider]:
    panel, provider = _panel(owner), provider_of(owner)
    _bid(panel.tender, provider)
    return _round(panel, RoundState.ANSWERING), provider


def _draft(owner: Membership) -> BidDraft:
    row, provider = _running(owner)
    bid = Bid.every.create(tender=row.tender, provider=provider, round=row, created_at=clock.now())
    key, text = draft_box.new_box(bid)
    return BidDraft.objects.create(bid=bid, wrapped_key=key, ciphertext=text, saved_at=clock.now())


def _address(row: Round) -> dict[str, Any]:
    return {"slug": row.tender.number, "round": row.number}


def round_running(owner: Membership) -> dict[str, Any]:
    """A round that takes answers of the person's organisation."""
    return _address(_running(owner)[0])


def round_draft(owner: Membership) -> dict[str, Any]:
    """A draft of such an answer."""
    found = _draft(owner).bid.round
    assert found is not None
    return _address(found)


def round_file(owner: Membership) -> dict[str, Any]:
    """A file of such a draft."""
    draft = _draft(owner)
    row = DraftAttachment(draft=draft, saved_at=clock.now())
    row.ciphertext = draft_box.lock_file(draft, row, b"x")
    row.save(force_insert=True)
    draft_box.write(draft, Content(files=(FileEntry(str(row.pk), "a.pdf", "application/pdf", 1, "0" * 64),)))
    draft.save()
    assert draft.bid.round is not None
    return _address(draft.bid.round) | {"key": row.pk}


def round_sealed(owner: Membership) -> dict[str, Any]:
    """A sealed answer of the person's organisation."""
    row, provider = _running(owner)
    bid = Bid.every.create(tender=row.tender, provider=provider, round=row, created_at=clock.now())
    bid.current, bid.state = _version(bid), "submitted"
    bid.save()
    return _address(row)


def round_closed(owner: Membership) -> dict[str, Any]:
    """A closed round in the person's place, opened by the person's office too."""
    return _address(_round(_panel(owner), RoundState.CLOSED))


def round_opened(owner: Membership) -> dict[str, Any]:
    """A round whose answers are opened."""
    row, now = _round(_panel(owner), RoundState.CLOSED), clock.now()
    RoundOpening.objects.create(round=row, started_at=now, fixed_at=now, opened_at=now)
    return _address(row)


def consultation(owner: Membership) -> dict[str, Any]:
    """A panel of the person's community, or on which the person sits, whose call has rounds."""
    return {"slug": _panel(owner).tender.number}


def _talking(owner: Membership) -> tuple[Round, Bid]:
    panel = _panel(owner)
    bid = _bid(panel.tender, catalog.listed_provider())
    return _round(panel, RoundState.TALKING), bid


def untalked_bid(owner: Membership) -> dict[str, Any]:
    """A bidder whose talk is not written down yet."""
    row, bid = _talking(owner)
    return _address(row) | {"bid": bid.pk}


def talked_round(owner: Membership) -> dict[str, Any]:
    """A round in which every bidder was talked to."""
    row, bid = _talking(owner)
    Talk.objects.create(round=row, bid=bid, text="谈过", recorded_by=accounts.user(), recorded_at=clock.now())
    return _address(row)


OBJECTS = {
    "round_running": round_running,
    "round_draft": round_draft,
    "round_file": round_file,
    "round_sealed": round_sealed,
    "round_closed": round_closed,
    "round_opened": round_opened,
    "consultation": consultation,
    "untalked_bid": untalked_bid,
    "talked_round": talked_round,
}

"""Sealed bids and their opening: real commitments over real content, sealed to the call's key and opened."""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import OuterRef, Subquery

from marketplace.accounts.models import Membership
from marketplace.demo.history.blueprint import Contender
from marketplace.demo.history.draft import Draft
from marketplace.demo.history.writing import letting
from marketplace.primitives import canonical, sealing
from marketplace.primitives.ruleset import Office
from marketplace.primitives.sealing import KeyPair
from tendering.bids.models import (
    Bid,
    BidState,
    BidVersion,
    OpenedBid,
    OpenedLine,
    Opening,
    OpeningConfirmation,
    Qualification,
    QualificationView,
)
from tendering.bids.rules.content import Content, Member, PriceLine
from tendering.bids.rules.package import associated
from tendering.bids.rules.receipts import new_receipt

SCHEDULE, PARTICIPATION = "签约后7日内启动，按节点推进，期满前完成并移交。", "居民代表每月评议一次，意见三日内答复。"
TEAM = (Member("陈演示", "项目负责人", "中级社会工作师"), Member("李演示", "执行人员"))


def write(draft: Draft, pair: KeyPair) -> list[Bid]:
    """All bids in the order of arrival; the lowest quote wins. `mark_opened` sets their states after the flush."""
    plan, call = draft.blueprint, draft.times.call
    written = []
    for contender, received in zip(plan.contenders, call.received, strict=True):
        written.append(_bid(draft, contender, received, pair))
    _open(draft, written)
    return written


def _content(price: Decimal) -> Content:
    lines = tuple(PriceLine(name, Decimal(1), "项", amount) for name, amount in letting.price_lines(price))
    return Content(
        lines=lines, total=price, plan=letting.PLAN, schedule=SCHEDULE, participation=PARTICIPATION, team=TEAM
    )


def _bid(draft: Draft, contender: Contender, received: datetime, pair: KeyPair) -> Bid:
    provider = contender.bidder.provider
    bid = Bid(tender=draft.tender, provider=provider, created_at=received - timedelta(hours=5))
    content, salt = _content(contender.price), sealing.fresh_salt()
    version = _version(draft, bid, content, salt, received, contender.bidder.signer, pair)
    opened = _opened(draft, bid, version, content, salt)
    decided = Qualification(
        bid=bid,
        counts_for=bid,
        passed=True,
        decided_by=draft.town.approver.user,
        decided_at=draft.times.call.qualified,
    )
    draft.commitments.append(version.commitment)
    draft.rows.add(bid, version, opened, *_lines(opened, content), *_views(draft, bid), decided)
    _tell(draft, bid, version, contender)
    return bid


def _version(
    draft: Draft, bid: Bid, content: Content, salt: bytes, received: datetime, by: Membership, pair: KeyPair
) -> BidVersion:
    """As the service seals it, but without the padding that hides a length from those who look before the opening."""
    deadline = draft.times.call.deadline
    assert deadline is not None  # bids answer a deadline
    bound = associated(
        tender=draft.tender.number,
        provider=bid.provider_id,
        version=1,
        deadline=deadline.astimezone(UTC).isoformat(),
    )
    # The text that is sealed is the very text that `sealing.commitment` hashes.
    text = canonical.dumps({"content": content.to_json(), "salt": salt.hex()})
    sealed = sealing.seal(text, pair.public, bound)
    return BidVersion(
        bid=bid,
        number=1,
        receipt=new_receipt(),
        commitment=hashlib.sha256(text).hexdigest(),
        envelope={name: value for name, value in sealed.to_mapping().items() if name != "ciphertext"},
        ciphertext=sealed.ciphertext,
        associated=bound,
        deadline_at=deadline,
        received_at=received,
        submitted_by=by.user,
    )


def _opened(draft: Draft, bid: Bid, version: BidVersion, content: Content, salt: bytes) -> OpenedBid:
    return OpenedBid(
        bid=bid,
        version=version,
        price=content.lines_total,
        plan=content.plan,
        schedule=content.schedule,
        participation=content.participation,
        team=[asdict(member) for member in content.team],
        salt=salt.hex(),
        hash_ok=True,
        valid=True,
        opened_at=draft.times.call.opened,
    )


def _lines(opened: OpenedBid, content: Content) -> list[OpenedLine]:
    return [
        OpenedLine(
            opened=opened,
            position=position,
            description=line.description,
            quantity=line.quantity,
            unit=line.unit,
            unit_price=line.unit_price,
            amount=line.amount,
        )
        for position, line in enumerate(content.lines, start=1)
    ]


def _open(draft: Draft, bids: list[Bid]) -> None:
    call = draft.times.call
    opening = Opening(
        tender=draft.tender,
        started_at=call.confirmed[0],
        commitments=sorted(draft.commitments),
        fixed_at=call.confirmed[1],
        opened_at=call.opened,
    )
    draft.rows.add(opening)
    about = [draft.tender, draft.demand]
    for (office, officer), at in zip(_officers(draft), call.confirmed, strict=True):
        draft.rows.add(
            OpeningConfirmation(
                opening=opening, office=office, confirmed_by=officer.user, membership=officer, confirmed_at=at
            )
        )
        parameters = {"office": office.value}
        draft.note("bids.opening.confirmed", at, opening, by=officer, parameters=parameters, about=about)
    fixed: dict[str, Any] = {"commitments": opening.commitments}
    draft.note("bids.opening.fixed", call.confirmed[1], opening, parameters=fixed, about=about)
    count = {"opened": str(len(bids)), "unopenable": "0"}
    draft.note("bids.opening.opened", call.opened, opening, parameters=count, about=about)
    closed = draft.tender.closed_at
    letting.step(draft, "close", closed, None, "announced", "closed")
    letting.step(draft, "open", call.opened, None, "closed", "opened")


def _officers(draft: Draft) -> list[tuple[Office, Membership]]:
    """Two offices of the procedure's opening, each by another person."""
    town = draft.town
    holders = {
        Office.COMMUNITY: town.approver,
        Office.SUPERVISION_COMMITTEE: town.committee,
        Office.STREET: town.office[0],
    }
    members = [office for office in draft.blueprint.procedure.opening_members if office in holders]
    return [(office, holders[office]) for office in members[: draft.blueprint.procedure.opening_threshold]]


def _views(draft: Draft, bid: Bid) -> list[QualificationView]:
    """Every office that checks passes the bid, each by another person."""
    town, at = draft.town, draft.times.call.qualified
    people = {Office.COMMUNITY: town.approver, Office.STREET: town.office[0]}
    return [
        QualificationView(bid=bid, office=office, passed=True, given_by=by.user, membership=by, given_at=at)
        for office in draft.blueprint.procedure.qualified_by
        if (by := people.get(office))
    ]


def _tell(draft: Draft, bid: Bid, version: BidVersion, contender: Contender) -> None:
    call, signer = draft.times.call, contender.bidder.signer
    submitted = {
        "version": "1",
        "receipt": version.receipt,
        "commitment": version.commitment,
        "received_at": version.received_at.isoformat(),
        "deadline_at": version.deadline_at.isoformat(),
    }
    draft.note("bids.bid.submitted", version.received_at, bid, by=signer, parameters=submitted)
    opened: dict[str, Any] = {"price": str(contender.price), "valid": True, "reason": ""}
    draft.note("bids.bid.opened", call.opened, bid, parameters=opened)
    grounds: dict[str, Any] = {"grounds": []}
    draft.note("bids.bid.qualified", call.qualified, bid, by=draft.town.approver, parameters=grounds)


def mark_opened(tenders: list[int]) -> int:
    """Point the bids of these tenders at their sealed versions, once both are written."""
    version = BidVersion.objects.filter(bid=OuterRef("pk")).values("pk")[:1]
    rows = Bid.objects.filter(tender__in=tenders, state=BidState.DRAFT, current=None)
    return rows.update(state=BidState.OPENED, current=Subquery(version))

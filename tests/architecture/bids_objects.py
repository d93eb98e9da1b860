"""Bids, openings and opened bids inside somebody's scope, for the table of addresses: rows written straight in."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from catalog.models import Provider
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.sealing import ALGORITHM
from tendering.bids import consortium_box, draft_box
from tendering.bids.models import (
    Bid,
    BidDraft,
    BidVersion,
    Consortium,
    DraftAttachment,
    OpenedBid,
    Opening,
    Partner,
)
from tendering.bids.rules.consortium import Party
from tendering.bids.rules.content import Content, FileEntry
from tendering.bids.rules.receipts import new_receipt
from tendering.bids.rules.terms import Terms
from tendering.tenders.models import Criterion, SealingKey, Tender
from tendering.tenders.rules.states import State
from tests.architecture.letting_objects import community_of, provider_of
from tests.factories import demands, tenders


def _tender(owner: Membership, state: State = State.ANNOUNCED) -> Tender:
    row = demands.published(community_of(owner), "1000.00")
    tender = tenders.prepared(tenders.Office.of(row.community), row)
    now, key = (
        clock.now(),
        SealingKey.objects.create(key_id=new_receipt(), public_key=b"1" * 32, created_at=clock.now()),
    )
    dates: dict[str, Any] = {"announced_at": now, "deadline_at": now + timedelta(days=5)}
    if state is not State.ANNOUNCED:
        dates["closed_at"] = now
    Tender.objects.filter(pk=tender.pk).update(state=state, sealing_key=key, **dates)
    tender.refresh_from_db()
    return tender


def _provider(owner: Membership) -> Provider:
    found = provider_of(owner)
    assert found.entry.state == EntryState.LISTED
    return found


def _draft(owner: Membership) -> BidDraft:
    tender = _tender(owner)
    Criterion.objects.create(
        tender=tender,
        code="similar",
        name_zh="类似业绩",
        max_points=10,
        kind=Criterion.Kind.OBJECTIVE,
        formula="min(10, 2 * similar_contracts_last_3_years)",
        position=1,
    )
    bid = Bid.objects.create(tender=tender, provider=_provider(owner), created_at=clock.now())
    key, text = draft_box.new_box(bid)
    return BidDraft.objects.create(bid=bid, wrapped_key=key, ciphertext=text, saved_at=clock.now())


def _version(bid: Bid) -> BidVersion:
    now = clock.now()
    version = BidVersion.objects.create(
        bid=bid,
        number=1,
        receipt=new_receipt(),
        commitment="0" * 64,
        envelope={"algorithm": ALGORITHM},
        ciphertext=b"",
        associated={},
        deadline_at=now + timedelta(days=1),
        received_at=now,
        submitted_by=bid.tender.prepared_by,
    )
    bid.state, bid.current = "submitted", version
    bid.save()
    return version


def _opened(owner: Membership) -> OpenedBid:
    tender = _tender(owner, State.OPENED)
    now = clock.now()
    Opening.objects.create(tender=tender, started_at=now, fixed_at=now, opened_at=now)
    bid = Bid.objects.create(tender=tender, provider=_provider(owner), created_at=now)
    version = _version(bid)
    Bid.objects.filter(pk=bid.pk).update(state="opened")
    return OpenedBid.objects.create(
        bid=bid, version=version, price=Decimal(900), plan="方案", hash_ok=True, valid=True, opened_at=now
    )


def running_call(owner: Membership) -> dict[str, Any]:
    """A call with competition that takes bids."""
    return {"slug": _tender(owner).number}


def bid_draft(owner: Membership) -> dict[str, Any]:
    """A draft of the person's organisation, where there is one."""
    return {"slug": _draft(owner).bid.tender.number}


def draft_file(owner: Membership) -> dict[str, Any]:
    """A file of such a draft."""
    draft = _draft(owner)
    row = DraftAttachment(draft=draft, saved_at=clock.now())
    row.ciphertext = draft_box.lock_file(draft, row, b"x")
    row.save(force_insert=True)
    draft_box.write(draft, Content(files=(FileEntry(str(row.pk), "a.pdf", "application/pdf", 1, "0" * 64),)))
    draft.save()
    return {"slug": draft.bid.tender.number, "key": row.pk}


def sealed_bid(owner: Membership) -> dict[str, Any]:
    """A sealed bid of the person's organisation."""
    bid = Bid.objects.create(tender=_tender(owner), provider=_provider(owner), created_at=clock.now())
    return {"slug": _version(bid).bid.tender.number}


def bid_receipt(owner: Membership) -> dict[str, Any]:
    """The receipt of such a bid."""
    bid = Bid.objects.create(tender=_tender(owner), provider=_provider(owner), created_at=clock.now())
    return {"slug": _version(bid).receipt}


def _joint(lead: Provider, member: Provider, tender: Tender) -> Partner:
    """A consortium whose member is asked, with its terms and agreement."""
    bid = Bid.objects.create(tender=tender, provider=lead, created_at=clock.now())
    box = Consortium(bid=bid, wrapped_key=consortium_box.new_key(bid), saved_at=clock.now())
    consortium_box.lock_agreement(box, b"x")
    entry = FileEntry("agreement", "a.pdf", "application/pdf", 1, "0" * 64)
    parties = [Party(one.pk, str(one), Decimal(50), "service", "工作") for one in (lead, member)]
    consortium_box.write(box, Terms(tuple(parties), entry))
    box.save()
    return Partner.objects.create(bid=bid, tender=tender, provider=member, position=1, asked_at=clock.now())


def _admitting(owner: Membership) -> Tender:
    tender = _tender(owner)
    tender.content["consortium"] = "3"
    tender.save()
    return tender


def joint_draft(owner: Membership) -> dict[str, Any]:
    """A draft of the person's organisation as the lead of a consortium."""
    partner = _joint(_provider(owner), tenders.providers(1)[0], _admitting(owner))
    key, text = draft_box.new_box(partner.bid)
    BidDraft.objects.create(bid=partner.bid, wrapped_key=key, ciphertext=text, saved_at=clock.now())
    return {"slug": partner.tender.number}


def asked_partner(owner: Membership) -> dict[str, Any]:
    """What the person's organisation is asked to join."""
    return {"pk": _joint(tenders.providers(1)[0], _provider(owner), _admitting(owner)).pk}


def closed_call(owner: Membership) -> dict[str, Any]:
    """A call that has closed, in the person's place, opened by the person's office too."""
    tender = _tender(owner, State.CLOSED)
    tender.procedure_data["opening_members"] = sorted(
        {"community", "supervision_committee", *({owner.role} & {"street", "district", "discipline"})}
    )
    tender.save()
    return {"slug": tender.number}


def opened_call(owner: Membership) -> dict[str, Any]:
    """A call whose bids are opened."""
    return {"slug": _opened(owner).bid.tender.number}


def opened_bid(owner: Membership) -> dict[str, Any]:
    """An opened bid in the person's place, or of the person's organisation."""
    found = _opened(owner)
    tender = found.bid.tender
    tender.procedure_data["qualified_by"] = sorted({"community", *({owner.role} & {"street", "district"})})
    tender.save()
    return {"pk": found.pk}


OBJECTS = {
    "running_call": running_call,
    "bid_draft": bid_draft,
    "draft_file": draft_file,
    "sealed_bid": sealed_bid,
    "bid_receipt": bid_receipt,
    "joint_draft": joint_draft,
    "asked_partner": asked_partner,
    "closed_call": closed_call,
    "opened_call": opened_call,
    "opened_bid": opened_bid,
}

"""Sealing a bid and taking it back: the deadline by the database's clock, rivals never waiting (integrity)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from django.db import transaction
from django.db.models import Max
from django.views.decorators.debug import sensitive_variables

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives import sealing
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals
from marketplace.primitives.sealing import Sealed
from tendering.bids import draft_box, permissions
from tendering.bids.models import Bid, BidDraft, BidState, BidVersion, SealedAttachment
from tendering.bids.rules.content import Content, gaps
from tendering.bids.rules.origin import Origin
from tendering.bids.rules.package import associated, packed
from tendering.bids.rules.receipts import new_receipt
from tendering.bids.rules.states import State
from tendering.bids.services import consortia, gate, origins
from tendering.bids.services.drafts import enter
from tendering.bids.sheet_facts import needed_facts
from tendering.bids.transitions import MACHINE
from tendering.tenders.models import Tender


class NothingSealed(Refusal):
    """There is no sealed bid to withdraw."""

    def __init__(self) -> None:
        super().__init__("bids.nothing_sealed")


@sensitive_variables()
@transaction.atomic
def submit(*, bid: Bid, by: Membership, declared: bool, origin: Origin | None = None) -> BidVersion:
    """Seal the draft to the tender's key and destroy the draft with its key; what was sealed before is replaced.

    Args:
        declared: no relation to buyer or rivals, and everything true.
        origin: where it is handed in from; sealed with the bid, and forgotten at the opening.

    Returns:
        The version, whose receipt, commitment and moment are the bidder's proof.

    Raises:
        NotPermitted: `by` does not sign for the provider.
        InvalidInput: `bids.not_declared`.
        NotOpen, TooLate, NotInvited, NoDraft, StandsElsewhere.
        Refusals: what is missing, or why the provider may not bid.
    """
    permissions.require_signer(by, bid)
    if not declared:
        raise InvalidInput("bids.not_declared")
    tender, draft, window, now = enter(bid)
    bid = draft.bid
    gate.require_admitted(tender, bid.provider, now)
    if window.round is not None:
        gate.require_competing(tender, bid.provider)
    content, beside = _complete(draft, tender, window), dict[str, bytes]()
    if window.round is None:
        content, beside = consortia.joined(bid, tender, content, now)
    version = _sealed(tender, draft, content, beside, window=window, received_at=now, by=by)
    # Hints are looked for among the bids of the call, at their opening.
    origins.keep(version, None if window.round else origin, window.public_key)
    draft.delete()
    bid.state, bid.current, bid.left_roster_at = MACHINE.target(State(bid.state), "submit"), version, None
    bid.save(update_fields=["state", "current", "left_roster_at"])
    _record(version, by)
    return version


@transaction.atomic
def withdraw(*, bid: Bid, by: Membership) -> Bid:
    """Take the sealed bid back before the deadline; it is never opened.

    Raises:
        NotPermitted: `by` does not sign for the provider.
        NotOpen, TooLate, NothingSealed.
    """
    permissions.require_signer(by, bid)
    tender = gate.shared(bid.tender_id)
    bid = gate.locked(bid)
    gate.window(tender, bid.round_id, clock.read())
    if bid.state != BidState.SUBMITTED:
        raise NothingSealed
    taken = bid.current
    bid.state, bid.current = MACHINE.target(State(bid.state), "withdraw"), None
    bid.save(update_fields=["state", "current"])
    origins.forget(bid)
    record(act="bids.bid.withdrawn", target=bid, by=by, parameters={"receipt": taken.receipt if taken else ""})
    if bid.round_id is None:
        consortia.tell_others(tender, bid)
    return bid


@sensitive_variables()
def _complete(draft: BidDraft, tender: Tender, window: gate.Window) -> Content:
    content = draft_box.read(draft)
    found = gaps(content, tender.ceiling, needed_facts(tender), fixed=tender.has_fixed_price)
    lacking = [refusal for section in window.sections for refusal in found[section]]
    if lacking:
        raise Refusals(lacking)
    return content


@sensitive_variables()
def _sealed(
    tender: Tender,
    draft: BidDraft,
    content: Content,
    beside: Mapping[str, bytes],
    *,
    window: gate.Window,
    received_at: datetime,
    by: Membership,
) -> BidVersion:
    bid = draft.bid
    number = (bid.versions.aggregate(last=Max("number"))["last"] or 0) + 1
    deadline = window.deadline_at.astimezone(UTC).isoformat()
    bound = associated(tender=tender.number, provider=bid.provider_id, version=number, deadline=deadline)
    bound |= {"round": str(window.round.number)} if window.round else {}
    values, salt = content.to_json(), sealing.fresh_salt()
    sealed = sealing.seal(packed(values, salt), window.public_key, bound)
    version = BidVersion.objects.create(
        bid=bid,
        number=number,
        receipt=new_receipt(),
        commitment=sealing.commitment(values, salt),
        envelope=envelope(sealed),
        ciphertext=sealed.ciphertext,
        associated=bound,
        deadline_at=window.deadline_at,
        received_at=received_at,
        submitted_by_id=by.user_id,
    )
    _seal_files(version, draft, content, beside, window.public_key)
    return version


@sensitive_variables()
def _seal_files(
    version: BidVersion, draft: BidDraft, content: Content, beside: Mapping[str, bytes], public_key: bytes
) -> None:
    kept = {str(row.pk): row for row in draft.attachments.all()}
    for position, entry in enumerate(content.files, start=1):
        data = beside.get(entry.key) or draft_box.read_file(draft, kept[entry.key])
        sealed = sealing.seal(data, public_key, version.associated | {"part": f"file-{position}"})
        SealedAttachment.objects.create(
            version=version, position=position, envelope=envelope(sealed), ciphertext=sealed.ciphertext
        )


def envelope(sealed: Sealed) -> dict[str, str]:
    """Everything of a sealed text but the ciphertext, which has a column of its own."""
    return {name: value for name, value in sealed.to_mapping().items() if name != "ciphertext"}


def _record(version: BidVersion, by: Membership) -> None:
    """Into the log, where only the bidder reads it until the opening."""
    record(
        act="bids.bid.submitted",
        target=version.bid,
        by=by,
        parameters={
            "version": str(version.number),
            "receipt": version.receipt,
            "commitment": version.commitment,
            "received_at": version.received_at.isoformat(),
            "deadline_at": version.deadline_at.isoformat(),
        },
    )

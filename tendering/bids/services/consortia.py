"""Answering a call together (联合体): the lead proposes terms, every member is asked, what is sealed says who they are.

Until the opening nobody but the members learns of it: acts stand in the bid's own story, which is withheld, and
messages go to the members' people alone. Whoever stands in another answer is told so when it consents or submits, and
nobody else: a lead never learns where else a member stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse
from django.views.decorators.debug import sensitive_variables

from catalog.models import Provider
from catalog.services.locking import lock_provider
from catalog.services.telling import provider_people
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.files.services import examine
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import Refusal, Refusals, StaleVersion
from tendering.bids import consortium_box, permissions
from tendering.bids.models import Bid, BidState, Consent, Consortium, Partner
from tendering.bids.queries.consortia import box_of, missing
from tendering.bids.queries.members import beside, partners, stands_in
from tendering.bids.rules import consortium as rules
from tendering.bids.rules.content import Content, FileEntry
from tendering.bids.services import gate
from tendering.bids.services.drafts import PURPOSE
from tendering.tenders.models import Tender
from tendering.tenders.queries.consortia import admitted

AGREEMENT = "agreement"  # the key of the agreement among the files of a bid


class NotAdmitted(Refusal):
    """The call admits no consortia."""

    def __init__(self) -> None:
        super().__init__("bids.consortium_not_admitted")


class Sealed(Refusal):
    """What is sealed was consented to as it is: withdrawn first, then changed."""

    def __init__(self) -> None:
        super().__init__("bids.consortium_sealed")


class StandsElsewhere(Refusal):
    """One body stands in one answer to a call; told to that body alone (条例 22)."""

    def __init__(self) -> None:
        super().__init__("bids.stands_elsewhere")


@sensitive_variables()
@transaction.atomic
def propose(
    *,
    bid: Bid,
    by: Membership,
    parties: Sequence[rules.Party],
    agreement: File[bytes] | None = None,
    version: int | None = None,
) -> None:
    """Write down who answers together with which part; whoever is in it, and in it still, is asked anew.

    Args:
        parties: the lead first.
        agreement: the agreement they sign; None leaves the one that stands.
        version: of the terms the person saw, zero where there were none; None does not compare.

    Raises:
        NotPermitted: `by` does not write bids for the lead.
        NotOpen, TooLate, NotAdmitted, Sealed, StaleVersion.
        Refusals: shares that are not the whole, too many, nobody beside the lead, a member that may not bid.
        InvalidInput: `files.*`.
    """
    permissions.require_bidder(by, bid)
    tender, bid, now = _open(bid)
    box = _box(bid, now)
    if version is not None and version != box.version:
        raise StaleVersion
    terms = replace(consortium_box.read(box), parties=tuple(parties))
    if agreement is not None:
        terms = replace(terms, agreement=_kept(box, agreement))
    if refused := rules.gaps(terms.parties, admitted(tender), has_agreement=terms.agreement is not None):
        raise Refusals(refused)
    others = _members(terms.parties[1:])
    for provider in others:
        gate.require_admitted(tender, provider, now)
    consortium_box.write(box, terms)
    box.saved_at, box.version = now, box.version + 1
    box.save()
    _ask(tender, bid, others, now)
    record(act="bids.consortium.proposed", target=bid, by=by)


def _open(bid: Bid) -> tuple[Tender, Bid, datetime]:
    tender = gate.shared(bid.tender_id)
    bid = gate.locked(bid)
    now = clock.read()
    gate.window(tender, bid.round_id, now)
    if not admitted(tender) or bid.round_id is not None:
        raise NotAdmitted
    if bid.state == BidState.SUBMITTED:
        raise Sealed
    return tender, bid, now


def _box(bid: Bid, now: datetime) -> Consortium:
    found = box_of(bid)
    return found or Consortium(
        bid=bid, wrapped_key=consortium_box.new_key(bid), ciphertext=b"", saved_at=now, version=0
    )


@sensitive_variables()
def _kept(box: Consortium, agreement: File[bytes]) -> FileEntry:
    examined = examine(upload=agreement, purpose=PURPOSE)
    consortium_box.lock_agreement(box, examined.data)
    return FileEntry(AGREEMENT, examined.name, examined.content_type, len(examined.data), examined.sha256)


def _members(parties: Sequence[rules.Party]) -> list[Provider]:
    found = Provider.objects.select_related("organisation").in_bulk([party.provider for party in parties])
    return [found[party.provider] for party in parties]


def _ask(tender: Tender, bid: Bid, others: Sequence[Provider], now: datetime) -> None:
    """A change asks everyone again: no answer outlives the terms it was given to."""
    Partner.objects.filter(bid=bid).delete()
    Partner.objects.bulk_create(
        Partner(bid=bid, tender=tender, provider=provider, position=position, asked_at=now)
        for position, provider in enumerate(others, start=1)
    )
    for provider in others:
        tell("bids.consortium_asked", tender, provider)


@transaction.atomic
def dissolve(*, bid: Bid, by: Membership) -> None:
    """The lead answers alone after all: terms and members' answers are destroyed.

    Raises:
        NotPermitted: `by` does not write bids for the lead.
        NotOpen, TooLate, NotAdmitted, Sealed.
    """
    permissions.require_bidder(by, bid)
    tender, bid, _now = _open(bid)
    rows = list(Partner.objects.filter(bid=bid).select_related("provider__organisation"))
    Partner.objects.filter(bid=bid).delete()
    Consortium.objects.filter(bid=bid).delete()
    record(act="bids.consortium.dissolved", target=bid, by=by)
    for row in rows:
        if row.state == Consent.CONSENTED:
            tell("bids.consortium_dissolved", tender, row.provider)


@sensitive_variables()
def joined(bid: Bid, tender: Tender, content: Content, now: datetime) -> tuple[Content, dict[str, bytes]]:
    """What is sealed of a draft: with members, who they are and their agreement; the caller holds the bid's lock.

    Returns:
        The content, and the bytes of files that the draft does not hold.

    Raises:
        StandsElsewhere: the lead has consented to another answer.
        Refusals: a member has not consented or may not bid, or the terms do not hold.
    """
    if not admitted(tender):
        return content, {}
    require_alone(bid.provider, tender)
    box = box_of(bid)
    if box is None:
        return content, {}
    terms = consortium_box.read(box)
    refused = missing(bid, tender, content)
    if refused or terms.agreement is None:
        raise Refusals(refused)
    for row in partners(bid):
        gate.require_admitted(tender, row.provider, now)
    whole = replace(content, parties=terms.parties, files=(*content.files, terms.agreement))
    return whole, {terms.agreement.key: consortium_box.read_agreement(box)}


def require_alone(provider: Provider, tender: Tender, *, besides: Bid | None = None) -> None:
    """Let a body stand in one answer only, under its own lock: it may try in two at once.

    Args:
        besides: the answer it is to stand in as a member; None where it hands in its own.

    Raises:
        StandsElsewhere: it has consented to another, or its own is sealed.
    """
    lock_provider(provider.pk)
    consented = stands_in(provider, tender)
    if besides is not None:
        consented = consented.exclude(bid=besides)
        if Bid.objects.filter(tender=tender, provider=provider, state=BidState.SUBMITTED).exists():
            raise StandsElsewhere
    if consented.exists():
        raise StandsElsewhere


def tell_others(tender: Tender, bid: Bid, *, but: int | None = None) -> None:
    """To every consenting member, save the one that knows: what was sealed for all of them is withdrawn."""
    for provider in beside(tender, bid):
        if provider.pk != but:
            tell("bids.consortium_withdrawn", tender, provider)


def tell(kind: str, tender: Tender, provider: Provider) -> None:
    """A message to one member's own people; the link leads to their own page of the call."""
    notify(
        kind=kind,
        recipients=provider_people(provider),
        url=reverse("bids:workspace", args=[tender.number]),
        parameters={"title": tender.demand.title},
    )

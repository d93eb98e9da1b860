"""Writing down what an opened bid says, and telling whom it concerns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.views.decorators.debug import sensitive_variables

from catalog.models import Provider
from marketplace.audit.services import record
from marketplace.files.services import keep as keep_file
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import Refusal
from marketplace.primitives.sealing import KeyPair
from tendering.bids.models import Bid, Consortium, OpenedBid, OpenedFile, OpenedLine
from tendering.bids.queries.members import beside, members
from tendering.bids.rules.collusion import Seen
from tendering.bids.rules.content import Section
from tendering.bids.rules.states import Invalid, State
from tendering.bids.services import origins
from tendering.bids.services.drafts import PURPOSE
from tendering.bids.services.hints import seen
from tendering.bids.services.unsealing import Unsealed, unseal, why_invalid
from tendering.bids.sheet_facts import needed_facts
from tendering.bids.transitions import DOES_NOT_OPEN, MACHINE, OPENS
from tendering.tenders.models import Tender
from tendering.tenders.services.invitations import refuse_ineligible


@sensitive_variables()
def keep(bid: Bid, tender: Tender, keys: KeyPair, now: datetime) -> Seen | None:
    """Open one bid and keep what it says; a bid that does not open is kept as such.

    Returns:
        What the search for hints of collusion compares, without the bytes of its files; None where it does not open.
    """
    assert bid.current is not None  # a submitted bid has one
    others = _others(bid, tender)
    found, origin = unseal(bid.current, keys), origins.take(bid.current, keys)
    if found is None:
        _move(bid, DOES_NOT_OPEN, {})
        return None
    needed = [fact.value for fact in needed_facts(tender)]
    asked = tuple(Section(name) for name in bid.round.sections) if bid.round else tuple(Section)
    eligible, named = _are_eligible(tender, [bid.provider, *others], now), _names(found, bid, others)
    reason = why_invalid(found, tender, needed, asked, eligible=eligible, joined=named)
    opened = _written(bid, found, reason, now)
    _move(bid, OPENS, {"price": str(opened.price), "valid": opened.valid, "reason": opened.invalid_reason})
    return seen(bid, found, origin, others)


def _others(bid: Bid, tender: Tender) -> list[Provider]:
    """The members beside the lead, in a round those of the call's own bid; from now on the bid knows their names."""
    if bid.round is None:
        others = beside(tender, bid)
        if others:
            Consortium.objects.filter(bid=bid).delete()
    else:
        others = members(Bid.objects.select_related("provider").get(tender=tender, provider=bid.provider_id))[1:]
    bid.others = [provider.organisation.name for provider in others]
    return others


def _names(found: Unsealed, bid: Bid, others: Sequence[Provider]) -> bool:
    """Whether the sealed text names those who consented, and nobody else; the answer of a round names nobody."""
    if bid.round is not None or not (others or found.content.parties):
        return True
    return [party.provider for party in found.content.parties] == [bid.provider_id, *(one.pk for one in others)]


@sensitive_variables()
def _written(bid: Bid, found: Unsealed, reason: Invalid | None, now: datetime) -> OpenedBid:
    content = found.content
    assert bid.current is not None  # a submitted bid has one
    opened = OpenedBid.objects.create(
        bid=bid,
        version=bid.current,
        final_of=_replaced(bid) if reason is None else None,
        price=content.price,
        plan=content.plan,
        schedule=content.schedule,
        participation=content.participation,
        team=content.to_json()["team"],
        facts=dict(content.facts),
        parties=[party.to_json() for party in content.parties],
        salt=found.salt.hex(),
        hash_ok=found.hash_ok,
        valid=reason is None,
        invalid_reason=reason or "",
        opened_at=now,
    )
    OpenedLine.objects.bulk_create(
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
    )
    for position, examined in enumerate(found.files, start=1):
        file = keep_file(examined=examined, by=None, purpose=PURPOSE)
        OpenedFile.objects.create(opened=opened, position=position, file=file)
    return opened


def _replaced(answer: Bid) -> Bid | None:
    """The bid whose price a final quote replaces; None for anything else."""
    if answer.round is None or not answer.round.is_last:
        return None
    return Bid.objects.get(tender=answer.tender_id, provider=answer.provider_id)


def _move(bid: Bid, guard: str, parameters: dict[str, str | bool]) -> None:
    bid.state = MACHINE.target(State(bid.state), "open", guard)
    bid.save(update_fields=["state", "others"])
    act = "opened" if guard == OPENS else "unopenable"
    if bid.round is None:
        record(act=f"bids.bid.{act}", target=bid, parameters=parameters)
    else:
        record(act=f"bids.answer.{act}", target=bid, parameters=parameters | {"round": str(bid.round.number)})


def _are_eligible(tender: Tender, providers: Sequence[Provider], now: datetime) -> bool:
    """Looked at once more: an entry may have left force since the bid was sealed (catalog.departures)."""
    try:
        for provider in providers:
            refuse_ineligible(tender, provider, now)
    except Refusal:
        return False
    return True


def tell(kind: str, tender: Tender, people: Sequence[int], url: str) -> None:
    """A message about the call by its title."""
    notify(kind=kind, recipients=people, url=url, parameters={"title": tender.demand.title})

"""A provider's entry leaves force: its sealed bids for running calls are taken back (catalog.departures).

Whoever left is told, as the others are. The opening looks again, for a message may come late.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from marketplace import clock
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal
from tendering.bids.models import Bid, BidState, Consent, Partner
from tendering.bids.queries.members import beside
from tendering.bids.rules.states import State
from tendering.bids.services import consortia, gate, origins
from tendering.bids.transitions import MACHINE
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState


def withdraw_open_bids(*, provider_id: int, state: str) -> None:
    """Withdraw the provider's sealed bids wherever it may no longer bid, also where it is one of several members.

    Harmless when called twice.
    """
    running = [TenderState.ANNOUNCED, TenderState.SUSPENDED]
    joined = Partner.objects.filter(provider=provider_id, state=Consent.CONSENTED)
    rows = Bid.objects.filter(Q(provider=provider_id) | Q(pk__in=joined.values("bid")))
    rows = rows.filter(state=BidState.SUBMITTED, tender__state__in=running)
    for bid in rows.order_by("tender_id"):
        _withdraw(bid, provider_id, state)


@transaction.atomic
def _withdraw(bid: Bid, provider_id: int, entry_state: str) -> None:
    tender = gate.shared(bid.tender_id)
    bid = gate.locked(bid)
    now = clock.read()
    is_due = tender.deadline_at is None or now >= tender.deadline_at
    if bid.state != BidState.SUBMITTED or is_due or _may_still(tender, bid, now):
        return
    bid.state, bid.current, bid.left_roster_at = MACHINE.target(State(bid.state), "withdraw"), None, now
    bid.save(update_fields=["state", "current", "left_roster_at"])
    origins.forget(bid)
    record(act="bids.bid.withdrawn_by_roster", target=bid, parameters={"entry_state": entry_state})
    for provider in (bid.provider, *beside(tender, bid)):
        if provider.pk == provider_id:
            consortia.tell("bids.withdrawn_by_roster", tender, provider)
    if bid.round_id is None:
        consortia.tell_others(tender, bid, but=provider_id)
    if bid.provider_id != provider_id:
        consortia.tell("bids.consortium_unsealed", tender, bid.provider)


def _may_still(tender: Tender, bid: Bid, now: datetime) -> bool:
    """A bid stays where the roster is no condition, or where the entry is in force again."""
    try:
        for provider in (bid.provider, *beside(tender, bid)):
            gate.require_admitted(tender, provider, now)
    except Refusal:
        return False
    return True

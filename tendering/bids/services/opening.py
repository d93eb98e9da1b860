"""Opening: enough offices confirm after the deadline, the list is fixed in the log, the worker opens all at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import are_apart
from marketplace.audit.services import record, request_checkpoint
from marketplace.outbox.registry import handles
from marketplace.outbox.services import publish
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from marketplace.primitives.ruleset import Office
from tendering.bids import permissions
from tendering.bids.models import Bid, BidState, Opening, RoundOpening
from tendering.bids.services.hints import look
from tendering.bids.services.opened import keep
from tendering.bids.services.opened_telling import tell_opened
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.keys import key_pair
from tendering.tenders.services.states import locked, move

TOPIC = "bids.open"


class NotClosed(Refusal):
    """Only a call that has closed at its deadline is opened."""

    def __init__(self) -> None:
        super().__init__("bids.not_closed")


class AlreadyConfirmed(Refusal):
    """The office has confirmed, or enough offices have."""

    def __init__(self) -> None:
        super().__init__("bids.opening_confirmed_already")


class SamePerson(NotPermitted):
    """Another office's confirmation came from the same person, or from whom this one stands in for."""

    def __init__(self) -> None:
        super().__init__("bids.opening_needs_another_person")


@transaction.atomic
def confirm_opening(*, tender: Tender, by: Membership, declared: bool) -> Opening:
    """One office's officer confirms; with the last one needed the list of commitments is fixed and opening begins.

    Args:
        declared: no relation to any possible bidder.

    Raises:
        NotPermitted: `by` is of no office of the opening committee; SamePerson: two offices, one person.
        InvalidInput: `bids.not_declared`.
        NotClosed, AlreadyConfirmed.
    """
    office = permissions.require_opener(by, tender)
    if not declared:
        raise InvalidInput("bids.not_declared")
    tender = locked(tender)
    now = clock.read()
    if tender.state != TenderState.CLOSED:
        raise NotClosed
    opening, _made = Opening.objects.get_or_create(tender=tender, defaults={"started_at": now})
    if confirm(opening, office, by, now):
        fix(opening, Bid.objects.filter(tender=tender, state=BidState.SUBMITTED), now)
        publish(topic=TOPIC, payload={"tender": tender.pk})
    return opening


def confirm(opening: Opening | RoundOpening, office: Office, by: Membership, now: datetime) -> bool:
    """Write down one office's confirmation; says whether enough have confirmed now."""
    if opening.fixed_at is not None:
        raise AlreadyConfirmed
    for earlier in opening.confirmations.select_related("membership__substitute_for"):
        if earlier.office == office:
            raise AlreadyConfirmed
        if not are_apart(earlier.membership, by):
            raise SamePerson
    opening.confirmations.create(office=office, confirmed_by_id=by.user_id, membership=by, confirmed_at=now)
    tender = opening.tender
    parameters = {"office": office.value}
    record(act="bids.opening.confirmed", target=opening, by=by, parameters=parameters, about=[tender, tender.demand])
    return opening.confirmations.count() >= tender.procedure.opening_threshold


def fix(opening: Opening | RoundOpening, sealed: QuerySet[Bid], now: datetime) -> None:
    """The commitments go into the log, and its head is published: from then on none can be added or dropped."""
    opening.commitments = sorted(sealed.values_list("current__commitment", flat=True))
    opening.fixed_at = now
    opening.save(update_fields=["commitments", "fixed_at"])
    record(
        act="bids.opening.fixed",
        target=opening,
        parameters={"commitments": opening.commitments},
        about=[opening.tender, opening.tender.demand],
    )
    request_checkpoint()


@handles(TOPIC, _("Opening of the sealed bids of a call"), keeps=True)
def run(payload: dict[str, Any], *, message_id: int) -> None:
    """The worker's part; called twice it opens once."""
    del message_id
    open_bids(tender=Tender.objects.get(pk=payload["tender"]))


@transaction.atomic
def open_bids(*, tender: Tender) -> Opening | None:
    """Open every sealed bid of the tender in one transaction; runs where the vault can be read.

    Each is decrypted, hashed against its commitment and checked again; what does not open is marked so.

    Returns:
        The opening; None where there is nothing to open any more.

    Raises:
        ImproperlyConfigured, FileNotFoundError: the private key cannot be read; nothing is written.
    """
    tender = locked(tender)
    opening = Opening.objects.select_for_update().get(tender=tender)
    if tender.state != TenderState.CLOSED or opening.fixed_at is None:
        return None
    assert tender.sealing_key is not None  # a call with competition has one
    keys, now = key_pair(tender.sealing_key), clock.read()
    sealed = Bid.objects.select_for_update(of=("self",)).filter(tender=tender, state=BidState.SUBMITTED)
    sealed = sealed.select_related("provider__organisation", "current__submitted_by")
    bids = list(sealed.order_by("current__commitment"))
    found = [keep(bid, tender, keys, now) for bid in bids]
    opening.opened_at = now
    opening.save(update_fields=["opened_at"])
    move(tender, "open", by=None, now=now)
    record_opened(opening, bids)
    look(tender, [one for one in found if one is not None], now)
    request_checkpoint()
    tell_opened(tender, bids, now)
    return opening


def record_opened(opening: Opening | RoundOpening, bids: list[Bid]) -> None:
    """How many were opened, and how many do not open, into the log."""
    unopenable = sum(bid.state == BidState.UNOPENABLE for bid in bids)
    record(
        act="bids.opening.opened",
        target=opening,
        parameters={"opened": str(len(bids) - unopenable), "unopenable": str(unopenable)},
        about=[opening.tender, opening.tender.demand],
    )

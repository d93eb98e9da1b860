"""What every act of a bidder passes first: the lock that rivals share, the deadline, who may bid."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from catalog.models import Provider
from marketplace.primitives.refusal import Refusal
from tendering.bids.models import Bid
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services.invitations import refuse_ineligible, refuse_uninvited


class NotOpen(Refusal):
    """The call takes no bids in this state."""

    def __init__(self) -> None:
        super().__init__("bids.not_open")


class TooLate(Refusal):
    """By the database's clock the deadline has passed."""

    def __init__(self, deadline_at: datetime) -> None:
        super().__init__("bids.too_late", deadline=deadline_at)


def shared(tender_id: int) -> Tender:
    """The tender's row, fresh, under a lock that rivals share and closing or amending must wait for.

    SQLite has one writer at a time (IMMEDIATE) and needs no row lock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM tenders_tender WHERE id = %s FOR SHARE", [tender_id])
    rows = Tender.objects.select_related("demand__community", "demand__scope_item", "rule_set", "sealing_key")
    return rows.get(pk=tender_id)


def locked(bid: Bid) -> Bid:
    """The bid's row, fresh and locked: colleagues wait for each other, rivals do not."""
    return Bid.objects.select_for_update(of=("self",)).select_related("provider__organisation").get(pk=bid.pk)


def require_running(tender: Tender, now: datetime) -> datetime:
    """The deadline, if the call takes bids at this moment.

    Raises:
        NotOpen: not announced, suspended, closed or ended.
        TooLate: `now` is at or after the deadline.
    """
    if tender.state != TenderState.ANNOUNCED or tender.deadline_at is None or tender.sealing_key is None:
        raise NotOpen
    if now >= tender.deadline_at:
        raise TooLate(tender.deadline_at)
    return tender.deadline_at


def require_admitted(tender: Tender, provider: Provider, now: datetime) -> None:
    """Let pass who may bid: eligible by roster and lists, and invited where the procedure invites.

    Raises:
        NotInvited: an invited call, and no accepted invitation.
        Refusals: why the provider may not bid (domain 3.1).
    """
    refuse_uninvited(tender, provider)
    refuse_ineligible(tender, provider, now)

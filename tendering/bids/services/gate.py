"""What every act of a bidder passes first: the lock that rivals share, the deadline, who may bid."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from catalog.models import Provider
from marketplace.primitives.refusal import Refusal
from tendering.bids.models import Bid, Round, RoundState
from tendering.bids.queries.valid import valid_bids
from tendering.bids.rules.content import Section
from tendering.tenders.models import SealingKey, Tender
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


class NotInConsultation(Refusal):
    """Only valid, qualified bidders take part in rounds."""

    def __init__(self) -> None:
        super().__init__("bids.not_in_consultation")


@dataclass(frozen=True, slots=True)
class Window:
    """Until when what may be handed in, sealed to which key; `round` is None for the call itself."""

    deadline_at: datetime
    public_key: bytes
    sections: tuple[Section, ...]
    round: Round | None = None


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
    return Bid.every.select_for_update(of=("self",)).select_related("provider__organisation").get(pk=bid.pk)


def window(tender: Tender, round_id: int | None, now: datetime) -> Window:
    """Until when and for what something may be handed in at this moment, to the call or to a round of consultation.

    Raises:
        NotOpen: not announced, suspended, closed or ended; a round that takes no answers.
        TooLate: `now` is at or after the deadline.
    """
    if round_id is None:
        until = tender.deadline_at if tender.state == TenderState.ANNOUNCED else None
        return _window(until, tender.sealing_key, tuple(Section), now)
    found = Round.objects.select_related("sealing_key").get(pk=round_id, tender=tender)
    is_open = tender.state == TenderState.OPENED and found.state == RoundState.ANSWERING
    asked = tuple(Section(name) for name in found.sections)
    return _window(found.deadline_at if is_open else None, found.sealing_key, asked, now, found)


def _window(
    deadline_at: datetime | None,
    key: SealingKey | None,
    sections: tuple[Section, ...],
    now: datetime,
    within: Round | None = None,
) -> Window:
    if deadline_at is None or key is None:
        raise NotOpen
    if now >= deadline_at:
        raise TooLate(deadline_at)
    return Window(deadline_at, bytes(key.public_key), sections, within)


def require_competing(tender: Tender, provider: Provider) -> None:
    """Only bidders that were found valid and qualified take part in rounds; whoever gave no final quote has left.

    Raises:
        NotInConsultation: no such bid.
    """
    if not valid_bids(tender).filter(provider=provider).exists():
        raise NotInConsultation


def require_admitted(tender: Tender, provider: Provider, now: datetime) -> None:
    """Let pass who may bid: eligible by roster and lists, and invited where the procedure invites.

    Raises:
        NotInvited: an invited call, and no accepted invitation.
        Refusals: why the provider may not bid (domain 3.1).
    """
    refuse_uninvited(tender, provider)
    refuse_ineligible(tender, provider, now)

"""A round's deadline, the opening of what came in, and a call that is left with too few final quotes (domain 2.5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from marketplace.audit.services import record, request_checkpoint
from marketplace.outbox.registry import handles
from marketplace.outbox.services import publish
from marketplace.primitives.calendar import last_day_of
from marketplace.primitives.refusal import InvalidInput
from marketplace.rulebook.queries import work_calendar
from tendering.bids import permissions
from tendering.bids.models import Bid, BidDraft, BidState, Round, RoundOpening, RoundState
from tendering.bids.queries.valid import valid_bids
from tendering.bids.rules.collusion import Seen
from tendering.bids.services import opening as openings
from tendering.bids.services.closing import least
from tendering.bids.services.hints import look_at_quotes
from tendering.bids.services.opened import keep, tell
from tendering.bids.services.rounds import end
from tendering.bids.services.telling import bidder_people
from tendering.tenders.models import Tender
from tendering.tenders.rules import timetable
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import announcing
from tendering.tenders.services.keys import key_pair
from tendering.tenders.services.states import locked
from tendering.tenders.wording.reasons import written

TOPIC = "bids.open_round"


@transaction.atomic
def close_due(*, within: Round) -> str:
    """Close a round whose deadline has passed by the database's clock; with too few final quotes the call fails.

    Returns:
        ``closed``, ``ended`` where nobody revised a plan, ``failed``, or nothing where it was not due.
    """
    tender, within = _locked(within)
    now = clock.read()
    is_running = tender.state == TenderState.OPENED and within.state == RoundState.ANSWERING
    if not is_running or within.deadline_at is None or now < within.deadline_at:
        return ""
    BidDraft.objects.filter(bid__round=within).delete()
    within.closed_at = now
    arrived = Bid.every.filter(round=within, state=BidState.SUBMITTED).count()
    if within.is_last and arrived < least(tender.procedure):
        _fail(within, now)
        return "failed"
    if not arrived:
        end(within, now)
        return "ended"
    within.state = RoundState.CLOSED
    within.save()
    record(act="bids.round.closed", target=tender, parameters=_number(within), about=[tender.demand])
    tell("bids.round_to_open", tender, permissions.openers(tender), _opening_url(within))
    return "closed"


@transaction.atomic
def confirm_opening(*, within: Round, by: Membership, declared: bool) -> RoundOpening:
    """One office's officer confirms the opening of a round's answers; the offices are those of the first opening.

    Args:
        declared: no relation to any bidder.

    Raises:
        NotPermitted, InvalidInput, NotClosed, AlreadyConfirmed: as for a call's bids.
    """
    office = permissions.require_opener(by, within.tender)
    if not declared:
        raise InvalidInput("bids.not_declared")
    tender, within = _locked(within)
    now = clock.read()
    if tender.state != TenderState.OPENED or within.state != RoundState.CLOSED:
        raise openings.NotClosed
    opening, _made = RoundOpening.objects.get_or_create(round=within, defaults={"started_at": now})
    if openings.confirm(opening, office, by, now):
        openings.fix(opening, Bid.every.filter(round=within, state=BidState.SUBMITTED), now)
        publish(topic=TOPIC, payload={"round": within.pk})
    return opening


@handles(TOPIC, _("Opening of the answers of a consultation round"), keeps=True)
def run(payload: dict[str, Any], *, message_id: int) -> None:
    """The worker's part; called twice it opens once."""
    del message_id
    open_answers(within=Round.objects.get(pk=payload["round"]))


@transaction.atomic
def open_answers(*, within: Round) -> RoundOpening | None:
    """Open everything handed in during a round in one transaction; runs where the vault can be read.

    Returns:
        The opening; None where there is nothing to open any more.

    Raises:
        ImproperlyConfigured, FileNotFoundError: the private key cannot be read; nothing is written.
    """
    tender, within = _locked(within)
    opening = RoundOpening.objects.select_for_update().get(round=within)
    if tender.state != TenderState.OPENED or within.state != RoundState.CLOSED or opening.fixed_at is None:
        return None
    assert within.sealing_key is not None  # a closed round has one
    keys, now = key_pair(within.sealing_key), clock.read()
    sealed = Bid.every.select_for_update(of=("self",)).filter(round=within, state=BidState.SUBMITTED)
    rows = sealed.select_related("provider__organisation", "current__submitted_by", "round").order_by(
        "current__commitment"
    )
    answers = list(rows)
    found = [(answer, keep(answer, tender, keys, now)) for answer in answers]
    opening.opened_at = now
    opening.save(update_fields=["opened_at"])
    openings.record_opened(opening, answers)
    request_checkpoint()
    if _after(tender, within, answers, now) and within.is_last:
        look_at_quotes(within, _final_quotes(found), now)
    return opening


def _final_quotes(found: Sequence[tuple[Bid, Seen | None]]) -> list[Seen]:
    """What counts as a price now, named by the bid whose price it is."""
    return [
        replace(one, key=str(answer.opened.final_of_id))
        for answer, one in found
        if one is not None and answer.opened.final_of_id is not None
    ]


def _after(tender: Tender, within: Round, answers: list[Bid], now: datetime) -> bool:
    """End the round and tell whom it concerns; says whether the call goes on."""
    end(within, now)
    for answer in answers:
        kind = "bids.answer_opened" if answer.state == BidState.OPENED else "bids.answer_unopenable"
        tell(kind, tender, bidder_people(answer), within.get_absolute_url())
    if within.is_last and valid_bids(tender).count() < least(tender.procedure):
        _fail(within, now)
        return False
    staff = holders(Role.COMMUNITY, place=tender.demand.community).values_list("user_id", flat=True)
    tell("bids.round_opened", tender, list(staff), tender.panel.get_absolute_url())
    return True


def _fail(within: Round, now: datetime) -> None:
    """Publicly: fewer final quotes than the minimum, nothing more; a withdrawal costs nobody credit."""
    tender = within.tender
    if within.state != RoundState.ENDED:
        end(within, now)
    words = _("Fewer final quotes are left than the minimum of %(minimum)s.")
    announcing.fail(tender=tender, reason=written(words, minimum=least(tender.procedure)))


def shift_deadline(tender: Tender, working_days: int) -> None:
    """A running round's deadline moves by the working days of a suspension and its first day (tenders.suspending)."""
    for within in Round.objects.filter(tender=tender, state=RoundState.ANSWERING):
        assert within.deadline_at is not None  # a round that takes answers has one
        last = last_day_of(within.deadline_at)
        moved = timetable.moved_by(last, working_days + 1, work_calendar())
        within.deadline_at += moved - last
        within.save(update_fields=["deadline_at"])
        parameters = _number(within) | {"working_days": str(working_days + 1)}
        record(act="bids.round.shifted", target=tender, parameters=parameters, about=[tender.demand])


def _locked(within: Round) -> tuple[Tender, Round]:
    """The call's row, locked, and the round read afresh behind it: one lock for all acts of a round."""
    tender = locked(within.tender)
    row = Round.objects.select_related("sealing_key").get(pk=within.pk)
    row.tender = tender
    return tender, row


def _number(within: Round) -> dict[str, str]:
    return {"round": str(within.number)}


def _opening_url(within: Round) -> str:
    return reverse("bids:round_opening", args=[within.tender.number, within.number])

"""Confirming an award: every office of the procedure, each through another person (domain 3.4)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.accounts.rules import Role, role_of
from marketplace.audit.services import request_checkpoint
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import NotPermitted, Refusal
from marketplace.primitives.ruleset import Office
from tendering.awards import permissions
from tendering.awards.contractors import contractors
from tendering.awards.models import Award, Confirmation
from tendering.awards.queries.candidates import may_all_contract
from tendering.awards.rules.states import State
from tendering.awards.services.hints import falls_by_hint, require_answered
from tendering.awards.services.holding import ObjectionPending, require_unchallenged
from tendering.awards.services.limits import falls_by_limit, hold_limited
from tendering.awards.services.publicity import end_if_due
from tendering.awards.services.states import locked, move
from tendering.awards.services.telling import tell_offices, tell_winner
from tendering.awards.services.turns import tell_freed
from tendering.awards.transitions import LAST_OFFICE, OTHERS_TO_CONFIRM
from tendering.demands.services.progress import advance


class PublicityStillRunning(Refusal):
    """The database's clock is before the end of the publicity."""

    def __init__(self, until: object) -> None:
        super().__init__("awards.publicity_running", until=until)


class NotYourTurn(Refusal):
    """Offices confirm in the order of the procedure, each once."""

    def __init__(self, office: Office | None) -> None:
        super().__init__("awards.not_your_turn", office=office.value if office else "")


class ContractorLeft(Refusal):
    """The contractor may no longer contract: off the roster, barred, or on a list."""

    def __init__(self, contractor: str) -> None:
        super().__init__("awards.contractor_left", contractor=contractor)


@transaction.atomic
def confirm(*, award: Award, by: Membership) -> Award:
    """Confirm for one office; the last one makes the award final, and the demand counts as awarded.

    The award falls instead, with its public reason, where its contractor has meanwhile won its limit of lots, or where
    it passed over a bidder for a hint of collusion that was found right then and is so no more; the next follows.

    The commitment falls to the contract sum at signing only (R42).

    Raises:
        NotPermitted: `by` sits in none of the procedure's offices, published the award, or confirmed before.
        PublicityStillRunning, ObjectionPending: the award is not confirmable yet.
        NotYourTurn: another office comes first, or this one has confirmed.
        ContractorLeft: the contractor may no longer contract.
        EarlierLotFirst: an earlier lot may decide whether this one can be won.
        HintsUnanswered, HintSubstantiated: what was noticed about the bids waits, or was found right.
    """
    office = permissions.office_of(by, award)
    hold_limited(award.tender)
    award = locked(award)
    now = clock.read()
    end_if_due(award, now)
    _require_confirmable(award)
    left = _offices_left(award, by)
    if not left or left[0] is not office:
        raise NotYourTurn(left[0] if left else None)
    if not may_all_contract(award.tender, contractors(award), day_of(now)):
        raise ContractorLeft(award.contractor_name)
    if falls_by_limit(award, now):
        return award
    require_answered(award)
    if falls_by_hint(award, now):
        return award
    Confirmation.objects.create(award=award, office=office, user_id=by.user_id, confirmed_at=now)
    values = {"office": office.value}
    if left[1:]:
        move(award, "confirm", guard=OTHERS_TO_CONFIRM, by=by, now=now, parameters=values)
        tell_offices("confirmable", award, role_of(left[1]))
    else:
        _make_final(award, by, now, values)
    return award


def _require_confirmable(award: Award) -> None:
    if award.state == State.PUBLICITY:
        raise PublicityStillRunning(award.publicity_last_day)
    if award.state == State.OBJECTION_HOLD:
        raise ObjectionPending
    require_unchallenged(award.tender)


def _offices_left(award: Award, by: Membership) -> list[Office]:
    """Offices that have not confirmed, in order."""
    done = list(award.confirmations.all())
    if {row.user_id for row in done} & persons(by):
        raise NotPermitted("awards.confirmed_by_you")
    confirmed = {row.office for row in done}
    return [office for office in award.tender.procedure.confirmed_by if office.value not in confirmed]


def _make_final(award: Award, by: Membership, now: datetime, values: dict[str, str]) -> None:
    award.awarded_at = now
    move(award, "confirm", guard=LAST_OFFICE, by=by, now=now, parameters=values)
    request_checkpoint()
    advance(demand=award.tender.demand, act="award", by=by, now=now)
    tell_winner("awarded", award)
    tell_freed(award.tender, now)
    tell_offices("letters_due", award, Role.COMMUNITY)

"""Residents second a proposal, and follow what becomes of it (R23: participation and supervision)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.primitives.refusal import NotPermitted, Refusal
from tendering.demands.models import Backing, Demand
from tendering.demands.permissions import can_read
from tendering.demands.rules.steps import SECONDABLE
from tendering.demands.services.states import locked

RESIDENTS = (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)


class TooLateToSecond(Refusal):
    """The residents have decided; a word for the proposal changes nothing any more."""


class OwnProposal(NotPermitted):
    """Nobody seconds what they proposed themselves."""


@transaction.atomic
def second(*, demand: Demand, by: Membership, now: datetime) -> bool:
    """Second a proposal of one's own community, or take it back; one voice each.

    Returns:
        Whether the person seconds it now.

    Raises:
        NotPermitted: `by` is no resident of the demand's community.
        OwnProposal: ``demands.own_proposal``.
        TooLateToSecond: ``demands.too_late_to_second``, before it is proposed or after the meeting was recorded.
    """
    require(by, *RESIDENTS, place=demand.community)
    demand = locked(demand)
    if demand.author_id in persons(by):
        raise OwnProposal("demands.own_proposal")
    if demand.state not in SECONDABLE:
        raise TooLateToSecond("demands.too_late_to_second")
    return _turn(demand, by, Backing.Kind.SECOND, now)


@transaction.atomic
def follow(*, demand: Demand, by: Membership, now: datetime) -> bool:
    """Be told whenever a demand moves on, or no longer.

    Returns:
        Whether the person follows it now.

    Raises:
        NotPermitted: `by` is no resident, or may not read it.
    """
    require(by, *RESIDENTS)
    if not can_read(by, demand):
        raise NotPermitted("demands.not_your_act")
    return _turn(locked(demand), by, Backing.Kind.FOLLOW, now)


def _turn(demand: Demand, by: Membership, kind: Backing.Kind, now: datetime) -> bool:
    row = Backing.objects.filter(demand=demand, user=by.user_id, kind=kind).first()
    taken_back = row is not None
    row = row or Backing.objects.create(demand=demand, user_id=by.user_id, kind=kind, said_at=now)
    # In a story of its own: the demand's is public, and who backs it is not.
    record(act=f"demands.{kind.value}.{'ended' if taken_back else 'begun'}", target=row, by=by)
    if taken_back:
        row.delete()
    return not taken_back

"""Who decides in a community, how many they are, for which term (R25)."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.db.models import Q

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.places.models import Level, Place
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.demands.models import DecidingBody


class NoDecidingBody(Refusal):
    """The community has not said who decides (R25)."""

    def __init__(self) -> None:
        super().__init__("demands.no_deciding_body")


def refuse_below_elected(community: Place, kind: str, members: int, on: date) -> None:
    """The quorum counts from the body's number (R24): it is never below the elected representatives on record.

    Raises:
        InvalidInput: `demands.body.below_elected`.
    """
    if kind != DecidingBody.Kind.RESIDENTS_REPRESENTATIVE_MEETING:
        return
    rows = Membership.objects.active(on).filter(role=Role.RESIDENT_REPRESENTATIVE, place=community)
    if members < (elected := rows.values("user").distinct().count()):
        raise InvalidInput("demands.body.below_elected", field="members", members=members, elected=elected)


def sitting_body(community: Place, kind: str, on: date) -> DecidingBody:
    """The body that decides on a day; its number is the one a quorum counts from (R24, R25).

    Raises:
        NoDecidingBody: none is registered for that day.
        InvalidInput: it is registered with fewer members than the representatives elected meanwhile.
    """
    rows = DecidingBody.objects.filter(community=community, kind=kind, from_date__lte=on)
    body = rows.filter(Q(to_date__isnull=True) | Q(to_date__gt=on)).order_by("-from_date", "-pk").first()
    if body is None:
        raise NoDecidingBody
    refuse_below_elected(community, kind, body.members, on)
    return body


@transaction.atomic
def register_body(*, community: Place, kind: str, members: int, from_date: date, by: Membership) -> DecidingBody:
    """Register the body that sits from a day on; the one that sat before ends that day.

    Raises:
        NotPermitted: `by` is neither the community's staff nor its party organisation or street.
        InvalidInput: not a community, no members, fewer than the representatives on record, or a term that begins
            before the sitting one.
    """
    require(by, Role.COMMUNITY, Role.PARTY_ORG, Role.STREET, place=community)
    if community.level != Level.COMMUNITY:
        raise InvalidInput("demands.not_a_community", field="community")
    if members <= 0:
        raise InvalidInput("demands.meeting.empty_body", field="members")
    refuse_below_elected(community, kind, members, from_date)
    sitting = DecidingBody.objects.select_for_update().filter(community=community, kind=kind, to_date__isnull=True)
    for body in sitting:
        if from_date <= body.from_date:
            raise InvalidInput("demands.body.term", field="from_date", begun=body.from_date)
        body.to_date = from_date
        body.save(update_fields=["to_date"])
    body = DecidingBody.objects.create(community=community, kind=kind, members=members, from_date=from_date)
    record(act="demands.body.registered", target=body, by=by, about=[community], parameters={"members": str(members)})
    return body

"""What waits for a person in this stage (domain 3.9): a bidder's own bids; an officer's no bid before the opening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.calendar import end_of_day
from marketplace.primitives.duty import Duty
from marketplace.primitives.ruleset import Office
from marketplace.rulebook.queries import work_calendar
from tendering.bids import permissions
from tendering.bids.models import Bid, BidDraft, OpenedBid, OpeningConfirmation
from tendering.tenders.models import Invitation, Tender
from tendering.tenders.rules.states import State

OFFICES = frozenset(Office)


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    if membership.role in PROVIDER_ROLES:
        return [*_unfinished(membership, now), *_not_begun(membership, now)]
    if membership.place is None or membership.role not in OFFICES:
        return []
    return [*_to_open(membership), *_to_qualify(membership)]


def _unfinished(by: Membership, now: datetime) -> Iterator[Duty]:
    rows = BidDraft.objects.filter(bid__in=permissions.own(by), bid__tender__state=State.ANNOUNCED)
    rows = rows.filter(bid__tender__deadline_at__gt=now).select_related("bid__tender__demand")
    for draft in rows.order_by("bid__tender__deadline_at", "pk"):
        yield _duty("bids.finish", draft.bid.tender)


def _not_begun(by: Membership, now: datetime) -> Iterator[Duty]:
    """Calls whose invitation was accepted and for which there is neither a draft nor a sealed bid."""
    begun = Bid.objects.filter(tender=OuterRef("tender"), provider=OuterRef("provider"))
    rows = Invitation.objects.filter(
        provider__organisation=by.organisation,
        state=Invitation.State.ACCEPTED,
        tender__state=State.ANNOUNCED,
        tender__deadline_at__gt=now,
    )
    for row in rows.exclude(Exists(begun)).select_related("tender__demand").order_by("tender__deadline_at", "pk"):
        yield _duty("bids.begin", row.tender)


def _duty(kind: str, tender: Tender) -> Duty:
    return Duty(kind, tender.demand.title, f"/bids/{tender.number}/", tender.deadline_at)


def _inside(by: Membership, state: State) -> QuerySet[Tender]:
    path = by.place.path if by.place else ""
    rows = Tender.objects.filter(state=state, demand__community__path__startswith=path)
    if by.role in (Role.COMMUNITY, Role.SUPERVISION_COMMITTEE):
        rows = rows.filter(demand__community=by.place)
    return rows.select_related("demand", "rule_set")


def _to_open(by: Membership) -> Iterator[Duty]:
    confirmed = OpeningConfirmation.objects.filter(opening__tender=OuterRef("pk"))
    mine = confirmed.filter(Q(office=by.role) | Q(confirmed_by__in=persons(by)))
    rows = _inside(by, State.CLOSED).filter(opening__fixed_at__isnull=True).exclude(Exists(mine))
    calendar = work_calendar()
    for tender in rows.order_by("closed_at", "pk"):
        if by.role not in tender.procedure.opening_members or tender.closed_at is None:
            continue
        days = tender.rule_set.rules.duties.open_bids
        due = end_of_day(calendar.add_workdays(tender.closed_at.date(), days))
        yield Duty("bids.open", tender.demand.title, f"/bids/{tender.number}/opening/", due)


def _to_qualify(by: Membership) -> Iterator[Duty]:
    waiting = OpenedBid.objects.filter(bid__tender=OuterRef("pk"), valid=True, bid__qualification__isnull=True)
    rows = _inside(by, State.OPENED).filter(Exists(waiting)).select_related("opening")
    calendar = work_calendar()
    for tender in rows.order_by("opening__opened_at", "pk"):
        opened_at = tender.opening.opened_at
        if by.role not in permissions.qualifying_roles(tender) or opened_at is None:
            continue
        days = tender.rule_set.rules.duties.qualify
        due = end_of_day(calendar.add_workdays(opened_at.date(), days))
        yield Duty("bids.qualify", tender.demand.title, f"/bids/{tender.number}/opening/", due)

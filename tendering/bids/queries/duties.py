"""What waits for a person in this stage (domain 3.9): a bidder's own bids; an officer's no bid before the opening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.primitives.calendar import WorkCalendar, end_of_day
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
    return list(_at_the_opening(membership))


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


def _at_the_opening(by: Membership) -> Iterator[Duty]:
    """Calls to open and bids to qualify, in one query; the calendar is read only where something waits."""
    found = list(_waiting(by))
    calendar = work_calendar() if found else WorkCalendar()
    for tender in found:
        is_closed = tender.state == State.CLOSED
        if by.role not in (_openers(tender) if is_closed else permissions.qualifying_roles(tender)):
            continue
        days = tender.rule_set.rules.duties
        since = tender.closed_at if is_closed else tender.opening.opened_at
        if since is not None:
            kind, wait = ("bids.open", days.open_bids) if is_closed else ("bids.qualify", days.qualify)
            due = end_of_day(calendar.add_workdays(since.date(), wait))
            yield Duty(kind, tender.demand.title, f"/bids/{tender.number}/opening/", due)


def _openers(tender: Tender) -> list[str]:
    return [office.value for office in tender.procedure.opening_members]


def _waiting(by: Membership) -> QuerySet[Tender]:
    """Closed calls that neither this office nor this person has confirmed, opened ones with undecided bids."""
    path = by.place.path if by.place else ""
    confirmed = OpeningConfirmation.objects.filter(opening__tender=OuterRef("pk"))
    mine = confirmed.filter(Q(office=by.role) | Q(confirmed_by__in=persons(by)))
    undecided = OpenedBid.objects.filter(bid__tender=OuterRef("pk"), valid=True, bid__qualification__isnull=True)
    to_open = Q(state=State.CLOSED, opening__fixed_at__isnull=True) & ~Exists(mine)
    rows = Tender.objects.filter(to_open | Q(Exists(undecided), state=State.OPENED))
    rows = rows.filter(demand__community__path__startswith=path)
    return rows.select_related("demand", "rule_set", "opening").order_by("closed_at", "pk")

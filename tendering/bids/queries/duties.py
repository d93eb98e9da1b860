"""What waits for a person in this stage (domain 3.9): a bidder's own bids; an officer's no bid before the opening."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, within
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.calendar import WorkCalendar, day_of, end_of_day
from marketplace.primitives.duty import Duty
from marketplace.primitives.ruleset import Office
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.waiting import Rows, gathered
from tendering.bids import permissions
from tendering.bids.models import Bid, BidDraft, Consent, OpenedBid, OpeningConfirmation
from tendering.bids.queries.round_duties import to_answer, to_open
from tendering.bids.queries.views import owed_views, unsettled
from tendering.tenders.models import Invitation, Tender
from tendering.tenders.rules.states import State

OFFICES = frozenset(Office)


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    return gathered(waiting(membership, now))


def waiting(membership: Membership, now: datetime) -> Iterator[Duty | Rows]:
    """A bidder's bids are rows; when an opening is due is computed."""
    if membership.role in PROVIDER_ROLES:
        yield _unfinished(membership, now)
        yield _not_begun(membership, now)
        yield _to_consent(membership, now)
        yield from to_answer(membership, now)
    elif membership.place is not None and membership.role in OFFICES:
        yield from _at_the_opening(membership)
        yield from to_open(membership)


def _unfinished(by: Membership, now: datetime) -> Rows:
    rows = BidDraft.objects.filter(
        bid__in=permissions.own(by), bid__round__isnull=True, bid__tender__state=State.ANNOUNCED
    )
    return _of_call("bids.finish", rows.filter(bid__tender__deadline_at__gt=now), "bid__tender")


def _not_begun(by: Membership, now: datetime) -> Rows:
    """Calls whose invitation was accepted and for which there is neither a draft nor a sealed bid."""
    begun = Bid.objects.filter(tender=OuterRef("tender"), provider=OuterRef("provider"))
    rows = Invitation.objects.filter(
        provider__organisation=by.organisation,
        state=Invitation.State.ACCEPTED,
        tender__state=State.ANNOUNCED,
        tender__deadline_at__gt=now,
    )
    return _of_call("bids.begin", rows.exclude(Exists(begun)), "tender")


def _to_consent(by: Membership, now: datetime) -> Rows:
    """Consortia that wait for this person's word, who signs for its organisation."""
    rows = permissions.asked(by).filter(state=Consent.ASKED, tender__state=State.ANNOUNCED, tender__deadline_at__gt=now)
    rows = rows if by.role == Role.PROVIDER_ADMIN else rows.none()
    return Rows("bids.consent", rows, "tender__demand__title", "bids:consent", "pk", "tender__deadline_at")


def _of_call(kind: str, rows: QuerySet[Any], call: str) -> Rows:
    title, number, due = f"{call}__demand__title", f"{call}__number", f"{call}__deadline_at"
    return Rows(kind, rows, title, "bids:workspace", number, due)


def _at_the_opening(by: Membership) -> Iterator[Duty]:
    """Calls to open and bids to qualify; the calendar is read only where something waits."""
    found = list(_to_open_or_qualify(by))
    calendar = work_calendar() if found else WorkCalendar()
    for tender in found:
        kind = _kind(tender, by)
        procedure = tender.procedure
        is_closed = tender.state == State.CLOSED
        since = tender.closed_at if is_closed else tender.opening.recheck_at or tender.opening.opened_at
        if kind and since is not None:
            days = procedure.opening_working_days if is_closed else procedure.qualification_working_days
            due = end_of_day(calendar.add_workdays(day_of(since), days))
            demand = tender.demand
            yield Duty(kind, demand.title, _page(tender, is_closed=is_closed), due, project=demand.number)


def _page(tender: Tender, *, is_closed: bool) -> str:
    """Lots are opened together on one page."""
    if is_closed and tender.joint is not None:
        return reverse("bids:lots_opening", args=[tender.joint.number])
    return reverse("bids:opening", args=[tender.number])


def _kind(tender: Tender, by: Membership) -> str:
    """What this office still owes the call; nothing where another office's word is awaited."""
    if tender.state == State.CLOSED:
        return "bids.open" if by.role in permissions.opening_roles(tender) else ""
    office = permissions.qualifying_office(by, tender)
    if office is None:
        return ""
    owed = owed_views(office, tender.bids.all())
    if not owed:
        return ""
    return "bids.answer_doubt" if all(owed.values()) else "bids.qualify"


def _to_open_or_qualify(by: Membership) -> QuerySet[Tender]:
    """Closed calls that neither this office nor this person has confirmed, opened ones with undecided bids."""
    confirmed = OpeningConfirmation.objects.filter(opening__tender=OuterRef("pk"))
    mine = confirmed.filter(Q(office=by.role) | Q(confirmed_by__in=persons(by)))
    undecided = OpenedBid.objects.filter(
        bid__tender=OuterRef("pk"), bid__round__isnull=True, valid=True, bid__qualification__isnull=True
    )
    to_open = Q(state=State.CLOSED, opening__fixed_at__isnull=True) & ~Exists(mine)
    rows = Tender.objects.filter(to_open | Q(Exists(undecided), state=State.OPENED))
    rows = rows.filter(within(by, "demand__community"))
    rows = rows.select_related("demand__community", "rule_set", "opening", "joint").order_by("closed_at", "pk")
    return rows.prefetch_related(Prefetch("bids", unsettled()))

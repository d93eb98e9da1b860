"""What waits in rounds of consultation: a bidder's answer, an office's confirmation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, within
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.duty import Duty
from marketplace.rulebook.queries import work_calendar
from tendering.bids import permissions
from tendering.bids.models import Bid, BidState, Round, RoundConfirmation, RoundState
from tendering.tenders.rules.states import State


def to_answer(by: Membership, now: datetime) -> Iterator[Duty]:
    """Running rounds of calls in which this provider's bid takes part and nothing is sealed yet."""
    taking_part = Bid.objects.filter(
        tender=OuterRef("tender"),
        provider__organisation=by.organisation,
        state=BidState.OPENED,
        opened__valid=True,
        qualification__passed=True,
    )
    sealed = Bid.every.filter(round=OuterRef("pk"), provider__organisation=by.organisation, state=BidState.SUBMITTED)
    rows = Round.objects.filter(
        Exists(taking_part),
        ~Exists(sealed),
        state=RoundState.ANSWERING,
        deadline_at__gt=now,
        tender__state=State.OPENED,
    )
    for row in rows.select_related("tender__demand").order_by("deadline_at", "pk"):
        kind, demand = "bids.final_quote" if row.is_last else "bids.revision", row.tender.demand
        yield Duty(kind, demand.title, row.get_absolute_url(), row.deadline_at, project=demand.number)


def to_open(by: Membership) -> Iterator[Duty]:
    """Closed rounds that neither this office nor this person has confirmed; as soon as a call's bids are opened."""
    confirmed = RoundConfirmation.objects.filter(opening__round=OuterRef("pk"))
    mine = confirmed.filter(Q(office=by.role) | Q(confirmed_by__in=persons(by)))
    rows = Round.objects.filter(
        within(by, "tender__demand__community"),
        ~Exists(mine),
        state=RoundState.CLOSED,
        opening__fixed_at__isnull=True,
        tender__state=State.OPENED,
    )
    found = list(rows.select_related("tender__demand").order_by("closed_at", "pk"))
    calendar = work_calendar() if found else None
    for row in found:
        tender = row.tender
        if calendar is None or by.role not in permissions.opening_roles(tender):
            continue
        assert row.closed_at is not None  # a closed round has one
        due = end_of_day(calendar.add_workdays(day_of(row.closed_at), tender.procedure.opening_working_days))
        url = f"{row.get_absolute_url()}opening/"
        yield Duty("bids.open_round", tender.demand.title, url, due, project=tender.demand.number)

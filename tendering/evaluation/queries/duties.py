"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.duty import Duty
from tendering.bids.models import OpenedBid
from tendering.evaluation.models import LowQuoteQuery, Panel, Seat
from tendering.evaluation.rules.panel import SHEETLESS, missing
from tendering.evaluation.rules.states import LIVING, VOTING, Capacity, QueryState, SeatState, SheetState, State
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    if membership.role in PROVIDER_ROLES:
        return list(_low_quotes(membership, now))
    found = list(_seats(membership))
    if any(duty.kind == "evaluation.rank" for duty in found):
        found += _answered(membership)
    if membership.role == Role.COMMUNITY and membership.place is not None:
        found += [*_to_convene(membership), *_to_fill(membership)]
    return found


def _low_quotes(by: Membership, now: datetime) -> Iterator[Duty]:
    rows = LowQuoteQuery.objects.filter(
        bid__provider__organisation=by.organisation, state=QueryState.ASKED, due_at__gt=now
    )
    for row in rows.select_related("panel__tender__demand").order_by("due_at", "pk"):
        title = row.panel.tender.demand.title
        yield Duty("evaluation.explain_quote", title, row.get_absolute_url(), row.due_at)


def _seats(by: Membership) -> Iterator[Duty]:
    rows = Seat.objects.filter(user=by.user_id, role=by.role, state__in=sorted(LIVING))
    rows = rows.filter(panel__tender__state=TenderState.OPENED).exclude(panel__state=State.SIGNED)
    for seat in rows.select_related("panel__tender__demand", "sheet", "signature").order_by("seated_at", "pk"):
        name = _next_act(seat)
        if name is not None:
            kind, url = name
            yield Duty(f"evaluation.{kind}", seat.panel.tender.demand.title, url, seat.panel.report_due_at)


def _next_act(seat: Seat) -> tuple[str, str] | None:
    """What this seat's holder does next, and where."""
    panel, number = seat.panel, seat.panel.tender.number
    if seat.state == SeatState.INVITED and panel.state in (State.CONVENED, State.SCORING):
        return "declare", reverse("evaluation:declare", args=[number])
    if seat.capacity not in VOTING:
        return None
    if panel.state == State.SCORING:
        return _scoring(seat)
    if panel.state == State.RANKED and not hasattr(seat, "signature"):
        return "sign", reverse("evaluation:sign", args=[number])
    return None


def _scoring(seat: Seat) -> tuple[str, str] | None:
    panel = seat.panel
    sheet = getattr(seat, "sheet", None)
    if sheet is not None and sheet.state == SheetState.DRAFT:
        return "score", reverse("evaluation:sheet", args=[panel.tender.number])
    if panel.tender.procedure.evaluation in SHEETLESS or panel.sheets_signed_at is not None:
        return "rank", panel.get_absolute_url()
    return None


def _answered(by: Membership) -> Iterator[Duty]:
    seats = Seat.objects.filter(panel=OuterRef("panel"), user=by.user_id, role=by.role, state=SeatState.DECLARED)
    rows = LowQuoteQuery.objects.filter(Exists(seats), state=QueryState.ANSWERED).exclude(asked_by=by.user_id)
    for row in rows.select_related("panel__tender__demand").order_by("answered_at", "pk"):
        url = reverse("evaluation:decide", args=[row.pk])
        yield Duty("evaluation.decide_quote", row.panel.tender.demand.title, url, row.panel.report_due_at)


def _to_convene(by: Membership) -> Iterator[Duty]:
    """Opened and qualified, no panel yet; `path` of the community is exact for its staff."""
    assert by.place is not None
    valid = OpenedBid.objects.filter(bid__tender=OuterRef("pk"), valid=True)
    rows = Tender.objects.filter(
        Exists(valid),
        ~Exists(valid.filter(bid__qualification__isnull=True)),
        state=TenderState.OPENED,
        panel__isnull=True,
        opening__opened_at__isnull=False,
        demand__community__path__startswith=by.place.path,
    )
    for tender in rows.select_related("demand").order_by("pk"):
        yield Duty("evaluation.convene", tender.demand.title, reverse("evaluation:convene", args=[tender.number]))


def _to_fill(by: Membership) -> Iterator[Duty]:
    assert by.place is not None
    rows = Panel.objects.filter(
        state=State.CONVENED,
        tender__state=TenderState.OPENED,
        tender__demand__community__path__startswith=by.place.path,
    )
    for panel in rows.select_related("tender__demand").prefetch_related("seats").order_by("pk"):
        living = [Capacity(seat.capacity) for seat in panel.seats.all() if seat.is_living]
        if missing(panel.tender.procedure, living):
            url = reverse("evaluation:fill", args=[panel.tender.number])
            yield Duty("evaluation.fill", panel.tender.demand.title, url)

"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, within
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.calendar import day_of
from marketplace.primitives.duty import Duty
from marketplace.primitives.ruleset import Tier
from marketplace.ui.waiting import Rows, gathered
from tendering.bids.models import OpenedBid
from tendering.bids.queries.members import answered_by
from tendering.bids.queries.valid import valid_bids
from tendering.evaluation.models import LowQuoteQuery, Panel, PaperSheet, ResidentsVote, Seat, VoteChoice
from tendering.evaluation.permissions import DECIDERS, KEEPERS, VOTERS, apart, decider, judging, replaced_by
from tendering.evaluation.queries import defence_duties
from tendering.evaluation.queries.grounds import absent
from tendering.evaluation.queries.lots import alone_to_judge, joints_to_judge
from tendering.evaluation.queries.people import in_role
from tendering.evaluation.queries.residents_vote import to_cast
from tendering.evaluation.queries.rounds import over, to_hold
from tendering.evaluation.rules.panel import SHEETLESS, missing
from tendering.evaluation.rules.states import (
    BEFORE_RANKING,
    LIVING,
    VOTING,
    PaperState,
    QueryState,
    SeatState,
    SheetState,
    State,
)
from tendering.tenders.rules.states import State as TenderState


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    return gathered(waiting(membership, now))


def waiting(membership: Membership, now: datetime) -> Iterator[Duty | Rows]:
    """A seat's next act and the seats still empty are computed, the rest are rows."""
    if membership.role in PROVIDER_ROLES:
        yield _low_quotes(membership, now)
        yield defence_duties.for_bidder(membership)
        return
    seats = list(_seats(membership))
    yield from seats
    if any(duty.kind == "evaluation.rank" for duty in seats):
        yield _answered(membership)
    if membership.role in KEEPERS:
        yield _to_compare(membership)
    if membership.role == Role.SUPERVISION_COMMITTEE:
        yield _to_replace(membership)
    if membership.role in VOTERS and membership.user.phone_verified:
        yield _to_vote(membership, now)
    if membership.role == Role.COMMUNITY:
        yield from _to_convene(membership)
        yield _to_open_vote(membership)
        yield to_hold(membership)
        yield from defence_duties.for_community(membership)
        yield from _to_fill(membership)
    if membership.role in DECIDERS:
        yield _to_set_aside(membership, day_of(now))


def _low_quotes(by: Membership, now: datetime) -> Rows:
    rows = LowQuoteQuery.objects.filter(
        bid__provider__organisation=by.organisation, state=QueryState.ASKED, panel__counts_for__isnull=False
    )
    return _query("evaluation.explain_quote", rows.filter(due_at__gt=now), "answer", "due_at")


def _query(kind: str, rows: QuerySet[LowQuoteQuery], page: str, due: str) -> Rows:
    return Rows(kind, rows, "panel__tender__demand__title", f"evaluation:{page}", due=due)


def _seats(by: Membership) -> Iterator[Duty]:
    """What each seat's holder does next; the declaration about several lots is one."""
    rows = Seat.objects.filter(user=by.user_id, role=by.role, state__in=sorted(LIVING))
    rows = rows.filter(panel__counts_for__state=TenderState.OPENED).exclude(panel__state=State.SIGNED)
    rows = rows.annotate(is_settled=Exists(over("panel__tender")))
    declares = set[int]()
    for seat in rows.select_related("panel__tender__demand", "sheet", "signature").order_by("seated_at", "pk"):
        name = _next_act(seat)
        if name is not None and not _is_told(seat, declares):
            (kind, url), demand = name, seat.panel.tender.demand
            due = seat.answer_due_at if seat.state == SeatState.INVITED else seat.panel.report_due_at
            yield Duty(f"evaluation.{kind}", demand.title, url, due, project=demand.number)


def _is_told(seat: Seat, declares: set[int]) -> bool:
    """Whether the declaration is asked for by another seat of the same people already."""
    key = seat.panel.together_id
    if key is None or seat.state != SeatState.INVITED:
        return False
    is_told = key in declares
    declares.add(key)
    return is_told


def _next_act(seat: Seat) -> tuple[str, str] | None:
    """What this seat's holder does next, and where."""
    panel, number = seat.panel, seat.panel.tender.number
    if seat.state == SeatState.INVITED and panel.state in BEFORE_RANKING:
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
    if panel.tender.procedure.rounds and not getattr(seat, "is_settled", False):
        return None
    sheet = getattr(seat, "sheet", None)
    if sheet is not None and sheet.state == SheetState.DRAFT:
        return "score", reverse("evaluation:sheet", args=[panel.tender.number])
    if panel.tender.procedure.evaluation in SHEETLESS or panel.sheets_signed_at is not None:
        return "rank", panel.get_absolute_url()
    return None


def _answered(by: Membership) -> Rows:
    seats = Seat.objects.filter(panel=OuterRef("panel"), user=by.user_id, role=by.role, state=SeatState.DECLARED)
    rows = LowQuoteQuery.objects.filter(Exists(seats), state=QueryState.ANSWERED, panel__counts_for__isnull=False)
    rows = rows.exclude(asked_by__in=persons(by))
    return _query("evaluation.decide_quote", rows, "decide", "panel__report_due_at")


def _to_compare(by: Membership) -> Rows:
    """Papers entered once, by somebody else; not for a judge of the panel nor a second one of the buyer."""
    judges = judging(by).filter(panel=OuterRef("sheet__seat__panel"))
    staff = holders(Role.COMMUNITY).filter(place=OuterRef("sheet__seat__panel__tender__demand__community"))
    rows = PaperSheet.objects.filter(
        within(by, "sheet__seat__panel__tender__demand__community"),
        ~Exists(judges),
        ~(Exists(staff.filter(user__in=persons(by))) & Exists(staff.filter(user=OuterRef("entered_by")))),
        state=PaperState.ENTERED,
        sheet__seat__panel__state=State.SCORING,
        sheet__seat__panel__counts_for__state=TenderState.OPENED,
    ).exclude(entered_by__in=persons(by))
    due = "sheet__seat__panel__report_due_at"
    return Rows(
        "evaluation.compare_paper", rows, "sheet__seat__panel__tender__demand__title", "evaluation:compare", due=due
    )


def _to_replace(by: Membership) -> Rows:
    """Drawn members on record as absent, for whoever confirms it and has no part in the panel."""
    return Rows(
        "evaluation.replace", absent(by).filter(replaced_by(by)), "panel__tender__demand__title", "evaluation:replace"
    )


def _to_convene(by: Membership) -> Iterator[Rows]:
    """Opened and qualified, no panel yet; several lots of one joint call are one duty."""
    yield Rows("evaluation.convene", alone_to_judge(by), "demand__title", "evaluation:convene", "number")
    yield Rows("evaluation.convene", joints_to_judge(by), "title", "evaluation:convene_lots", "number")


def _to_vote(by: Membership, now: datetime) -> Rows:
    """A resident's vote."""
    rows = to_cast(by, now)
    return Rows("evaluation.vote", rows, "tender__demand__title", "evaluation:vote", "tender__number", "ends_at")


def _to_open_vote(by: Membership) -> Rows:
    """Panels whose call has an item for residents' votes, and a bid that none of them could choose yet."""
    latest = ResidentsVote.objects.latest_of_each()
    offered = VoteChoice.objects.filter(vote__in=latest, bid=OuterRef("pk"))
    rows = Panel.objects.filter(
        within(by, "tender__demand__community"),
        Exists(valid_bids(OuterRef("tender")).filter(~Exists(offered))),
        Q(tender__procedure_data__rounds=0) | Exists(over("tender")),
        counts_for__state=TenderState.OPENED,
        tender__procedure_data__residents_vote=True,
        state__in=sorted(BEFORE_RANKING),
    )
    return Rows("evaluation.open_vote", rows, "tender__demand__title", "evaluation:open_vote", "tender__number")


def _to_fill(by: Membership) -> Iterator[Duty]:
    """Panels with voting seats still empty; the seats are counted by capacity in the same query."""
    rows = Panel.objects.filter(
        within(by, "tender__demand__community"), state=State.CONVENED, counts_for__state=TenderState.OPENED
    )
    taken = Q(seats__state__in=sorted(LIVING))
    seated = {f"seated_{kind.value}": Count("seats", filter=taken & Q(seats__capacity=kind)) for kind in VOTING}
    told = set[int | None]()
    for panel in rows.annotate(**seated).select_related("tender__demand").order_by("pk"):
        living = Counter({kind: getattr(panel, f"seated_{kind.value}") for kind in VOTING})
        if missing(panel.tender.procedure, living.elements()):
            if panel.together_id in told:
                continue
            told |= {panel.together_id} - {None}
            demand, url = panel.tender.demand, reverse("evaluation:fill", args=[panel.tender.number])
            yield Duty("evaluation.fill", demand.title, url, project=demand.number)


def _to_set_aside(by: Membership, on: date) -> Rows:
    """Rankings to be signed by a member whose role has ended or who went to a bidder.

    Other relations are shown on the panel's page. Whoever had a part in the panel is not asked.
    """
    bids = OpenedBid.objects.filter(bid__tender=OuterRef(OuterRef("panel__tender")))
    gone = holders(on=on).filter(
        Exists(bids.filter(answered_by(OuterRef("organisation")))), user=OuterRef("user"), organisation__isnull=False
    )
    seats = Seat.objects.filter(panel=OuterRef("pk"), state__in=sorted(LIVING), capacity__in=sorted(VOTING))
    rows = Panel.objects.counting().filter(
        apart(by),
        within(by, "tender__demand__community"),
        Exists(seats.filter(Exists(gone) | ~Exists(in_role(on)), signature__isnull=True)),
        state=State.RANKED,
        tender__state=TenderState.OPENED,
        tender__tier__in=[tier for tier in Tier if decider(tier) == by.role],
    )
    return Rows("evaluation.set_aside", rows, "tender__demand__title", "evaluation:set_aside", "tender__number")

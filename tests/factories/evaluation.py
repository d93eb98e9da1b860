"""Evaluations for tests, through the services: a panel, its sheets, the ranking, the signed report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import UUID

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.ruleset import residents_vote
from marketplace.rulebook import preset_files
from marketplace.rulebook.queries import work_calendar
from tendering.bids.models import Bid
from tendering.evaluation.models import DefenceSession, Panel, ScoreSheet, Seat
from tendering.evaluation.queries import bids as bid_queries
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.panel import has_sheets
from tendering.evaluation.rules.states import LIVING, Capacity
from tendering.evaluation.rules.work import Attendance
from tendering.evaluation.services import convening, defence, members, ranking, reporting, sheets, work
from tendering.evaluation.services.sheets import Written
from tendering.tenders.models import Criterion, Tender
from tests.factories import accounts, bids
from tests.factories.bids import Contest

RESERVE = 2
DEFENCE = {"methods": ["comparison_invited"], "minutes": 10, "notice_working_days": 1}


VOTE = {
    "code": "vote",
    "zh": "居民投票",
    "en": "Residents' vote",
    "max": 10,
    "kind": "objective",
    "formula": residents_vote.FORMULA,
}


def vote_rules(points: int = 10, most: int = 10) -> dict[str, Any]:
    """Overrides of the example rules: micro plans are scored with an item for residents' votes."""
    plan = preset_files.preset_values(preset_files.BASE)["score_templates"]["plan_100"]["criteria"]
    first = plan[0] | {"max": plan[0]["max"] - points}
    return {
        "scoring__residents_vote_max": most,
        "score_templates__plan_100__criteria": [first, *plan[1:], VOTE | {"max": points}],
    }


@dataclass
class Jury:
    """An evaluation with its people: who sits where, in the order of the seats."""

    contest: Contest
    panel: Panel

    @property
    def tender(self) -> Tender:
        """The call."""
        return self.contest.tender

    @property
    def bids(self) -> list[Bid]:
        """The contest's bids, the first bidder's first."""
        return self.contest.bids

    def seats(self) -> list[Seat]:
        """Living seats with a vote."""
        rows = Seat.objects.filter(panel=self.panel, state__in=sorted(LIVING)).exclude(capacity=Capacity.OBSERVER)
        return list(rows.select_related("user").order_by("number"))

    def judges(self) -> list[Membership]:
        """Whoever holds a voting seat, in the role of the seat."""
        return [holder(seat) for seat in self.seats()]

    def fresh(self) -> Panel:
        """The panel as the database has it."""
        self.panel = Panel.objects.select_related("tender__demand__community", "tender__rule_set").get(pk=self.panel.pk)
        return self.panel


def holder(seat: Seat) -> Membership:
    """The membership a seat is held in."""
    return Membership.objects.select_related("user", "place").get(user=seat.user, role=seat.role)


def representatives(contest: Contest, count: int) -> list[Membership]:
    """Residents' representatives of the contest's community, known by a phone since before its call."""
    place = contest.office.community
    role = Role.RESIDENT_REPRESENTATIVE
    return [accounts.membership(role, place, who=accounts.known()) for _number in range(count)]


def convened(contest: Contest | None = None, *, observed: bool = True, reserve: int = RESERVE, **options: Any) -> Jury:
    """A panel with everybody seated; `reserve` more representatives could be drawn."""
    contest = contest or bids.contest(**({"method": "comparison_invited"} | options))
    representatives(contest, contest.tender.procedure.resident_seats + reserve)
    panel = convening.convene(
        tender=contest.tender,
        by=contest.office.preparer,
        community=[contest.office.approver],
        observers=[contest.office.committee] if observed else [],
    )
    return Jury(contest, panel)


def declared(jury: Jury | None = None, **options: Any) -> Jury:
    """Everybody with a vote has declared: the evaluation runs."""
    jury = jury or convened(**options)
    for judge in jury.judges():
        members.declare(panel=jury.panel, by=judge, statements=list(Relation))
    jury.fresh()
    return jury


def absent(seat: Seat) -> None:
    """The community writes down that one drawn member did not come; everybody else is there."""
    panel = Panel.objects.select_related("tender__demand__community").get(pk=seat.panel_id)
    voters = panel.seats.filter(state__in=sorted(LIVING)).exclude(capacity=Capacity.OBSERVER)
    marks = {row.pk: Attendance.PRESENT.value for row in voters} | {seat.pk: Attendance.ABSENT.value}
    clerk = holders(Role.COMMUNITY, place=panel.tender.demand.community)[0]
    work.record_attendance(panel=panel, by=clerk, marks=marks, now=clock.now())


def replaced(seat: Seat) -> Seat:
    """A drawn member who was marked absent is replaced; the supervision committee confirms it."""
    absent(seat)
    committee = holders(Role.SUPERVISION_COMMITTEE, place=seat.panel.tender.demand.community)[0]
    return members.replace(seat=seat, by=committee, reason="因病住院")


def defended(jury: Jury | None = None) -> DefenceSession:
    """A session whose order is drawn, at two in the afternoon of the next working day; the clock stands before it.

    The call's method asks for presentations only where a test's rules say so (`DEFENCE`).
    """
    jury = jury or declared()
    by, next_day = jury.contest.office.preparer, work_calendar().add_workdays(clock.today(), 1)
    starts_at = datetime.combine(next_day, time(14), SHANGHAI)
    defence.schedule(panel=jury.panel, by=by, place="社区会议室", starts_at=starts_at)
    return defence.draw_order(panel=jury.panel, by=by)


def sheet_of(jury: Jury, judge: Membership) -> ScoreSheet:
    """A member's sheet as it is now."""
    return ScoreSheet.objects.get(seat__panel=jury.panel, seat__user=judge.user)


def points(jury: Jury, share: str = "0.80", changes: Mapping[tuple[UUID, int], str] | None = None) -> Written:
    """A full sheet: this share of the maximum in every cell, but for `changes`."""
    lines = Criterion.objects.filter(tender=jury.tender, kind=Criterion.Kind.SUBJECTIVE)
    cells = {
        (bid.pk, line.pk): str((Decimal(share) * line.max_points).quantize(Decimal("0.01")))
        for bid in bid_queries.competing(jury.panel)
        for line in lines
    }
    return Written(cells | dict(changes or {}), "方案具体,安排可行。")


def by_bid(jury: Jury, shares: Sequence[str]) -> Written:
    """A full sheet that gives each bid its own share of the maxima, the first bidder's first."""
    lines = Criterion.objects.filter(tender=jury.tender, kind=Criterion.Kind.SUBJECTIVE)
    cells = {
        (bid.pk, line.pk): str((Decimal(share) * line.max_points).quantize(Decimal("0.01")))
        for bid, share in zip(jury.bids, shares, strict=True)
        for line in lines
    }
    return Written(cells)


def sign(jury: Jury, judge: Membership, values: Written | None = None) -> ScoreSheet:
    """One member signs."""
    version = sheet_of(jury, judge).version
    return sheets.sign_sheet(panel=jury.panel, by=judge, values=values or points(jury), version=version)


def scored(jury: Jury | None = None, values: Written | None = None, **options: Any) -> Jury:
    """All sheets signed, with the same points unless told otherwise; nothing to sign for the lowest quote."""
    jury = jury or declared(**options)
    if has_sheets(jury.tender.procedure.evaluation):
        for judge in jury.judges():
            sign(jury, judge, values)
    jury.fresh()
    return jury


def ranked(jury: Jury | None = None, values: Written | None = None, **options: Any) -> Jury:
    """The ranking stands, the report waits for signatures."""
    jury = scored(jury, values, **options)
    ranking.rank(panel=jury.panel, by=jury.judges()[0])
    jury.fresh()
    return jury


def signed(jury: Jury | None = None, values: Written | None = None, **options: Any) -> Jury:
    """The report is signed by all: `queries.ranking` answers, awards may begin.

    Options go to `bids.contest`: method, prices, count, budget, office, demand.
    """
    return signed_after_scoring(scored(jury, values, **options))


def signed_after_scoring(jury: Jury) -> Jury:
    """Ranked and signed, where the sheets are signed already."""
    ranking.rank(panel=jury.panel, by=jury.judges()[0])
    for judge in jury.judges():
        reporting.sign_report(panel=jury.panel, by=judge)
    jury.fresh()
    return jury

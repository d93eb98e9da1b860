"""The entries of one call: what happened, what is fixed, what the rules plan; nothing that is not public."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from marketplace.primitives.calendar import WorkCalendar, day_of, last_day_of
from marketplace.ui.formats import split_midnight
from marketplace.ui.ics import Status
from marketplace.ui.text import Text
from tendering.awards.models import Award, Objection
from tendering.awards.queries.holds import of_answers, of_lots
from tendering.awards.queries.waits import Wait, waits_of
from tendering.overview.queries.agenda.rows import RUNNING
from tendering.overview.wording import WORDS
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules import timetable
from tendering.tenders.rules.states import State


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing on one day.

    Attributes:
        at: a moment, or a day of which only the day is known or counts.
        is_planned: the last day the rules leave an office; nobody has fixed it yet.
        turn: of what may happen several times, which one.
    """

    what: str
    at: date
    tender: Tender
    url: str
    status: Status = Status.CONFIRMED
    is_planned: bool = False
    turn: int = 1

    @property
    def key(self) -> str:
        """Its name in calendars: a second suspension is another entry than the first."""
        return self.what if self.turn == 1 else f"{self.what}-{self.turn}"

    @property
    def label(self) -> Text:
        """What happens."""
        return WORDS[self.what]

    @property
    def day(self) -> date:
        """The day it stands on; midnight belongs to the day that it ends."""
        return last_day_of(self.at)

    @property
    def hour(self) -> str:
        """The time of day in Shanghai; empty for a whole day."""
        return split_midnight(self.at)[1] if isinstance(self.at, datetime) else ""

    @property
    def is_off(self) -> bool:
        """It does not happen any more."""
        return self.status is Status.CANCELLED

    @property
    def is_still(self) -> bool:
        """The call is suspended, so the day will move."""
        return self.status is Status.TENTATIVE and not self.is_planned


def entries_of_each(tenders: Iterable[Tender], calendar: WorkCalendar, today: date) -> list[tuple[Tender, list[Entry]]]:
    """Each call with its entries in order of their days; as `rows.calls` reads them, and one query for all."""
    latest = [(tender, _latest(tender)) for tender in tenders]
    waits = waits_of(award for tender, award in latest if award is not None and tender.state == State.OPENED)
    return [
        (tender, _entries(tender, award, waits.get(award.pk if award else 0, Wait()), calendar, today))
        for tender, award in latest
    ]


def _latest(tender: Tender) -> Award | None:
    awards: list[Award] = vars(tender)["public_awards"]
    return awards[-1] if awards else None


def _entries(tender: Tender, award: Award | None, wait: Wait, calendar: WorkCalendar, today: date) -> list[Entry]:
    facts = [*_of_call(tender), *(_of_award(award) if award else ())]
    known = {entry.what for entry in facts}
    planned = [entry for entry in _planned(tender, award, wait, calendar, today) if entry.what not in known]
    return sorted([*facts, *planned], key=lambda entry: (entry.day, entry.hour))


def _of_call(tender: Tender) -> Iterator[Entry]:
    url, state = tender.get_absolute_url(), tender.state
    if tender.announced_at:
        yield Entry("announced", tender.announced_at, tender, url)
    if tender.deadline_at:
        status = Status.TENTATIVE if state == State.SUSPENDED else _lasting(tender.deadline_at, _gone_at(tender))
        yield Entry("deadline", tender.deadline_at, tender, url, status)
    opening = getattr(tender, "opening", None)
    if opening and opening.opened_at:
        yield Entry("opening", opening.opened_at, tender, url)
    yield from _suspensions(tender, url)
    yield from _meetings(tender, url)
    if ended := _gone_at(tender):
        yield Entry(str(state), ended, tender, url)


def _suspensions(tender: Tender, url: str) -> Iterator[Entry]:
    """Each with its end, or the end it comes to by itself."""
    for kind, what in ((Notice.Kind.SUSPENSION, "suspended"), (Notice.Kind.RESUMPTION, "resumed")):
        moments = sorted(row.published_at for row in tender.notices.all() if row.kind == kind)
        for turn, at in enumerate(moments, start=1):
            yield Entry(what, at, tender, url, turn=turn)
    if tender.suspended_until is not None:
        yield Entry("resumes", tender.suspended_until, tender, url)


def _meetings(tender: Tender, url: str) -> Iterator[Entry]:
    """What a panel has fixed: until when a round takes answers, when bidders present their plans."""
    for row in tender.consultation.all():
        if row.deadline_at is not None:
            status = (
                Status.TENTATIVE if tender.state == State.SUSPENDED else _lasting(row.deadline_at, _gone_at(tender))
            )
            what, turn = ("final_quotes", 1) if row.is_last else ("revised_plans", row.number)
            yield Entry(what, row.deadline_at, tender, url, status, turn=turn)
    defence = getattr(getattr(tender, "panel", None), "defence", None)
    if defence is not None:
        yield Entry("defence", defence.starts_at, tender, url, _lasting(defence.starts_at, _gone_at(tender)))


def _of_award(award: Award) -> Iterator[Entry]:
    tender, url = award.tender, award.get_absolute_url()
    fallen = award.ended_at if award.has_fallen else None
    paused = tender.state == State.SUSPENDED
    for what, at in (
        ("publicity", award.publicised_at),
        ("publicity_end", award.publicity_ends_at),
        ("confirmed", award.awarded_at),
        ("letter", award.lettered_at),
        ("sign_by", award.sign_by_at),
    ):
        if at is not None:
            is_end = what in ("publicity_end", "sign_by")
            status = Status.TENTATIVE if paused and is_end else _lasting(at, fallen if is_end else None)
            yield Entry(what, last_day_of(at) if is_end else at, tender, url, status)


def _planned(tender: Tender, award: Award | None, wait: Wait, calendar: WorkCalendar, today: date) -> Iterator[Entry]:
    """From today on, for a running call; of one that came to nothing, what was planned after its end is off.

    Nobody knows the day of what waits for an answer or for another lot.
    """
    gone = _gone_at(tender)
    if not gone and tender.state not in RUNNING:
        return
    status = Status.CANCELLED if gone else Status.TENTATIVE
    since = day_of(gone) if gone else today
    held = set[str]() if gone else _held(tender, award, wait)
    for step in _steps(tender, award, calendar):
        if step.day >= since and step.what not in held:
            yield Entry(step.what, step.day, tender, tender.get_absolute_url(), status, is_planned=True)


def _held(tender: Tender, award: Award | None, wait: Wait) -> set[str]:
    living = award if award is not None and not award.has_fallen else None
    rows: list[Objection] = vars(tender)["unanswered"]
    holds = [*of_answers(tender, living, rows), *of_lots(wait.lots, living)]
    return {step for hold in holds for step in hold.steps}


def _steps(tender: Tender, award: Award | None, calendar: WorkCalendar) -> Iterator[timetable.Milestone]:
    if award is not None and not award.has_fallen:
        if award.publicity_last_day:  # while an objection holds it, nobody knows when it goes on
            yield from timetable.to_the_contract(award.publicity_last_day, tender.procedure, calendar)
    elif tender.announced_at:
        deadline = last_day_of(tender.deadline_at) if tender.deadline_at else None
        yield from timetable.timetable(day_of(tender.announced_at), tender.procedure, calendar, deadline)


def _gone_at(tender: Tender) -> datetime | None:
    return tender.ended_at if tender.has_come_to_nothing else None


def _lasting(at: datetime, gone_at: datetime | None) -> Status:
    return Status.CANCELLED if gone_at and gone_at < at else Status.CONFIRMED

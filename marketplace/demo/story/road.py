"""One demand's way from the draft to the resolution: each step enters its acts, in working days from the start."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import Act, at_hour, morning_after, office_hour, working_day
from marketplace.demo.stage import Stage
from marketplace.demo.story.project import Project, wording
from tendering.demands.models import DecidingBody, Demand
from tendering.demands.services import deliberation, drafting, screening
from tendering.demands.services.deliberation import DeliberationRecord, MeetingRecord

# Working days after the start.
PROPOSED, SCREENED, VISITED, SURVEYED, REVIEWED, DISCUSSED, CALLED, MET, RECORDED, SIGNED = (
    1,
    3,
    5,
    6,
    9,
    11,
    12,
    15,
    16,
    17,
)
PUBLICITY_DAYS = 6
CLEAR, DEFEATED, EMPTY = "clear", "defeated", "empty"


def start_for(submitted_on: date) -> date:
    """The day a demand has to be begun so that it can be submitted on that day."""
    start = submitted_on - timedelta(days=20)
    while ready_on(start) > submitted_on:
        start -= timedelta(days=1)
    return start


def ready_on(start: date) -> date:
    """The first working day after the posting of the resolution, for a demand begun on `start`."""
    return working_day(working_day(start, SIGNED) + timedelta(days=PUBLICITY_DAYS))


class Road:
    """The first half of the road; `tendering.demands` decides whether each act may happen."""

    def __init__(self, stage: Stage, project: Project, start: date) -> None:
        self.stage, self.project, self.start = stage, project, start
        place = project.community
        self.author = stage.cast.one(Role.COMMUNITY, place, 2)
        self.screener = stage.cast.one(Role.COMMUNITY, place, 3)
        self.chair = stage.cast.one(Role.PARTY_ORG, place).user.name
        self.committee = stage.cast.one(Role.SUPERVISION_COMMITTEE, place, 1)
        # Spread over the hour, so that a morning's acts do not all carry one stamp.
        self.minute = sum(map(ord, project.key)) * 7 % 60

    @property
    def demand(self) -> Demand:
        """The demand, once it is drafted."""
        return self.stage.demands[self.project.key]

    def keep(self, demand: Demand) -> Demand:
        """Remember the demand as an act left it."""
        self.stage.demands[self.project.key] = demand
        return demand

    def at(self, days: int, hour: int, act: Act) -> None:
        """Enter an act for an hour of a working day after the start."""
        self.stage.agenda.at(office_hour(self.start, days, hour, self.minute), act)

    def draft(self) -> Road:
        """Written, with its funding plan."""
        self.at(0, 10, self._draft)
        return self

    def propose(self) -> Road:
        """Put before the community."""
        self.draft()
        self.at(PROPOSED, 11, lambda: self.keep(drafting.propose(demand=self.demand, by=self.author, now=clock.now())))
        return self

    def deliberate(self) -> Road:
        """Screened, visited, surveyed, reviewed, discussed."""
        self.propose()
        self.at(SCREENED, 10, self._screen)
        for days, kind in (
            (VISITED, "visit"),
            (SURVEYED, "survey"),
            (REVIEWED, "two_committee_review"),
            (DISCUSSED, "democratic_discussion"),
        ):
            self.at(days, 17, partial(self._record, kind))
        return self

    def call(self) -> Road:
        """The meeting is called."""
        self.deliberate()
        held_at = self.evening(MET)
        self.at(CALLED, 9, lambda: self._call(held_at))
        return self

    def meet(self, outcome: str = CLEAR) -> Road:
        """The meeting has voted, and waits for the supervision committee."""
        self.call()
        self.at(RECORDED, 10, lambda: self._meet(outcome))
        return self

    def resolve(self) -> Road:
        """Countersigned, posted, and the posting is over."""
        self.meet()
        self.at(SIGNED, 10, self._countersign)
        self.at(SIGNED, 15, self._publicise)
        self.stage.agenda.at(self.over, self._end_publicity)
        return self

    def defeat(self) -> Road:
        """Voted down."""
        self.meet(DEFEATED)
        self.at(SIGNED, 10, self._countersign)
        return self

    def resolve_at_second_meeting(self) -> Road:
        """The first meeting lacks its quorum; a second one decides."""
        self.meet(EMPTY)
        self.at(SIGNED, 10, self._countersign)
        held_at = self.evening(SIGNED + 3)
        self.at(SIGNED, 11, lambda: self._call(held_at))
        self.start = working_day(self.start, SIGNED + 4 - RECORDED)
        self.at(RECORDED, 10, lambda: self._meet(CLEAR))
        self.at(SIGNED, 10, self._countersign)
        self.at(SIGNED, 15, self._publicise)
        self.stage.agenda.at(self.over, self._end_publicity)
        return self

    def evening(self, days: int) -> datetime:
        """Half past seven, when people are at home."""
        return office_hour(self.start, days, 19, 30)

    @property
    def over(self) -> datetime:
        """The morning after the last day of posting."""
        return morning_after(at_hour(working_day(self.start, SIGNED), 15), PUBLICITY_DAYS)

    def _draft(self) -> None:
        project = self.project
        demand = drafting.draft_demand(
            community=project.community, by=self.author, values=project.values(), now=clock.now()
        )
        funded = drafting.write_funding(
            demand=demand, by=self.author, version=demand.version, budget=project.budget, lines=project.lines()
        )
        self.keep(funded)

    def _screen(self) -> None:
        demand = screening.screen(
            demand=self.demand,
            by=self.screener,
            negative=frozenset(),
            duplicates_checked=True,
            flags=self.demand.declared,
            now=clock.now(),
        )
        self.keep(demand)

    def _record(self, kind: str) -> None:
        dice = self.stage.dice
        people = {"visit": dice.randrange(30, 90), "survey": dice.randrange(120, 420)}.get(kind, dice.randrange(9, 26))
        share = dice.randrange(82, 98)
        found = wording()["records"][kind].format(number=people if kind != "democratic_discussion" else 3, share=share)
        values = DeliberationRecord(kind, clock.today(), people, found, in_favour=people * share // 100)
        deliberation.record_deliberation(demand=self.demand, by=self.author, values=values, now=clock.now())

    def _call(self, held_at: datetime) -> None:
        deliberation.call_meeting(
            demand=self.demand,
            by=self.author,
            held_at=held_at,
            place_text="社区党群服务中心二楼议事厅",
            now=clock.now(),
        )

    def _meet(self, outcome: str) -> None:
        members = DecidingBody.objects.get(community=self.project.community, to_date=None).members
        present, votes = self._tally(members, outcome)
        record = MeetingRecord(present, *votes, self.chair, wording()["records"]["minutes"])
        deliberation.record_meeting(demand=self.demand, by=self.author, values=record)

    def _tally(self, members: int, outcome: str) -> tuple[int, tuple[int, int, int]]:
        dice = self.stage.dice
        share = dice.randrange(45, 62) if outcome == EMPTY else dice.randrange(75, 99)
        present = members * share // 100
        against, abstain = dice.randrange(4), dice.randrange(3)
        if outcome == DEFEATED:
            against = present // 2
        return present, (present - against - abstain, against, abstain)

    def _countersign(self) -> None:
        self.keep(deliberation.countersign(demand=self.demand, by=self.committee, now=clock.now()))

    def _publicise(self) -> None:
        self.keep(deliberation.publicise_resolution(demand=self.demand, by=self.author, now=clock.now()))

    def _end_publicity(self) -> None:
        self.keep(deliberation.end_publicity(demand=self.demand))

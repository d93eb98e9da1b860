"""The second half of the road: demonstrated early, filed or approved, funded, published."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import Act, at_hour, office_hour, working_day
from marketplace.demo.story.checkpoint import Gathering
from marketplace.demo.story.road import Road
from marketplace.places.queries import street_of
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Tier
from tendering.demands.models import Approval, Checkpoint, Opinion
from tendering.demands.services import approvals, publication

RECUSED = "本人亲属在该项目意向合作单位任职，申请回避。"


class Approved(Road):
    """A road with everything up to publication; `first_day` is when the resolution can be handed in."""

    @property
    def first_day(self) -> date:
        """The first working day after the posting."""
        return working_day(day_of(self.over))

    def on(self, days: int, hour: int, act: Act) -> None:
        """Enter an act for a working day after the posting."""
        self.stage.agenda.at(office_hour(self.first_day, days, hour, self.minute), act)

    def demonstrate(self, days: int = 0) -> Approved:
        """Departments and experts look at it early; every finding is answered (R46). Takes four working days."""
        self.schedule(days, office_hour(self.first_day, days + 2, 14))
        self.on(days + 2, 16, lambda: self._early().hold())
        self.on(days + 3, 11, lambda: self._early().answer())
        self.on(days + 4, 10, lambda: self._early().close())
        return self

    def schedule(self, days: int, moment: datetime) -> Approved:
        """The early demonstration is called."""
        self.on(days, 10, lambda: self._early().call(moment))
        return self

    def submit(self, days: int = 0) -> Approved:
        """Handed in, to be filed or approved."""
        self.on(
            days,
            11,
            lambda: self.keep(approvals.submit_decision(demand=self.demand, by=self.author, now=clock.now())),
        )
        return self

    def decide(self) -> Approved:
        """Filed, approved, or demonstrated early and approved, as the tier asks."""
        if self.project.tier == Tier.MICRO:
            return self.submit().file()
        if self.project.tier == Tier.ORDINARY:
            return self.submit().approve_at_street(1).approve_at_district(3)
        return self.demonstrate().submit(5).approve_at_street(6).approve_at_district(8)

    def file(self, days: int = 2) -> Approved:
        """Taken on file by the street."""
        self.on(
            days, 15, lambda: self.keep(approvals.file_demand(demand=self.demand, by=self._street(1), now=clock.now()))
        )
        return self

    def hear(self, days: int, level: str, members: Sequence[int]) -> Approved:
        """Members of a level's leading group say what they think."""
        for number in members:
            self.on(days, 9 + number, partial(self._opine, level, number))
        return self

    def approve_at_street(self, days: int) -> Approved:
        """The street's group agrees and the street signs the day after."""
        self.hear(days, Approval.Level.STREET, (1, 2, 3, 4))
        return self._approve(days + 1, self._street(1))

    def approve_at_district(self, days: int) -> Approved:
        """The district's group agrees and the district signs the day after."""
        self.hear(days, Approval.Level.DISTRICT, (1, 2, 3, 4, 5))
        return self._approve(days + 1, self.stage.cast.at_district(Role.DISTRICT, 3))

    def _approve(self, days: int, by: Membership) -> Approved:
        self.on(days, 16, lambda: self.keep(approvals.approve(demand=self.demand, by=by, now=clock.now())))
        return self

    def send_back(self, days: int, reason: str) -> Approved:
        """The street returns the papers; the clock pauses."""
        self.on(
            days,
            16,
            lambda: self.keep(
                approvals.return_demand(demand=self.demand, by=self._street(1), reason=reason, now=clock.now())
            ),
        )
        return self

    def fund(self, day: date) -> Approved:
        """The money is set aside."""
        self.stage.agenda.at(
            at_hour(day, 10, self.minute),
            lambda: self.keep(publication.fund_demand(demand=self.demand, by=self.author, now=clock.now())),
        )
        return self

    def publish(self, day: date) -> Approved:
        """Shown to everybody by itself; by the district where it is major."""
        self.stage.agenda.at(at_hour(day, 14, self.minute), self._publish)
        return self

    def _publish(self) -> None:
        is_major = self.demand.tier == "major"
        by = self.stage.cast.at_district(Role.DISTRICT, 2) if is_major else self.author
        self.keep(publication.publish(demand=self.demand, by=by, now=clock.now()))

    def _street(self, number: int) -> Membership:
        return self.stage.cast.at_street(Role.STREET, self.project.community, number)

    def _early(self) -> Gathering:
        return Gathering(self.demand, Checkpoint.Kind.EARLY, self._street(2), self.author)

    def _opine(self, level: str, number: int) -> None:
        home = street_of(self.project.community) if level == Approval.Level.STREET else self.stage.district
        assert home is not None
        approval = Approval.objects.select_related("demand__community").get(demand=self.demand, decision="")
        avoids = number == 4 and self.stage.dice.random() < 0.2
        approvals.give_opinion(
            approval=approval,
            by=self.stage.cast.one(Role.LEADING_GROUP_MEMBER, home, number),
            vote=Opinion.Vote.RECUSED if avoids else Opinion.Vote.FOR,
            reason=RECUSED if avoids else "",
            now=clock.now(),
        )

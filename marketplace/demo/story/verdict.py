"""From the finished work to the last payment: inspection, the residents' panel, rectification (R48, R49, R50)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Self

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import at_hour, working_day
from marketplace.demo.photos import photo
from marketplace.demo.story import market
from marketplace.demo.story.delivery import Delivery
from marketplace.places.queries import district
from marketplace.primitives.ruleset import CheckpointKind
from tendering.contracts.models import Acceptance, AnswerChoice, Awareness, Code, Rectification, SatisfactionPanel
from tendering.contracts.rules.acceptance import Capacity, Opinion
from tendering.contracts.services import acceptance, rectification
from tendering.contracts.services.satisfaction import answering, measuring, panels
from tendering.contracts.services.satisfaction.answering import Answers

TEAM = (
    (Role.PROFESSIONAL, Capacity.PROFESSIONAL),
    (Role.SUPERVISION_COMMITTEE, Capacity.SUPERVISION),
    (Role.RESIDENT, Capacity.RECIPIENT),
)
LEAST_MEMBERS = 30  # the smallest panel the rule set lets open
MEASURED = 5  # working days
AFTER_THE_END = 1
SECOND = (37, 43)  # story 5, measured again
ABSENT = 7


class Verdict(Delivery):
    """A contract up to its end."""

    def call_team(self, inspect_at: datetime, numbers: Sequence[int]) -> Self:
        """The contractor asks for acceptance, the community calls a team of three."""
        statement = market.words()["delivery"]["statement"]
        self.then(
            1,
            9,
            lambda: acceptance.request_acceptance(contract=self.contract, by=self.contractor, statement=statement),
        )
        self.then(1, 10, lambda: self._call_team(inspect_at, numbers))
        return self

    def accept(self) -> Self:
        """Inspected and passed, once the leading group has closed its last checkpoint where there is one."""
        self.meet(CheckpointKind.FINAL)
        professional = sum(map(ord, self.row.key)) % 30 + 1
        inspect_at = at_hour(working_day(self.day, 5), 14)
        self.call_team(inspect_at, (professional, 1, 2))
        self.then(3, 15, self._inspect)
        return self

    def measure(self, members: int, satisfied: int, answers: int) -> Self:
        """A panel is drawn and opened; it answers on three days. Everybody's answer ends it at once."""
        self.then(1, 10, lambda: self._draw(members))
        for day in range(3):
            self.then(1, 19, partial(self._answer, day, satisfied, answers))
        return self

    def end_measure(self, members: int, answers: int) -> Self:
        """The period ends, early where everybody has answered."""
        days = 0 if members == answers else MEASURED - 3 + AFTER_THE_END
        self.then(days, 6 if days else 20, self._close)
        return self

    def judge(self) -> Self:
        """One measurement that stands."""
        members = max(self.row.answers, LEAST_MEMBERS)
        return self.measure(members, self.row.satisfied, self.row.answers).end_measure(members, self.row.answers)

    def judge_small(self) -> Self:
        """Story 5, first half: too few answer, the period is extended once, the committee certifies."""
        self.judge()
        self.then(MEASURED + AFTER_THE_END, 6, self._close)
        reason = market.words()["verdict"]["certified"]
        self.then(0, 15, lambda: measuring.certify(panel=self._panel(), by=self.committee, reason=reason))
        return self

    def plan_rectification(self) -> Self:
        """The contractor says how it will mend; the community agrees."""
        plan = market.words()["verdict"]["plan"]
        self.then(2, 10, lambda: rectification.submit_plan(rectification=self._order(), by=self.contractor, text=plan))
        self.then(1, 15, lambda: rectification.agree_plan(rectification=self._order(), by=self.preparer))
        return self

    def rectify(self) -> Self:
        """Story 5, second half: mended, checked, measured again."""
        self.plan_rectification()
        self.then(5, 16, self._report_rectified)
        self.then(1, 10, lambda: rectification.check(rectification=self._order(), by=self.preparer))
        satisfied, answers = SECOND
        return self.measure(answers + ABSENT, satisfied, answers).end_measure(answers + ABSENT, answers)

    def _call_team(self, inspect_at: datetime, numbers: Sequence[int]) -> None:
        seats = []
        for (role, capacity), number in zip(TEAM, numbers, strict=True):
            place = district() if role == Role.PROFESSIONAL else self.place
            seats.append(acceptance.Seat(self.stage.cast.one(role, place, number), capacity))
        team = acceptance.Team(inspect_at, seats)
        acceptance.call_team(acceptance=self._acceptance(), by=self.preparer, team=team)

    def _acceptance(self) -> Acceptance:
        return self.contract.acceptances.latest("round")

    def _inspect(self) -> None:
        row, said = self._acceptance(), market.words()["delivery"]
        team = list(row.members.select_related("membership__user", "membership__place").order_by("pk"))
        for member in team:
            acceptance.give_opinion(
                acceptance=row, by=member.membership, opinion=Opinion.PASSES, findings=said["finding"]
            )
        leader = next(member.membership for member in team if member.leads)
        acceptance.conclude_acceptance(acceptance=row, by=leader, report=said["accepted"])

    def _panel(self) -> SatisfactionPanel:
        return self.contract.panels.latest("round")

    def _draw(self, members: int) -> None:
        now, named = clock.now(), []
        panel = panels.create_panel(contract=self.contract, by=self.preparer, now=now)
        if self.row.stage == "measuring":
            named = [self.stage.cast.one(Role.RESIDENT, self.place, 0)]
            panels.seat_residents(panel=panel, by=self.preparer, residents=named, now=now)
        panels.draw_members(panel=panel, by=self.preparer, count=members - len(named), now=now)
        measuring.open_panel(panel=panel, by=self.preparer, now=now)

    def _answer(self, day: int, satisfied: int, answers: int) -> None:
        """A third of those who answer, the last named first: the demo account's resident has not answered yet."""
        panel, said = self._panel(), market.words()["verdict"]["remarks"]
        codes = Code.objects.filter(member__panel=panel).select_related("member__panel").order_by("-member__seat")
        for number, code in list(enumerate(codes[:answers]))[day::3]:
            pleased = (AnswerChoice.VERY_SATISFIED, AnswerChoice.SATISFIED)[number % 2]
            values = Answers(
                answer=pleased if number < satisfied else AnswerChoice.NEUTRAL,
                awareness=Awareness.KNOWS if number % 4 else Awareness.HEARD,
                remark=said[number] if number < len(said) else "",
            )
            answering.answer(code=code, values=values)

    def _close(self) -> None:
        measuring.close_panel(panel=self._panel())

    def _order(self) -> Rectification:
        return self.contract.rectifications.latest("pk")

    def _report_rectified(self) -> None:
        text, photos = market.words()["verdict"]["report"], [photo("整改后", after=True)]
        rectification.report(rectification=self._order(), by=self.contractor, text=text, photos=photos)

"""From the panel to the letters: seats, avoidance, sheets, ranking, publicity, confirmation."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property, partial
from typing import Self

from django.db.models import QuerySet

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo import accounts
from marketplace.demo.agenda import at_hour, working_day
from marketplace.demo.story import market, suspected
from marketplace.demo.story.consulting import Consulting
from marketplace.primitives.ruleset import Office
from tendering.awards.models import Award, Objection
from tendering.awards.rules.hints import HintState
from tendering.awards.services import confirming, following, hints, letters, objections, proposing, publicity
from tendering.bids.models import Bid
from tendering.evaluation.models import DefenceSlot, ScoreSheet, Seat
from tendering.evaluation.queries import bids
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.panel import has_sheets
from tendering.evaluation.rules.states import Capacity, SeatState
from tendering.evaluation.services import convening, defence, members, presenting, ranking, reporting, sheets
from tendering.tenders.models import Criterion

MEETING_ROOM = "社区会议室"
# Of a criterion's points in per cent: the first bid's plan is the best, the others follow.
BEST, STEP = 93, 5
TIE_ADVANTAGE = Decimal("0.5")


class Judging(Consulting):
    """A call up to its award letter."""

    def convene(self, days: int = 1) -> Self:
        """The panel is convened as the procedure makes it up; whoever may watch comes."""
        self.then(days, 9, self._convene)
        return self

    def declare(self, *, but: Collection[str] = ()) -> Self:
        """Members declare; accounts in `but` have not yet, and story 10's first representative recuses."""
        if self.row.story == "10":
            self.then(0, 11, self._recuse)
        self.then(0, 15, lambda: self._declare(but))
        return self

    def score(self, judges: int | None = None) -> Self:
        """Sheets are signed, one after another; by all where it is not said by how many."""
        if has_sheets(self.procedure.evaluation):
            is_heard = self.procedure.has_defence
            if is_heard:
                self._present()
            for number in range(judges or self.procedure.panel_size):
                self.then(int(number == 0 and not is_heard), 10 + number, partial(self._score, number))
        return self

    def _present(self) -> None:
        """Bidders are told, the order is drawn, and they speak the next working morning."""
        starts_at = at_hour(working_day(self.day, 1), 9, self.minute)
        self.then(0, 16, lambda: self._schedule(starts_at))
        self.then(1, 9, self._hear)

    def _schedule(self, starts_at: datetime) -> None:
        defence.schedule(panel=self.panel, by=self.preparer, place=MEETING_ROOM, starts_at=starts_at)
        defence.draw_order(panel=self.panel, by=self.preparer)

    def _hear(self) -> None:
        panel, minutes = self.panel, self.procedure.defence_minutes
        slots = list(DefenceSlot.objects.filter(session__panel=panel).order_by("position"))
        for number, slot in enumerate(slots):
            with clock.shifted(timedelta(minutes=minutes * number, seconds=5)):
                presenting.start(slot=slot, by=self.preparer)
            with clock.shifted(timedelta(minutes=minutes * (number + 1) - 1)):
                presenting.stop(slot=slot, by=self.preparer)
        with clock.shifted(timedelta(minutes=minutes * len(slots))):
            defence.close(panel=panel, by=self.preparer)

    def rank(self) -> Self:
        """Ranked, and the report signed by all."""
        self.then(1, 10, lambda: ranking.rank(panel=self.panel, by=self._judges()[0]))
        self.then(0, 14, self._sign_report)
        return self

    def evaluate(self) -> Self:
        """Everything from the qualification to the signed report."""
        self.qualify()
        self.convene().declare()
        if self.procedure.rounds:
            self.consult()
        return self.score().rank()

    def publicise(self) -> Self:
        """Proposed and published."""
        self.then(1, 9, lambda: proposing.propose_award(tender=self.tender, by=self.preparer))
        self.then(0, 10, self._publicise)
        return self

    def elapse(self) -> Self:
        """The days of publicity are over; by then the district has answered what the platform noticed."""
        self.then(self.procedure.result_publicity_working_days, 15, self._answer_hints)
        if self.row.story == suspected.SUSPECTED:
            by = self.officer(Office.DISCIPLINE)
            self.then(0, 17, lambda: suspected.decide(self.tender, by))
        self.then(1, 6, lambda: publicity.elapse(award=self.award))
        return self

    def confirm_for(self, *offices: Office) -> Self:
        """Publicity is over, and these offices confirm in their order."""
        self.elapse()
        for number, office in enumerate(offices):
            self.then(0, 10 + number, partial(self._confirm_award, self.officer(office)))
        return self

    def confirm(self) -> Self:
        """Confirmed by every office of the procedure; the letters go out."""
        self.confirm_for(*self.procedure.confirmed_by)
        self.then(0, 16, lambda: letters.send_letters(award=self.award, by=self.preparer))
        return self

    def object(self, days: int, text: str = "") -> Self:
        """A resident objects by name; the publicity stands still."""
        resident = self.stage.cast.one(Role.RESIDENT, self.place, 1)
        said = text or market.words()["award"]["objection"]
        self.then(days, 20, lambda: objections.file_objection(award=self.award, by=resident, text=said))
        return self

    def uphold(self, days: int) -> Self:
        """The street finds the objection right: the award is void."""
        self.then(days, 15, self._uphold)
        return self

    def follow(self) -> Self:
        """The next in rank is proposed, with a publicity of its own."""
        self.then(1, 9, self._follow)
        self.then(0, 10, self._publicise)
        return self

    @cached_property
    def award(self) -> Award:
        """The latest award; who acts never changes, and every service reads its state anew behind the lock."""
        rows = Award.objects.select_related(
            "tender__demand__community", "tender__rule_set", "provider__organisation", "group__organisation", "offer"
        )
        return rows.filter(tender__demand=self.stage.demands[self.row.key]).latest("pk")

    @property
    def seated(self) -> Membership:
        """Who sits on the panel for the community."""
        return self.approver

    def _publicise(self) -> None:
        words = market.words()["award"]
        is_first = self.award.rank == 1
        publicity.publicise(award=self.award, by=self.preparer, note=words["note" if is_first else "next_note"])

    def _confirm_award(self, by: Membership) -> None:
        confirming.confirm(award=self.award, by=by)

    def _answer_hints(self) -> None:
        by, said = self.officer(Office.DISTRICT), market.words()["award"]
        if self.row.story == suspected.SUSPECTED:
            suspected.answer(self.tender, by)
        for hint in suspected.standing(self.tender, HintState.OPEN):
            hints.answer(hint=hint, by=by, refer=False, statement=said["hint_statement"], text=said["hint_answer"])

    def _uphold(self) -> None:
        rows = Objection.objects.select_related("award__tender__demand__community", "award__provider__organisation")
        # Not whoever opened or checked the bids for the street.
        by, answer = self.stage.cast.at_street(Role.STREET, self.place, 1), market.words()["award"]["upheld"]
        objections.answer_objection(objection=rows.get(award=self.award), by=by, upheld=True, answer=answer)

    def _follow(self) -> None:
        following.next_in_rank(award=self.award, by=self.preparer)
        self.__dict__.pop("award")  # the one before has fallen

    def _convene(self) -> None:
        watching = [self.officer(office) for office in self.procedure.observers]
        convening.convene(tender=self.tender, by=self.preparer, community=[self.seated], observers=watching)
        self._seat_the_demo_account()

    def _seat_the_demo_account(self) -> None:
        """In the demo accounts' community the first representative has to be drawn: another leaves a seat if not."""
        first = self.stage.cast.one(Role.RESIDENT_REPRESENTATIVE, self.place, 0)
        seats = self._seats().filter(capacity=Capacity.RESIDENT_REPRESENTATIVE)
        is_theirs = self.row.stage == "convened" and self.place.code == accounts.COMMUNITY
        if not is_theirs or seats.filter(user=first.user_id).exists():
            return
        self._leave(seats[0])

    def _recuse(self) -> None:
        """Story 10: a drawn representative is related to a bidder; the next of the draw takes the seat."""
        self._leave(self._seats().filter(capacity=Capacity.RESIDENT_REPRESENTATIVE)[0])

    def _leave(self, seat: Seat) -> None:
        reason = market.words()["panel"]["recused"]
        members.recuse(panel=self.panel, by=_holder(seat), relation=Relation.KINSHIP, reason=reason)

    def _seats(self) -> QuerySet[Seat]:
        return self.panel.seats.filter(state__in=[SeatState.INVITED, SeatState.DECLARED]).order_by("number")

    def _judges(self) -> list[Membership]:
        return [_holder(seat) for seat in self._seats().exclude(capacity=Capacity.OBSERVER)]

    def _declare(self, but: Collection[str]) -> None:
        for by in self._judges():
            if by.user.email not in but:
                members.declare(panel=self.panel, by=by, statements=[item.value for item in Relation])

    def _score(self, number: int) -> None:
        by, panel = self._judges()[number], self.panel
        sheet = ScoreSheet.objects.get(seat__panel=panel, seat__user=by.user)
        sheets.sign_sheet(panel=panel, by=by, values=self._written(number), version=sheet.version)

    def _written(self, number: int) -> sheets.Written:
        """What a member thinks of every plan, with a comment."""
        panel = self.panel
        points = {
            (bid.pk, line.pk): str(self._points(bid, line, number, position))
            for bid in bids.competing(panel)
            for position, line in enumerate(bids.criteria_of(panel.tender))
            if line.kind == Criterion.Kind.SUBJECTIVE
        }
        return sheets.Written(points, market.words()["panel"]["comment"])

    def _points(self, bid: Bid, line: Criterion, judge: int, position: int) -> Decimal:
        """The first bid's plan is the best; in story 3 the second is as good, and half a point better once."""
        place = next(number for number, rival in enumerate(self.rivals) if rival.pk == bid.provider_id)
        is_tied = self.row.story == "3" and place == 1
        share = BEST - STEP * (0 if is_tied else place) - (judge + position) % 3
        points = (Decimal(line.max_points) * share / 100).quantize(Decimal("0.1"))
        return points + TIE_ADVANTAGE if is_tied and position == 0 else points

    def _sign_report(self) -> None:
        for by in self._judges():
            reporting.sign_report(panel=self.panel, by=by)


def _holder(seat: Seat) -> Membership:
    return Membership.objects.scoped().get(user=seat.user_id, role=seat.role)

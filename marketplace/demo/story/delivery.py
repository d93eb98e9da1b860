"""From the letter to the finished work: contract, milestones, payments by four people (domain 2.7, 3.5)."""

from __future__ import annotations

from datetime import date
from functools import cached_property, partial
from typing import Self

from catalog.rules.states import RemovalGround
from catalog.services.removal import remove_entry
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo.agenda import at_hour, working_day
from marketplace.demo.papers import paper
from marketplace.demo.photos import photo
from marketplace.demo.story import market
from marketplace.demo.story.anew import Anew
from marketplace.demo.story.checkpoint import Gathering
from marketplace.primitives.money import yuan
from marketplace.primitives.ruleset import CheckpointKind, Office
from tendering.contracts.models import Contract, Milestone, Payment
from tendering.contracts.rules.offices import office_over
from tendering.contracts.rules.states import Side
from tendering.contracts.services import drafting, ending, milestones, payment_stops, payments, signing
from tendering.demands.services import year_end

BEGUN, WORKED, VERIFIED = 1, 8, 2  # working days one after another
HALFWAY = 2  # the milestone after which half of the work stands
SPENT = (30, 35, 30)  # per cent of the contract sum, by milestone
PAY_WITHIN = 10  # working days (rule set)


class Delivery(Anew):
    """A contract up to its last milestone."""

    @cached_property
    def contract(self) -> Contract:
        """The contract; its parties and its sum stand, its state is read by every service."""
        rows = Contract.objects.select_related(
            "demand__community", "award__tender", "rule_set", "provider__organisation", "group__organisation"
        )
        return rows.get(demand=self.stage.demands[self.row.key])

    @cached_property
    def contractor(self) -> Membership:
        """Who acts for the contractor; for a residents' group one of the community's staff (R34)."""
        provider = self.contract.provider
        return market.signer(provider) if provider else self.staff(1)

    def on(self, day: date) -> Self:
        """Go on with this day."""
        self.day = working_day(day)
        return self

    def draft(self) -> Self:
        """Drafted the day after the letter."""
        self.then(1, 9, lambda: drafting.draft_contract(award=self.award, by=self.preparer, now=clock.now()))
        return self

    def sign_once(self) -> Self:
        """The contractor signs, on paper."""
        self.then(2, 10, lambda: self._sign(self.contractor, Side.CONTRACTOR))
        return self

    def sign(self) -> Self:
        """Both sides have signed: the saving goes back to the account, the work begins."""
        self.draft().sign_once()
        self.then(1, 10, lambda: self._sign(self.approver, Side.PURCHASER))
        return self

    def report(self, number: int) -> Self:
        """Work on a milestone, and the report with photos."""
        self.then(BEGUN, 9, partial(self._begin, number))
        self.then(WORKED, 16, partial(self._report, number))
        return self

    def reach(self, *numbers: int) -> Self:
        """Milestones reported and verified."""
        for number in numbers:
            self.report(number)
            self.then(VERIFIED, 11, partial(self._verify, number))
            if number == HALFWAY:
                self.meet(CheckpointKind.MIDTERM)
        return self

    def meet(self, kind: CheckpointKind) -> Self:
        """The leading group's checkpoint, where the tier has to have it; takes three working days (R46)."""
        procedure, place = self.procedure, self.place
        if kind in self.stage.rules.delivery.checkpoints[procedure.tier]:
            by = self.stage.cast.at_street(Role.STREET, place, 3)
            moment = at_hour(working_day(self.day, 3), 14)
            self.then(1, 9, lambda: self._gathering(kind, by).call(moment))
            self.then(2, 15, lambda: self._gathering(kind, by).hold())
            self.then(0, 16, lambda: self._gathering(kind, by).answer())
            self.then(0, 17, lambda: self._gathering(kind, by).close())
        return self

    def _gathering(self, kind: CheckpointKind, by: Membership) -> Gathering:
        return Gathering(self.stage.demands[self.row.key], kind.value, by, self.preparer)

    def remove_contractor(self) -> Self:
        """Story 14: the district takes the contractor off the roster for false material; the contract runs on."""
        self.then(1, 15, self._remove)
        return self

    def end_year(self) -> Self:
        """Story 7: on New Year's morning the clock finds the project unfinished and settles its contract."""
        self.day = date(self.day.year + 1, 1, 1)
        self.stage.agenda.at(at_hour(self.day, 1), lambda: year_end.mark_unfinished(demand=self.demand))
        self.stage.agenda.at(at_hour(self.day, 2), lambda: ending.settle_unfinished(demand=self.demand))
        return self

    def request_payment(self, position: int) -> Self:
        """The contractor hands in its invoice."""
        self.then(1, 10, lambda: self._request(position))
        return self

    def check_payment(self, position: int) -> Self:
        """Asked for, and checked by the community."""
        self.request_payment(position)
        self.then(1, 11, lambda: payments.check_payment(payment=self._payment(position), by=self.preparer))
        return self

    def approve_payment(self, position: int) -> Self:
        """Checked, and approved by the office of the tier."""
        self.check_payment(position)
        by = self.officer(office_over(self.procedure.tier))
        self.then(1, 15, lambda: payments.approve_payment(payment=self._payment(position), by=by))
        return self

    def pay(self, position: int) -> Self:
        """Approved, and paid by the street's finance officer."""
        self.approve_payment(position)
        by = self.stage.cast.at_street(Role.FINANCE_OFFICER, self.place, 1)
        reference = f"{market.words()['delivery']['reference']}{self.row.key}-{position}"
        self.then(2, 10, lambda: payments.pay(payment=self._payment(position), by=by, reference=reference))
        return self

    def miss_payment(self, position: int) -> Self:
        """Story 12: approved, but the day of paying passes; the clock flags it."""
        asked = working_day(self.day, 1)
        self.approve_payment(position)
        late = at_hour(working_day(asked, PAY_WITHIN + 1), 6)
        self.stage.agenda.at(late, lambda: payment_stops.flag_late(payment=self._payment(position)))
        return self

    def begin_delivery(self) -> Self:
        """Signed, and the first half paid while the work goes on."""
        self.sign()
        day = self.day
        self.pay(1)
        self.day = day
        return self

    def finish_work(self) -> Self:
        """Every milestone verified, the second stage paid at the side."""
        self.begin_delivery().reach(1, 2)
        day = self.day
        self.pay(2)
        self.day = day
        return self.reach(3)

    def _sign(self, by: Membership, side: Side) -> None:
        scan = paper("合同签署页（演示）")
        signing.sign(contract=self.contract, by=by, proof=signing.Paper(scan, side))

    def _milestone(self, number: int) -> Milestone:
        return self.contract.milestones.get(position=number)

    def _begin(self, number: int) -> None:
        milestones.begin_milestone(milestone=self._milestone(number), by=self.contractor)

    def _report(self, number: int) -> None:
        contract, dice = self.contract, market.chance(f"{self.row.key}-{number}")
        report = milestones.Report(
            text=market.words()["delivery"]["reports"][number - 1],
            spent=yuan(contract.sum * (SPENT[number - 1] - dice.randrange(3)) / 100),
            attendance=dice.randrange(24, 120),
            before=[photo("实施前", after=False)] if number == 1 else [],
            after=[photo(f"节点{number}", after=True)],
        )
        milestones.report_milestone(milestone=self._milestone(number), by=self.contractor, report=report)

    def _verify(self, number: int) -> None:
        milestones.verify_milestone(milestone=self._milestone(number), by=self.preparer)

    def _remove(self) -> None:
        provider, by = self.contract.provider, self.officer(Office.DISTRICT)
        assert provider is not None  # a residents' group stands on no roster
        reason = market.words()["delivery"]["removed"]
        ground = RemovalGround.FALSE_MATERIAL
        remove_entry(entry=provider.entry, by=by, ground=ground, reason=reason, now=clock.now())

    def _request(self, position: int) -> None:
        day = clock.today()
        number = f"演示发票{self.row.key}-{position}"
        invoice = payments.Invoice(number, day, paper("发票（演示）"))
        stage = self.contract.stages.get(position=position)
        payments.request_payment(stage=stage, by=self.contractor, invoice=invoice)

    def _payment(self, position: int) -> Payment:
        return self.contract.stages.get(position=position).payments.get()

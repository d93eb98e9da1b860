"""Any sequence of acts, lawful or not, leaves the ledger whole (Hypothesis state machine, on the database)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import ClassVar, ParamSpec, TypeVar

import hypothesis.strategies as st
import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.primitives.refusal import Refusal
from tendering.funds import services
from tendering.funds.models import Disbursement, FundAccount, FundingPlan, LedgerEntry, Source, Transfer
from tendering.funds.queries.plans import returnable
from tendering.funds.queries.verification import discrepancies
from tests.factories import accounts, funds, places

P = ParamSpec("P")
T = TypeVar("T")
CENT = Decimal("0.01")
amounts = st.one_of(st.integers(1, 300_000), st.integers(1, 40)).map(lambda cents: Decimal(cents) / 100)
percents = st.integers(1, 130)
which = st.integers(0, 2)


@dataclass(frozen=True)
class Cast:
    """Who acts, in all examples."""

    communities: list[Place]
    workers: list[Membership]
    street: Membership
    district: Membership
    finance: Membership
    second_finance: Membership


def cast() -> Cast:
    street = places.street()
    communities = [places.community(within=street) for _ in range(3)]
    return Cast(
        communities=communities,
        workers=[accounts.membership(Role.COMMUNITY, place) for place in communities],
        street=accounts.membership(Role.STREET, street),
        district=accounts.membership(Role.DISTRICT),
        finance=accounts.membership(Role.FINANCE_OFFICER),
        second_finance=accounts.membership(Role.FINANCE_OFFICER),
    )


def attempt(act: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T | None:
    """An act may be refused; then nothing of it stays."""
    try:
        return act(*args, **kwargs)
    except Refusal:
        return None


class Ledger(RuleBasedStateMachine):
    """Three accounts of one street, projects that come and go, every act of the funds."""

    cast: ClassVar[Cast]
    plans = Bundle("plans")
    payments = Bundle("payments")
    transfers = Bundle("transfers")

    def __init__(self) -> None:
        super().__init__()
        self.example = transaction.atomic()
        self.example.__enter__()

    @initialize(available=st.lists(amounts, min_size=3, max_size=3))
    def begin(self, available: list[Decimal]) -> None:
        pairs = zip(self.cast.communities, available, strict=True)
        self.accounts = [funds.account(place, amount) for place, amount in pairs]
        self.incentive = funds.account(self.cast.communities[0], "1000.00", kind="incentive")

    @rule(target=plans, of=which, fund=amounts, sponsor=st.none() | amounts)
    def write(self, of: int, fund: Decimal, sponsor: Decimal | None) -> FundingPlan:
        lines = [funds.draft(str(fund), account=self.accounts[of])]
        if sponsor:
            lines.append(funds.draft(str(sponsor), Source.SPONSOR))
        place, worker = self.cast.communities[of], self.cast.workers[of]
        plan = services.write_plan(place=place, title="项目", lines=lines, by=worker)
        attempt(services.commit_plan, plan=plan, by=None)
        return plan

    @rule(plan=plans)
    def receive(self, plan: FundingPlan) -> None:
        for line in plan.lines.exclude(source=Source.FUND):
            attempt(services.receive_contribution, line=line, amount=line.agreed, by=self.worker(plan))

    @rule(plan=plans, percent=percents)
    def contract(self, plan: FundingPlan, percent: int) -> None:
        total = (self.bears(plan) * percent / 100).quantize(CENT)
        attempt(services.contract_plan, plan=plan, total=total, by=None, now=clock.now())

    @rule(target=payments, plan=plans, percent=percents)
    def pay(self, plan: FundingPlan, percent: int) -> Disbursement | None:
        amount = (self.bears(plan) * percent / 200).quantize(CENT)
        return attempt(services.pay, plan=plan, amount=amount, payee="甲", by=self.cast.finance)

    @rule(payment=payments)
    def reverse(self, payment: Disbursement | None) -> None:
        if payment:
            by = self.cast.finance if payment.kind == "refund" else self.cast.second_finance
            attempt(services.reverse_payment, disbursement=payment, reason="错", by=by)

    @rule(target=payments, plan=plans, amount=amounts)
    def refund(self, plan: FundingPlan, amount: Decimal) -> Disbursement | None:
        return attempt(services.refund, plan=plan, amount=amount, reason="退", by=self.cast.second_finance)

    @rule(plan=plans)
    def release(self, plan: FundingPlan) -> None:
        attempt(services.release, plan=plan, by=None, now=clock.now())

    @rule(plan=plans)
    def give_back(self, plan: FundingPlan) -> None:
        for line in plan.lines.exclude(source=Source.FUND):
            attempt(services.return_contribution, line=line, amount=returnable(line), by=self.worker(plan))

    @rule(target=transfers, pair=st.permutations([0, 1, 2]), amount=amounts)
    def ask(self, pair: list[int], amount: Decimal) -> Transfer | None:
        giver, taker = self.accounts[pair[0]], self.accounts[pair[1]]
        return attempt(
            services.request_transfer,
            from_account=giver,
            to_account=taker,
            amount=amount,
            reason="缺口",
            by=self.cast.street,
        )

    @rule(transfer=transfers, agree=st.booleans())
    def decide(self, transfer: Transfer | None, agree: bool) -> None:
        if transfer and agree:
            attempt(services.approve_transfer, transfer=transfer, by=self.cast.district)
        elif transfer:
            attempt(services.reject_transfer, transfer=transfer, by=self.cast.district, reason="否")

    @rule(amount=amounts)
    def award(self, amount: Decimal) -> None:
        by = self.cast.district
        attempt(services.award, account=self.incentive, amount=amount, recipient="甲", reason="奖", by=by)

    @rule(of=which, amount=amounts)
    def send_back(self, of: int, amount: Decimal) -> None:
        attempt(services.return_funds, account=self.accounts[of], amount=amount, by=self.cast.district, reason="收回")

    @rule(of=which, nth=st.integers(1, 30))
    def take_back(self, of: int, nth: int) -> None:
        for entry in LedgerEntry.objects.filter(account=self.accounts[of], serial=nth):
            attempt(services.reverse_entry, entry=entry, reason="冲正", by=self.cast.district)

    @invariant()
    def nothing_is_overspent(self) -> None:
        for account in FundAccount.objects.all():
            assert account.sums.problems() == []

    def teardown(self) -> None:
        try:
            assert [str(found) for found in discrepancies()] == []
        finally:
            transaction.set_rollback(True)
            self.example.__exit__(None, None, None)

    def worker(self, plan: FundingPlan) -> Membership:
        return next(worker for worker in self.cast.workers if worker.place_id == plan.place_id)

    def bears(self, plan: FundingPlan) -> Decimal:
        return sum((line.current for line in plan.lines.all() if line.is_cash), Decimal(0))


@pytest.mark.django_db
@pytest.mark.requirement("R1")
def test_no_sequence_of_acts_breaks_the_ledger() -> None:
    funds.rules()
    Ledger.cast = cast()
    plan = settings(max_examples=200, stateful_step_count=50, suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Ledger, settings=plan)

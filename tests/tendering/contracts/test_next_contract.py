"""What belongs to an ended contract counts for nothing in the one that follows it on the same project."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from catalog.models import CreditEvent
from marketplace import clock
from marketplace.primitives.refusal import Refusal
from tendering.contracts.models import Acceptance, Contract
from tendering.contracts.queries.conditions import facts
from tendering.contracts.queries.duties import duties
from tendering.contracts.rules.acceptance import Opinion
from tendering.contracts.rules.states import AcceptanceState, Rest, State
from tendering.contracts.services import acceptance, ending
from tendering.contracts.services.acceptance import NotAcceptable, Team
from tendering.contracts.services.satisfaction import panels
from tendering.contracts.services.satisfaction.panels import NotMeasurable
from tendering.demands.models import Checkpoint, Demand
from tendering.demands.rules.steps import State as DemandState
from tests.factories import contracts
from tests.factories.contracts import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def ended(contract: Contract, people: People, then: DemandState) -> Contract:
    """Terminated, its rest let anew; `then` is where the next contract has brought the project."""
    ending.terminate(
        contract=contract, by=people.street, reason="停工", settlement=Decimal("12000.00"), rest=Rest.LET_ANEW
    )
    Demand.objects.filter(pk=contract.demand_id).update(state=then)
    return contracts.fresh(contract)


def kinds(row: Acceptance, people: People) -> set[str]:
    """What waits for the community and for the leader of the team."""
    leader = row.members.get(leads=True).membership
    return {duty.kind for by in (people.worker, leader) for duty in duties(by, clock.now())}


@pytest.mark.requirement("R48")
@pytest.mark.parametrize("opinion", list(Opinion))
def test_the_team_of_an_ended_contract_inspects_nothing_more(people: People, opinion: Opinion) -> None:
    contract = contracts.delivered(people)
    row = contracts.called(contract, people)
    assert "contracts.opinion" in kinds(row, people)
    ended(contract, people, DemandState.IMPLEMENTING)
    with refused("contracts.not_running", kind=NotAcceptable):
        contracts.inspect(row, opinion)
    row.refresh_from_db()
    assert (row.state, row.is_over) == (AcceptanceState.ENDED, True)
    assert contracts.fresh(contract).demand.state == DemandState.IMPLEMENTING
    assert not CreditEvent.objects.filter(provider=people.provider).exists()
    assert "contracts.opinion" not in kinds(row, people)


def test_what_a_team_had_signed_is_not_concluded_after_the_end(people: People) -> None:
    contract = contracts.delivered(people)
    row = contracts.called(contract, people)
    members = list(row.members.select_related("membership__user").order_by("-leads", "pk"))
    with clock.shifted(timedelta(minutes=1)):
        for member in members:
            acceptance.give_opinion(acceptance=row, by=member.membership, opinion=Opinion.PASSES, findings="")
        ended(contract, people, DemandState.IMPLEMENTING)
        with refused("contracts.not_running", kind=NotAcceptable):
            acceptance.conclude_acceptance(acceptance=row, by=members[0].membership, report="按合同完成。")


def test_no_team_is_called_for_an_ended_contract(people: People) -> None:
    contract = contracts.delivered(people)
    row = acceptance.request_acceptance(contract=contract, by=people.contractor, statement="已全部完成。")
    ended(contract, people, DemandState.IMPLEMENTING)
    with refused("contracts.not_running", kind=NotAcceptable):
        acceptance.call_team(acceptance=row, by=people.worker, team=Team(clock.now(), contracts.team(contract)))
    assert contracts.fresh(contract).acceptances.get().state == AcceptanceState.ENDED


def test_a_suspended_contract_is_accepted_once_it_goes_on(people: People) -> None:
    contract = contracts.delivered(people)
    row = contracts.called(contract, people)
    ending.suspend(contract=contract, by=people.street, reason="举报核查")
    with refused("contracts.not_running", kind=NotAcceptable):
        contracts.inspect(row)
    with refused("contracts.not_running", kind=NotAcceptable):
        acceptance.call_team(acceptance=row, by=people.worker, team=Team(clock.now(), contracts.team(contract)))
    assert not {"contracts.opinion", "contracts.call_team"} & kinds(row, people)
    ending.resume(contract=contract, by=people.street, reason="核查完毕")
    assert contracts.inspect(row).state == AcceptanceState.PASSED


@pytest.mark.requirement("R49")
def test_an_ended_contract_is_not_judged_in_place_of_the_next(people: People) -> None:
    contract = ended(contracts.delivered(people), people, DemandState.ACCEPTED)
    with refused("contracts.satisfaction.not_measurable", kind=NotMeasurable):
        panels.create_panel(contract=contract, by=people.worker, now=clock.now())
    assert contract.panels.count() == 0


def test_a_suspended_contract_is_judged_once_it_goes_on(people: People) -> None:
    contract = contracts.accepted(people)
    ending.suspend(contract=contract, by=people.street, reason="举报核查")
    with refused("contracts.satisfaction.not_measurable", kind=NotMeasurable):
        panels.create_panel(contract=contract, by=people.worker, now=clock.now())
    assert "contracts.satisfaction.create" not in {duty.kind for duty in duties(people.worker, clock.now())}
    ending.resume(contract=contract, by=people.street, reason="核查完毕")
    assert panels.create_panel(contract=contract, by=people.worker, now=clock.now()).round == 1


@pytest.mark.requirement("R50")
def test_the_last_payment_waits_for_this_contracts_own_verdict(people: People) -> None:
    """Whatever the project's state says: it is shared by every contract of the project."""
    contract = contracts.accepted(people)
    for position in (1, 2):
        contracts.paid(contract, people, position)
    Demand.objects.filter(pk=contract.demand_id).update(state=DemandState.EVALUATED)
    contract = contracts.fresh(contract)
    assert not facts(contract).satisfied
    assert "contracts.ask_payment" not in {duty.kind for duty in duties(people.contractor, clock.now())}
    with refused("contracts.condition_open"):
        contracts.asked(contract, people, 3)
    contract = contracts.judged(contract)
    assert facts(contract).satisfied
    assert "contracts.ask_payment" in {duty.kind for duty in duties(people.contractor, clock.now())}


@pytest.mark.requirement("R46")
def test_a_checkpoint_held_before_the_contract_was_signed_counts_for_nothing(people: People) -> None:
    contract = contracts.delivered(people)
    Contract.objects.filter(pk=contract.pk).update(tier="ordinary")
    contract = contracts.fresh(contract)
    assert contract.signed_at is not None
    for kind in (Checkpoint.Kind.MID, Checkpoint.Kind.FINAL):
        checkpoint(contract, kind, -timedelta(days=90))
    assert not facts(contract).midterm_checkpoint_closed
    row = contracts.called(contract, people)
    with pytest.raises(Refusal, match="final_checkpoint"):
        contracts.inspect(row)
    checkpoint(contract, Checkpoint.Kind.FINAL, timedelta(0))
    leader = row.members.get(leads=True).membership
    passed = acceptance.conclude_acceptance(acceptance=row, by=leader, report="按合同完成。")
    assert passed.state == AcceptanceState.PASSED


def checkpoint(contract: Contract, kind: str, after_signing: timedelta) -> None:
    assert contract.signed_at is not None
    then = contract.signed_at + after_signing
    Checkpoint.objects.create(
        demand=contract.demand, kind=kind, state="closed", scheduled_for=then, held_at=then, closed_at=then
    )


@pytest.mark.parametrize("state", [DemandState.ACCEPTED, DemandState.EVALUATED])
def test_a_contractor_that_is_gone_after_acceptance_does_not_keep_the_money(people: People, state: DemandState) -> None:
    """Its last payment is never asked for: the office settles, and what was set aside is available again."""
    contract = contracts.accepted(people)
    contracts.paid(contract, people)
    contract = contracts.judged(contract) if state == DemandState.EVALUATED else contract
    ending.terminate(contract=contract, by=people.street, reason="单位注销", settlement=Decimal("10000.00"))
    contract = contracts.fresh(contract)
    assert (contract.state, contract.demand.state) == (State.TERMINATED, DemandState.CLOSED)
    account = contract.plan.lines.get().account
    assert account is not None
    assert (account.committed, account.paid) == (Decimal(0), Decimal("10000.00"))


def test_what_was_accepted_is_not_let_anew(people: People) -> None:
    contract = contracts.accepted(people)
    with refused("wrong_state"):
        ended(contract, people, DemandState.PUBLISHED)
    assert contracts.fresh(contract).state == State.ACTIVE

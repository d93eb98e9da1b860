"""The clock finds what is due and calls the services."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marketplace import clock
from marketplace.primitives.state_machine import WrongState
from tendering.awards.models import Award
from tendering.contracts import tasks
from tendering.contracts.models import Contract
from tendering.contracts.rules.states import State
from tendering.contracts.services import drafting, ending
from tendering.demands.models import Demand, NextYearBar
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services import year_end
from tendering.demands.tasks import close_the_year
from tests.factories import contracts
from tests.factories.contracts import People
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def test_work_begins_on_its_first_day(people: People) -> None:
    later = contracts.terms(clock.today() + timedelta(days=5), 30)
    contract = drafting.draft_contract(award=contracts.lettered(people), by=people.worker, now=clock.now(), terms=later)
    contracts.sign(contract, people.contractor)
    contracts.sign(contract, people.worker)
    assert tasks.start_due() == 0
    assert contracts.fresh(contract).state == State.PUBLISHED
    with clock.shifted(timedelta(days=5)):
        assert tasks.start_due() == 1
    assert contracts.fresh(contract).state == State.ACTIVE


def test_late_payments_are_found_once(people: People) -> None:
    contracts.asked(contracts.signed(people), people)
    assert tasks.flag_late_payments() == 0
    with clock.shifted(timedelta(days=15)):
        assert tasks.flag_late_payments() == 1
        assert tasks.flag_late_payments() == 0


def test_drafts_of_fallen_awards_are_void(people: People) -> None:
    contract = contracts.drafted(people)
    assert tasks.void_fallen() == 0
    Award.objects.filter(pk=contract.award_id).update(state="lapsed", public_reason="逾期未签")
    assert tasks.void_fallen() == 1


@pytest.mark.requirement("R27")
def test_the_unfinished_are_settled_once(people: People) -> None:
    contract = contracts.signed(people)
    with clock.shifted(timedelta(days=215)):
        assert tasks.settle_unfinished() == 0
        year_end.mark_unfinished(demand=contract.demand)
        assert tasks.settle_unfinished() == 1
        assert tasks.settle_unfinished() == 0


@pytest.mark.requirement("R27")
def test_several_years_end_with_the_last_one_of_the_contract(people: People) -> None:
    """Also after an amendment that gave more time; until then the end of a year does nothing to them."""
    contract = contracts.signed(people)
    now = clock.now()
    Demand.objects.filter(pk=contract.demand_id).update(multi_year=True)
    Contract.objects.filter(pk=contract.pk).update(period_to=date(now.year + 1, 6, 30))
    with clock.moved_to(now.replace(year=now.year + 1, month=1, day=2)):
        assert (close_the_year(), tasks.end_plans()) == (0, 0)
        with refused("demands.year_not_over"):
            ending.end_plan(contract=contract)
    with clock.moved_to(now.replace(year=now.year + 2, month=1, day=2)):
        assert (close_the_year(), tasks.end_plans(), tasks.end_plans()) == (0, 1, 0)
        assert contracts.fresh(contract).demand.state == DemandState.UNFINISHED
        assert NextYearBar.objects.filter(demand=contract.demand, fiscal_year=now.year + 2).exists()
        assert tasks.settle_unfinished() == 1
        with pytest.raises(WrongState):
            ending.end_plan(contract=contract)
    contract = contracts.fresh(contract)
    assert (contract.state, contract.public_reason) == (State.TERMINATED, ending.UNFINISHED_PLAN)

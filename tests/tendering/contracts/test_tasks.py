"""The clock finds what is due and calls the services."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace import clock
from tendering.awards.models import Award
from tendering.contracts import tasks
from tendering.contracts.rules.states import State
from tendering.contracts.services import drafting
from tendering.demands.services import year_end
from tests.factories import contracts
from tests.factories.contracts import People

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

"""The roles that the tables of states name are the ones whose pages offer the acts (domain 4)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

import pytest

from marketplace.accounts.models import Membership
from tendering.contracts.models import Contract, Rectification
from tendering.contracts.queries.actions import ON_AMENDMENT, ON_CONTRACT, ON_MILESTONE, ON_PAYMENT
from tendering.contracts.queries.satisfaction_acts import RECTIFICATION_ACTS
from tendering.contracts.services import amendments
from tendering.contracts.services.amendments import Change
from tests.factories import contracts
from tests.factories.contracts import People
from tests.factories.offers import astray, officers

pytestmark = pytest.mark.django_db


@pytest.fixture
def contract(people: People) -> Contract:
    return contracts.signed(people)


@pytest.fixture
def everybody(people: People) -> Sequence[Membership]:
    return [*officers(people.community), people.contractor]


def test_on_a_contract(contract: Contract, everybody: Sequence[Membership]) -> None:
    assert astray(ON_CONTRACT, contract, everybody) == []


def test_on_a_milestone(contract: Contract, everybody: Sequence[Membership]) -> None:
    assert astray(ON_MILESTONE, contract.milestones.first(), everybody) == []


def test_on_an_amendment(contract: Contract, people: People, everybody: Sequence[Membership]) -> None:
    change = Change("增加一次上门", Decimal("100.00"))
    row = amendments.request_amendment(contract=contract, by=people.worker, change=change)
    assert astray(ON_AMENDMENT, row, everybody) == []


def test_on_a_payment(contract: Contract, people: People, everybody: Sequence[Membership]) -> None:
    payment = contracts.asked(contract, people)
    payment.withheld_by = people.street
    assert astray(ON_PAYMENT, payment, everybody) == []


def test_on_a_rectification(contract: Contract, everybody: Sequence[Membership]) -> None:
    row: Any = Rectification(contract=contract)
    assert astray(RECTIFICATION_ACTS, row, everybody) == []

"""The steps of a payment have days of their own in the rule set (duties)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import SHANGHAI, end_of_day
from tendering.contracts.queries.duties import duties
from tendering.contracts.services import payments
from tests.factories import contracts, demands
from tests.factories.contracts import People

pytestmark = pytest.mark.django_db


def due(by: Membership, kind: str) -> date:
    """The last day of the one duty of this kind."""
    (found,) = [duty for duty in duties(by, clock.now()) if duty.kind == kind]
    assert found.due_at is not None
    assert found.due_at == end_of_day((found.due_at - timedelta(seconds=1)).astimezone(SHANGHAI).date())
    return (found.due_at - timedelta(seconds=1)).astimezone(SHANGHAI).date()


def test_checking_and_approving_are_due_by_the_rule_set_before_the_money_is() -> None:
    """Asked for and checked on Monday 1 June: three working days for each step, ten for the money."""
    demands.rules(duties__check_payment=3, duties__approve_payment=2)
    people = People.of()
    payment = contracts.asked(contracts.signed(people), people)
    assert due(people.checker, "contracts.check_payment") == date(2026, 6, 4)
    payments.check_payment(payment=payment, by=people.checker)
    assert due(people.street, "contracts.approve_payment") == date(2026, 6, 3)


def test_no_step_is_due_after_the_money() -> None:
    """A rule set that gives the check longer than the payment: the payment's day counts."""
    demands.rules(duties__check_payment=30)
    people = People.of()
    payment = contracts.asked(contracts.signed(people), people)
    assert due(people.checker, "contracts.check_payment") == payment.due_on

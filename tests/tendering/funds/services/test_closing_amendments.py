"""A dearer contract in a closing year is a new commitment (domain 3.6); who may act is asked before any lock."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.refusal import NotPermitted
from tendering.funds import services
from tendering.funds.models import AccountStatus, FundAccount, FundingPlan
from tendering.funds.services.commitments import AccountNotOpen, YearClosing
from tests.factories import accounts, funds, places

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 3, 10, tzinfo=SHANGHAI)


@pytest.fixture
def plan() -> FundingPlan:
    """Under contract for 40,000 of 50,000 yuan since June; 60,000 are available."""
    with clock.moved_to(DECEMBER.replace(month=6)):
        return funds.contracted("50000.00", sum_="40000.00")


def test_an_amendment_that_adds_money_in_december_needs_the_district(plan: FundingPlan) -> None:
    with clock.moved_to(DECEMBER):
        with pytest.raises(YearClosing):
            services.contract_plan(plan=plan, total=Decimal("40000.01"), by=None, now=clock.now())
        assert funds.line(plan).current == Decimal("40000.00")
        officer = accounts.membership(Role.DISTRICT)
        services.consent_to_closing_commitment(plan=plan, by=officer, reason="工程量增加，年内完工")
        services.contract_plan(plan=plan, total=Decimal("42000.00"), by=None, now=clock.now())
    assert funds.line(plan).current == Decimal("42000.00")


def test_a_saving_in_december_needs_nobody(plan: FundingPlan) -> None:
    with clock.moved_to(DECEMBER):
        services.contract_plan(plan=plan, total=Decimal("39000.00"), by=None, now=clock.now())
    assert funds.line(plan).current == Decimal("39000.00")


def test_an_inspected_account_takes_no_amendment_that_adds_money(plan: FundingPlan) -> None:
    account = funds.line(plan).account
    assert account is not None
    FundAccount.objects.filter(pk=account.pk).update(status=AccountStatus.INSPECTED)
    with clock.moved_to(DECEMBER), pytest.raises(AccountNotOpen):
        services.contract_plan(plan=plan, total=Decimal("40000.01"), by=None, now=clock.now())


@pytest.mark.parametrize("act", ["commit", "contract", "release"])
def test_a_stranger_is_refused_before_any_row_is_locked(plan: FundingPlan, act: str) -> None:
    """Nobody holds up other people's money by an act that is none of theirs."""
    stranger = accounts.membership(Role.COMMUNITY, places.community())
    acts: dict[str, Callable[[], object]] = {
        "commit": lambda: services.commit_plan(plan=plan, by=stranger),
        "contract": lambda: services.contract_plan(plan=plan, total=Decimal("1.00"), by=stranger, now=clock.now()),
        "release": lambda: services.release(plan=plan, by=stranger, now=clock.now()),
    }
    with (
        CaptureQueriesContext(
            connection,
        ) as queries,
        pytest.raises(NotPermitted),
    ):
        acts[act]()
    assert not [row["sql"] for row in queries if "funds_fundingplan" in row["sql"]]

"""Money of a project that was never awarded in its year (R27; domain 3.2, last exit)."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest

from marketplace import clock
from tendering.demands.rules.steps import State
from tendering.demands.services import publication, year_end
from tendering.funds.models import FundAccount
from tendering.funds.queries.verification import discrepancies
from tendering.funds.services.commitments import AccountNotOpen
from tendering.funds.services.ledger import InsufficientFunds
from tests.factories import demands, funds
from tests.factories.demands import People

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ledger_adds_up() -> Iterator[None]:
    yield
    assert list(discrepancies()) == []


@pytest.mark.requirement("R27")
@pytest.mark.parametrize("published", [False, True], ids=["funded", "published"])
def test_what_was_never_awarded_is_funded_from_the_new_years_account(people: People, published: bool) -> None:
    """Released in January, set aside again on this year's account, and this year's project from then on."""
    demand = demands.funded(people, "30000.00")
    if published:
        demand = publication.publish(demand=demand, by=people.author, now=clock.now())
    old = FundAccount.objects.get(place=people.community)
    with clock.moved_to(clock.now().replace(year=old.year + 1, month=1, day=5)):
        demand = year_end.release_unawarded(demand=demand)
        assert demand.state == State.FILED
        fresh = funds.account(people.community, "40000.00", year=old.year + 1)
        demand = publication.fund_demand(demand=demand, by=people.author, now=clock.now())
        demand = publication.publish(demand=demand, by=people.author, now=clock.now())
    old.refresh_from_db()
    fresh.refresh_from_db()
    assert (old.committed, fresh.committed) == (Decimal("0.00"), Decimal("30000.00"))
    assert (demand.state, demand.fiscal_year) == (State.PUBLISHED, old.year + 1)


@pytest.mark.requirement("R27")
def test_what_was_filed_but_not_funded_in_its_year_draws_on_the_new_one_too(people: People) -> None:
    """Its plan names last year's account; the money comes from this year's, or the refusal names it."""
    demand = demands.filed(people, "30000.00")
    year = demand.fiscal_year + 1
    with clock.moved_to(clock.now().replace(year=year, month=1, day=5)):
        with pytest.raises(AccountNotOpen):
            publication.fund_demand(demand=demand, by=people.author, now=clock.now())
        fresh = funds.account(people.community, "29000.00", year=year)
        with pytest.raises(InsufficientFunds) as refused:
            publication.fund_demand(demand=demand, by=people.author, now=clock.now())
        assert refused.value.parameters["missing"] == Decimal("1000.00")
        demand.refresh_from_db()
        assert (demand.state, demand.fiscal_year) == (State.FILED, year - 1)
        fresh = funds.account(people.community, "1000.00", year=year)
        publication.fund_demand(demand=demand, by=people.author, now=clock.now())
    fresh.refresh_from_db()
    assert fresh.committed == Decimal("30000.00")

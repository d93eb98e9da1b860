"""The past of the demonstration, as it stands after loading."""

from decimal import Decimal

import pytest

from marketplace.demo.history import in_demo
from marketplace.demo.population import story_communities
from tendering.demands.models import Demand
from tendering.funds.models import FundAccount, ImportedBaseline

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_both_years_hold_what_is_said() -> None:
    generated = Demand.objects.filter(generated=True)
    assert generated.filter(fiscal_year=2025).count() == in_demo.OF_2025
    assert generated.filter(fiscal_year=2026).count() == in_demo.OF_2026


@pytest.mark.requirement("R13")
def test_the_ledger_of_2025_says_what_the_baseline_says() -> None:
    for baseline in ImportedBaseline.objects.filter(year=2025):
        account = FundAccount.objects.get(place=baseline.place, year=2025, fund_type=baseline.fund_type)
        assert (account.inflow, account.committed) == (baseline.inflow, Decimal(0))
        assert account.paid <= baseline.paid


def test_history_keeps_out_of_the_stories_communities() -> None:
    rows = Demand.objects.filter(generated=True, fiscal_year=2026).select_related("community__parent")
    places = {(row.community.parent.name_zh, row.community.name_zh) for row in rows if row.community.parent}
    assert not places & story_communities()

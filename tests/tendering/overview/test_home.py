"""What the front page counts, and the addresses of files that earlier stages ask for."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from tendering.contracts.models import ContractNotice
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State
from tendering.funds.links import project_urls
from tendering.overview.queries.home import home_figures
from tendering.overview.queries.news import DAYS, latest
from tests.factories import demands, projects

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R50")
def test_satisfaction_is_cut_and_running_contracts_are_counted() -> None:
    """163 of 204 shows 79.9, never 80.0; a contract in delivery counts, one in signing does not."""
    projects.measured(projects.contracted(), 163, 204)
    drafted = projects.contracted()
    type(drafted).objects.filter(pk=drafted.pk).update(state="drafting")
    figures = home_figures(clock.now())
    assert (figures.satisfaction, figures.answers, figures.running) == (Decimal("79.9"), 204, 1)


def test_without_a_verdict_there_is_no_share() -> None:
    """Nothing is nothing, not zero percent."""
    demands.published()
    assert home_figures(clock.now()).satisfaction is None


def test_news_are_the_notices_of_the_last_days_and_lead_to_the_file() -> None:
    """A failed call and a published contract, newest first; after thirty days they are gone."""
    failed = projects.called(projects.discussed(), state="failed", reason="响应不足三家。")
    contract = projects.contracted()
    later = clock.now() + timedelta(minutes=1)
    ContractNotice.objects.create(contract=contract, kind="contract", published_at=later)
    urls = [f"/projects/{contract.demand.number}/", f"/projects/{failed.demand.number}/"]
    assert [news.url for news in latest(later)] == urls
    assert latest(later + timedelta(days=DAYS, minutes=5)) == []


def test_a_contract_in_signing_is_no_news() -> None:
    """Whatever notice stands with it."""
    contract = projects.contracted()
    ContractNotice.objects.create(contract=contract, kind="contract", published_at=clock.now())
    type(contract).objects.filter(pk=contract.pk).update(state="drafting")
    assert latest(clock.now()) == []


def test_funding_plans_lead_to_the_files_of_public_projects_only() -> None:
    """What the community still talks over has no public address."""
    public, inside = demands.published(), demands.published()
    Demand.objects.filter(pk=inside.pk).update(state=State.DELIBERATING)
    assert public.plan is not None
    assert inside.plan is not None
    assert project_urls([public.plan.pk, inside.plan.pk]) == {public.plan.pk: public.file_url}

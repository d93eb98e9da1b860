"""The bar of nine steps says the same on every page, and the demand's page leads on (R18)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.ruleset import Step
from marketplace.ui.components import Phase, StepState
from tendering.contracts.models import Contract
from tendering.demands.models import Demand
from tendering.demands.queries.life_cycle import LABELS, course
from tendering.tenders.models import Tender
from tests.factories import accounts, awards, bids, demands, projects, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R18")]
Bar = list[tuple[str, StepState, date | None]]


def drawn(phases: list[Phase]) -> Bar:
    return [(str(step.label), step.state, step.on) for phase in phases for step in phase.steps]


def bar(client: Client, url: str) -> Bar:
    """What a page draws."""
    context = client.get(url).context
    return drawn(context["file"].phases if url.startswith("/projects/") else context["phases"])


def day_of(found: Bar, step: Step) -> date | None:
    return next(on for label, _state, on in found if label == str(LABELS[step]))


def now_at(found: Bar) -> list[str]:
    return [label for label, state, _on in found if state == StepState.NOW]


def test_every_page_of_a_closed_project_bears_the_same_days(client: Client) -> None:
    contract = projects.closed()
    contract = Contract.objects.select_related("demand", "award__tender").get(pk=contract.pk)
    panel = contract.panels.latest("round")
    pages = [
        contract.demand.get_absolute_url(),
        f"/projects/{contract.demand.number}/",
        contract.award.tender.get_absolute_url(),
        contract.award.get_absolute_url(),
        contract.get_absolute_url(),
        reverse("contracts:satisfaction", args=[panel.number]),
    ]
    found = [bar(client, url) for url in pages]
    assert all(one == found[0] for one in found)
    # What is let without competition opens and judges no bids.
    assert [label for label, _state, on in found[0] if on is None] == [str(LABELS[Step.EVALUATION])]
    assert all(state == StepState.DONE for _label, state, _on in found[0])


def test_the_demand_s_bar_follows_its_call(office: Office, client: Client) -> None:
    tender = awards.ranked(office)
    page = tender.demand.get_absolute_url()
    assert now_at(bar(client, page)) == [str(LABELS[Step.EVALUATION])]
    awards.publicised(tender, office)
    found = bar(client, page)
    assert now_at(found) == [str(LABELS[Step.PUBLICITY])]
    assert found == bar(client, tender.get_absolute_url())


def test_a_call_that_is_not_announced_has_no_day_yet(office: Office) -> None:
    """Not the day on which its demand was published."""
    demand = demands.published(office.community)
    assert day_of(drawn(course(demand)), Step.CALL) is None
    tender = tenders.prepared(office, demand)
    assert day_of(bar(signed(office), tender.get_absolute_url()), Step.CALL) is None
    Demand.objects.update(published_at=clock.now() - timedelta(days=40))
    later = tenders.announced(Office.of())
    assert day_of(drawn(course(Demand.objects.get(pk=later.demand_id))), Step.CALL) == clock.today()


def signed(office: Office) -> Client:
    return accounts.signed_in(Client(), accounts.membership(Role.COMMUNITY, office.community))


def test_the_demand_leads_to_call_result_and_contract(office: Office, client: Client) -> None:
    contract = projects.closed()
    page = client.get(contract.demand.get_absolute_url()).content.decode()
    for row in (contract.award.tender, contract.award, contract):
        assert f'href="{row.get_absolute_url()}"' in page
        assert row.number in page


def test_the_demand_says_that_it_is_being_let(office: Office, client: Client) -> None:
    tender = tenders.announced(office)
    page = client.get(tender.demand.get_absolute_url()).content.decode()
    assert f"现在在招募：{tender.number}" in page
    assert f"现在在招募：{tender.number}" not in client.get(closed(tender).demand.get_absolute_url()).content.decode()


def closed(tender: Tender) -> Tender:
    for rival in tenders.providers(3):
        bids.submitted(tender, rival)
    return bids.closed(tender)


def test_a_call_in_preparation_is_linked_for_its_offices_only(office: Office, client: Client) -> None:
    tender = tenders.prepared(office)
    address = tender.demand.get_absolute_url()
    assert tender.number not in client.get(address).content.decode()
    assert tender.number in signed(office).get(address).content.decode()


def test_the_workbench_draws_the_same_step(office: Office) -> None:
    tender = awards.ranked(office)
    (row,) = signed(office).get("/workbench/").context["projects"]
    assert row["demand"].pk == tender.demand_id
    assert now_at(drawn(row["phases"])) == [str(LABELS[Step.EVALUATION])]

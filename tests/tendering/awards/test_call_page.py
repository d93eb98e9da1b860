"""What a call's page and its line in the list say of where the project stands, once later stages have told it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.ruleset import Step
from marketplace.ui.components import Phase, StepState
from tendering.bids.models import Opening
from tendering.demands.models import Demand
from tendering.demands.queries.life_cycle import LABELS, course
from tendering.evaluation.models import Panel
from tendering.overview.queries.project import project_file
from tendering.overview.queries.project.rows import demands as read
from tendering.tenders.models import Tender
from tendering.tenders.queries.standing import standing
from tests.factories import accounts, awards, catalog, places, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R18")]


def now_at(phases: list[Phase]) -> list[str]:
    return [str(step.label) for phase in phases for step in phase.steps if step.state == StepState.NOW]


def fresh(tender: Tender) -> Tender:
    return Tender.objects.get(pk=tender.pk)


def test_the_step_follows_call_opening_and_result(office: Office) -> None:
    announced = fresh(tenders.announced(office))
    assert now_at(course(announced.demand)) == [str(LABELS[Step.CALL])]
    opened = fresh(awards.ranked(office))
    assert now_at(course(opened.demand)) == [str(LABELS[Step.EVALUATION])]
    awards.publicised(opened, office)
    told = fresh(opened)
    assert now_at(course(told.demand)) == [str(LABELS[Step.PUBLICITY])]
    assert standing(told)[1] == "public"


def test_the_evaluation_bears_the_same_day_on_every_page(office: Office) -> None:
    """The opening's until the result is public, then the day on which the panel ended."""
    tender = awards.ranked(office)
    opening = Opening.objects.get(tender=tender)
    ended = clock.now() + timedelta(days=2)
    Panel.objects.filter(counts_for=tender).update(ended_at=ended)
    assert opening.opened_at is not None
    before = {opening.opened_at.astimezone(SHANGHAI).date()}
    assert evaluated_on(tender) == before
    with clock.moved_to(ended + timedelta(hours=1)):
        awards.publicised(tender, office)
        assert evaluated_on(tender) == {ended.astimezone(SHANGHAI).date()} != before


def evaluated_on(tender: Tender) -> set[date | None]:
    """The day by the call's page and by the project's file."""
    row = fresh(tender)
    file = project_file(read(Demand.objects.filter(pk=row.demand_id)).get(), clock.today())
    pages = (course(row.demand), file.phases)
    return {
        step.on for phases in pages for phase in phases for step in phase.steps if step.label == LABELS[Step.EVALUATION]
    }


def test_the_page_shows_the_published_ranking_and_who_is_proposed(office: Office, client: Client) -> None:
    tender = awards.ranked(office)
    award = awards.publicised(tender, office)
    page = client.get(tender.get_absolute_url()).content.decode()
    assert page.index("评审结果") < page.index("要做什么")
    assert award.contractor_name in page
    assert award.get_absolute_url() in page
    assert "结果公示" in client.get("/tenders/").content.decode()


def test_once_the_letters_are_sent_the_page_says_awarded(office: Office, client: Client) -> None:
    award = awards.lettered(office)
    assert standing(fresh(award.tender))[1] == "open"
    assert "中选人" in client.get(award.tender.get_absolute_url()).content.decode()


def test_before_the_opening_the_page_names_no_number_of_bids(office: Office, client: Client) -> None:
    page = client.get(tenders.announced(office).get_absolute_url()).content.decode()
    assert "密封中" in page
    assert "截止时收到" not in page


def test_a_provider_reads_whether_it_may_answer(office: Office) -> None:
    tender = tenders.announced(office)
    fit, unfit = tenders.providers(1)[0], catalog.listed_provider(domains=())
    for provider, words in ((fit, "可以响应"), (unfit, "该机构没有所需的认可服务领域")):
        client = accounts.signed_in(Client(), tenders.bidder(provider))
        page = client.get(tender.get_absolute_url()).content.decode()
        assert words in page


def test_the_list_asks_no_more_with_more_rows(office: Office, client: Client) -> None:
    awards.publicised(awards.ranked(office), office)
    tenders.announced(office)  # time left is counted in working days: the calendar is read once
    client.get("/tenders/")
    before = _queries(client)
    for _number in range(3):
        tenders.announced(Office.of(places.community()))
    assert _queries(client) == before


def _queries(client: Client) -> int:
    with CaptureQueriesContext(connection) as found:
        client.get("/tenders/")
    return len(found)

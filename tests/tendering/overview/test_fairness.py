"""How evenly work goes round: counted, shown plainly, as a file, for the district and its auditors only."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, cast

import pytest
from django.db import DatabaseError, transaction
from django.test import Client

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.awards.models import Award
from tendering.demands.models import Demand, Match, Recommendation
from tendering.demands.services import matching
from tendering.overview.queries import fairness
from tendering.overview.queries.fairness import Period
from tendering.tenders.models import Invitation
from tests.factories import accounts, catalog, contracts, demands, tenders

pytestmark = pytest.mark.django_db


@pytest.fixture
def demand() -> Demand:
    return demands.published()


@pytest.fixture
def favourite(demand: Demand) -> Provider:
    """Recommended yesterday and today, and invited."""
    row, now = catalog.listed_provider("常客服务社"), clock.now()
    for days in (0, 1):
        noted(demand, row, days)
    Match.objects.create(
        demand=demand, provider=row, state="invited", by_community=True, opened_at=now, expires_at=now + timedelta(9)
    )
    return row


def noted(demand: Demand, provider: Provider, days: int) -> Recommendation:
    day = clock.today() - timedelta(days=days)
    return Recommendation.objects.create(demand=demand, provider=provider, day=day, points=Decimal("81.5"), place=1)


def period(days: int = 10) -> Period:
    return Period(clock.today() - timedelta(days=days), clock.today())


def test_everybody_on_the_roster_is_counted_also_who_was_left_out(demand: Demand, favourite: Provider) -> None:
    catalog.listed_provider("新来服务社")
    counts = {
        row.organisation.name: (vars(row)["recommended"], vars(row)["invited"]) for row in fairness.rows(period())
    }
    assert counts == {"常客服务社": (2, 1), "新来服务社": (0, 0)}


def test_interest_of_a_provider_is_no_invitation(demand: Demand, favourite: Provider) -> None:
    Match.objects.update(by_community=False)
    assert fairness.spreads(period())["invited"].times == 0


def test_who_was_invited_to_a_call_and_accepts_was_not_asked_twice(demand: Demand) -> None:
    bidder = accounts.membership(Role.PROVIDER_BIDDER)
    row = catalog.listed_provider("应邀服务社")
    matching.confirm_by_call(demand=demand, provider=row, by=bidder, now=clock.now())
    assert Match.objects.get().by_community
    assert fairness.spreads(period())["invited"].times == 0


def test_only_the_period_counts(demand: Demand, favourite: Provider) -> None:
    noted(demand, favourite, 11)
    assert fairness.spreads(period())["recommended"].times == 2
    assert fairness.spreads(period(11))["recommended"].times == 3


def test_the_share_of_the_first_ten_tells_how_concentrated_it_is(demand: Demand, favourite: Provider) -> None:
    for _number in range(10):
        noted(demand, catalog.listed_provider(), 0)
    found = fairness.spreads(period())["recommended"]
    assert (found.times, found.providers, found.of_first) == (12, 11, Fraction(11, 12))
    assert fairness.spreads(period())["chosen"].of_first is None


def test_the_page_and_its_file_say_the_same(favourite: Provider) -> None:
    client = accounts.signed_in(Client(), accounts.membership(Role.AUDITOR))
    page = client.get("/workbench/fairness/").content.decode()
    assert "常客服务社" in page
    assert "前10家占100.0%" in page
    lines = client.get("/workbench/fairness/?format=csv").getvalue().decode().splitlines()
    assert lines[1] == "常客服务社,2,1,0,0"
    assert cast("Any", client.get("/workbench/fairness/?format=xlsx")).getvalue()


def counted(provider: Provider, name: str) -> tuple[int, int, str]:
    """In the rows, over all, and in the file."""
    row = vars(fairness.rows(period()).get(pk=provider.pk))
    client = accounts.signed_in(Client(), accounts.membership(Role.AUDITOR))
    lines = client.get("/workbench/fairness/?format=csv").getvalue().decode().splitlines()
    (line,) = (line for line in lines if line.startswith(provider.organisation.name))
    return row[name], fairness.spreads(period())[name].times, line


def test_a_confirmed_award_is_chosen_once_while_it_stands_and_in_its_period() -> None:
    people = contracts.People.of()
    award, provider = contracts.lettered(people), people.provider
    rows, times, line = counted(provider, "chosen")
    assert (rows, times, line.split(",")[-1]) == (1, 1, "1")
    Award.objects.filter(pk=award.pk).update(awarded_at=clock.now() - timedelta(days=20))
    assert counted(provider, "chosen")[:2] == (0, 0)
    assert fairness.spreads(period(30))["chosen"].times == 1


def test_an_award_that_fell_is_chosen_no_more() -> None:
    people = contracts.People.of()
    award, provider = contracts.lettered(people), people.provider
    Award.objects.filter(pk=award.pk).update(state="void", public_reason="中标人放弃")
    rows, times, line = counted(provider, "chosen")
    assert (rows, times, line.split(",")[-1]) == (0, 0, "0")


def test_an_invitation_to_a_call_is_counted_in_its_period() -> None:
    (provider,) = tenders.providers(1)
    tender = tenders.announced(tenders.Office.of())
    now = clock.now()
    row = Invitation.objects.create(
        tender=tender, provider=provider, invited_at=now, expires_at=now + timedelta(days=1)
    )
    rows, times, line = counted(provider, "called")
    assert (rows, times, line.split(",")[-2]) == (1, 1, "1")
    Invitation.objects.filter(pk=row.pk).update(invited_at=now - timedelta(days=20))
    assert counted(provider, "called")[:2] == (0, 0)


@pytest.mark.parametrize("query", ["since=x", "since=2026-13-40", "until=0001-01-01", "since=9999-12-31", "page=²"])
def test_bad_days_are_told_or_find_nothing(query: str, favourite: Provider) -> None:
    client = accounts.signed_in(Client(), accounts.membership(Role.DISTRICT))
    assert client.get(f"/workbench/fairness/?{query}").status_code == 200


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_log_of_recommendations_is_never_changed(change: str, demand: Demand) -> None:
    row = noted(demand, catalog.listed_provider(), 0)
    rows = Recommendation.objects.filter(pk=row.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        rows.update(place=2) if change == "update" else rows.delete()

from collections import Counter
from decimal import Decimal

import pytest

from catalog.models import Provider, RosterApplication, RosterEntry
from catalog.rules.states import ApplicationState, EntryState
from marketplace.demo.loading import BEGINNING
from marketplace.demo.tables import rows
from marketplace.places.queries import district
from marketplace.rulebook.queries import in_force
from tendering.funds.models import FundAccount, ImportedBaseline, Transfer
from tests.factories.audit import acts_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def accounts_by_community() -> dict[str, FundAccount]:
    shown = FundAccount.objects.filter(year=2026, fund_type__code="guarantee").select_related("place")
    return {account.place.code: account for account in shown if account.place}


@pytest.mark.requirement("R4")
@pytest.mark.requirement("R5")
def test_every_community_was_given_what_the_rule_set_says_in_two_shares() -> None:
    held = accounts_by_community()
    for row in rows("jinniu_streets_communities"):
        allocation = held[row["community_code"]].allocations.get()
        assert allocation.amount == Decimal(row["allocation_2026_example"])
        assert allocation.city_received_at
        assert allocation.district_received_at
        assert allocation.city_amount + allocation.district_amount == allocation.amount


@pytest.mark.requirement("R13")
def test_the_year_before_is_an_imported_baseline() -> None:
    assert ImportedBaseline.objects.filter(year=2025).count() == 94
    assert all(row.paid <= row.inflow for row in ImportedBaseline.objects.all())


@pytest.mark.requirement("R7")
def test_story_9_money_moved_between_two_communities() -> None:
    done = Transfer.objects.get(status="approved")
    held = accounts_by_community()
    for account, allocated, after in (
        (done.from_account, "290000.00", "260000.00"),
        (done.to_account, "367400.00", "397400.00"),
    ):
        assert account.place
        known = held[account.place.code]
        assert known.inflow - known.outflow == Decimal(after)
        assert known.allocations.get().amount == Decimal(allocated)
    assert Transfer.objects.filter(status="requested").count() == 1


@pytest.mark.requirement("R28")
def test_eighty_two_providers_were_admitted() -> None:
    states = Counter(RosterEntry.objects.values_list("state", flat=True))
    assert states == {
        EntryState.LISTED: 77,
        EntryState.WATCH: 1,
        EntryState.SUSPENDED: 2,
        EntryState.EXPIRED: 1,
        EntryState.REMOVED: 1,  # story 14
    }
    admitted = Provider.objects.filter(entry__isnull=False)
    assert Counter(admitted.values_list("roster_list", flat=True)) == {
        "social_organization": 45,
        "social_enterprise": 37,
    }


def test_three_more_applications_run() -> None:
    running = RosterApplication.objects.exclude(state=ApplicationState.LISTED)
    assert Counter(running.values_list("state", flat=True)) == {
        ApplicationState.PUBLICITY: 1,
        ApplicationState.SUBMITTED: 2,
    }


def test_a_listed_provider_came_there_through_every_act() -> None:
    application = RosterApplication.objects.filter(state=ApplicationState.LISTED).first()
    assert application
    assert acts_of(application) == [
        "catalog.application.start",
        "catalog.application.submit",
        "catalog.application.accept",
        "catalog.application.elapse",
        "catalog.entry.list",
    ]


def test_the_demonstration_admits_without_an_assessment() -> None:
    rules = in_force(BEGINNING.date(), district()).rules
    assert rules.roster.assessment.required is False

"""What changes between two acts: a year ends, a tier is raised, a lot is withdrawn, somebody changes sides."""

from __future__ import annotations

from contextlib import AbstractContextManager
from datetime import timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.accounts import services as account_services
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from tendering.demands import tasks as demand_tasks
from tendering.demands.models import Demand, NextYearBar
from tendering.demands.rules.meeting import Votes
from tendering.demands.rules.steps import State as DemandState
from tendering.demands.services import approvals, drafting, publication, raising, year_end
from tendering.demands.services.matching import OnBothSides
from tendering.demands.services.progress import advance
from tendering.demands.services.year_end import BarredNextYear
from tendering.funds.models import FundAccount
from tendering.funds.queries.plans import total_of
from tendering.tenders import tasks as tender_tasks
from tendering.tenders.models import Notice
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, keys, offers, preparing
from tendering.tenders.services.announcing import TierRaised
from tendering.tenders.services.joining import take_out
from tendering.tenders.services.offers import ResolutionRecord
from tests.factories import accounts, awards, catalog, demands, funds, joint, places, tenders
from tests.factories.bids import deliver_all
from tests.factories.demands import People
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office
from tests.refusing import refused
from tests.tendering.demands import test_tier_after_return as after_return

pytestmark = pytest.mark.django_db


def new_year(day: int = 2) -> AbstractContextManager[None]:
    """The clock in January of the year that follows."""
    now = clock.now()
    return clock.moved_to(now.replace(year=now.year + 1, month=1, day=day, hour=9))


def night() -> None:
    """What the clock does in the first hour of a day, in its order."""
    tender_tasks.end_with_year()
    demand_tasks.close_the_year()


class TestCallsOverTheNewYear:
    """Money not awarded by 31 December goes back, without a bar (domain 3.2)."""

    def test_a_call_that_is_not_decided_ends_with_its_year(self) -> None:
        office = Office.of()
        tender = tenders.announced(office)
        officer = office.preparer
        with new_year():
            night()
            deliver_all()
        tender.refresh_from_db()
        assert tender.state == State.CANCELLED
        assert tender.notices.filter(kind=Notice.Kind.CANCELLATION).exists()
        assert Notification.objects.filter(recipient=officer.user_id, kind="tenders.cancelled").exists()
        tender.demand.refresh_from_db()
        assert tender.demand.state == DemandState.APPROVED
        assert not NextYearBar.objects.exists()

    def test_while_an_office_examines_it_it_stands(self) -> None:
        office = Office.of()
        tender = tenders.announced(office)
        street = accounts.membership(Role.STREET, office.community.parent)
        announcing.suspend(tender=tender, by=street, reason="核查")
        with new_year():
            night()
            tender.refresh_from_db()
            assert tender.state == State.SUSPENDED
            announcing.resume(tender=tender, by=street, reason="核查完毕")
            night()
        tender.refresh_from_db()
        assert tender.state == State.CANCELLED

    def test_nobody_awards_what_the_year_has_taken_back(self) -> None:
        tender = tenders.announced(Office.of())
        with new_year(), refused("demands.year_over"):
            advance(demand=tender.demand, act="award", by=None, now=clock.now())

    def test_a_project_of_several_years_goes_on(self) -> None:
        tender = tenders.announced(Office.of())
        Demand.objects.filter(pk=tender.demand_id).update(multi_year=True)
        with new_year():
            night()
        tender.refresh_from_db()
        assert tender.state == State.ANNOUNCED


def test_a_draft_begun_before_the_new_year_goes_round_no_bar() -> None:
    demands.rules()
    people = People.of()
    first = demands.published(people.community, "10000.00")
    Demand.objects.filter(pk=first.pk).update(state=DemandState.IMPLEMENTING)
    again = demands.drafted(people, "10000.00", title=first.title)
    with new_year():
        year_end.mark_unfinished(demand=first)
        with pytest.raises(BarredNextYear):
            drafting.propose(demand=again, by=people.author, now=clock.now())


def test_what_was_filed_before_the_new_year_goes_round_no_bar() -> None:
    demands.rules()
    people = People.of()
    first = demands.published(people.community, "10000.00", title="独居老人助浴")
    second = demands.filed(people, "10000.00", title=first.title)
    Demand.objects.filter(pk=first.pk).update(state=DemandState.IMPLEMENTING)
    with new_year():
        year_end.mark_unfinished(demand=first)
        funds.account(people.community, "90000.00", year=clock.today().year)
        with pytest.raises(BarredNextYear):
            publication.fund_demand(demand=second, by=people.author, now=clock.now())


def test_a_resolution_without_competition_counts_its_quorum_from_the_body() -> None:
    demands.rules()
    office = Office.of()
    demands.sitting_body(office.community, 30)
    tender = tenders.prepared(office, demands.published(office.community, "18000.00"), method="resident_implemented")
    tenders.offered(tender, office)
    small = ResolutionRecord(clock.now() - timedelta(hours=2), Votes(3, 3, 0, 0), "同意")
    row = offers.record_resolution(tender=tender, by=office.preparer, values=small)
    row = offers.countersign_resolution(resolution=row, by=office.committee)
    assert (row.invited, row.passed) == (30, False)


def test_projects_withdrawn_out_of_a_joint_call_hold_up_no_others() -> None:
    demands.rules()
    office = StreetOffice.of()
    rows = joint.projects(office, "11000.00", "11500.00", "12000.00")
    call = joint.prepared(office, rows)
    for demand in rows[:2]:
        by = accounts.membership(Role.COMMUNITY, demand.community)
        publication.withdraw(demand=demand, by=by, reason="不再需要", now=clock.now())
    lot = call.lots.get(demand=rows[0])
    take_out(tender=lot, by=office.preparer, reason="已撤回", now=clock.now(), awards_per_bidder=None)
    assert not call.lots.filter(demand__in=rows[:2]).exists()


def test_a_call_prepared_for_a_lower_tier_does_not_go_out_after_the_tier_was_raised() -> None:
    demands.rules()
    office = Office.of()
    demand = demands.published(office.community, "30000.00")
    tender = tenders.prepared(office, demand, method="inquiry")
    keys.fill_pool(size=3, now=clock.now())
    with new_year():
        demand_tasks.close_the_year()
        demand.refresh_from_db()
        district = accounts.membership(Role.DISTRICT)
        raising.raise_tier(demand=demand, by=district, tier="major", reason="社会影响大", now=clock.now())
        # Approved, funded and published again.
        Demand.objects.filter(pk=demand.pk).update(state=DemandState.PUBLISHED)
        demand.refresh_from_db()
        assert demand.tier == "major"
        tender.refresh_from_db()
        preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
        tender.refresh_from_db()
        with pytest.raises(TierRaised):
            announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))


def test_who_approved_before_the_tier_was_raised_may_approve_again_at_the_same_level() -> None:
    demands.rules()
    people = People.of()
    members, demand = after_return.group(people), after_return.submitted(people)
    demand = after_return.approve(demand, people, members)
    demand = after_return.approve(demand, people, members)
    assert demand.state == DemandState.APPROVED
    demand = raising.raise_tier(demand=demand, by=people.district, tier="major", reason="影响大", now=clock.now())
    assert demand.state == DemandState.STREET_REVIEW
    after_return.hold_early_demonstration(demand)
    assert after_return.approve(demand, people, members).state == DemandState.DISTRICT_REVIEW


def test_whoever_stands_in_for_a_controller_is_seen_by_colleagues_and_discipline() -> None:
    officer = accounts.membership(Role.FINANCE_OFFICER, places.district())
    colleague = accounts.membership(Role.FINANCE_OFFICER, places.district())
    inspector = accounts.membership(Role.DISCIPLINE)
    today = clock.today()
    account_services.appoint_substitute(
        by=officer,
        absent=officer,
        substitute=accounts.user("陈新来"),
        from_date=today,
        to_date=today + timedelta(days=5),
        reason="休假",
    )
    deliver_all()
    told = Notification.objects.filter(kind="accounts.controller_made").values_list("recipient", flat=True)
    assert set(told) == {inspector.user_id, colleague.user_id}


def test_nobody_who_came_to_stand_on_both_sides_since_the_offer_is_announced() -> None:
    demands.rules()
    office = Office.of()
    provider = catalog.listed_provider()
    bidder = accounts.membership(Role.PROVIDER_ADMIN, provider.organisation)
    tender = tenders.prepared(office, demands.published(office.community, "18000.00"), method="direct_award")
    awards.match(tender, provider)
    demands.body_on_record(office.community)
    line = offers.CostLine("上门助浴", Decimal(1), "项", Decimal("17000.00"))
    values = offers.OfferValues("每月 25 人次", "参照上年三家询价", [line], provider)
    offers.record_offer(tender=tender, by=office.preparer, values=values, now=clock.now())
    record = ResolutionRecord(clock.now() - timedelta(hours=2), Votes(24, 22, 1, 1), "同意")
    row = offers.record_resolution(tender=tender, by=office.preparer, values=record)
    offers.countersign_resolution(resolution=row, by=office.committee)
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, office.community, who=bidder.user)
    tender.refresh_from_db()
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    tender.refresh_from_db()
    with pytest.raises(OnBothSides):
        announcing.announce(tender=tender, by=office.approver)


def test_what_lost_its_money_with_the_year_and_was_returned_is_given_new_money() -> None:
    """Its plan ended with the year; whoever mends the papers writes the money anew."""
    demands.rules()
    people = People.of()
    demand = demands.published(people.community, "30000.00")
    author = accounts.membership(Role.COMMUNITY, people.community)
    with new_year():
        funds.account(people.community, "90000.00", year=clock.today().year)
        night()
        demand.refresh_from_db()
        demand = raising.raise_tier(
            demand=demand, by=people.district, tier="ordinary", reason="社会影响大", now=clock.now()
        )
        demand = approvals.return_demand(demand=demand, by=people.street, reason="请补充预算", now=clock.now())
        account = FundAccount.objects.get(place=people.community, year=clock.today().year)
        lines = [funds.draft("28000.00", account=account)]
        demand = drafting.write_funding(
            demand=demand, by=author, version=demand.version, budget=Decimal("28000.00"), lines=lines
        )
    assert demand.plan is not None
    assert (demand.plan.status, total_of(demand.plan)) == ("draft", Decimal("28000.00"))

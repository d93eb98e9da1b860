"""Rates, yearly allocations, delegated money, arrival of both shares, baselines."""

from __future__ import annotations

from decimal import Decimal

import pytest

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.places.models import Place
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from tendering.funds import services
from tendering.funds.models import AccountStatus, Allocation, FundAccount, ImportedBaseline, Rate
from tendering.funds.rules.entries import Share
from tendering.funds.rules.rates import Breach
from tendering.funds.services import Delegation
from tendering.funds.services.allocations import AlreadyConfirmed, ApprovalMissing, NoRate
from tendering.funds.services.rates import GrowthTooSmall, refuse_breaches
from tests.factories import accounts, files, funds, places
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def district() -> Place:
    funds.rules()
    return places.district()


@pytest.fixture
def officer(district: Place) -> Membership:
    return accounts.membership(Role.DISTRICT, district)


@pytest.fixture
def treasurer(district: Place) -> Membership:
    return accounts.membership(Role.FINANCE_OFFICER, district)


@pytest.mark.requirement("R4")
def test_every_community_gets_base_and_supplement_once(district: Place, officer: Membership) -> None:
    community, other = places.community(population=12_700), places.community(population=30_000)
    planned = services.plan_allocations(district=district, fund_type=funds.fund_type(), year=2026, by=officer)
    amounts = {allocation.account.place: allocation.amount for allocation in planned}
    assert amounts[community] == Decimal("318200.00")
    assert amounts[other] == Decimal("390000.00"), "the cap of the rule set"
    assert services.plan_allocations(district=district, fund_type=funds.fund_type(), year=2026, by=officer) == []


@pytest.mark.requirement("R2")
def test_guarantee_and_incentive_money_have_accounts_of_their_own(district: Place, officer: Membership) -> None:
    community = places.community(population=10_000)
    for code in ("guarantee", "incentive"):
        services.plan_allocations(district=district, fund_type=funds.fund_type(code), year=2026, by=officer)
    found = {account.fund_type.code: account for account in community.fund_accounts.select_related("fund_type")}
    assert set(found) == {"guarantee", "incentive"}
    assert found["incentive"].allocations.get().amount == Decimal("20000.00"), "no supplement on incentive money"


def test_without_a_rate_nothing_is_planned(district: Place, officer: Membership) -> None:
    places.community()
    with pytest.raises(NoRate) as refused:
        services.plan_allocations(district=district, fund_type=funds.fund_type("public_service"), year=2026, by=officer)
    assert refused.value.parameters["year"] == 2026


@pytest.mark.requirement("R5")
def test_city_and_district_bear_half_each_and_both_must_arrive(
    district: Place, officer: Membership, treasurer: Membership
) -> None:
    places.community(population=12_700)
    (allocation,) = services.plan_allocations(district=district, fund_type=funds.fund_type(), year=2026, by=officer)
    assert (allocation.city_amount, allocation.district_amount) == (Decimal("159100.00"), Decimal("159100.00"))

    services.confirm_arrival(allocation=allocation, share=Share.CITY, by=treasurer)
    allocation.refresh_from_db()
    account = FundAccount.objects.get()
    assert (account.status, account.available) == (AccountStatus.APPROPRIATED, Decimal("159100.00"))
    assert not Allocation.objects.get().arrived

    services.confirm_arrival(allocation=allocation, share=Share.DISTRICT, by=treasurer)
    allocation.refresh_from_db()
    account = FundAccount.objects.get()
    assert (account.status, account.available) == (AccountStatus.OPEN, Decimal("318200.00"))
    assert allocation.arrived
    assert allocation.district_confirmed_by == treasurer
    assert list(account.entries.order_by("serial").values_list("share", flat=True)) == ["city", "district"]


@pytest.mark.requirement("R5")
def test_a_share_arrives_once(district: Place, officer: Membership, treasurer: Membership) -> None:
    places.community()
    (allocation,) = services.plan_allocations(district=district, fund_type=funds.fund_type(), year=2026, by=officer)
    services.confirm_arrival(allocation=allocation, share=Share.CITY, by=treasurer)
    with pytest.raises(AlreadyConfirmed):
        services.confirm_arrival(allocation=allocation, share=Share.CITY, by=treasurer)
    assert allocation.account.entries.count() == 1


def test_a_wrong_arrival_is_taken_back_and_confirmed_anew(
    district: Place, officer: Membership, treasurer: Membership
) -> None:
    places.community(population=12_700)
    (allocation,) = services.plan_allocations(district=district, fund_type=funds.fund_type(), year=2026, by=officer)
    services.confirm_arrival(allocation=allocation, share=Share.CITY, by=treasurer)
    entry = allocation.account.entries.get()
    services.reverse_entry(entry=entry, reason="银行退票", by=treasurer)
    allocation.refresh_from_db()
    assert allocation.city_received_at is None
    assert allocation.account.entries.count() == 2
    services.confirm_arrival(allocation=allocation, share=Share.CITY, by=treasurer)
    allocation.account.refresh_from_db()
    assert allocation.account.inflow == Decimal("159100.00")


def test_a_street_officer_of_finance_confirms_for_his_street_only(district: Place, officer: Membership) -> None:
    own, foreign = places.community(), places.community()
    services.plan_allocations(district=district, fund_type=funds.fund_type(), year=2026, by=officer)
    street_treasurer = accounts.membership(Role.FINANCE_OFFICER, own.parent)
    mine = Allocation.objects.get(account__place=own)
    theirs = Allocation.objects.get(account__place=foreign)
    with pytest.raises(NotPermitted):
        services.confirm_arrivals(allocations=[mine, theirs], share=Share.CITY, by=street_treasurer)
    mine.account.refresh_from_db()
    assert mine.account.inflow == 0, "all or none"
    services.confirm_arrivals(allocations=[mine], share=Share.CITY, by=street_treasurer)


@pytest.mark.requirement("R6")
def test_a_rate_below_ten_per_cent_growth_is_refused(district: Place, officer: Membership) -> None:
    with pytest.raises(GrowthTooSmall) as refused:
        services.set_rate(
            district=district,
            fund_type=funds.fund_type(),
            from_year=2031,
            amount=Decimal("266199.99"),
            by=officer,
        )
    assert refused.value.parameters["least"] == Decimal("266200.00")
    assert not Rate.objects.exists()
    services.set_rate(
        district=district, fund_type=funds.fund_type(), from_year=2031, amount=Decimal("266200.00"), by=officer
    )


@pytest.mark.requirement("R6")
def test_a_recorded_reason_lets_a_smaller_rate_pass(district: Place, officer: Membership) -> None:
    rate = services.set_rate(
        district=district,
        fund_type=funds.fund_type(),
        from_year=2031,
        amount=Decimal("250000.00"),
        by=officer,
        override_reason="区委常委会会议纪要〔2031〕3号",
    )
    assert rate.override_reason
    entry = Entry.objects.get(act="funds.rate.set")
    assert '"overridden":true' in entry.body


@pytest.mark.requirement("R6")
def test_a_new_period_without_a_new_rate_plans_nothing(district: Place, officer: Membership) -> None:
    places.community()
    with pytest.raises(GrowthTooSmall):
        services.plan_allocations(district=district, fund_type=funds.fund_type(), year=2031, by=officer)


@pytest.mark.parametrize("role", [Role.STREET, Role.COMMUNITY, Role.FINANCE_OFFICER, Role.AUDITOR])
def test_only_the_district_sets_rates_and_plans(district: Place, role: Role) -> None:
    other = accounts.membership(role, district)
    with pytest.raises(NotPermitted):
        services.set_rate(
            district=district, fund_type=funds.fund_type(), from_year=2030, amount=Decimal(10**6), by=other
        )
    with pytest.raises(NotPermitted):
        services.plan_allocations(district=district, fund_type=funds.fund_type(), year=2026, by=other)


@pytest.mark.requirement("R12")
def test_money_follows_a_delegated_task_with_its_approval(
    district: Place, officer: Membership, treasurer: Membership
) -> None:
    street = places.street()
    task = Delegation(department="区民政局", task="老年助餐点运营", approval=files.upload())
    allocation = services.delegate(
        street=street, fund_type=funds.fund_type(), year=2026, amount=Decimal("80000.00"), delegation=task, by=officer
    )
    assert allocation.delegated
    assert allocation.district_amount == Decimal("80000.00")
    services.confirm_arrival(allocation=allocation, share=Share.DISTRICT, by=treasurer)
    allocation.account.refresh_from_db()
    assert (allocation.account.status, allocation.account.available) == (AccountStatus.OPEN, Decimal("80000.00"))


@pytest.mark.requirement("R12")
@pytest.mark.parametrize(("department", "task"), [("", "老年助餐点运营"), ("区民政局", "  ")])
def test_a_delegated_task_is_named_and_approved(
    district: Place, officer: Membership, department: str, task: str
) -> None:
    street = places.street()
    approval = files.upload()
    with pytest.raises(InvalidInput, match="delegation_incomplete"):
        services.delegate(
            street=street,
            fund_type=funds.fund_type(),
            year=2026,
            amount=Decimal("1.00"),
            delegation=Delegation(department=department, task=task, approval=approval),
            by=officer,
        )
    with pytest.raises(ApprovalMissing):
        services.delegate(
            street=street,
            fund_type=funds.fund_type(),
            year=2026,
            amount=Decimal("1.00"),
            delegation=Delegation(department="区民政局", task="老年助餐", approval=None),
            by=officer,
        )


@pytest.mark.requirement("R13")
def test_a_year_before_the_system_is_imported_and_marked(district: Place, officer: Membership) -> None:
    community = places.community()
    baseline = services.import_baseline(
        place=community,
        fund_type=funds.fund_type(),
        year=2025,
        inflow=Decimal("300000.00"),
        paid=Decimal("240300.00"),
        source="2025年度决算报表",
        by=officer,
    )
    assert ImportedBaseline.objects.get() == baseline
    funds.account(community, year=2026)
    with pytest.raises(InvalidInput, match="baseline_in_system"):
        services.import_baseline(
            place=community,
            fund_type=funds.fund_type(),
            year=2026,
            inflow=Decimal(1),
            paid=Decimal(0),
            source="x",
            by=officer,
        )


@pytest.mark.requirement("R12")
def test_money_for_a_delegated_task_goes_to_a_street(district: Place, officer: Membership) -> None:
    task = Delegation(department="区民政局", task="老年助餐点运营", approval=files.upload())
    for place in (places.community(), district):
        with refused("funds.not_a_street", kind=InvalidInput):
            services.delegate(
                street=place, fund_type=funds.fund_type(), year=2026, amount=Decimal(80000), delegation=task, by=officer
            )
    assert not Allocation.objects.exists()


def test_what_grew_too_little_before_holds_up_no_later_year() -> None:
    breach = Breach(2024, Decimal(100), Decimal(110))
    refuse_breaches([breach], 2025)
    with pytest.raises(GrowthTooSmall):
        refuse_breaches([breach], 2024)

"""A project's money from the plan to the last payment (R8, R42)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.money import ZERO
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusals
from marketplace.primitives.state_machine import WrongState
from tendering.funds import services
from tendering.funds.models import AccountStatus, FundingPlan, PlanStatus, Source
from tendering.funds.queries import plans as plan_queries
from tendering.funds.queries.plans import Freed
from tendering.funds.queries.verification import discrepancies
from tendering.funds.rules.entries import EntryKind
from tendering.funds.services.commitments import AbovePlan, AccountNotOpen, PledgeNotReceived, YearClosing
from tendering.funds.services.contributions import StillNeeded
from tendering.funds.services.ledger import InsufficientFunds, Posting, SumBelowZero, lock_account, post
from tendering.funds.services.payments import AlreadyRefunded, AlreadyReversed
from tendering.funds.words.plans import freed_at_signing
from tests.factories import accounts, files, funds, places
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ledger_adds_up() -> object:
    yield
    assert list(discrepancies()) == []


def corridor() -> FundingPlan:
    """车辆厂东社区: the factory gives 11,000, the fund tops up 10,000."""
    account = funds.account(available="15000.00")
    sponsor = funds.draft("11000.00", Source.SPONSOR, contributor="车辆厂")
    return funds.plan(lines=[sponsor, funds.draft("10000.00", account=account)], title="单元楼道粉刷项目")


@pytest.mark.requirement("R8")
def test_the_corridor_eleven_thousand_of_the_factory_and_ten_of_the_fund_make_21000() -> None:
    plan = corridor()
    figures = plan_queries.figures(plan)
    assert (figures.total, figures.fund_part, figures.cofunding) == (
        Decimal("21000.00"),
        Decimal("10000.00"),
        Decimal("11000.00"),
    )
    worker = accounts.membership(Role.COMMUNITY, plan.place)
    sponsor = funds.line(plan, Source.SPONSOR)
    assert plan_queries.unbacked(plan) == [sponsor]
    services.record_pledge(line=sponsor, letter=files.upload(), by=worker)
    assert plan_queries.unbacked(plan) == [], "a signed letter backs the call"

    services.commit_plan(plan=plan, by=None)
    account = funds.line(plan).account
    assert account is not None
    account.refresh_from_db()
    assert (account.committed, account.available) == (Decimal("10000.00"), Decimal("5000.00")), "only the fund's part"

    with pytest.raises(PledgeNotReceived) as refused:
        services.contract_plan(plan=plan, total=Decimal("20000.00"), by=None, now=clock.now())
    assert refused.value.parameters == {"contributor": "车辆厂", "missing": Decimal("11000.00")}
    services.receive_contribution(line=sponsor, amount=Decimal("11000.00"), by=worker, receipt=files.upload())
    freed = services.contract_plan(plan=plan, total=Decimal("20000.00"), by=None, now=clock.now())
    assert freed == Decimal("1000.00")
    assert figures.freed(freed) == Freed(fund=Decimal("1000.00"), others=ZERO)
    account.refresh_from_db()
    assert account.committed == Decimal("9000.00"), "the saving of 1,000 goes to the fund"

    treasurer = funds.finance_officer()
    for amount in ("10000.00", "8000.00", "2000.00"):
        services.pay(plan=plan, amount=Decimal(amount), payee="四川焕新里社区服务有限公司", by=treasurer)
    account.refresh_from_db()
    assert (account.paid, account.committed, account.available) == (Decimal("9000.00"), ZERO, Decimal("6000.00"))
    sponsor.refresh_from_db()
    assert (sponsor.paid, sponsor.held) == (Decimal("11000.00"), ZERO)


@pytest.mark.requirement("R1")
def test_a_plan_that_is_not_covered_names_the_account_and_the_missing_sum() -> None:
    account = funds.account(available="100000.00")
    plan = funds.plan(lines=[funds.draft("100000.01", account=account)])
    with pytest.raises(InsufficientFunds) as refused:
        services.commit_plan(plan=plan, by=None)
    assert refused.value.parameters["missing"] == Decimal("0.01")
    assert refused.value.parameters["account"] == str(account)
    account.refresh_from_db()
    assert account.committed == 0
    assert account.entries.count() == 2


def test_all_accounts_that_lack_money_are_named_at_once() -> None:
    community = places.community()
    own, street = funds.account(community, "10.00"), funds.account(community.parent, "20.00")
    plan = funds.plan(place=community, lines=[funds.draft("11.00", account=own), funds.draft("22.00", account=street)])
    with pytest.raises(Refusals) as refused:
        services.commit_plan(plan=plan, by=None)
    assert [problem.parameters["missing"] for problem in refused.value.refusals] == [Decimal("1.00"), Decimal("2.00")]


def test_a_plan_is_committed_once() -> None:
    plan = funds.committed()
    with pytest.raises(WrongState):
        services.commit_plan(plan=plan, by=None)


@pytest.mark.parametrize("status", [AccountStatus.PLANNED, AccountStatus.APPROPRIATED, AccountStatus.INSPECTED])
def test_only_open_accounts_take_commitments(status: AccountStatus) -> None:
    account = funds.account(status=status)
    plan = funds.plan(lines=[funds.draft("10.00", account=account)])
    with pytest.raises(AccountNotOpen):
        services.commit_plan(plan=plan, by=None)


def december(year: int) -> datetime:
    return datetime(year, 12, 1, 0, 0, 1, tzinfo=SHANGHAI)


def test_from_the_first_of_december_the_district_must_agree() -> None:
    plan = funds.plan()
    officer = accounts.membership(Role.DISTRICT)
    street = accounts.membership(Role.STREET, plan.place.parent)
    with clock.moved_to(december(clock.today().year)):
        with pytest.raises(YearClosing):
            services.commit_plan(plan=plan, by=street)
        with pytest.raises(NotPermitted):
            services.consent_to_closing_commitment(plan=plan, by=street, reason="年前完工")
        services.consent_to_closing_commitment(plan=plan, by=officer, reason="年前完工")
        assert services.commit_plan(plan=plan, by=street).status == PlanStatus.COMMITTED


def test_the_district_itself_needs_no_separate_consent_in_december() -> None:
    plan = funds.plan()
    officer = accounts.membership(Role.DISTRICT)
    with clock.moved_to(december(clock.today().year)):
        assert services.commit_plan(plan=plan, by=officer).status == PlanStatus.COMMITTED


def test_a_contract_above_what_was_set_aside_is_refused() -> None:
    plan = funds.committed("50000.00")
    with pytest.raises(AbovePlan):
        services.contract_plan(plan=plan, total=Decimal("50000.01"), by=None, now=clock.now())


@pytest.mark.requirement("R42")
def test_signing_lowers_the_commitment_and_the_saving_is_available_again() -> None:
    plan = funds.contracted("50000.00", sum_="47000.00")
    line = funds.line(plan)
    assert line.account is not None
    assert line.account.available == Decimal("53000.00")
    assert line.current == Decimal("47000.00")
    assert list(line.account.entries.order_by("serial").values_list("kind", "amount"))[2:] == [
        ("commit", Decimal("50000.00")),
        ("release", Decimal("3000.00")),
    ]


def test_an_amendment_takes_more_from_the_account_if_it_is_there() -> None:
    plan = funds.contracted("50000.00")
    freed = services.contract_plan(plan=plan, total=Decimal("55000.00"), by=None, now=clock.now())
    assert freed == Decimal("-5000.00")
    assert funds.line(plan).current == Decimal("55000.00")
    with pytest.raises(InsufficientFunds):
        services.contract_plan(plan=plan, total=Decimal("100000.01"), by=None, now=clock.now())


def test_the_accounts_of_a_plan_are_locked_once_and_together() -> None:
    """In two helpings the second could come before the first: two amendments would wait for each other."""
    plan = funds.contracted("50000.00")
    with CaptureQueriesContext(connection) as asked:
        services.contract_plan(plan=plan, total=Decimal("55000.00"), by=None, now=clock.now())
    locks = [query["sql"] for query in asked if 'FROM "funds_fundaccount"' in query["sql"]]
    assert len(locks) == 1


def test_below_the_cofunding_the_cofunder_gets_his_saving_back() -> None:
    plan = corridor()
    services.commit_plan(plan=plan, by=None)
    funds.receive_all(plan)
    total = services.contract_plan(plan=plan, total=Decimal("9000.00"), by=None, now=clock.now())
    freed = plan_queries.figures(plan).freed(total)
    assert freed == Freed(fund=Decimal("10000.00"), others=Decimal("2000.00"))
    assert [amount in freed_at_signing(freed) for amount in ("10,000", "2,000")] == [True, True]
    sponsor, fund = funds.line(plan, Source.SPONSOR), funds.line(plan)
    assert (sponsor.current, fund.current) == (Decimal("9000.00"), ZERO)
    worker = accounts.membership(Role.COMMUNITY, plan.place)
    with pytest.raises(StillNeeded) as refused:
        services.return_contribution(line=sponsor, amount=Decimal("2000.01"), by=worker)
    assert refused.value.parameters["most"] == Decimal("2000.00")
    services.return_contribution(line=sponsor, amount=Decimal("2000.00"), by=worker)


def test_payments_never_exceed_what_is_open() -> None:
    plan = funds.contracted("50000.00")
    treasurer = funds.finance_officer()
    services.pay(plan=plan, amount=Decimal("25000.00"), payee="机构", by=treasurer)
    with pytest.raises(InvalidInput, match="payment_exceeds_open"):
        services.pay(plan=plan, amount=Decimal("25000.01"), payee="机构", by=treasurer)
    assert services.pay(plan=plan, amount=Decimal("0.00"), payee="机构", by=treasurer).parts.count() == 0


def test_a_payment_is_taken_back_and_made_anew() -> None:
    plan = funds.contracted("50000.00")
    treasurer = funds.finance_officer()
    payment = services.pay(plan=plan, amount=Decimal("25000.00"), payee="甲机构", by=treasurer)
    with refused("funds.own_booking", kind=NotPermitted):
        services.reverse_payment(disbursement=payment, reason="付错账户", by=treasurer)
    colleague = funds.finance_officer()
    services.reverse_payment(disbursement=payment, reason="付错账户", by=colleague)
    line = funds.line(plan)
    assert (line.paid, line.open) == (ZERO, Decimal("50000.00"))
    reversal = line.commitment.entries.get(kind="pay_reversal")
    assert reversal.reverses == payment.entries.get()
    with pytest.raises(AlreadyReversed):
        services.reverse_payment(disbursement=payment, reason="再来一次", by=colleague)
    services.pay(plan=plan, amount=Decimal("50000.00"), payee="甲机构", by=treasurer)


def test_a_refund_is_available_again_and_lowers_the_commitment() -> None:
    plan = funds.contracted("50000.00")
    treasurer = funds.finance_officer()
    payment = services.pay(plan=plan, amount=Decimal("50000.00"), payee="甲机构", by=treasurer)
    with refused("funds.own_booking", kind=NotPermitted):
        services.refund(plan=plan, amount=Decimal("1200.00"), reason="少用材料", by=treasurer)
    colleague = funds.finance_officer()
    returned = services.refund(plan=plan, amount=Decimal("1200.00"), reason="少用材料", by=colleague)
    line = funds.line(plan)
    assert line.account is not None
    assert (line.current, line.paid, line.account.available) == (
        Decimal("48800.00"),
        Decimal("48800.00"),
        Decimal("51200.00"),
    )
    with pytest.raises(AlreadyRefunded):
        services.reverse_payment(disbursement=payment, reason="付错", by=colleague)
    with pytest.raises(InvalidInput, match="refund_exceeds_paid"):
        services.refund(plan=plan, amount=Decimal("48800.01"), reason="多退", by=colleague)
    with refused("funds.own_booking", kind=NotPermitted):
        services.reverse_payment(disbursement=returned, reason="退款未到账", by=colleague)
    services.reverse_payment(disbursement=returned, reason="退款未到账", by=treasurer)
    assert funds.line(plan).paid == Decimal("50000.00")


def test_release_frees_what_is_open() -> None:
    plan = funds.contracted("50000.00")
    treasurer = funds.finance_officer()
    services.pay(plan=plan, amount=Decimal("45000.00"), payee="甲机构", by=treasurer)
    services.release(plan=plan, by=None, now=clock.now())
    plan.refresh_from_db()
    assert plan.status == PlanStatus.ENDED
    line = funds.line(plan)
    assert line.account is not None
    assert (line.account.committed, line.account.available) == (ZERO, Decimal("55000.00"))


def test_an_ended_project_gives_contributors_back_what_is_left() -> None:
    plan = corridor()
    services.commit_plan(plan=plan, by=None)
    funds.receive_all(plan)
    services.release(plan=plan, by=None, now=clock.now(), reason="项目撤回")
    sponsor = funds.line(plan, Source.SPONSOR)
    worker = accounts.membership(Role.COMMUNITY, plan.place)
    services.return_contribution(line=sponsor, amount=Decimal("11000.00"), by=worker)
    sponsor.refresh_from_db()
    assert sponsor.held == 0


def test_a_project_is_renewed_from_the_new_years_account_with_the_contribution() -> None:
    plan = corridor()
    services.commit_plan(plan=plan, by=None)
    funds.receive_all(plan)
    services.release(plan=plan, by=None, now=clock.now())
    old = funds.line(plan).account
    assert old is not None
    fresh_account = funds.account(old.home, "12000.00", year=old.year + 1)
    fresh = services.renew_plan(plan=plan, accounts={old.pk: fresh_account}, by=None)
    assert funds.line(fresh).account == fresh_account
    assert funds.line(fresh, Source.SPONSOR).held == Decimal("11000.00")
    assert funds.line(plan, Source.SPONSOR).held == 0
    assert plan_queries.missing_from(funds.line(fresh, Source.SPONSOR)) == ZERO


def test_in_kind_is_shown_but_no_part_of_the_budget() -> None:
    account = funds.account()
    plan = funds.plan(
        lines=[funds.draft("1000.00", account=account), funds.draft("300.00", Source.IN_KIND, contributor="物业公司")]
    )
    figures = plan_queries.figures(plan)
    assert (figures.total, figures.in_kind) == (Decimal("1000.00"), Decimal("300.00"))
    services.commit_plan(plan=plan, by=None)
    services.contract_plan(plan=plan, total=Decimal("1000.00"), by=None, now=clock.now())
    services.pay(plan=plan, amount=Decimal("1000.00"), payee="甲", by=funds.finance_officer())
    assert funds.line(plan, Source.IN_KIND).paid == 0


BAD_LINES = [
    ([], "funds.plan_empty"),
    ([("300.00", Source.IN_KIND)], "funds.plan_empty"),
    ([("0.00", Source.SPONSOR)], "funds.amount_not_positive"),
    ([("-1.00", Source.SPONSOR)], "funds.amount_not_positive"),
    ([("0.001", Source.SPONSOR)], "money.decimals"),
    ([("NaN", Source.SPONSOR)], "money.not_a_number"),
    ([("1e15", Source.SPONSOR)], "money.too_large"),
    ([("1.00", Source.FUND)], "funds.line_needs_account"),
    ([("1.00", Source.SPONSOR)] * 21, "funds.plan_too_long"),
]


@pytest.mark.parametrize(("lines", "code"), BAD_LINES)
def test_bad_lines_are_refused_with_their_field(lines: list[tuple[str, Source]], code: str) -> None:
    drafts = [funds.draft(amount, source) for amount, source in lines]
    with pytest.raises(Refusals) as refused:
        funds.plan(lines=drafts, place=places.community())
    assert code in [problem.code for problem in refused.value.refusals]
    assert all(problem.field for problem in refused.value.refusals)
    assert not FundingPlan.objects.exists()


def test_money_of_another_community_cannot_be_planned() -> None:
    foreign = funds.account()
    with pytest.raises(Refusals) as refused:
        funds.plan(lines=[funds.draft("1.00", account=foreign)], place=places.community())
    assert refused.value.refusals[0].code == "funds.account_out_of_reach"


def test_a_draft_may_be_written_anew_until_money_is_set_aside() -> None:
    plan = funds.plan("100.00")
    worker = accounts.membership(Role.COMMUNITY, plan.place)
    lines = [funds.draft("70.00", account=funds.line(plan).account)]
    services.write_plan(plan=plan, place=plan.place, title="改名", lines=lines, by=worker)
    assert plan_queries.total_of(plan) == Decimal("70.00")
    services.commit_plan(plan=plan, by=None)
    with pytest.raises(WrongState):
        services.write_plan(plan=plan, place=plan.place, title="再改", lines=lines, by=worker)


def test_a_plan_draws_on_an_account_once_and_names_its_contributors() -> None:
    account = funds.account()
    half = funds.draft("500.00", account=account)
    with refused("funds.account_twice"):
        funds.plan(lines=[half, half], place=account.home)
    nobody = funds.draft("500.00", Source.SPONSOR, contributor=" ")
    drawn = funds.draft("500.00", Source.SPONSOR, account=account)
    with refused("funds.line_needs_contributor", "funds.line_needs_contributor"):
        funds.plan(lines=[nobody, drawn], place=account.home)
    assert not FundingPlan.objects.exists()


def test_money_is_neither_paid_nor_given_nor_received_where_there_is_none() -> None:
    """Below zero, nothing at all, or into the fund's own line."""
    plan = funds.contracted("5000.00")
    own, treasurer = funds.line(plan), funds.finance_officer()
    assert own.account is not None
    with refused("money.negative", kind=InvalidInput):
        services.pay(plan=plan, amount=Decimal("-0.01"), payee="甲", by=treasurer)
    worker = accounts.membership(Role.COMMUNITY, plan.place)
    with refused("funds.not_contributed"):
        services.receive_contribution(line=own, amount=Decimal("1.00"), by=worker)
    district, incentive = accounts.membership(Role.DISTRICT), funds.account(kind="incentive")
    for amount in ("0.00", "-1.00"):
        with refused("funds.amount_not_positive", kind=InvalidInput):
            services.award(
                account=incentive, amount=Decimal(amount), recipient="某社区", reason="年度激励", by=district
            )
    with refused("funds.below_zero", kind=SumBelowZero), transaction.atomic():
        post(
            lock_account(own.account.pk),
            Posting(kind=EntryKind.RELEASE, amount=Decimal("5000.01")),
            by=None,
            at=clock.now(),
        )
    own.account.refresh_from_db()
    assert (own.account.committed, own.account.paid) == (Decimal("5000.00"), ZERO)


def test_only_what_has_ended_is_renewed_and_what_was_paid_is_not() -> None:
    """The line whose money is spent stays behind."""
    plan = corridor()
    services.commit_plan(plan=plan, by=None)
    with pytest.raises(WrongState):
        services.renew_plan(plan=plan, accounts={}, by=None)
    assert FundingPlan.objects.count() == 1
    funds.receive_all(plan)
    services.contract_plan(plan=plan, total=Decimal("21000.00"), by=None, now=clock.now())
    services.pay(plan=plan, amount=Decimal("21000.00"), payee="甲", by=funds.finance_officer())
    services.release(plan=plan, by=None, now=clock.now())
    assert not services.renew_plan(plan=plan, accounts={}, by=None).lines.exists()


def test_what_a_contract_leaves_is_carried_on_line_by_line() -> None:
    """The fund saves first: settled at 15,000 of 21,000 it leaves 6,000; at 6,000 the factory leaves 5,000 too."""
    for settlement, left in (("15000.00", ["6000.00"]), ("6000.00", ["10000.00", "5000.00"])):
        plan = corridor()
        services.commit_plan(plan=plan, by=None)
        funds.receive_all(plan)
        services.contract_plan(plan=plan, total=Decimal("21000.00"), by=None, now=clock.now())
        rest = services.carry_on(plan=plan, settlement=Decimal(settlement), by=None, now=clock.now())
        assert sorted(rest.lines.values_list("agreed", flat=True)) == sorted(Decimal(amount) for amount in left)
        account = funds.line(plan).account
        assert account is not None
        account.refresh_from_db()
        assert account.committed == Decimal("10000.00"), "no new money is set aside, and none let go"

import io
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from http import HTTPStatus
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import F, Sum
from django.test import Client
from pytest_django import Settings

from catalog.models import CreditEvent, Provider, ProviderRecord, RosterEntry
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.audit.services import sequence
from marketplace.demo.history.generator import Order, generate
from marketplace.demo.history.money import TooManyProjects
from marketplace.demo.history.setting import NothingToWriteWith
from marketplace.places.models import Place
from marketplace.primitives import sealing
from marketplace.primitives.calendar import SHANGHAI, WorkCalendar
from tendering.awards.models import Award
from tendering.bids.models import Bid, BidVersion, OpenedBid
from tendering.bids.rules.content import Content, Member, PriceLine
from tendering.contracts.models import Contract, Payment, Rectification, SatisfactionPanel, Sheet
from tendering.demands.models import Demand
from tendering.demands.queries.tiers import tier_of
from tendering.demands.rules.steps import State
from tendering.funds.models import FundAccount, FundingPlan, ImportedBaseline, PlanStatus
from tendering.tenders.models import Tender
from tests.factories import accounts, funds, places
from tests.factories.audit import acts_of

pytestmark = pytest.mark.django_db
CALENDAR = WorkCalendar()


def order(places: list[Place], projects: int = 36, **more: Any) -> Order:
    values: dict[str, Any] = {"projects": projects, "years": [2024, 2025], "places": places, "seed": 7}
    return Order(**(values | more))


def day_of(moment: datetime | None) -> date:
    """The day in Shanghai."""
    assert moment
    return moment.astimezone(SHANGHAI).date()


@pytest.fixture
def written(towns: list[Place]) -> list[Place]:
    """Thirty-six projects of two years."""
    assert generate(order(towns)) == 36
    return towns


def verify() -> None:
    connection.check_constraints()
    sequence()
    call_command("verify_ledger", stdout=io.StringIO())
    call_command("verify_audit", "--as-it-stands", stdout=io.StringIO())


def test_every_project_is_finished_public_and_marked(written: list[Place]) -> None:
    demands = Demand.objects.all()
    assert demands.count() == 36
    assert {(row.state, row.generated) for row in demands} == {(State.CLOSED, True)}
    assert {row.fiscal_year for row in demands} == {2024, 2025}
    assert not Entry.objects.filter(act__startswith="contracts.").exclude(body__contains='"generated":true').exists()
    assert Contract.objects.filter(state="completed", paid=F("sum")).count() == 36
    assert Tender.objects.filter(state="concluded").count() == Award.objects.filter(state="concluded").count() == 36


def test_tier_and_route_are_those_the_rules_give(written: list[Place]) -> None:
    for row in Demand.objects.select_related("rule_set", "plan"):
        assert tier_of(row).tier == row.tier
        decided = row.tier == "micro"
        assert hasattr(row, "filing") == decided
        assert row.approvals.filter(decision="approved").count() == (0 if decided else 2)


def test_money_is_set_aside_spent_and_let_go(written: list[Place]) -> None:
    for contract in Contract.objects.select_related("award__tender", "demand__plan"):
        assert contract.sum < contract.award.tender.ceiling == contract.demand.budget
        assert contract.saving == contract.demand.budget - contract.sum
        assert sum(stage.amount for stage in contract.stages.all()) == contract.sum
        paid = Payment.objects.filter(stage__contract=contract, disbursement__amount=F("amount"))
        assert paid.aggregate(total=Sum("amount"))["total"] == contract.sum
    assert not FundingPlan.objects.exclude(status=PlanStatus.ENDED).exists()
    for account in FundAccount.objects.all():
        assert account.committed == 0
        let = Contract.objects.filter(demand__community=account.place, demand__fiscal_year=account.year)
        assert account.paid == let.aggregate(total=Sum("sum"))["total"]


@pytest.mark.requirement("R38")
def test_bids_add_up_stay_below_the_ceiling_and_the_lowest_wins(written: list[Place]) -> None:
    for tender in Tender.objects.filter(deadline_at__isnull=False):
        opened = list(OpenedBid.objects.filter(bid__tender=tender).order_by("price"))
        assert len(opened) >= 3
        assert len({row.price for row in opened}) == len(opened)
        assert opened[-1].price <= tender.ceiling
        assert opened[0].bid_id == tender.awards.get().bid_id == tender.panel.ranking.get(rank=1).bid_id
        assert all(sum(line.amount for line in row.lines.all()) == row.price for row in opened)
    assert not Bid.objects.exclude(state="opened", current__isnull=False).exists()
    assert BidVersion.objects.filter(received_at__lt=F("deadline_at")).count() == Bid.objects.count()


def test_what_was_opened_is_what_was_committed_to(written: list[Place]) -> None:
    for opened in OpenedBid.objects.select_related("version"):
        lines = (
            PriceLine(line.description, Decimal(1), line.unit, line.unit_price)
            for line in opened.lines.order_by("position")
        )
        content = Content(
            lines=tuple(lines),
            total=opened.price,
            plan=opened.plan,
            schedule=opened.schedule,
            participation=opened.participation,
            team=tuple(Member(**member) for member in opened.team),
        )
        assert sealing.commits_to(opened.version.commitment, content.to_json(), bytes.fromhex(opened.salt))


@pytest.mark.requirement("R50")
def test_verdicts_are_what_the_sheets_say_and_poor_ones_were_mended(towns: list[Place]) -> None:
    generate(order(towns, 90))
    for panel in SatisfactionPanel.objects.all():
        good = Sheet.objects.filter(panel=panel, answer__in=["very_satisfied", "satisfied"]).count()
        assert (good, panel.sheets.count()) == (panel.satisfied, panel.answers)
        assert panel.members.filter(code__is_used=True).count() == panel.answers
        assert panel.result.answers >= panel.minimum
    mended = Rectification.objects.all()
    assert mended
    for row in mended:
        assert row.panel.state == "below"
        assert row.contract.panels.get(round=2).state == "passed"
        last = Payment.objects.filter(stage__contract=row.contract, stage__position=3)
        assert last.filter(requested_at__gt=row.closed_at).exists()


def test_results_stand_in_the_providers_records(written: list[Place]) -> None:
    by_provider = Contract.objects.filter(provider__isnull=False)
    assert ProviderRecord.objects.count() == by_provider.count() > 0
    assert Contract.objects.filter(group__isnull=False).exists()
    for provider in Provider.objects.all():
        moved = CreditEvent.objects.filter(provider=provider).aggregate(total=Sum("points"))["total"] or 0
        assert provider.credit == 100 + moved


def test_offices_act_on_working_days_and_four_people_pay(written: list[Place]) -> None:
    for payment in Payment.objects.all():
        assert CALENDAR.is_workday(day_of(payment.paid_at))
        assert day_of(payment.paid_at) <= payment.due_on
        assert len(set(payment.people)) == 4
        with payment.invoice.content.open() as paper:
            assert paper.read(4) == b"%PDF"
    for award in Award.objects.all():
        assert award.publicity_last_day
        assert CALENDAR.is_workday(award.publicity_last_day)


def test_ledger_and_log_are_whole(written: list[Place]) -> None:
    verify()


@pytest.mark.postgresql
def test_ledger_and_log_are_whole_on_postgresql(written: list[Place]) -> None:
    verify()


def test_the_whole_log_tells_every_act(towns: list[Place]) -> None:
    generate(order(towns, 3, years=[2025], whole_log=True))
    demand = Demand.objects.order_by("pk").first()
    assert demand
    acts = [act for act in acts_of(demand) if act.startswith("demands.demand.")]
    assert acts[:3] == [f"demands.demand.{act}" for act in ("draft", "funding", "propose")]
    assert acts[-1] == "demands.demand.close"
    verify()


def told() -> list[tuple[object, ...]]:
    rows = Contract.objects.order_by("number")
    return list(rows.values_list("number", "demand__title", "sum", "provider", "signed_at", "ended_at"))


def test_the_same_seed_writes_the_same_projects(towns: list[Place]) -> None:
    def run(seed: int) -> list[tuple[object, ...]]:
        with transaction.atomic():
            generate(order(towns, 12, seed=seed))
            found = told()
            transaction.set_rollback(True)
        return found

    assert run(7) == run(7) != run(8)


@pytest.mark.requirement("R13")
def test_a_year_with_a_baseline_comes_to_what_the_baseline_says(towns: list[Place]) -> None:
    place, guarantee = towns[0], funds.fund_type()
    common: dict[str, Any] = {"place": place, "fund_type": guarantee, "imported_at": clock.now(), "source": "决算"}
    by = accounts.membership(Role.DISTRICT, places.district())
    sums = {"inflow": Decimal("260000.00"), "paid": Decimal("231400.37")}
    ImportedBaseline.objects.create(year=2025, imported_by=by, **sums, **common)
    generate(order([place], 6, years=[2025]))
    account = FundAccount.objects.get(place=place, year=2025)
    assert (account.inflow, account.paid) == (Decimal("260000.00"), Decimal("231400.37"))


def test_an_account_that_stands_is_not_emptied(towns: list[Place]) -> None:
    account = funds.account(towns[0], "100000.00", year=2025)
    generate(order(towns[:1], 8, years=[2025]))
    account.refresh_from_db()
    assert Decimal(20_000) < account.paid <= Decimal(75_000)
    with pytest.raises(TooManyProjects):
        generate(order(towns[:1], 80, years=[2025]))


def test_a_second_run_goes_on_counting(written: list[Place]) -> None:
    generate(order(written, 6, seed=8))
    assert Contract.objects.count() == 42
    verify()


@pytest.mark.parametrize(
    "address", [lambda row: row.get_absolute_url(), lambda row: row.tenders.get().get_absolute_url()]
)
def test_everybody_may_read_it(written: list[Place], client: Client, address: Callable[[Demand], str]) -> None:
    demand = Demand.objects.order_by("pk").first()
    assert demand
    assert client.get(address(demand)).status_code == HTTPStatus.OK


def test_without_a_roster_nothing_is_written(towns: list[Place]) -> None:
    RosterEntry.objects.update(state="suspended")
    with pytest.raises(NothingToWriteWith):
        generate(order(towns))
    assert not Demand.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--projects", "0"], "at least 1"),
        (["--projects", "3", "--communities", "9"], "3 communities"),
        (["--projects", "3", "--years", "2027"], "between"),
    ],
)
def test_the_command_refuses_what_it_cannot_do(towns: list[Place], arguments: list[str], message: str) -> None:
    with pytest.raises(CommandError, match=message):
        call_command("generate_history", *arguments, verbosity=0)


def test_it_is_for_demonstrations_only(towns: list[Place], settings: Settings) -> None:
    settings.DEMONSTRATION = False
    with pytest.raises(CommandError, match="ImproperlyConfigured"):
        call_command("generate_history", "--projects", "3", verbosity=0)

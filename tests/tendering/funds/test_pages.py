"""Pages of the funds through HTTP: what each role sees and does."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.db.models import Sum
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.audit import sentences
from marketplace.places.models import Place
from marketplace.primitives.calendar import SHANGHAI
from marketplace.ui.formats import yuan
from tendering.demands.models import Demand
from tendering.funds import services
from tendering.funds.forms.filters import BOUNDS
from tendering.funds.models import Allocation, FundAccount, Source, Transfer, TransferStatus
from tendering.funds.queries import drawing
from tendering.funds.queries.duties import duties
from tendering.funds.services.bulk import HistoryWriter, PastAllocation, PastProject
from tendering.funds.services.commitments import YearClosing
from tests.factories import accounts, demands, files, funds, places

pytestmark = pytest.mark.django_db


@pytest.fixture
def street() -> Place:
    return places.street("茶店子街道")


@pytest.fixture
def community(street: Place) -> Place:
    return places.community("育新社区", within=street)


@pytest.fixture
def account(community: Place) -> FundAccount:
    """A community's account with a project paid in part."""
    account = funds.account(community, "324800.00")
    lines = [funds.draft("11000.00", Source.SPONSOR), funds.draft("10000.00", account=account)]
    plan = funds.contracted(lines=lines)
    services.pay(plan=plan, amount=Decimal("10500.00"), payee="焕新里", stage="首款", by=funds.finance_officer())
    account.refresh_from_db()
    return account


def page(client: Client, url: str, status: int = 200) -> str:
    response = client.get(url)
    assert response.status_code == status, response.content[:600]
    return response.content.decode()


@pytest.mark.requirement("R13")
def test_everybody_sees_the_districts_money_street_by_street(account: FundAccount) -> None:
    officer = accounts.membership(Role.DISTRICT)
    services.import_baseline(
        place=account.home,
        fund_type=account.fund_type,
        year=account.year - 1,
        inflow=Decimal("100000.00"),
        paid=Decimal("1000.00"),
        source="决算",
        by=officer,
    )
    text = page(Client(), reverse("funds:overview"))
    assert "32.48" in text, "万元 of the district"
    assert "茶店子街道" in text
    assert "育新社区" in text
    assert "焕新里" not in text


@pytest.mark.parametrize(("role", "shown"), [(Role.DISTRICT, True), (Role.FINANCE_OFFICER, True), ("", False)])
def test_offices_find_the_pages_on_which_they_keep_the_money(role: str, shown: bool) -> None:
    client = accounts.client_of(accounts.membership(role)) if role else Client()
    text = page(client, reverse("funds:overview"))
    for name in ("allocations", "rates", "accounts", "transfers"):
        assert (f'href="{reverse(f"funds:{name}")}"' in text) is shown, name


def test_a_district_without_money_says_what_comes_next() -> None:
    funds.rules()
    assert '<svg class="chart"' not in page(Client(), reverse("funds:overview"))


@pytest.mark.parametrize(
    "query", ["year=abc", "year=99999999999", "fund=%00", "rate=9", "street=x", "sort=nope", "page=-1"]
)
def test_senseless_filters_do_no_harm(account: FundAccount, query: str) -> None:
    assert Client().get(f"{reverse('funds:overview')}?{query}").status_code in (200, 400)


def test_filters_by_street_name_and_rate(account: FundAccount) -> None:
    other = funds.account(places.community("西北街社区"), "1000.00")
    url = reverse("funds:overview")
    text = page(Client(), f"{url}?street={account.home.parent_id}")
    assert f"/accounts/{account.pk}/" in text
    assert f"/accounts/{other.pk}/" not in text
    assert f"/accounts/{other.pk}/" in page(Client(), f"{url}?q=西北街")
    assert f"/accounts/{other.pk}/" in page(Client(), f"{url}?rate=1")
    assert f"/accounts/{other.pk}/" not in page(Client(), f"{url}?rate=5")


@pytest.mark.parametrize(("percent", "step"), [(0, 1), (19, 1), (20, 2), (40, 3), (60, 4), (79, 4), (80, 5), (100, 5)])
def test_tiles_are_coloured_and_lists_filtered_by_the_same_steps(percent: int, step: int) -> None:
    """In a year that has just begun streets differ, too."""
    low, high = BOUNDS[str(step)]
    assert drawing.level(Fraction(percent, 100)) == step
    assert (low or 0) <= percent / 100 < (high or 2)


def test_the_public_file_has_sums_and_no_entries(account: FundAccount) -> None:
    response = Client().get(reverse("funds:overview"), {"format": "csv"})
    text = response.getvalue().decode("utf-8-sig")
    assert "育新社区" in text
    assert "324800.00" in text


def test_the_public_sees_an_accounts_sums_but_no_entry(account: FundAccount) -> None:
    text = page(Client(), reverse("funds:account", args=[account.pk]))
    assert "¥324,800.00" in text
    for hidden in ("焕新里", "楼道照明更新项目", "首款", "车辆厂"):
        assert hidden not in text
    assert (
        Client()
        .get(reverse("funds:account", args=[account.pk]), {"format": "csv"})["Content-Type"]
        .startswith("text/html")
    )


READERS = [
    (Role.RESIDENT, True),
    (Role.COMMUNITY, True),
    (Role.SUPERVISION_COMMITTEE, True),
    (Role.PARTY_ORG, True),
]


@pytest.mark.parametrize(("role", "own"), READERS)
def test_the_own_community_sees_entry_by_entry_others_do_not(account: FundAccount, role: Role, own: bool) -> None:
    url = reverse("funds:account", args=[account.pk])
    text = page(accounts.client_of(accounts.membership(role, account.home)), url)
    assert "楼道照明更新项目" in text
    assert "首款" in text
    foreign = page(accounts.client_of(accounts.membership(role, places.community())), url)
    assert "楼道照明更新项目" not in foreign


def test_offices_above_see_the_statement_too(account: FundAccount) -> None:
    url = reverse("funds:account", args=[account.pk])
    scopes = {Role.STREET: account.home.parent, Role.DISTRICT: None, Role.AUDITOR: None, Role.FINANCE_OFFICER: None}
    for role, scope in scopes.items():
        assert "楼道照明更新项目" in page(accounts.client_of(accounts.membership(role, scope)), url)
    stranger = accounts.membership(Role.PROVIDER_ADMIN)
    assert "楼道照明更新项目" not in page(accounts.client_of(stranger), url)


def test_the_statement_filters_and_runs_out_as_a_file(account: FundAccount) -> None:
    client = accounts.client_of(accounts.membership(Role.COMMUNITY, account.home))
    url = reverse("funds:account", args=[account.pk])
    text = page(client, f"{url}?kind=pay")
    assert "5,000.00" in text
    rows = client.get(url, {"format": "csv"}).getvalue().decode("utf-8-sig").splitlines()
    assert len(rows) == 1 + account.entry_count
    assert page(client, f"{url}?kind=nope&month=13")


def test_unknown_accounts_are_not_found() -> None:
    page(Client(), "/funds/accounts/999999/", status=404)


@pytest.mark.requirement("R5")
def test_the_finance_officer_confirms_shares_one_by_one_and_all_at_once(street: Place) -> None:
    funds.rules()
    for _ in range(3):
        places.community(within=street)
    officer, treasurer = accounts.membership(Role.DISTRICT), accounts.membership(Role.FINANCE_OFFICER)
    client = accounts.client_of(officer)
    kind, year = funds.fund_type(), clock.today().year
    response = client.post(reverse("funds:allocations_plan"), {"fund_type": kind.pk, "year": year})
    assert response.status_code == 302
    first = Allocation.objects.order_by("pk")[0]

    client = accounts.client_of(treasurer)
    (duty,) = duties(treasurer, clock.now())
    assert duty.detail["count"] == 3
    text = page(client, duty.url)
    confirm = reverse("funds:arrival", args=[first.pk, "city"])
    assert confirm in text
    assert "¥" in page(client, confirm)
    assert client.post(confirm).status_code == 302
    assert client.post(confirm).status_code == 409
    together = f"{reverse('funds:arrivals')}?year={year}&amp;fund={kind.code}"
    assert together in text, "the year and the type of the duty go along"
    assert client.get(together.replace("&amp;", "&")).context["form"]["fund_type"].value() == kind.pk
    waiting = [(one.share, one.count) for one in client.get(reverse("funds:arrivals")).context["arriving"]]
    assert waiting == [("city", 2), ("district", 3)]
    sums = Allocation.objects.aggregate(district=Sum("district_amount"))
    before = page(client, reverse("funds:arrivals"))
    assert yuan(sums["district"]) in before, "what will be booked stands above the form"
    whole = {"fund_type": kind.pk, "year": year, "share": "district"}
    response = client.post(reverse("funds:arrivals"), whole, follow=True)
    assert f"已登记 3 笔到账，合计 {yuan(sums['district'])}" in response.content.decode()
    again = client.post(reverse("funds:arrivals"), whole)
    assert (again.status_code, "没有等待确认" in again.content.decode()) == (422, True)
    first.account.refresh_from_db()
    assert first.account.inflow == first.amount
    page(client, reverse("funds:arrival", args=[first.pk, "village"]), status=404)


@pytest.mark.requirement("R6")
def test_a_rate_that_breaks_the_growth_rule_comes_back_on_the_form() -> None:
    funds.rules()
    client = accounts.client_of(accounts.membership(Role.DISTRICT))
    url, kind = reverse("funds:rates_set"), funds.fund_type()
    page(client, url)
    values = {"fund_type": kind.pk, "year": 2031, "amount": "250000.00"}
    response = client.post(url, values)
    assert response.status_code == 409
    assert "266,200.00" in response.content.decode()
    assert client.post(url, values | {"override_reason": "区委常委会纪要"}).status_code == 302
    assert "250,000.00" in page(client, reverse("funds:rates"))


@pytest.mark.requirement("R12")
def test_the_district_allocates_money_for_a_task_with_its_approval(street: Place) -> None:
    funds.rules()
    client = accounts.client_of(accounts.membership(Role.DISTRICT))
    url = reverse("funds:allocations_delegate")
    page(client, url)
    values = {"street": street.pk, "department": "区民政局", "task": "助餐", "fund_type": funds.fund_type().pk}
    values |= {"year": 2026, "amount": "80,000.00"}
    assert client.post(url, values).status_code == 422, "no approval attached"
    assert client.post(url, values | {"approval": files.upload()}).status_code == 302
    allocation = Allocation.objects.get()
    assert allocation.approval is not None
    download = allocation.approval.get_absolute_url()
    assert client.get(download).getvalue() == files.PDF
    assert Client().get(download).status_code in (302, 403, 404)


@pytest.mark.requirement("R7")
def test_a_transfer_from_request_to_approval(account: FundAccount, street: Place) -> None:
    taker = funds.account(places.community("锦城社区", within=street), "100.00")
    asker, decider = accounts.membership(Role.STREET, street), accounts.membership(Role.DISTRICT)
    client = accounts.client_of(asker)
    url = reverse("funds:transfer_request")
    assert url in page(client, reverse("funds:transfers"))
    page(client, f"{url}?from={account.pk}")
    values = {"from_account": account.pk, "to_account": taker.pk, "amount": "12,000.00", "reason": "照明缺口"}
    assert client.post(url, values | {"amount": "999,999.00"}).status_code == 409
    assert client.post(url, values).status_code == 302
    transfer = Transfer.objects.get()
    assert reverse("funds:transfer_withdraw", args=[transfer.pk]) in page(
        client, reverse("funds:transfer", args=[transfer.pk])
    )
    page(client, reverse("funds:transfer_approve", args=[transfer.pk]), status=403)

    client = accounts.client_of(decider)
    (duty,) = [duty for duty in duties(decider, clock.now()) if duty.kind == "funds.decide_transfer"]
    assert duty.due_at == transfer.due_at
    text = page(client, duty.url)
    approve = reverse("funds:transfer_approve", args=[transfer.pk])
    assert approve in text
    page(client, approve)
    assert client.post(approve, {"reason": ""}).status_code == 302
    transfer.refresh_from_db()
    assert transfer.status == TransferStatus.APPROVED
    assert client.post(reverse("funds:transfer_reject", args=[transfer.pk]), {"reason": "晚了"}).status_code == 409
    assert "锦城社区" in page(client, reverse("funds:account", args=[account.pk]))


@pytest.mark.requirement("R8")
def test_the_community_keeps_pledges_and_receipts(community: Place) -> None:
    account = funds.account(community)
    plan = funds.plan(lines=[funds.draft("11000.00", Source.SPONSOR), funds.draft("10000.00", account=account)])
    services.commit_plan(plan=plan, by=None)
    worker = accounts.membership(Role.COMMUNITY, community)
    client, sponsor = accounts.client_of(worker), funds.line(plan, Source.SPONSOR)
    (duty,) = duties(worker, clock.now())
    assert duty.detail == {"contributor": "车辆厂", "missing": Decimal("11000.00")}
    text = page(client, duty.url)
    pledge, receive = (reverse(f"funds:line_{act}", args=[sponsor.pk]) for act in ("pledge", "receive"))
    assert pledge in text
    assert receive in text
    page(client, pledge)
    assert client.post(pledge, {"letter": files.upload()}).status_code == 302
    assert "11,000.00" in page(client, receive)
    assert client.post(receive, {"amount": "11000.01"}).status_code == 422
    assert client.post(receive, {"amount": "11000.00", "receipt": files.upload()}).status_code == 302
    assert duties(worker, clock.now()) == []
    services.release(plan=plan, by=None, now=clock.now())
    (duty,) = duties(worker, clock.now())
    assert duty.kind == "funds.return_contributions"
    give_back = reverse("funds:line_return", args=[sponsor.pk])
    assert give_back in page(client, duty.url)
    assert client.post(give_back, {"amount": "11000.00"}).status_code == 302
    stranger = accounts.client_of(accounts.membership(Role.COMMUNITY, places.community()))
    page(stranger, reverse("funds:plan", args=[plan.pk]), status=404)
    page(stranger, pledge, status=404)


def test_the_district_keeps_the_year_of_an_account() -> None:
    account = funds.account(available="500.00", status="planned")
    officer = accounts.membership(Role.DISTRICT)
    client = accounts.client_of(officer)
    home = reverse("funds:account", args=[account.pk])
    for act, values in (
        ("open", {"reason": "结转先用"}),
        ("return", {"amount": "100.00", "reason": "收回结余"}),
    ):
        url = reverse(f"funds:account_{act}", args=[account.pk])
        assert url in page(client, home)
        page(client, url)
        assert client.post(url, values).status_code == 302
    entry = account.entries.get(kind="return")
    reverse_url = reverse("funds:entry_reverse", args=[entry.pk])
    assert reverse_url in page(client, home)
    asked = page(client, reverse_url)
    for said in ("收回", "100.00", "400.00"):
        assert said in asked, "who takes an entry back sees which"
    assert client.post(reverse_url, {"reason": "记错"}).status_code == 302
    assert 'name="ticket"' not in page(client, reverse_url), "it is taken back"
    services.begin_closing(now=clock.today().replace(month=12, day=31))
    assert client.post(reverse("funds:account_inspect", args=[account.pk]), {"reason": "维持"}).status_code == 302
    assert client.post(reverse("funds:account_close", args=[account.pk])).status_code == 302
    account.refresh_from_db()
    assert (account.status, account.available) == ("closed", Decimal("0.00"))
    assert str(account.year) in page(client, reverse("funds:accounts"))


def test_an_award_is_offered_on_incentive_accounts_only() -> None:
    incentive = funds.account(places.district(), "1000.00", kind="incentive")
    guarantee = funds.account(places.community(), "1000.00")
    client = accounts.client_of(accounts.membership(Role.FINANCE_OFFICER))
    url = reverse("funds:account_award", args=[incentive.pk])
    assert url in page(client, reverse("funds:account", args=[incentive.pk]))
    assert "/award/" not in page(client, reverse("funds:account", args=[guarantee.pk]))
    values = {"recipient": "案例集编印组", "amount": "600.00", "reason": "案例集"}
    assert client.post(url, values).status_code == 302
    assert client.post(url, values).status_code == 409


def test_an_imported_year_is_marked_everywhere(account: FundAccount) -> None:
    client = accounts.client_of(accounts.membership(Role.DISTRICT))
    values: dict[str, object] = {"place": account.place_id, "fund_type": account.fund_type_id}
    values |= {"year": account.year - 1}
    values |= {"inflow": "300000.00", "paid": "240300.00", "source": "决算"}
    url = reverse("funds:baseline_import")
    page(client, url)
    assert client.post(url, values).status_code == 302
    assert client.post(url, values | {"paid": "300000.01"}).status_code == 422
    client.cookies["django_language"] = "en"
    for address in (reverse("funds:overview"), reverse("funds:account", args=[account.pk])):
        assert "imported" in page(client, address)


def ask(giver: FundAccount, taker: Place, street: Place) -> None:
    """One more transfer on the list."""
    services.request_transfer(
        from_account=giver,
        to_account=FundAccount.objects.get(place=taker),
        amount=Decimal("1.00"),
        reason="缺口",
        by=accounts.membership(Role.STREET, street),
    )


# The overview is the district's own page, with a list in it: the bar of a detail page holds.
SIZES = {"overview": 14, "account": 15, "accounts": 12, "allocations": 12, "transfers": 12}


@pytest.mark.parametrize("name", SIZES)
def test_the_number_of_queries_does_not_grow_with_the_rows(name: str, street: Place) -> None:
    account = funds.account(places.community(within=street), "1000000.00")
    client = accounts.client_of(accounts.membership(Role.DISTRICT))
    url = reverse(f"funds:{name}", args=[account.pk] if name == "account" else [])

    def grow(rows: int) -> int:
        writer = HistoryWriter(by=funds.finance_officer())
        given = [
            PastAllocation(place=places.community(within=street), amount=Decimal("9.00"), arrived_at=clock.now())
            for _ in range(rows)
        ]
        writer.allocate(fund_type=account.fund_type, year=account.year, rows=given, city_share=Decimal("0.50"))
        for number in range(rows):
            writer.project(
                PastProject(
                    place=account.home,
                    title=f"项目{number}",
                    lines=[funds.draft("10.00", account=account)],
                    committed_at=clock.now(),
                )
            )
        writer.flush()
        ask(account, given[0].place, street)
        client.get(url)
        with CaptureQueriesContext(connection) as seen:
            page(client, url)
        return len(seen)

    few = grow(3)
    assert few <= SIZES[name]
    assert grow(60) == few


STAFF_ONLY = ["accounts", "allocations", "transfers", "rates"]


@pytest.mark.parametrize("name", STAFF_ONLY)
def test_visitors_are_sent_to_sign_in_and_residents_refused(name: str) -> None:
    assert Client().get(reverse(f"funds:{name}")).status_code == 302
    page(
        accounts.client_of(accounts.membership(Role.RESIDENT, places.community())), reverse(f"funds:{name}"), status=403
    )


@pytest.mark.parametrize("amount", ["", "abc", "-5", "0", "1e3", "0.001", "9" * 40, "１２"])
def test_bad_amounts_come_back_with_the_field(account: FundAccount, amount: str) -> None:
    client = accounts.client_of(accounts.membership(Role.DISTRICT))
    url = reverse("funds:account_return", args=[account.pk])
    response = client.post(url, {"amount": amount, "reason": "收回"})
    assert response.status_code == 422
    assert "id_amount" in response.content.decode()
    account.refresh_from_db()
    assert account.outflow == 0


def test_in_december_the_district_consents_on_the_projects_money_page(community: Place) -> None:
    account = funds.account(community, "20000.00")
    plan = funds.plan(lines=[funds.draft("10000.00", account=account)])
    worker, district = accounts.membership(Role.COMMUNITY, community), accounts.membership(Role.DISTRICT)
    with clock.moved_to(datetime(account.year, 12, 7, 10, tzinfo=SHANGHAI)):
        with pytest.raises(YearClosing):
            services.commit_plan(plan=plan, by=worker)
        url = reverse("funds:plan_consent", args=[plan.pk])
        page(accounts.client_of(worker), url, status=403)
        client = accounts.client_of(district)
        assert url in page(client, reverse("funds:plan", args=[plan.pk]))
        assert client.post(url, {"reason": ""}).status_code == 422
        assert client.post(url, {"reason": "安全隐患须年内消除"}).status_code == 302
        assert "安全隐患须年内消除" in page(client, reverse("funds:plan", args=[plan.pk]))
        services.commit_plan(plan=plan, by=worker)
    account.refresh_from_db()
    assert account.committed == Decimal("10000.00")


def test_the_latest_payments_stand_on_the_public_page_once_their_project_is_public() -> None:
    """With the project's page, which payment it was and to whom; a project nobody may see yet is left out."""
    hidden, shown = funds.contracted(), funds.contracted()
    demand = demands.published()
    Demand.objects.filter(pk=demand.pk).update(plan=shown)
    for plan in (hidden, shown):
        services.pay(plan=plan, amount=Decimal("100.00"), payee="甲社工中心", by=funds.finance_officer(), stage="2")
    told = Client().get(reverse("funds:overview")).context["payments"]
    assert [(row.title, row.url, row.amount) for row in told] == [(shown.title, demand.file_url, Decimal("100.00"))]
    assert "第 2 笔付款" in page(Client(), reverse("funds:overview"))


def test_a_refund_is_recorded_on_the_plans_page(account: FundAccount, street: Place) -> None:
    """Domain 3.6: what a contractor gives back is available again; nobody else records it."""
    plan = account.lines.get().plan
    treasurer = accounts.client_of(funds.finance_officer(street))
    url = reverse("funds:plan_refund", args=[plan.pk])
    assert url in page(treasurer, reverse("funds:plan", args=[plan.pk]))
    before = account.available
    too_much = treasurer.post(url, {"amount": "10500.01", "reason": "少用材料"})
    assert too_much.status_code == 422
    answer = treasurer.post(url, {"amount": "2100.00", "reference": "JH-18", "reason": "少用材料"})
    assert answer.status_code == 302
    account.refresh_from_db()
    assert account.available == before + Decimal("1000.00")
    assert "2,100.00" in page(treasurer, reverse("funds:plan", args=[plan.pk]))
    worker = accounts.client_of(accounts.membership(Role.COMMUNITY, plan.place))
    assert url not in page(worker, reverse("funds:plan", args=[plan.pk]))
    assert worker.get(url).status_code == 403


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "到账（区级）"), ("en", "arrived (District share)")])
def test_the_log_names_a_share_in_the_readers_language(language: str, words: str) -> None:
    with translation.override(language):
        told = sentences.say("funds.arrival.confirmed", {"actor": "王", "amount": "100.00", "share": "district"})
    assert words in told

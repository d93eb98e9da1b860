"""One project's file: what it shows at every stage, to whom, and at which cost."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.bids.models import Opening
from tendering.contracts.models import Contract, ContractNotice
from tendering.contracts.rules.states import Rest
from tendering.contracts.services import ending
from tendering.demands.models import Demand, NextYearBar
from tendering.demands.rules.steps import State
from tendering.demands.services import publicity
from tendering.overview.queries.project import ProjectFile, project_file
from tendering.overview.queries.project.rows import demands as read
from tendering.overview.queries.publicity import compared, publications
from tendering.tenders.models import Tender
from tests.factories import accounts, awards, catalog, contracts, demands, hints, places, projects, tenders

pytestmark = pytest.mark.django_db
LIMIT = 15  # docs/quality.md, "detail"


def file_of(demand: Demand) -> ProjectFile:
    """The file as its page reads it."""
    return project_file(read(Demand.objects.filter(pk=demand.pk)).get(), clock.today())


def page_of(demand: Demand, client: Client | None = None, *, language: str = "zh-hans") -> str:
    """What a visitor reads."""
    client = client or Client()
    client.cookies["django_language"] = language
    response = client.get(f"/projects/{demand.number}/")
    assert response.status_code == 200
    return response.content.decode()


def titles(file: ProjectFile) -> list[str]:
    """Everything that happened, in words."""
    return [str(event.title) for chapter in file.chapters for event in chapter.events]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_whole_project_shows_everything(language: str) -> None:
    """Money with its formula, the vote, both measurements, why it was rectified."""
    contract = projects.closed()
    text = page_of(contract.demand, language=language)
    for said in ("20,000 − 18,000 = 2,000", "11 ÷ 14 = 78.5%", "37 ÷ 43 = 86.0%", "11 ÷ 14 = 78.5% &lt; 80%"):
        assert said in text, said
    for said in ("重做两处接口。", contract.contractor.name, "¥18,000.00", "第 2 阶段助浴"):
        assert said in text, said
    assert text.count("<img src=") == 4


def test_the_figures_of_a_whole_project() -> None:
    """Computed from the rows, not told."""
    contract = projects.closed()
    file = file_of(contract.demand)
    assert (file.money.amount, file.money.saved_percent) == (Decimal("18000.00"), Decimal("10.0"))
    assert [stage.amount for stage in file.money.stages] == [Decimal("6000.00")] * 3
    assert (file.works.spent, file.works.photo_count) == (Decimal("9000.00"), 6)
    assert file.vote is not None
    assert (file.vote.needed_present, file.vote.needed_votes, file.vote.passed) == (32, 21, True)
    assert file.verdict is not None
    assert [row.passed for row in file.verdict.measurements] == [False, True]
    assert file.seal is not None
    assert file.seal.entries >= 1
    without_evaluation = [step for phase in file.phases for step in phase.steps if step.on is None]
    assert len(without_evaluation) == 1  # a direct award is not judged by a panel


@pytest.mark.requirement("R50")
def test_the_bar_itself_passes_and_what_is_shown_never_rounds_up_to_it() -> None:
    """163 of 204 is 79.9 %, below; 4 of 5 passes."""
    contract = projects.contracted()
    projects.measured(contract, 163, 204)
    below = file_of(contract.demand).verdict
    assert below is not None
    assert (str(below.measurements[0].percent), below.passed) == ("79.9", False)
    projects.measured(contract, 16, 20, round_=2)
    again = file_of(contract.demand).verdict
    assert again is not None
    assert again.passed


@pytest.mark.parametrize("rows", [1, 9])
def test_the_cost_does_not_grow(rows: int) -> None:
    """At most fifteen queries with one or many milestones and payments."""
    contract = projects.closed(milestones=rows, stages=rows)
    client = Client()
    page_of(contract.demand, client)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        page_of(contract.demand, client)
    assert len(seen) <= LIMIT, [query["sql"][:90] for query in seen]


def test_before_the_opening_nothing_tells_of_bids() -> None:
    """Neither bids nor their number, for visitors and for the community itself."""
    demands.rules()
    office = tenders.Office.of()
    tender = tenders.announced(office, projects.discussed(demands.published(office.community)))
    before = titles(file_of(tender.demand))
    rivals = tenders.providers(3)
    for provider in rivals:
        awards.opened_bid(tender, provider, "12345.00")
    Tender.objects.filter(pk=tender.pk).update(state="closed")
    opening = Opening.objects.create(tender=tender, started_at=clock.now(), commitments=["a", "b", "c"])
    for client in (Client(), accounts.signed_in(Client(), office.preparer)):
        text = page_of(tender.demand, client)
        for told in ("12345", "12,345", *(str(rival) for rival in rivals)):
            assert told not in text
    assert titles(file_of(tender.demand)) == before
    opening.fixed_at = opening.opened_at = clock.now()
    opening.save()
    Tender.objects.filter(pk=tender.pk).update(state="opened")
    assert len(titles(file_of(tender.demand))) == len(before) + 1


def test_points_are_told_only_with_the_public_result() -> None:
    """Ranked is not public; publicised is."""
    tender = projects.opened()
    office = tenders.Office.of(tender.demand.community)
    assert "95.00" not in page_of(tender.demand)
    assert file_of(tender.demand).contractor is None
    awards.publicised(tender, office)
    contractor = file_of(tender.demand).contractor
    assert contractor is not None
    assert not contractor.is_contracted
    assert "100.00" in page_of(tender.demand)


def test_nobody_is_named() -> None:
    """Residents, chairs, payers, panel members: not one full name, no telephone, no findings of visits."""
    contract = projects.closed()
    text = page_of(contract.demand)
    for name in ("王建国", "刘小红", "赵铁柱", "赵秀英", "13800001234", "申请人孙某", contract.demand.author.name):
        assert name not in text, name


def test_unverified_reports_and_pictures_stay_inside() -> None:
    """R45: public once the community has verified them."""
    contract = projects.contracted(milestones=2, verified=1)
    text = page_of(contract.demand)
    assert "已完成的内容" in text
    assert "尚未核实的内容" not in text
    assert file_of(contract.demand).works.photo_count == 2
    assert file_of(contract.demand).works.spent == Decimal("3000.00")


@pytest.mark.parametrize("method", ["inquiry", "comparison_invited", "direct_award", "resident_implemented", "agreed"])
def test_every_method_has_a_file(method: str) -> None:
    """In call."""
    tender = projects.called(projects.discussed(demands.published(budget="9000.00")), method=method)
    assert tender.number in page_of(tender.demand)
    assert tender.number in page_of(tender.demand, language="en")


@pytest.mark.parametrize(("state", "reason"), [("failed", "响应不足三家。"), ("cancelled", "居民撤回。")])
def test_an_ended_call_says_why(state: str, reason: str) -> None:
    """With its public reason, on top and in the course."""
    tender = projects.called(projects.discussed(), state=state, reason=reason)
    assert page_of(tender.demand).count(reason) == 2


def test_a_barred_project_says_for_which_year() -> None:
    """R27."""
    demand = projects.discussed()
    reason = "年底未验收。"
    Demand.objects.filter(pk=demand.pk).update(state=State.UNFINISHED, public_reason=reason)
    NextYearBar.objects.create(
        community=demand.community, lineage=demand.lineage, fiscal_year=2031, demand=demand, created_at=clock.now()
    )
    text = page_of(demand)
    assert "2031" in text
    assert reason in text


@pytest.mark.parametrize("tally", [(48, 20, 18, 1, 1), (48, 40, 15, 20, 5)])
def test_a_vote_that_did_not_carry_is_shown(tally: tuple[int, int, int, int, int]) -> None:
    """No quorum, or voted down."""
    vote = file_of(projects.discussed(tally=tally)).vote
    assert vote is not None
    assert not vote.passed


def test_a_published_demand_without_anything_else_has_a_file() -> None:
    """Nothing chosen, nothing paid, no vote on record."""
    file = file_of(demands.published())
    assert (file.vote, file.verdict, file.contractor, file.works.steps) == (None, None, None, [])
    assert page_of(file.demand)


def test_a_group_of_residents_stands_where_a_provider_would() -> None:
    """R34: no roster record, its purpose instead."""
    community = places.community()
    contract = projects.contracted(group=catalog.community_group(community=community), method="resident_implemented")
    contractor = file_of(contract.demand).contractor
    assert contractor is not None
    assert (contractor.provider, contractor.url) == (None, "")
    assert contract.contractor.name in page_of(contract.demand)


def test_a_project_let_anew_shows_the_plan_before_as_well() -> None:
    """The plan of what is left counts; beside it stands the one whose contract was settled."""
    demands.rules()
    people = contracts.People.of()
    contract = contracts.signed(people)
    ending.terminate(
        contract=contract, by=people.street, reason="停工", settlement=Decimal("12000.00"), rest=Rest.LET_ANEW
    )
    contract = contracts.fresh(contract)
    money = file_of(contract.demand).money
    assert [line.agreed for line in money.sources] == [Decimal("8000.00")]
    (earlier,) = money.superseded
    assert (earlier.contract, [line.agreed for line in earlier.sources]) == (contract, [Decimal("20000.00")])
    text = page_of(contract.demand)
    assert f"此前合同 {contract.number} 的资金方案" in text
    assert "按¥12,000.00结算" in strip_tags(text)
    assert file_of(projects.closed().demand).money.superseded == []


def test_what_is_let_anew_is_not_told_as_saved() -> None:
    """Of 20,000 the signature set 1,500 free; the 6,500 that the settlement leaves stay set aside."""
    demands.rules()
    people = contracts.People.of()
    contract = contracts.drafted(people, "18500.00", budget="20000.00")
    for by in (people.contractor, people.worker):
        contract = contracts.sign(contract, by)
    ending.terminate(
        contract=contracts.fresh(contract),
        by=people.street,
        reason="停工",
        settlement=Decimal("12000.00"),
        rest=Rest.LET_ANEW,
    )
    contract = contracts.fresh(contract)
    money = file_of(contract.demand).money
    assert [line.amount for line in money.lines if line.colour == 5] == [Decimal("1500.00")]
    assert money.formula == "20,000 − 18,500 = 1,500"
    text = strip_tags(page_of(contract.demand))
    assert "签约时释放¥1,500.00，回到出资的资金账户" in text
    assert "8,000" not in text


def test_a_contract_in_signing_is_not_public() -> None:
    """Neither its sum nor its saving."""
    contract = projects.contracted()
    Contract.objects.filter(pk=contract.pk).update(state="drafting", signed_at=None)
    file = file_of(contract.demand)
    assert file.money.parts == []
    assert contract.number not in page_of(contract.demand)


def test_a_demand_inside_its_community_has_no_public_file() -> None:
    """The community's own people open it."""
    demand = demands.published()
    Demand.objects.filter(pk=demand.pk).update(state=State.DELIBERATING)
    assert Client().get(f"/projects/{demand.number}/").status_code == 404
    worker = accounts.membership(Role.COMMUNITY, demand.community)
    assert page_of(demand, accounts.signed_in(Client(), worker))


def test_payments_stand_beside_the_work_where_a_table_has_room() -> None:
    contract = projects.closed()
    page = Client().get(f"/projects/{contract.demand.number}/").content.decode()
    assert page.index('id="h-pay"') < page.index("<aside")


@pytest.mark.parametrize("path", ["demands", "projects"])
def test_pages_lead_to_the_file(path: str) -> None:
    """From the demand; and the file leads back."""
    demand = demands.published()
    response = Client().get(f"/{path}/{demand.number}/")
    other = "projects" if path == "demands" else "demands"
    assert f'href="/{other}/{demand.number}/"' in response.content.decode()


def test_days_are_days_of_the_place() -> None:
    """Half past midnight in Chengdu is still yesterday in UTC."""
    demand = demands.published()
    early = datetime(2026, 3, 1, 16, 30, tzinfo=UTC)
    Demand.objects.filter(pk=demand.pk).update(proposed_at=early)
    assert file_of(demand).phases[0].steps[0].on == date(2026, 3, 2)


@pytest.mark.requirement("R61")
@pytest.mark.parametrize(
    ("language", "said"), [("zh-hans", ("公开台账", "居民决议", "长期公开")), ("en", ("Residents", "Portal"))]
)
def test_the_publicity_log_tells_what_was_public_where_and_how_long(language: str, said: tuple[str, ...]) -> None:
    """Entries of all stages, in their order, in few queries."""
    contract = projects.closed()
    demand, now = contract.demand, clock.now()
    for channel in ("portal", "notice_board"):
        ContractNotice.objects.create(
            contract=contract, kind="progress", channel=channel, body={"note": "助浴八次"}, published_at=now
        )
    with CaptureQueriesContext(connection) as seen:
        client = Client()
        client.cookies["django_language"] = language
        page = client.get(reverse("overview:publicity", args=[demand.number])).content.decode()
    assert len(seen) <= LIMIT
    for words in (*said, "助浴八次", "/records/contract-notice/"):
        assert words in page, words
    log = publications(demand)
    assert [entry.at for entry in log] == sorted(entry.at for entry in log)


@pytest.mark.requirement("R43")
def test_the_log_stands_beside_what_the_rules_ask_for() -> None:
    """By stage and channel: kept, missing, too short; stages to come are not asked for."""
    contract = projects.closed()
    demand, today = contract.demand, clock.today()
    worker = demand.notices.latest("pk").published_by
    values = {"stage": "resolution", "channel": "notice_board", "text": "社区公开栏"}
    colours = {"missing": "line", "short": "review", "kept": "open"}
    found = []
    for until in (None, today + timedelta(days=4), today + timedelta(days=5)):
        if until is not None:
            publicity.log_elsewhere(demand=demand, by=worker, until=until, now=clock.now(), **values)
        rows = compared(publications(demand), demand.rule_set.rules)
        found.append(rows[0].channels[1].colour)
    assert found == [colours["missing"], colours["short"], colours["kept"]]
    assert [row.channels[0].colour for row in rows] == ["open"] * len(rows)
    assert [(row.stage, row.days) for row in rows] == [("居民决议", 5), ("发包公告", 0)]
    page = Client().get(reverse("overview:publicity", args=[demand.number])).content.decode()
    assert "公开栏：尚未登记" in page
    assert "社区公开栏" in page


def test_what_hung_elsewhere_tells_no_number_in_public() -> None:
    """Neither in the log nor on the page of the entry."""
    demand = projects.closed().demand
    worker = demand.notices.latest("pk").published_by
    values = {"stage": "resolution", "channel": "leaflet", "text": "贴于3栋，联系13800000000"}
    entry = publicity.log_elsewhere(demand=demand, by=worker, until=None, now=clock.now(), **values)
    log = reverse("overview:publicity", args=[demand.number])
    for url in (log, reverse("overview:record", args=["demand-notice", entry.pk])):
        page = Client().get(url).content.decode()
        assert "贴于3栋" in page
        assert "13800000000" not in page


def test_the_publicity_log_is_public_with_the_demand() -> None:
    """Before the resolution is posted nobody outside reads it."""
    draft = demands.drafted(demands.People.of())
    assert Client().get(reverse("overview:publicity", args=[draft.number])).status_code == 404


@pytest.mark.requirement("R39")
def test_answered_hints_stand_in_the_file_once_the_award_is_made() -> None:
    demands.rules()
    office = tenders.Office.of()
    award = awards.confirmable(awards.ranked(office), office)
    hints.explained(hints.found(award.tender))
    assert "线索" not in page_of(award.demand)
    awards.confirm(award, office)
    text = page_of(award.demand)
    assert "1 条响应线索已书面答复" in text
    assert hints.PHONE not in text

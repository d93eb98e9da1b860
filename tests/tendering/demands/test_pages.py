"""Pages of the demand stage through HTTP: the whole road by links of the page, refusals, other people's demands."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.refusal import Refusals
from marketplace.rulebook.queries import in_force
from marketplace.ui.drawing.forms import mark
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State
from tendering.demands.services import approvals, deliberation, drafting
from tendering.funds.models import FundingLine, FundingPlan, PlanStatus, Source
from tendering.funds.queries.duties import duties
from tests.factories import accounts, demands, files, funds, places
from tests.factories.demands import People

pytestmark = pytest.mark.django_db
FIELDS = {
    "title": "独居老人助浴服务项目",
    "kind": "service",
    "delivery_class": "professional",
    "need": "洗浴不便",
    "outputs": "300 人次",
    "beneficiary_groups": ["elderly"],
    "households": "120",
    "people": "150",
    "urgent_reason": "夏季集中",
}


def act(member: Membership, demand: Demand, name: str, /, **fields: object) -> Demand:
    """Follow the link on the demand's own page, post the form, expect to be led back."""
    client = accounts.client_of(member)
    page = client.get(demand.get_absolute_url())
    url = reverse(f"demands:{name}", args=[demand.number])
    assert url in page.content.decode(), f"the page offers no {name}"
    assert client.get(url).status_code == 200
    response = client.post(url, fields)
    assert response.status_code == 302, response.content.decode()[:3000]
    demand.refresh_from_db()
    return demand


@pytest.mark.requirement("R18")
def test_the_whole_road_by_the_links_of_the_page(people: People) -> None:
    """Draft, fund, propose, screen, deliberate, meet, countersign, post, file, set aside, publish."""
    account = funds.account(people.community, "100000.00")
    demands.sitting_body(people.community)
    client = accounts.client_of(people.author)
    item = demands.item()
    fields = FIELDS | {"community": people.community.pk, "scope_item": item.pk}
    response = client.post(reverse("demands:new"), fields)
    assert response.status_code == 302, response.content.decode()[:3000]
    demand = Demand.objects.get()
    funding = {"budget": "30,000.00", "fund_account": account.pk, "fund_amount": "30000.00"}
    act(people.author, demand, "funding", version=demand.version, **funding)
    act(people.author, demand, "propose")
    act(people.screener, demand, "screen", duplicates_checked="on", flags_confirmed="on")
    for kind in ("visit", "two_committee_review", "democratic_discussion"):
        day = clock.today().isoformat()
        act(people.author, demand, "deliberate", kind=kind, held_on=day, participants="20", findings="赞成")
    held_at = clock.now() + timedelta(days=3)
    act(people.author, demand, "call", held_at=f"{held_at:%Y-%m-%dT%H:%M}", place_text="活动室")
    with clock.shifted(timedelta(days=4)):
        votes = {"present": "26", "votes_for": "24", "against": "1", "abstain": "1", "chair": "王", "minutes": "记"}
        act(people.author, demand, "record", **votes)
        act(people.committee, demand, "countersign")
        act(people.author, demand, "publicise")
    with clock.shifted(timedelta(days=11)):
        from tendering.demands.services.deliberation import end_publicity

        end_publicity(demand=demand)
        demand.refresh_from_db()
        act(people.author, demand, "submit")
        act(people.street, demand, "file")
        act(people.author, demand, "fund")
        act(people.author, demand, "publish")
    assert demand.state == State.PUBLISHED
    assert Client().get(demand.get_absolute_url()).status_code == 200


def test_saving_a_draft_leads_to_the_next_step(people: People) -> None:
    """What is needed, its money, the last check; what is skipped comes again before the check."""
    account = funds.account(people.community, "100000.00")
    client = accounts.client_of(people.author)
    unwritten = {"title": "助浴", "kind": "service", "delivery_class": "professional", "households": "0", "people": "0"}
    page = client.post(reverse("demands:new"), unwritten | {"community": people.community.pk})
    demand = Demand.objects.get()
    funding, edit, check = (reverse(f"demands:{name}", args=[demand.number]) for name in ("funding", "edit", "propose"))
    assert page["Location"] == funding
    money = {"budget": "30000.00", "fund_account": account.pk, "fund_amount": "30000.00"}
    assert client.post(funding, money | {"version": demand.version})["Location"] == edit
    assert "保存并继续" in client.get(edit).content.decode()
    demand.refresh_from_db()
    fields = FIELDS | {"scope_item": demands.item().pk, "version": demand.version}
    assert client.post(edit, fields)["Location"] == check


def test_a_resident_need_not_know_what_it_costs(people: People) -> None:
    """The community writes the money when it takes the proposal up: the check comes next, and beside the form."""
    client = accounts.client_of(accounts.membership(Role.RESIDENT, people.community))
    assert "不必知道要花多少钱" in client.get(reverse("demands:new")).content.decode()
    page = client.post(reverse("demands:new"), FIELDS | {"community": people.community.pk})
    demand = Demand.objects.get()
    check = reverse("demands:propose", args=[demand.number])
    assert page["Location"] == check
    assert f'href="{check}"' in client.get(reverse("demands:edit", args=[demand.number])).content.decode()


def test_a_resident_is_shown_neither_steps_nor_tiers_of_money_and_told_who_looks_next(people: People) -> None:
    client = accounts.client_of(accounts.membership(Role.RESIDENT, people.community))
    assert "资金与来源" not in client.get(reverse("demands:new")).content.decode()
    client.post(reverse("demands:new"), FIELDS | {"community": people.community.pk, "urgent_reason": "急"})
    check = reverse("demands:propose", args=[Demand.objects.get().number])
    page = client.get(check).content.decode()
    assert "资金与来源" not in page
    assert "¥0.00 ≤" not in page
    told = client.post(check, follow=True).content.decode()
    assert "下一步由社区受理并编制资金方案" in told
    assert "另一位" not in told


def test_the_reason_for_urgency_is_marked_as_needed_outside_the_yearly_call(people: People) -> None:
    """Its rule set opens the window from one day to another; the label says so the rest of the year."""
    window = in_force(clock.today(), people.community).rules.decision.call_window
    year = clock.today().year + 1
    for day, needed in ((date(year, *window.from_), False), (date(year, *window.to) + timedelta(days=1), True)):
        with clock.moved_to(datetime(day.year, day.month, day.day, 10, tzinfo=SHANGHAI)):
            page = accounts.client_of(people.author).get(reverse("demands:new"))
            assert ("必填：目前不在年度征集期内" in page.content.decode()) is needed
            assert mark(page.context["form"]["urgent_reason"]) == ("" if needed else "optional")


@pytest.mark.requirement("R8")
def test_an_account_that_holds_less_than_is_asked_of_it_is_told_before_residents_vote(people: People) -> None:
    """Beside the account on the form, as a warning on the check, and again where the decision is handed in."""
    demand = demands.drafted(people, "30000.00", available="20000.00")
    client = accounts.client_of(people.author)
    assert "可用 ¥20,000.00" in client.get(reverse("demands:funding", args=[demand.number])).content.decode()
    check = reverse("demands:propose", args=[demand.number])
    assert "可用 ¥20,000.00，拟用 ¥30,000.00" in strip_tags(client.get(check).content.decode())
    assert client.post(check).status_code == 302, "a warning, no refusal"
    Demand.objects.filter(pk=demand.pk).update(state=State.DECIDED)
    submit = reverse("demands:submit", args=[demand.number])
    assert "账户可用余额不足" in client.get(submit).content.decode()
    funds.account(people.community, "15000.00")
    assert "账户可用余额不足" not in client.get(submit).content.decode()


@pytest.mark.requirement("R17")
def test_whom_it_serves_and_how_many_is_asked_for_and_then_public(people: People) -> None:
    """Nothing is proposed for nobody; what was written stands on the project's page for everybody."""
    demand = demands.drafted(people, beneficiary_groups=(), households=0)
    Demand.objects.filter(pk=demand.pk).update(people=0)
    client, check = accounts.client_of(people.author), reverse("demands:propose", args=[demand.number])
    assert client.post(check).status_code == 422
    demand.refresh_from_db()
    assert demand.state == State.DRAFT
    with pytest.raises(Refusals) as refused:
        drafting.propose(demand=demand, by=people.author, now=clock.now())
    assert {refusal.code for refusal in refused.value.refusals} == {"demands.no_beneficiaries", "demands.nobody_served"}
    served = demands.published(beneficiary_groups=["elderly", "veterans"], households=123, people=456)
    text = Client().get(served.get_absolute_url()).content.decode()
    assert all(words in text for words in ("老人", "退役军人", ">123<", ">456<"))


def test_a_resolution_is_on_public_notice_no_longer_than_its_days(people: People) -> None:
    """The worker tells of it within minutes; the page says it at once."""
    demand = deliberation.countersign(demand=demands.recorded(people), by=people.committee, now=clock.now())
    demand = deliberation.publicise_resolution(demand=demand, by=people.author, now=clock.now())
    assert demand.publicity_ends_at is not None
    for moment, words in ((timedelta(seconds=-60), "决议公示中"), (timedelta(), "决议公示期满")):
        with clock.moved_to(demand.publicity_ends_at + moment):
            assert words in accounts.client_of(people.author).get(demand.get_absolute_url()).content.decode()


def test_a_refusal_comes_back_on_the_form_with_its_rule(people: People) -> None:
    """Votes that do not add up: 422, the field named, nothing written."""
    demand = demands.deliberated(people)
    demands.sitting_body(people.community)
    from tendering.demands.services.deliberation import call_meeting

    held_at = clock.now() + timedelta(days=3)
    call_meeting(demand=demand, by=people.author, held_at=held_at, place_text="活动室", now=clock.now())
    with clock.shifted(timedelta(days=4)):
        votes = {"present": "31", "votes_for": "30", "against": "1", "abstain": "0", "chair": "王", "minutes": "记"}
        response = accounts.client_of(people.author).post(reverse("demands:record", args=[demand.number]), votes)
    assert response.status_code == 422
    assert "31" in response.content.decode()
    demand.refresh_from_db()
    assert demand.state == State.MEETING_CALLED


@pytest.mark.requirement("R8")
def test_a_unit_that_sponsors_attaches_its_letter_itself(people: People) -> None:
    """Chosen in the plan; its own member finds the duty and follows it, and members of other units do not."""
    unit, other = accounts.organisation("金牛电力营业厅"), accounts.organisation()
    member, stranger = (accounts.membership(Role.CO_BUILDER, one) for one in (unit, other))
    elsewhere = accounts.organisation(place=places.community())
    accounts.membership(Role.CO_BUILDER, elsewhere)
    demand = drafting.draft_demand(
        community=people.community, by=people.author, values=demands.values(), now=clock.now()
    )
    address = reverse("demands:funding", args=[demand.number])
    page = accounts.client_of(people.author).get(address).content.decode()
    assert [one.name in page for one in (unit, other, elsewhere)] == [True, True, False]
    data = {"budget": "30000.00", "version": demand.version, "sponsor_organisation": unit.pk}
    assert accounts.client_of(people.author).post(address, data | {"sponsor_amount": "30000.00"}).status_code == 302
    line = FundingLine.objects.get(source=Source.SPONSOR)
    assert (line.organisation, line.contributor) == (unit, unit.name)
    assert f'value="{unit.pk}" selected' in accounts.client_of(people.author).get(address).content.decode()
    assert not duties(member, clock.now()), "nobody signs for a project that may never come"
    FundingPlan.objects.filter(lines=line).update(status=PlanStatus.COMMITTED)
    (duty,) = duties(member, clock.now())
    assert (duty.kind, duties(stranger, clock.now())) == ("funds.attach_pledge", [])
    assert accounts.client_of(stranger).get(duty.url).status_code == 404
    assert accounts.client_of(member).post(duty.url, {"letter": files.upload()}).status_code == 302
    line.refresh_from_db()
    assert line.pledge_letter is not None
    assert duties(member, clock.now()) == []


@pytest.mark.parametrize("named", ["sponsor_name", "crowdfund_name", "foundation_name", "in_kind_name", "fund_account"])
def test_a_source_without_its_sum_is_not_left_out_without_a_word(people: People, named: str) -> None:
    demand = drafting.draft_demand(
        community=people.community, by=people.author, values=demands.values(), now=clock.now()
    )
    account = funds.account(people.community, "90000.00")
    data = {"budget": "30000.00", "version": demand.version, "sponsor_name": "某单位", "sponsor_amount": "30000.00"}
    data |= {"sponsor_amount": ""} if named == "sponsor_name" else {}
    data |= {named: account.pk if named == "fund_account" else "某单位"}
    answer = accounts.client_of(people.author).post(reverse("demands:funding", args=[demand.number]), data)
    assert answer.status_code == 422
    assert "须填金额" in answer.content.decode()
    demand.refresh_from_db()
    assert demand.plan is None


@pytest.mark.parametrize("name", ["edit", "funding", "propose", "withdraw", "screen", "fund", "publish", "approve"])
def test_another_communitys_draft_is_not_found(people: People, name: str) -> None:
    """Neither read nor acted on by a worker of another community."""
    demand = demands.drafted(people)
    stranger = accounts.client_of(accounts.membership(Role.COMMUNITY, places.community()))
    assert stranger.get(demand.get_absolute_url()).status_code == 404
    response = stranger.post(reverse(f"demands:{name}", args=[demand.number]), {"reason": "没有理由"})
    assert response.status_code in (403, 404)
    demand.refresh_from_db()
    assert demand.state == State.DRAFT


def test_visitors_see_public_demands_only(people: People) -> None:
    """A draft is the community's; a published demand is everybody's."""
    draft, public = demands.drafted(people), demands.published()
    page = Client().get(reverse("demands:list")).content.decode()
    assert public.number in page
    assert draft.number not in page
    assert Client().get(draft.get_absolute_url()).status_code == 404


def test_the_list_begins_with_what_goes_on_the_newest_first(people: People) -> None:
    ended, older, newer = (demands.published(People.of().community) for _number in range(3))
    Demand.objects.filter(pk=ended.pk).update(number="XQ-2031-0001", state=State.CLOSED)
    rows = Client().get(reverse("demands:list")).context["page"].object_list
    assert [row.pk for row in rows] == [newer.pk, older.pk, ended.pk]


@pytest.mark.parametrize("rows", [2, 25])
def test_the_list_costs_the_same_however_long(
    people: People, rows: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    """At most 12 queries for a list page."""
    first = demands.published(people.community)
    Demand.objects.bulk_create(
        Demand(
            number=f"XQ-2030-{index:04d}",
            title=f"项目{index}",
            community=first.community,
            fiscal_year=2030,
            scope_item=first.scope_item,
            plan=None,
            tier="micro",
            rule_set=first.rule_set,
            state=State.WITHDRAWN,
            author=first.author,
            created_at=first.created_at,
            state_since=first.created_at,
        )
        for index in range(rows)
    )
    with django_assert_max_num_queries(12):
        assert Client().get(reverse("demands:list")).status_code == 200


@pytest.mark.requirement("R37")
def test_a_batch_counts_and_sums_what_is_in_it(people: People) -> None:
    """Opened, filled, frozen, published by the district; count and sum are live."""
    first = demands.funded(people, "30000.00")
    other = People.of()
    second = demands.funded(other, "20000.00", scope_item=demands.item("B3"))
    client = accounts.client_of(people.district)
    assert client.post(reverse("demands:batch_new"), {"title": "集中发布", "fiscal_year": "2026"}).status_code == 302
    pk = client.get(reverse("demands:batches")).context["page"].object_list[0].pk
    client.post(reverse("demands:batch_add", args=[pk]), {"demands": [first.pk, second.pk]})
    client.post(reverse("demands:batch_freeze", args=[pk]))
    assert Client().get(reverse("demands:batch", args=[pk])).status_code == 404
    client.post(reverse("demands:batch_publish", args=[pk]))
    page = Client().get(reverse("demands:batch", args=[pk]))
    assert (page.context["figures"].count, str(page.context["figures"].total)) == (2, "50000.00")
    first.refresh_from_db()
    assert first.state == State.PUBLISHED


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_page_speaks_both_languages(people: People, language: str) -> None:
    """Chinese first, English by the switch."""
    demand = demands.published()
    client = Client()
    client.cookies["django_language"] = language
    page = client.get(demand.get_absolute_url()).content.decode()
    assert ("Where the money comes from" in page) == (language == "en")
    assert ("钱从哪里来" in page) == (language == "zh-hans")


@pytest.mark.requirement("R20")
def test_who_decides_has_the_whole_case_before_them_and_changes_the_decision_without_leaving_it(people: People) -> None:
    demand = demands.decided(people, "80000.00", available="100000.00")
    approvals.submit_decision(demand=demand, by=people.author, now=clock.now())
    client = accounts.client_of(people.street)
    with CaptureQueriesContext(connection) as captured:
        text = client.get(reverse("demands:approve", args=[demand.number])).content.decode()
    assert len(captured) <= 15
    for words in (demand.need, "¥80,000.00", "到会", "街道领导小组"):
        assert words in text
    for name in ("approve", "return", "reject"):
        assert text.count(f'href="{reverse(f"demands:{name}", args=[demand.number])}"') == 1
    button = ">批准</button>"
    assert (button in text, "多数同意" in text) == (False, True), "the group has not spoken"
    for _seat in range(2):
        member = accounts.membership(Role.LEADING_GROUP_MEMBER, demand.community.parent)
        approval = demand.approvals.get(decision="")
        approvals.give_opinion(approval=approval, by=member, vote="for", reason="", now=clock.now())
    assert button in client.get(reverse("demands:approve", args=[demand.number])).content.decode()


@pytest.mark.parametrize("month", [2, 11])
def test_the_check_says_what_is_missing_and_leads_to_its_line(people: People, month: int) -> None:
    """Out of season and beside another project of its item: both reasons are asked for before anybody proposes."""
    moment = clock.now()
    with clock.moved_to(moment.replace(year=moment.year + 1, month=month, day=20)):
        demands.deliberated(people, "46000.00", urgent_reason="夏季集中")
        demand = demands.drafted(people, "9000.00", urgent_reason="")
        address = reverse("demands:propose", args=[demand.number])
        page = accounts.client_of(people.author).get(address)
    said = {line.code: url for line, url in page.context["missing"]}
    edit = reverse("demands:edit", args=[demand.number])
    season = {} if month == 2 else {"demands.outside_call_window": f"{edit}#id_urgent_reason"}
    assert said == {"demands.splitting_reason": f"{edit}#id_splitting_reason", **season}
    assert "55,000.00" in page.content.decode()
    form = accounts.client_of(people.author).get(edit).content.decode()
    assert all(f'id="{url.partition("#")[2]}"' in form for url in said.values())


def test_a_draft_that_comes_back_to_its_first_page_says_what_is_missing_there(people: People) -> None:
    """The money is written, the words are not: saving leads back, and the page names each line that is left."""
    client, number = accounts.client_of(people.author), demands.drafted(people).number
    Demand.objects.filter(number=number).update(scope_item=None, need="", beneficiary_groups=[])
    edit = reverse("demands:edit", args=[number])
    page = client.get(edit)
    missing = {url.partition("#id_")[2] for _line, url in page.context["missing"]}
    assert missing == {"scope_item", "need", "beneficiary_groups"}
    assert "还有内容未完成" in page.content.decode()
    form = page.context["form"]
    assert [mark(form[name]) for name in ("scope_item", "need", "outputs", "beneficiary_groups")] == [""] * 4
    assert mark(form["splitting_reason"]) == "optional"


@pytest.mark.requirement("R19")
@pytest.mark.parametrize("month", [2, 11])
def test_the_first_page_says_when_proposals_are_called_for(people: People, month: int) -> None:
    moment = clock.now()
    with clock.moved_to(moment.replace(month=month, day=20)):
        page = accounts.client_of(people.author).get(reverse("demands:new")).content.decode()
    words = f"{moment.year}年1月1日"
    assert (words in page) == (month == 11)
    assert ('href="#id_urgent_reason"' in page) == (month == 11)


def test_no_kind_of_project_is_named_before_there_is_a_budget(people: People) -> None:
    demand = demands.drafted(people)
    Demand.objects.filter(pk=demand.pk).update(budget=0)
    page = accounts.client_of(people.author).get(reverse("demands:funding", args=[demand.number]))
    assert page.context["explained"] is None


def test_whoever_countersigns_reads_what_was_recorded(people: People) -> None:
    demand = demands.recorded(people)
    row = demand.meetings.get()
    page = (
        accounts.client_of(people.committee).get(reverse("demands:countersign", args=[demand.number])).content.decode()
    )
    assert all(text in page for text in (row.chair, row.minutes, f"{row.votes_for} / {row.present}"))


def test_the_page_leads_who_keeps_the_money_to_pledges_and_receipts(people: People) -> None:
    demand = demands.published(people.community)
    money = reverse("funds:plan", args=[demand.plan_id])
    assert money in accounts.client_of(people.author).get(demand.get_absolute_url()).content.decode()
    assert money not in Client().get(demand.get_absolute_url()).content.decode()
    assert accounts.client_of(people.author).get(money).status_code == 200

"""Pages of the stage through HTTP: the whole road by links of workbench duties and of the page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags
from pytest_django import DjangoAssertNumQueries

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.files.models import StoredFile
from tendering.awards.models import Award
from tendering.contracts.models import Contract, Payment
from tendering.contracts.queries.duties import duties
from tendering.contracts.rules.states import AmendmentState, State
from tendering.contracts.services import payments
from tendering.contracts.services.acceptance import request_acceptance
from tendering.demands.rules.steps import State as DemandState
from tests.factories import accounts, contracts, files
from tests.factories.contracts import People

pytestmark = pytest.mark.django_db


def said(response: Any) -> str:
    """The words of a page."""
    return strip_tags(response.content.decode())


def waits(member: Membership, kind: str) -> str:
    """The address of the one duty of this kind on the person's workbench."""
    found = [duty.url for duty in duties(member, clock.now()) if duty.kind == kind]
    assert len(found) == 1, f"{kind}: {found}"
    return found[0]


def test_the_page_of_signing_says_the_first_day_before_anybody_types_digits(people: People) -> None:
    contract = contracts.drafted(people)
    url = reverse("contracts:sign", args=[contract.number])
    assert accounts.client_of(people.contractor).get(url).context["over"] == ""
    Award.objects.filter(pk=contract.award_id).update(sign_from_date=date(2091, 3, 5))
    assert "合同可自2091年3月5日起签订" in said(accounts.client_of(people.contractor).get(url))


def test_signing_waits_on_the_workbench_from_its_first_day(people: People) -> None:
    contract = contracts.drafted(people)
    first_day = clock.today() + timedelta(days=3)
    Award.objects.filter(pk=contract.award_id).update(sign_from_date=first_day)
    for days, waits_now in ((0, False), (2, False), (3, True)):
        with clock.shifted(timedelta(days=days)):
            for member in (people.contractor, people.worker):
                kinds = {duty.kind for duty in duties(member, clock.now())}
                assert ("contracts.sign" in kinds) is waits_now, days


def test_a_returned_report_is_mended_and_the_duty_names_its_milestone(people: People) -> None:
    """The page of verifying leads to sending back; what was written comes back with the reason."""
    contract = contracts.signed(people)
    first = contract.milestones.order_by("position")[0]
    report = reverse("contracts:milestone_report", args=[first.pk])
    pictures = {"after": [files.upload(files.picture(), "后.jpg")]}
    act(people.contractor, report, text="到场 80 人。", spent="3000.00", attendance="80", **pictures)
    verify, back = (reverse(f"contracts:milestone_{name}", args=[first.pk]) for name in ("verify", "return"))
    assert [link[1] for link in accounts.client_of(people.verifier).get(verify).context["instead"]] == [back]
    act(people.verifier, back, reason="缺签到表")
    page = accounts.client_of(people.contractor).get(report)
    assert {"到场 80 人。", "3000.00", "80"} <= {str(value) for value in page.context["form"].initial.values()}
    named = [duty.detail for duty in duties(people.contractor, clock.now()) if duty.url == report]
    assert named == [{"milestone": first.title}]


def test_whoever_checks_a_payment_may_send_it_back_from_there(people: People) -> None:
    payment = contracts.asked(contracts.signed(people), people)
    check, reject = (reverse(f"contracts:payment_{name}", args=[payment.pk]) for name in ("check", "reject"))
    page = accounts.client_of(people.checker).get(check)
    assert reject in [url for _label, url in page.context["instead"]]
    assert "审核通过" in said(page)


def act(member: Membership, url: str, **fields: Any) -> None:
    """Open the page, send the form, expect to be led on."""
    client = accounts.client_of(member)
    shown = client.get(url)
    assert shown.status_code == 200, f"{url}: {shown.status_code}"
    response = client.post(url, fields)
    assert response.status_code == 302, response.content.decode()[-4000:]


def test_an_act_that_is_over_shows_where_the_contract_stands(people: People) -> None:
    contract = contracts.drafted(people)
    client, sign = accounts.client_of(people.contractor), reverse("contracts:sign", args=[contract.number])
    start = reverse("contracts:start", args=[contract.number])
    for url, state in ((sign, ""), (start, "DRAFTING")):
        main = client.get(url).content.decode().partition("<main")[2]
        assert ("此处目前没有要办的事" in main, 'name="ticket"' in main) == (bool(state), not state), url
        assert not state or str(Contract(state=State[state]).get_state_display()) in main


def test_the_whole_road_from_the_workbenches(people: People) -> None:
    """Draft, sign with the second factor and on paper, report, verify, pay, accept, judged, paid and closed."""
    contracts.lettered(people)
    today = clock.today()
    url = waits(people.worker, "contracts.draft")
    page = accounts.client_of(people.worker).get(url)
    fields = dict(page.context["form"].initial)
    fields |= {"period_from": today, "due_1": today, "title_1": "前期准备"}
    act(people.worker, url, **{name: str(value) for name, value in fields.items()})
    contract = Contract.objects.get()
    secret = accounts.second_factor(people.contractor.user)
    act(people.contractor, waits(people.contractor, "contracts.sign"), has_read="on", code=accounts.digits_of(secret))
    scan = reverse("contracts:scan", args=[contract.number])
    act(people.worker, scan, side="purchaser", scan=files.upload(name="合同.pdf"))
    assert contracts.fresh(contract).state == State.ACTIVE
    pay_stage(people, "10000.00")
    for _number in range(3):
        url = next(duty.url for duty in duties(people.contractor, clock.now()) if duty.kind == "contracts.report")
        photo = files.upload(files.picture(), "后.jpg")
        act(people.contractor, url, text="完成", spent="3000.00", attendance="80", after=photo)
        act(people.verifier, waits(people.verifier, "contracts.verify"))
    pay_stage(people, "8000.00")
    accept(people, contract)
    contracts.judged(contract)
    pay_stage(people, "2000.00")
    contract = contracts.fresh(contract)
    assert (contract.state, contract.demand.state) == (State.COMPLETED, DemandState.CLOSED)
    assert Client().get(contract.get_absolute_url()).status_code == 200


def pay_stage(people: People, amount: str) -> None:
    """Asked for, checked, approved and paid from four workbenches."""
    fields = {"invoice_number": "255", "invoice_date": str(clock.today()), "invoice": files.upload(name="发票.pdf")}
    act(people.contractor, waits(people.contractor, "contracts.ask_payment"), **fields)
    act(people.checker, waits(people.checker, "contracts.check_payment"))
    act(people.street, waits(people.street, "contracts.approve_payment"))
    act(people.finance, waits(people.finance, "contracts.pay"), reference="CW-2026-1")
    assert Payment.objects.latest("pk").amount == Decimal(amount)


def accept(people: People, contract: Contract) -> None:
    """Asked for, the team called, three opinions, the report."""
    act(people.contractor, waits(people.contractor, "contracts.ask_acceptance"), statement="已全部完成。")
    seats = [seat.member for seat in contracts.team(contract)]
    chosen = {f"seat_{number}": str(member.pk) for number, member in enumerate(seats, 1)}
    moment = clock.now().strftime("%Y-%m-%dT%H:%M")
    act(people.worker, waits(people.worker, "contracts.call_team"), inspect_at=moment, **chosen)
    for member in seats:
        act(member, waits(member, "contracts.opinion"), opinion="passes", findings="")
    act(seats[0], waits(seats[0], "contracts.conclude"), report="按合同完成。")
    assert contracts.fresh(contract).demand.state == DemandState.ACCEPTED


def test_wrong_digits_come_back_on_the_form(people: People) -> None:
    contract = contracts.drafted(people)
    client = accounts.client_of(people.contractor)
    url = reverse("contracts:sign", args=[contract.number])
    response = client.post(url, {"has_read": "on", "code": "000000"})
    assert response.status_code == 422
    assert contract.signatures.count() == 0


def test_the_public_reads_masked_names_and_paid_payments_only(people: People) -> None:
    """Domain 4: the public sees a redacted contract; names of people are masked, unverified reports are hidden."""
    people.contractor.user.name = "欧阳明月"
    people.contractor.user.save()
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    page = Client().get(contract.get_absolute_url()).content.decode()
    assert "欧阳明月" not in page
    assert Client().get(payment.get_absolute_url()).status_code == 403
    inside = accounts.client_of(people.worker).get(contract.get_absolute_url()).content.decode()
    assert "欧阳明月" in inside
    payments.check_payment(payment=payment, by=people.checker)
    payments.approve_payment(payment=payment, by=people.street)
    payments.pay(payment=payment, by=people.finance, reference="CW-1")
    public = Client().get(payment.get_absolute_url())
    assert public.status_code == 200
    assert "欧阳明月" not in public.content.decode()


def test_the_public_reads_where_a_payment_under_way_stands(people: People) -> None:
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    steps: tuple[tuple[str, Callable[[], Payment]], ...] = (
        ("社区正在审核。", lambda: payments.check_payment(payment=payment, by=people.checker)),
        ("社区已审核，等待主管机关批准。", lambda: payments.approve_payment(payment=payment, by=people.street)),
        ("已批准，正在支付。", lambda: payments.pay(payment=payment, by=people.finance, reference="CW-1")),
    )
    for words, step in steps:
        page = said(Client().get(contract.get_absolute_url()))
        assert f"已于2026年6月1日提出付款申请。 {words}" in page
        assert page.count("以下条件全部满足后可以申请") == contract.stages.count() - 1
        step()
    assert "提出付款申请" not in said(Client().get(contract.get_absolute_url()))


def test_whoever_did_a_step_of_a_payment_reads_in_a_second_tab_that_it_is_done(people: People) -> None:
    """Not that it is others' to do; a colleague who did not do it still reads that."""
    payment = contracts.asked(contracts.signed(people), people)
    steps: list[tuple[Membership, str, dict[str, str]]] = [
        (people.checker, "check", {}),
        (people.street, "approve", {}),
        (people.finance, "pay", {"reference": "CW-1"}),
    ]
    for by, name, sent in steps:
        url = reverse(f"contracts:payment_{name}", args=[payment.pk])
        client = accounts.client_of(by)
        assert client.post(url, sent).status_code == 302
        for answer, code in ((client.get(url), 200), (client.post(url, sent), 409)):
            assert answer.status_code == code
            assert "您已于2026年6月1日" in said(answer)
    assert accounts.client_of(people.contractor).get(url).status_code == 403


def status(client: Client, file: StoredFile) -> int:
    response = client.get(file.get_absolute_url())
    if response.streaming:
        response.getvalue()  # closed unread it would leave the file open
    return response.status_code


def test_files_reach_those_who_may_have_them(people: People) -> None:
    """Photos are public once verified; scans and invoices are for the two sides and the offices."""
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    scan = contract.signatures.order_by("pk")[0].scan
    assert scan is not None
    for file in (scan, payment.invoice):
        assert status(Client(), file) in (302, 403, 404)
        assert status(accounts.client_of(accounts.membership(Role.PROVIDER_ADMIN)), file) in (403, 404)
        assert status(accounts.client_of(people.street), file) == 200
    contracts.deliver(contract, people, only_midterm=True)
    photo = contract.milestones.get(position=1).reports.get().photos.first()
    assert photo is not None
    assert status(Client(), photo.file) == 200


def test_an_amendment_from_the_page(people: People) -> None:
    contract = contracts.signed(people)
    url = reverse("contracts:amend", args=[contract.number])
    act(people.contractor, url, amount="-100.00", text="少做一次活动")
    act(people.worker, waits(people.worker, "contracts.agree"))
    act(people.street, waits(people.street, "contracts.approve_amendment"))
    assert contract.amendments.get().state == AmendmentState.APPROVED
    over = accounts.client_of(people.contractor).post(url, {"amount": "1900.01", "text": "增项"})
    assert over.status_code == 409


def test_drafts_are_nobodys_business_but_the_sides(people: People) -> None:
    contract = contracts.drafted(people)
    assert Client().get(contract.get_absolute_url()).status_code == 404
    assert (
        accounts.client_of(accounts.membership(Role.PROVIDER_ADMIN)).get(contract.get_absolute_url()).status_code == 404
    )
    assert accounts.client_of(people.contractor).get(contract.get_absolute_url()).status_code == 200


def test_the_list_filters_and_exports(people: People) -> None:
    contract = contracts.signed(people)
    listed = Client().get("/contracts/", {"state": "active", "q": contract.number})
    assert contract.number in listed.content.decode()
    assert contract.number not in Client().get("/contracts/", {"state": "completed"}).content.decode()
    exported = Client().get("/contracts/", {"format": "csv"})
    assert exported.status_code == 200
    text = exported.getvalue().decode()
    assert contract.contractor.name in text
    assert f",{contract.number},{contract.demand.community.parent},{contract.demand.community}," in text


def test_the_list_costs_the_same_at_any_length(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _number in range(3):
        contracts.drafted(People.of(people.community))
    client = accounts.client_of(people.worker)
    client.get("/contracts/")
    with django_assert_max_num_queries(12):
        client.get("/contracts/")


def test_the_page_costs_a_constant_number_of_queries(
    people: People, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    contract = contracts.accepted(people)
    contracts.paid(contract, people, 1)
    client = accounts.client_of(people.worker)
    client.get(contract.get_absolute_url())
    with django_assert_max_num_queries(60):
        client.get(contract.get_absolute_url())


@pytest.mark.requirement("R43")
@pytest.mark.requirement("R61")
def test_publications_elsewhere_stand_in_the_same_log(people: People) -> None:
    contract = contracts.signed(people)
    url = reverse("contracts:announce", args=[contract.number])
    act(people.worker, url, kind="contract", channel="notice_board", note="社区公开栏")
    assert "社区公开栏" in Client().get(contract.get_absolute_url()).content.decode()


def test_a_contract_below_its_plan_says_where_the_rest_went(people: People) -> None:
    """The plan's sum stands beside a lower contract: before signing and after it the page says why."""
    contract = contracts.drafted(people, "18500.00", budget="20000.00")
    client, url = accounts.client_of(people.worker), contract.get_absolute_url()
    assert "其余部分将在签约时释放给各资金来源" in said(client.get(url))
    for member in (people.contractor, people.worker):
        contracts.sign(contracts.fresh(contract), member)
    text = said(client.get(url))
    assert "签约时释放¥1,500.00，回到出资的资金账户" in text
    assert text.count("1,500.00") == 1, "one figure of saving"
    whole = contracts.signed(People.of())
    assert "释放" not in client.get(whole.get_absolute_url()).content.decode()


def test_stopping_and_going_on_from_the_page(people: People) -> None:
    contract = contracts.signed(people)
    act(people.street, reverse("contracts:suspend", args=[contract.number]), reason="投诉核查")
    act(people.street, reverse("contracts:resume", args=[contract.number]), reason="核查完毕")
    act(
        people.street,
        reverse("contracts:terminate", args=[contract.number]),
        settlement="0.00",
        reason="停工",
        rest="let_anew",
    )
    assert contracts.fresh(contract).state == State.TERMINATED


def test_a_payment_stopped_sent_back_and_reversed_from_its_page(people: People) -> None:
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    auditor = accounts.membership(Role.AUDITOR)
    act(auditor, reverse("contracts:payment_withhold", args=[payment.pk]), reason="疑点")
    act(auditor, reverse("contracts:payment_resume", args=[payment.pk]), reason="已说明")
    act(people.checker, reverse("contracts:payment_reject", args=[payment.pk]), reason="抬头不对")
    paid = contracts.paid(contract, people)
    act(people.second_finance, reverse("contracts:payment_reverse", args=[paid.pk]), reason="账号错误")
    assert contracts.fresh(contract).paid == 0


def test_the_team_is_chosen_among_those_who_may_sit(people: People) -> None:
    contract = contracts.delivered(people)
    row = request_acceptance(contract=contract, by=people.contractor, statement="完成")
    accounts.membership(Role.RESIDENT, people.community, who=people.worker.user)
    professional = accounts.membership(Role.PROFESSIONAL)
    page = accounts.client_of(people.worker).get(reverse("contracts:acceptance_call", args=[row.pk]))
    offered = set(page.context["form"].candidates)
    assert str(professional.pk) in offered
    assert not offered & {str(member.pk) for member in people.worker.user.memberships.all()}


def test_whoever_decides_on_a_payment_reads_what_it_is(people: People) -> None:
    contract = contracts.signed(people)
    payment = contracts.asked(contract, people)
    steps = (("payment_request", people.contractor, payment.stage_id), ("payment_check", people.checker, payment.pk))
    for name, member, key in steps:
        text = accounts.client_of(member).get(reverse(f"contracts:{name}", args=[key])).content.decode()
        missing = [words for words in (contract.demand.title, "¥10,000.00", "合同已签订") if words not in text]
        assert not missing, (name, missing)
    assert payment.invoice_number in text
    assert payment.invoice.get_absolute_url() in text


def test_a_contract_is_closed_by_hand_only_where_no_payment_will_close_it(people: People) -> None:
    contract = contracts.signed(people)
    close = reverse("contracts:close", args=[contract.number])
    assert close not in accounts.client_of(people.worker).get(contract.get_absolute_url()).content.decode()
    contracts.judged(contract)
    assert close not in accounts.client_of(people.worker).get(contract.get_absolute_url()).content.decode()
    assert not [duty for duty in duties(people.worker, clock.now()) if duty.kind == "contracts.close"]

"""The panel's telephone page and the pages around it, through HTTP without JavaScript."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.duty import Duty
from marketplace.ui.waiting import gathered
from tendering.contracts.models import PanelMember, Remark, SatisfactionPanel, Sheet, SurveyAnswer
from tendering.contracts.queries.satisfaction_duties import waiting
from tendering.contracts.services import rectification as mending
from tendering.contracts.services.satisfaction import codes, panels
from tendering.contracts.services.satisfaction.measuring import close_panel
from tests.factories import accounts, files, satisfaction
from tests.factories.satisfaction import Judges

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R49")]


@pytest.fixture
def judges() -> Judges:
    """An accepted contract for ten people."""
    return Judges.of(beneficiaries=10)


def address(panel: SatisfactionPanel, name: str = "answer") -> str:
    """Of a page of the measurement."""
    return reverse(f"contracts:satisfaction_{name}", args=[panel.number])


def member_of(panel: SatisfactionPanel, seat: int = 1) -> PanelMember:
    """On this seat."""
    return panel.members.select_related("panel", "user", "code").get(seat=seat)


def duties(by: Membership) -> list[Duty]:
    """What of the verdict waits for this person."""
    return gathered(waiting(by, clock.now()))


def text_of(response: Any) -> str:
    """The page."""
    return str(response.content.decode())


def test_codes_are_offered_once_enough_residents_are_named(judges: Judges) -> None:
    """Ten people ask for so many answers; with fewer the service refuses, so the page names residents first."""
    panel = panels.create_panel(contract=judges.contract, by=judges.community, now=clock.now())
    seat, send = (address(panel, name) for name in ("seat", "open"))

    def offered() -> list[str]:
        page = accounts.signed_in(Client(), judges.community).get(panel.get_absolute_url())
        return [url for _label, url in page.context["main_actions"]]

    assert (offered()[0], send in offered()) == (seat, False)
    people = satisfaction.residents(judges.contract.demand.community, panel.minimum)
    panels.seat_residents(panel=panel, residents=people, by=judges.community, now=clock.now())
    assert send in offered()


def test_from_the_code_to_the_thanks(client: Client, judges: Judges) -> None:
    """As the page is used on a telephone: code, two questions, a remark, a receipt that can be checked."""
    panel = satisfaction.opened(judges, 3)
    digits = satisfaction.code_of(member_of(panel))
    page = client.get(address(panel))
    assert 'inputmode="numeric"' in text_of(page)
    assert page.headers["Cache-Control"] == "no-store"
    sheet = client.post(address(panel), {"code": f"{digits[:4]} {digits[4:]}"}, follow=True)
    name = member_of(panel).name
    assert f"{name[0]}*" in text_of(sheet)
    assert name not in text_of(sheet)
    assert "非常满意" in text_of(sheet)
    thanks = client.post(address(panel), {"answer": "satisfied", "awareness": "heard", "remark": "灯有时不亮"})
    assert thanks.status_code == 200
    found = re.search(r"MY-\d{4}-\d{4}-[2-9A-Z]{4}-[2-9A-Z]{4}", text_of(thanks))
    assert found
    assert Sheet.objects.get().answer == "satisfied"
    check = client.post(address(panel, "receipt"), {"receipt": found.group()})
    assert "已计入" in text_of(check)
    again = client.post(address(panel), {"code": digits})
    assert again.status_code == 409


def test_the_session_never_holds_an_answer(client: Client, judges: Judges) -> None:
    """Only which code was right, and not even that once the sheet is in."""
    panel = satisfaction.opened(judges, 3)
    client.post(address(panel), {"code": satisfaction.code_of(member_of(panel))})
    client.post(address(panel), {"answer": "very_dissatisfied", "awareness": "knows", "remark": "不好"})
    held = str([session.get_decoded() for session in Session.objects.all()])
    assert "dissatisfied" not in held
    assert "不好" not in held
    assert client.session["satisfaction_admitted"] == {}


def test_a_sheet_sent_twice_counts_once(client: Client, judges: Judges) -> None:
    """The second press shows the code page: there is nothing left to answer with."""
    panel = satisfaction.opened(judges, 3)
    client.post(address(panel), {"code": satisfaction.code_of(member_of(panel))})
    for _press in range(2):
        client.post(address(panel), {"answer": "satisfied", "awareness": "knows"})
    assert Sheet.objects.count() == 1


@pytest.mark.parametrize("values", [{}, {"answer": "satisfied"}, {"answer": "x", "awareness": "knows"}])
def test_an_unfinished_sheet_says_what_is_missing(client: Client, judges: Judges, values: dict[str, str]) -> None:
    """422, nothing written, the code stays good."""
    panel = satisfaction.opened(judges, 3)
    client.post(address(panel), {"code": satisfaction.code_of(member_of(panel))})
    response = client.post(address(panel), values)
    assert response.status_code == 422
    assert "error-summary" in text_of(response)
    assert Sheet.objects.count() == 0
    assert client.post(address(panel), {"answer": "satisfied", "awareness": "knows"}).status_code == 200


def test_when_the_days_are_over_nobody_is_asked_any_more(client: Client, judges: Judges) -> None:
    """The clock closes it within minutes; until then the pages say what happens now."""
    panel = satisfaction.opened(judges, 3)
    way = address(panel)
    assert way in text_of(client.get(panel.get_absolute_url()))
    assert panel.ends_at is not None
    with clock.frozen(panel.ends_at):
        page = text_of(client.get(panel.get_absolute_url()))
        assert "答复期已结束" in page
        assert way not in page
        assert "现在不收答卷" in text_of(client.get(way))


@pytest.mark.parametrize("typed", ["", "123", "９" * 10, "9" * 200, "<script>"])
def test_wrong_codes_are_told_and_counted(client: Client, judges: Judges, typed: str) -> None:
    """Whatever is typed: 422, then 429."""
    panel = satisfaction.opened(judges, 3)
    assert client.post(address(panel), {"code": typed}).status_code == 422
    for _time in range(codes.BY_ADDRESS):
        last = client.post(address(panel), {"code": "1234567890"})
    assert last.status_code in (422, 429)
    assert client.post(address(panel), {"code": "1234567890"}).status_code == 429


def test_replaced_digits_open_nothing_in_a_session_that_had_typed_them(judges: Judges) -> None:
    panel = satisfaction.opened(judges, 3)
    thief, stolen = Client(), satisfaction.code_of(member_of(panel))
    assert thief.post(address(panel), {"code": stolen}).status_code == 302
    codes.send_again(member=member_of(panel), by=judges.community, now=clock.now())
    fresh = satisfaction.code_of(member_of(panel))
    assert thief.post(address(panel), {"answer": "dissatisfied", "awareness": "knows"}).status_code == 422
    assert Sheet.objects.count() == 0
    assert Client().post(address(panel), {"code": fresh}).status_code == 302


def test_the_open_survey_asks_for_a_sign_in(client: Client, judges: Judges) -> None:
    """Once by person, whatever the addresses."""
    panel = satisfaction.opened(judges, 3)
    said = {"answer": "dissatisfied", "awareness": "knows"}
    for number in range(4):
        sent = Client(REMOTE_ADDR=f"2001:db8:0:1::{number}").post(address(panel, "survey"), said)
        assert "/login/" in sent.headers["Location"]
    assert SurveyAnswer.objects.count() == 0
    client.force_login(accounts.user(), backend="marketplace.accounts.backends.Backend")
    assert client.post(address(panel, "survey"), said).status_code == 302
    assert client.post(address(panel, "survey"), said | {"answer": "neutral"}).status_code == 409
    assert SurveyAnswer.objects.count() == 1


def test_while_it_runs_nobody_sees_a_rate(client: Client, judges: Judges) -> None:
    """Counts of people, not of answers; names in full for the community only."""
    panel = satisfaction.opened(judges, 3)
    member = member_of(panel)
    satisfaction.answered(member, "dissatisfied")
    public = text_of(client.get(panel.get_absolute_url()))
    staff = text_of(accounts.signed_in(Client(), judges.community).get(panel.get_absolute_url()))
    assert member.name not in public
    assert member.name in staff
    for page in (public, staff):
        assert "不满意" not in page.replace("非常不满意", "")
        assert "%</small>" not in page


def test_the_verdict_shows_its_fraction_and_rule(client: Client, judges: Judges) -> None:
    """2 of 3 below the bar; the open survey stands beside it."""
    panel = satisfaction.opened(judges, 3)
    resident = accounts.signed_in(Client(), accounts.membership(Role.RESIDENT, judges.contract.demand.community))
    resident.post(address(panel, "survey"), {"answer": "very_satisfied", "awareness": "knows"})
    for seat, said in enumerate(("satisfied", "satisfied", "neutral"), start=1):
        satisfaction.answered(member_of(panel, seat), said, remark="请修灯" if seat == 1 else "")
    panel = close_panel(panel=panel)
    page = text_of(client.get(panel.get_absolute_url()))
    assert "2 ÷ 3 = 66.6% &lt; 80.0%" in page
    assert "请修灯" in page
    order = text_of(client.get(panel.rectification.get_absolute_url()))
    assert "2 ÷ 3 = 66.6%" in order


def test_slips_are_shown_once_to_the_committee(judges: Judges) -> None:
    """On the answer itself, not to be kept by the browser."""
    panel = satisfaction.opened(judges, 3, on_paper=1)
    client = accounts.signed_in(Client(), judges.committee)
    assert client.get(address(panel, "slips")).status_code == 200
    page = client.post(address(panel, "slips"))
    assert page.headers["Cache-Control"] == "no-store"
    digits = re.search(r"\d{4} \d{4} \d{4}", text_of(page))
    assert digits
    answer = Client().post(address(panel), {"code": digits.group()})
    assert answer.status_code == 302
    refused = accounts.signed_in(Client(), judges.community).post(address(panel, "slips"))
    assert refused.status_code == 403


def test_the_whole_way_by_links_and_forms(judges: Judges) -> None:
    """Named, sent out, answered, below the bar, mended, checked: each by the one whose duty it is."""
    residents = satisfaction.residents(judges.contract.demand.community, 4)
    community, provider = (accounts.signed_in(Client(), who) for who in (judges.community, judges.provider))
    duty = next(line for line in duties(judges.community) if line.kind.endswith("create"))
    community.post(duty.url)
    panel = SatisfactionPanel.objects.get()
    community.post(address(panel, "seat"), {"residents": [row.pk for row in residents[:2]]})
    community.post(address(panel, "add"), {"name": "赵大爷", "phone": "", "confirmed": "on"})
    community.post(address(panel, "draw"), {"count": 1})
    assert panel.members.count() == 4
    taken = member_of(panel, 1)
    community.post(reverse("contracts:satisfaction_unseat", args=[taken.pk]))
    community.post(address(panel, "open"))
    panel.refresh_from_db()
    assert panel.state == "open"
    assert [line.kind for line in duties(judges.committee)] == ["contracts.satisfaction.print"]
    assert [line.kind for line in duties(residents[1])] == ["contracts.satisfaction.answer"]
    for member in panel.members.select_related("panel", "user", "code"):
        if member.code.channel == "paper":
            codes.send_again(member=member, by=judges.committee, now=clock.now(), on_paper=True)
            text = codes.print_slips(panel=panel, by=judges.committee, now=clock.now())[0].digits
        else:
            text = satisfaction.code_of(member)
        phone = Client(REMOTE_ADDR=f"10.1.0.{member.seat}")
        phone.post(address(panel), {"code": text})
        phone.post(address(panel), {"answer": "neutral", "awareness": "knows", "remark": "请修"})
    order = close_panel(panel=panel).rectification
    community.post(reverse("contracts:remark_answer", args=[Remark.objects.earliest("pk").pk]), {"answer": "已转"})
    assert Remark.objects.exclude(answer="").count() == 1
    assert [line.kind for line in duties(judges.provider)] == ["contracts.rectification.plan"]
    provider.post(reverse("contracts:rectification_plan", args=[order.pk]), {"plan": "更换灯具"})
    community.post(reverse("contracts:rectification_agree", args=[order.pk]))
    assert [line.kind for line in duties(judges.provider)] == ["contracts.rectification.report"]
    photo = files.upload(files.picture(), "灯.jpg")
    provider.post(reverse("contracts:rectification_report", args=[order.pk]), {"report": "已修", "photos": photo})
    community.post(reverse("contracts:rectification_check", args=[order.pk]))
    kinds = [line.kind for line in duties(judges.community)]
    assert "contracts.satisfaction.create" in kinds
    assert community.get(order.get_absolute_url()).status_code == 200


def test_the_street_decides_what_is_escalated(judges: Judges) -> None:
    """Half of the last payment, with a reason."""
    order = satisfaction.judged(judges, 0, 1).rectification
    with clock.frozen(order.due_at):
        mending.escalate_overdue(rectification=order)
    leader = accounts.membership(Role.LEADING_GROUP_MEMBER, judges.street.place)
    assert [line.kind for line in duties(leader)] == ["contracts.rectification.decide"]
    client = accounts.signed_in(Client(), leader)
    url = reverse("contracts:rectification_reduce", args=[order.pk])
    assert client.post(url, {"share": "100", "reason": "未修"}).status_code == 422
    client.post(url, {"share": "50", "reason": "未按期整改"})
    order.refresh_from_db()
    assert (order.state, str(order.last_payment_share)) == ("closed_reduced", "0.500")

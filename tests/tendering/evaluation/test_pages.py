"""Pages of an evaluation: who opens them, what they show and hide, the road by hand (domain 4, row scoring)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from tendering.evaluation.models import Panel, Score, ScoreSheet, Seat
from tendering.evaluation.models.panel import PanelState, SeatState
from tendering.evaluation.queries import bids as bid_queries
from tendering.evaluation.queries import ranking
from tendering.evaluation.queries.duties import duties
from tendering.evaluation.rules.states import SheetState, State
from tendering.evaluation.services import reporting
from tendering.tenders.models import Criterion, Notice, Tender
from tendering.tenders.models.tender import TenderState
from tests.factories import accounts, bids, evaluation, places
from tests.factories.evaluation import Jury
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


def page(member: Membership | None, name: str, *parts: object) -> tuple[int, str]:
    """Status and text of a page for somebody."""
    client = Client() if member is None else accounts.signed_in(Client(), member)
    response = client.get(reverse(f"evaluation:{name}", args=parts))
    return response.status_code, response.content.decode()


def send(member: Membership, data: Mapping[str, object], name: str, *parts: object) -> tuple[int, str]:
    """Status and text, or the address it leads to, of a form sent by somebody."""
    response = accounts.signed_in(Client(), member).post(reverse(f"evaluation:{name}", args=parts), dict(data))
    return response.status_code, response.headers.get("Location", response.content.decode())


def kinds(member: Membership) -> list[str]:
    return [duty.kind for duty in duties(member, clock.now())]


def cells(jury: Jury, judge: Membership, share: str = "0.80") -> dict[str, object]:
    """What a member's browser sends."""
    written = evaluation.points(jury, share)
    fields: dict[str, object] = {f"b{bid}-c{line}": text for (bid, line), text in written.points.items()}
    return {**fields, "version": evaluation.sheet_of(jury, judge).version, "comment": "方案具体"}


def stands(member: Membership, name: str, *parts: object) -> str:
    """What an act's page says instead of its form; empty where it has its form."""
    main = page(member, name, *parts)[1].partition("<main")[2]
    assert ("此处目前没有要办的事" in main) != ('name="ticket"' in main)
    return "" if 'name="ticket"' in main else main


def test_an_act_that_is_over_shows_where_the_evaluation_stands() -> None:
    jury = evaluation.declared()
    number, judge, clerk = jury.tender.number, jury.judges()[0], jury.contest.office.preparer
    assert str(SeatState.DECLARED.label) in stands(judge, "declare", number)
    assert str(PanelState.SCORING.label) in stands(clerk, "convene", number)
    assert not stands(judge, "recuse", number)
    evaluation.signed(jury)
    assert str(PanelState.SIGNED.label) in stands(judge, "rank", number)
    assert "您已签署评审报告" in stands(judge, "sign", number)
    Tender.objects.filter(pk=jury.tender.pk).update(state=TenderState.SUSPENDED)
    assert str(TenderState.SUSPENDED.label) in stands(judge, "recuse", number)


@pytest.mark.requirement("R39")
@pytest.mark.usefixtures("rules")
def test_an_invited_comparison_is_judged_by_hand_from_the_workbench() -> None:
    """Every page is reached from a duty, every form is sent as a browser would."""
    contest = bids.contest(method="comparison_invited")
    evaluation.representatives(contest, 3)
    office, number = contest.office, contest.tender.number
    assert kinds(office.preparer) == ["evaluation.convene"]
    status, text = page(office.preparer, "convene", number)
    assert (status, "随机抽取" in text) == (200, True)
    counted = re.search(r"<th scope=\"row\">社区</th><td class=\"num\">\d+</td><td class=\"num\">(\d+)</td>", text)
    assert counted
    assert int(counted[1]) == text.count('name="community"')
    named = {"community": [office.approver.pk], "observers": [office.committee.pk]}
    assert send(office.preparer, named, "convene", number) == (302, f"/evaluation/{number}/")
    jury = Jury(contest, Panel.objects.get())
    _everybody_declares(jury)
    for judge in jury.judges():
        assert kinds(judge) == ["evaluation.score"]
        assert send(judge, cells(jury, judge), "sheet", number)[0] == 302
    first = jury.judges()[0]
    assert kinds(first) == ["evaluation.rank"]
    assert send(first, {}, "rank", number)[0] == 302
    for judge in jury.judges():
        assert kinds(judge) == ["evaluation.sign"]
        assert "总分" in page(judge, "sign", number)[1]
        assert send(judge, {"dissent": ""}, "sign", number)[0] == 302
    assert jury.fresh().state == State.SIGNED
    assert [row.rank for row in ranking(jury.tender)] == [1, 2, 3]


def _everybody_declares(jury: Jury) -> None:
    number = jury.tender.number
    for judge in jury.judges():
        assert kinds(judge) == ["evaluation.declare"]
        status, text = page(judge, "declare", number)
        assert status == 200
        assert all(bid.provider.organisation.name in text for bid in jury.bids)
        statements = {"statements": ["employment", "kinship", "other"]}
        assert send(judge, statements, "declare", number)[0] == 302


def test_the_sheet_shows_facts_and_price_and_leads_to_the_declaration_first() -> None:
    jury = evaluation.convened()
    judge = jury.judges()[0]
    client = accounts.signed_in(Client(), judge)
    url = reverse("evaluation:sheet", args=[jury.tender.number])
    assert client.get(url).headers["Location"].endswith("/declare/")
    evaluation.declared(jury)
    text = client.get(url).content.decode()
    assert text.count('inputmode="decimal"') == 9
    assert text.count("自动") >= 6
    assert "还差 9 格未填" in text


def test_a_draft_comes_back_and_wrong_cells_are_named() -> None:
    jury = evaluation.declared()
    judge, number = jury.judges()[0], jury.tender.number
    sent = cells(jury, judge)
    first, second = list(sent)[:2]
    sent |= {first: "", second: "99"}
    status, text = send(judge, sent, "sheet", number)
    assert (status, ScoreSheet.objects.filter(state=SheetState.SIGNED).exists()) == (422, False)
    assert "此项尚未打分" in text
    assert "99 超过满分" in text
    sent |= {second: "7"}
    assert send(judge, sent | {"save": "1"}, "sheet", number)[0] == 302
    status, text = page(judge, "sheet", number)
    assert "还差 1 格未填" in text
    assert 'value="7.00"' in text


@pytest.mark.parametrize("wrong", ["-1", "1e3", "NaN", "10.005", "\x00", "９", "9" * 400, "<script>"])
def test_no_bad_points_get_in(wrong: str) -> None:
    jury = evaluation.declared()
    judge = jury.judges()[0]
    sent = cells(jury, judge)
    assert send(judge, sent | {next(iter(sent)): wrong}, "sheet", jury.tender.number)[0] in (400, 422)
    assert not Score.objects.exists()


def test_points_of_a_foreign_bid_are_left_out() -> None:
    """A cell that the sheet does not have is no field of the form."""
    jury = evaluation.declared()
    judge = jury.judges()[0]
    line = Criterion.objects.filter(tender=jury.tender, kind="subjective").first()
    assert line is not None
    sent = cells(jury, judge) | {f"b{'0' * 32}-c{line.pk}": "5"}
    assert send(judge, sent, "sheet", jury.tender.number)[0] == 302
    assert Score.objects.count() == 9


@pytest.mark.requirement("R39")
def test_nobody_else_opens_the_sheet_and_nobody_sees_points_before_all_have_signed() -> None:
    jury = evaluation.declared()
    office, number = jury.contest.office, jury.tender.number
    first, second, _third = jury.judges()
    cell = next(iter(evaluation.points(jury).points))
    evaluation.sign(jury, first, evaluation.points(jury, changes={cell: "13.37"}))
    stranger = accounts.membership(Role.RESIDENT_REPRESENTATIVE, office.community)
    street = accounts.membership(Role.STREET, office.community.parent)
    for nobody in (office.preparer, stranger):
        assert page(nobody, "sheet", number)[0] == 403
    for outsider in (
        None,
        stranger,
        jury.contest.bidders[0],
        accounts.membership(Role.STREET, places.community().parent),
    ):
        assert page(outsider, "detail", number)[0] == 403
    for reader in (second, office.committee, street, office.preparer):
        status, text = page(reader, "detail", number)
        assert (status, "13.37" in text, "全部评分表签名并汇总排名之前" in text) == (200, False, True)
    assert "13.37" not in page(second, "sheet", number)[1]
    assert "13.37" in page(first, "sheet", number)[1]


def test_the_ranking_shows_its_computation_to_the_panel_then_the_community_then_everybody() -> None:
    jury = evaluation.ranked()
    office, number = jury.contest.office, jury.tender.number
    winner = ranking_name(jury)
    assert winner in page(jury.judges()[0], "detail", number)[1]
    assert "计算过程全文" not in page(office.preparer, "detail", number)[1]
    for judge in jury.judges():
        reporting.sign_report(panel=jury.panel, by=judge)
    text = page(office.preparer, "detail", number)[1]
    assert "计算过程全文" in text
    assert page(jury.contest.bidders[0], "detail", number)[0] == 403
    Notice.objects.create(tender=jury.tender, number=9, kind=Notice.Kind.RESULT, body={}, published_at=clock.now())
    status, text = page(None, "detail", number)
    assert (status, winner in text) == (200, True)
    names = [seat.user.name for seat in Seat.objects.select_related("user")]
    assert not any(name in text for name in names)


def ranking_name(jury: Jury) -> str:
    bid = bid_queries.qualified(jury.tender).filter(ranking_rows__rank=1).get()
    return bid.provider.organisation.name


def test_a_low_quote_is_asked_explained_and_decided_on_pages() -> None:
    jury = evaluation.scored(method="inquiry", prices=("11000.00", "28000.00", "28500.00"))
    asker, decider, _third = jury.judges()
    bidder, number = jury.contest.bidders[0], jury.tender.number
    assert "11,000.00" in page(asker, "ask", number, jury.bids[0].pk)[1]
    assert send(asker, {"question": "请说明报价构成"}, "ask", number, jury.bids[0].pk)[0] == 302
    assert kinds(bidder) == ["evaluation.explain_quote"]
    assert kinds(jury.contest.bidders[1]) == []
    pk = jury.bids[0].low_quotes.get().pk
    assert page(jury.contest.bidders[1], "answer", pk)[0] == 403
    assert "请说明报价构成" in page(bidder, "answer", pk)[1]
    assert send(bidder, {"answer": "志愿者承担半数人次"}, "answer", pk)[0] == 302
    assert "evaluation.decide_quote" in kinds(decider)
    assert "evaluation.decide_quote" not in kinds(asker)
    assert "志愿者承担半数人次" in page(decider, "decide", pk)[1]
    assert send(decider, {"accept": "yes", "reason": "有名册为证"}, "decide", pk)[0] == 302
    assert send(asker, {}, "rank", number)[0] == 302


def test_recusing_and_filling_by_hand() -> None:
    jury = evaluation.convened(reserve=0)
    leaving, office, number = jury.judges()[-1], jury.contest.office, jury.tender.number
    assert send(leaving, {"relation": "kinship", "reason": "配偶任职"}, "recuse", number)[0] == 302
    assert page(leaving, "detail", number)[0] == 403
    assert kinds(office.preparer) == ["evaluation.fill"]
    assert send(office.preparer, {}, "fill", number)[0] == 409
    evaluation.representatives(jury.contest, 1)
    assert send(office.preparer, {}, "fill", number)[0] == 302
    seat = jury.seats()[-1]
    evaluation.absent(seat)
    assert kinds(office.committee) == ["evaluation.declare", "evaluation.replace"]
    assert send(office.committee, {"reason": "外出就医"}, "replace", seat.pk)[0] == 302


def test_members_read_the_plans_they_judge_and_nobody_else_does() -> None:
    jury = evaluation.declared()
    number, bid = jury.tender.number, jury.bids[0]
    for reader in (*jury.judges(), jury.contest.office.committee):
        status, text = page(reader, "bid", number, bid.pk)
        assert (status, bids.PLAN in text) == (200, True)
    assert f"/evaluation/{number}/bids/{bid.pk}/" in page(jury.judges()[0], "detail", number)[1]
    stranger = accounts.membership(Role.RESIDENT_REPRESENTATIVE, jury.contest.office.community)
    assert page(stranger, "bid", number, bid.pk)[0] == 403
    assert page(jury.judges()[0], "bid", number, uuid4())[0] == 404


def test_deviations_are_explained_on_a_page() -> None:
    jury = evaluation.declared()
    strict, *others = jury.judges()
    evaluation.sign(jury, strict, evaluation.points(jury, "0.20"))
    for judge in others:
        evaluation.sign(jury, judge, evaluation.points(jury, "0.90"))
    number = jury.tender.number
    assert "说明评分偏差" in page(strict, "detail", number)[1]
    assert "30%" in page(strict, "deviation", number)[1]
    reasons = {f"b{bid.pk}": "未回应需求" for bid in jury.bids}
    assert send(strict, dict(reasons), "deviation", number)[0] == 302
    assert send(others[0], {}, "rank", number)[0] == 302


def test_duties_cost_the_same_however_many_seats() -> None:
    office = Office.of()
    counts = []
    for _round in range(2):
        contest = bids.contest(method="comparison_invited", office=office)
        evaluation.declared(evaluation.convened(contest, reserve=0))
        evaluation.convened(bids.contest(method="inquiry", office=office), reserve=0)
        duties(office.approver, clock.now())  # what a process asks once
        with CaptureQueriesContext(connection) as captured:
            assert duties(office.approver, clock.now())
        counts.append(len(captured))
    assert counts[0] == counts[1] <= 8

"""The evaluation report: what is put down and signed, who reads it when, names, digests, the PDF (domain 2.5, 4)."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.primitives import canonical
from tendering.bids.rules.states import Invalid
from tendering.evaluation.models import Panel, Report, Seat
from tendering.evaluation.queries.report import final_digest
from tendering.evaluation.rules.excluded import Stage, Why
from tendering.evaluation.rules.states import State
from tendering.evaluation.services import low_quotes, reporting
from tendering.evaluation.wording.excluded import STAGES
from tendering.tenders.models import Notice, Tender
from tests.factories import accounts, evaluation
from tests.factories.evaluation import Jury

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules"), pytest.mark.requirement("R39")]


def page(member: Membership | None, jury: Jury, language: str = "zh-hans") -> tuple[int, str]:
    client = Client() if member is None else accounts.signed_in(Client(), member)
    client.cookies["django_language"] = language
    response = client.get(reverse("evaluation:report", args=[jury.tender.number]))
    return response.status_code, response.content.decode()


def published(jury: Jury) -> None:
    Notice.objects.create(tender=jury.tender, number=9, kind=Notice.Kind.RESULT, body={}, published_at=clock.now())


@pytest.fixture
def jury() -> Jury:
    """One harsh member who says why, another who signs with a dissent."""
    found = evaluation.declared()
    harsh, *others = found.judges()
    evaluation.sign(found, harsh, evaluation.points(found, "0.20"))
    for judge in others:
        evaluation.sign(found, judge, evaluation.points(found, "0.90"))
    from tendering.evaluation.services import ranking, sheets

    reasons = {bid.pk: f"第{number}家未回应需求" for number, bid in enumerate(found.bids, start=1)}
    sheets.explain_deviations(panel=found.panel, by=harsh, reasons=reasons)
    ranking.rank(panel=found.panel, by=harsh)
    *most, last = found.judges()
    for judge in most:
        reporting.sign_report(panel=found.panel, by=judge)
    reporting.sign_report(panel=found.panel, by=last, dissent="价格权重过低")
    found.fresh()
    return found


def test_the_report_holds_every_point_with_member_number_facts_and_reasons(jury: Jury) -> None:
    report = Report.objects.get(panel=jury.panel)
    first, *_others = report.body["ranking"]
    members = first["computation"]["members"]
    assert [row["number"] for row in members] == [seat.label for seat in jury.seats()]
    assert set(members[0]["points"]) | set(first["computation"]["objective"]) == {
        line["code"] for line in report.body["criteria"]
    }
    assert first["computation"]["inputs"] == {"similar": {"similar_contracts_last_3_years": "1"}}
    assert len(report.body["recommended"]) == 3
    assert len(report.body["deviations"]) == 3
    assert report.digest == canonical.digest(report.body)
    names = [seat.user.name for seat in Seat.objects.select_related("user")]
    assert not any(name in str(report.body) for name in names)


def test_its_digests_stand_in_the_log_dissent_included(jury: Jury) -> None:
    report = Report.objects.get(panel=jury.panel)
    bodies = dict(Entry.objects.values_list("act", "body"))
    assert report.digest in bodies["evaluation.report.written"]
    assert final_digest(report) in bodies["evaluation.panel.finish"]
    signed = [{"number": row.seat.label, "dissent": row.dissent} for row in report.signatures.order_by("seat__number")]
    assert final_digest(report) == canonical.digest({"report": report.digest, "signatures": signed})
    assert [row["dissent"] for row in signed] == ["", "", "价格权重过低"]


def test_the_page_shows_what_was_signed_in_both_languages(jury: Jury) -> None:
    judge = jury.judges()[0]
    status, text = page(judge, jury)
    assert status == 200
    for words in ("价格权重过低", "第1家未回应需求", "第1候选人", "近三年类似项目合同数量", "取小值"):
        assert words in text, words
    status, text = page(judge, jury, "en")
    assert (status, "candidate 1" in text, "Similar contracts in the last three years" in text) == (200, True, True)
    assert "未回应需求" in text


def test_who_reads_it_when_and_whose_names(jury: Jury) -> None:
    """As the points: panel and offices first, everybody once the result is public; names stay with the offices."""
    office = jury.contest.office
    names = [seat.user.name for seat in jury.seats()]
    stranger = accounts.membership(Role.RESIDENT, office.community)
    for closed in (None, jury.contest.bidders[0], stranger):
        assert page(closed, jury)[0] == 403
    for inside in (office.preparer, office.committee):
        assert all(name in page(inside, jury)[1] for name in names)
    published(jury)
    for reader in (None, jury.contest.bidders[0]):
        status, text = page(reader, jury)
        assert (status, any(name in text for name in names)) == (200, False)


def test_the_page_says_what_becomes_of_names(client: Client, jury: Jury) -> None:
    """Sealed until the result; then family names under local rules, whole names under the statute (domain 2.4, 4)."""
    url, name = reverse("evaluation:detail", args=[jury.tender.number]), jury.seats()[0].user.name
    published(jury)
    text = client.get(url).content.decode()
    assert ("公告后本页只显示姓氏" in text, f"{name[0]}*" in text, name in text) == (True, True, False)
    Tender.objects.filter(pk=jury.tender.pk).update(procedure_data=jury.tender.procedure_data | {"regime": "statutory"})
    text = client.get(url).content.decode()
    assert ("公告后本页只显示姓氏" in text, "随结果一并公告" in text) == (False, True)


def test_under_the_statute_names_become_public_with_the_result_not_before(jury: Jury) -> None:
    """Decree 87 art. 69."""
    Tender.objects.filter(pk=jury.tender.pk).update(procedure_data=jury.tender.procedure_data | {"regime": "statutory"})
    names = [seat.user.name for seat in jury.seats()]
    member = jury.judges()[1]
    assert not all(name in page(member, jury)[1] for name in names)
    published(jury)
    assert all(name in page(None, jury)[1] for name in names)


def test_it_says_of_every_bid_why_it_was_not_ranked(jury: Jury) -> None:
    """In the reader's language: a report holds codes, and what somebody wrote."""
    rows = [{"name": f"{stage}单位"} | Why(stage, text=f"{stage}见记录").body() for stage in Stage]
    rows.append({"name": "超限价单位"} | Why(Stage.FINAL_INVALID, Invalid.ABOVE_CEILING).body())
    url = past_report(jury, Report.objects.get(panel=jury.panel).body | {"excluded": rows})
    client = accounts.signed_in(Client(), jury.contest.office.committee)
    client.cookies["django_language"] = "en"
    text = client.get(url).content.decode()
    for stage in Stage:
        assert f'{STAGES[stage]}: <span lang="zh-Hans">{stage}见记录</span>' in text, stage
    assert "The final quote does not count: The quote is above the ceiling" in text


def past_report(jury: Jury, body: dict[str, object]) -> str:
    """Where the report of a panel that was set aside is read."""
    now, tender = clock.now(), jury.tender
    Notice.objects.create(tender=tender, number=9, kind=Notice.Kind.RESULT, body={}, published_at=now)
    panel = Panel.objects.create(
        tender=tender,
        number=2,
        state=State.SIGNED,
        convened_by=jury.judges()[0].user,
        convened_at=now,
        ranked_at=now,
        ended_at=now,
        superseded_at=now,
        superseded_by="objection",
        superseded_reason="业绩未按标准计分",
    )
    Report.objects.create(panel=panel, body=body, digest="0" * 64, written_at=now)
    return reverse("evaluation:past_report", args=[tender.number, panel.number])


def test_before_the_ranking_there_is_none() -> None:
    jury = evaluation.scored()
    assert page(jury.judges()[0], jury)[0] == 403
    assert page(jury.contest.office.committee, jury)[0] == 403


def test_questions_about_low_quotes_stand_in_it_with_answer_and_decision() -> None:
    jury = evaluation.scored(method="inquiry", prices=("11000.00", "28000.00", "28500.00"))
    asker, decider, _third = jury.judges()
    query = low_quotes.ask(panel=jury.panel, by=asker, bid=jury.bids[0], question="请说明报价构成")
    low_quotes.answer(query=query, by=jury.contest.bidders[0], text="志愿者承担半数人次")
    low_quotes.decide(query=query, by=decider, accept=True, reason="有名册为证")
    evaluation.signed_after_scoring(jury)
    text = page(asker, jury)[1]
    assert all(words in text for words in ("请说明报价构成", "志愿者承担半数人次", "有名册为证"))


def test_where_no_pdf_can_be_made_the_page_offers_none(jury: Jury, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("marketplace.ui.pdf.find_spec", lambda _name: None)
    url = reverse("evaluation:report_pdf", args=[jury.tender.number])
    client = accounts.signed_in(Client(), jury.judges()[0])
    assert client.get(url).headers["Location"] == reverse("evaluation:report", args=[jury.tender.number])
    assert Client().get(url).status_code == 403
    assert url not in page(jury.judges()[0], jury)[1]


@pytest.mark.pdf
def test_the_report_as_a_pdf(jury: Jury) -> None:
    url = reverse("evaluation:report_pdf", args=[jury.tender.number])
    response = accounts.signed_in(Client(), jury.judges()[0]).get(url)
    assert (response.status_code, response["Content-Type"]) == (200, "application/pdf")
    assert response.content.startswith(b"%PDF-")
    assert Client().get(url).status_code == 403


def test_the_page_costs_little_however_many_bids(jury: Jury) -> None:
    client = accounts.signed_in(Client(), jury.judges()[0])
    url = reverse("evaluation:report", args=[jury.tender.number])
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        client.get(url)
    assert len(captured) <= 15

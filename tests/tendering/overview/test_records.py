"""Every public document has its page, its PDF and its place in the project's file, and none before its time."""

from __future__ import annotations

import re
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from marketplace import clock
from marketplace.primitives.masking import mask_name
from marketplace.ui import pdf
from tendering.awards.rules.remedies import Outcome
from tendering.awards.services.objections import answer_objection
from tendering.contracts.models import ContractNotice
from tendering.demands.models import Demand, DemandNotice
from tendering.evaluation.services import convening, defence, presenting
from tendering.overview.queries import records
from tendering.overview.queries.records.parts import MOST_ROWS, Grid
from tendering.tenders.models import Notice, Query, Tender
from tendering.tenders.services import questions
from tendering.tenders.services.announcing import amend
from tests.factories import accounts, awards, consultations, demands, evaluation, hints, projects, tenders
from tests.factories.tenders import Office
from tests.tendering.overview.documents import complaint_decided, fill, found, presented

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
TABLE = Path(settings.BASE_DIR) / "docs/transparency.md"
# Where a public notice is written, its kinds are these; each must be told by a document.
KINDS: dict[Any, str] = {
    Notice.Kind: "notice",
    ContractNotice.Kind: "contract-notice",
    DemandNotice.Kind: "demand-notice",
}


def get(url: str, language: str = "zh-hans") -> tuple[int, str]:
    client = Client()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    response = client.get(url)
    return response.status_code, response.content.decode(errors="replace")


def page(record: records.Record, language: str = "zh-hans") -> str:
    status, text = get(f"/records/{record.kind}/{record.pk}/", language)
    assert status == 200
    return text


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_kind_of_notice_has_a_page_a_pdf_and_its_place(language: str) -> None:
    """The kinds are read from the code: a new one without words or a page fails here."""
    demand = fill(projects.closed())
    listed = get(f"/projects/{demand.number}/records/", language)[1]
    rows = found(demand)
    for kinds, source in KINDS.items():
        titles = {str(row.title) for row in rows[source]}
        assert titles >= {str(label) for label in kinds.labels}, kinds
    for row in (row for some in rows.values() for row in some):
        address = f"/records/{row.kind}/{row.pk}"
        assert f'href="{address}/"' in listed
        assert f'href="{address}.pdf"' in listed
        assert demand.number in page(row, language)


def test_the_models_that_hold_public_notices_are_all_known() -> None:
    """Whoever adds a table of notices gives it a document."""
    from django.apps import apps

    with_notices = {
        model for model in apps.get_models() if model.__name__.endswith("Notice") and hasattr(model, "Kind")
    }
    assert {model.Kind for model in with_notices} == set(KINDS)
    assert set(KINDS.values()) <= set(records.SOURCES)


def test_the_table_of_kinds_in_the_documentation_is_complete() -> None:
    text = TABLE.read_text()
    missing = [kind for kind in records.SOURCES if f"`{kind}`" not in text]
    assert missing == []
    unknown = set(re.findall(r"^\| `([a-z-]+)`", text, re.MULTILINE)) - set(records.SOURCES)
    assert unknown == set()


def test_an_amendment_says_what_was_before_and_after_and_masks_the_contact(office: Office) -> None:
    tender = tenders.announced(office)
    amend(
        tender=tender,
        by=office.preparer,
        content=tenders.content(outputs="全年 400 人次", contact_name="王小明"),
        reason="需求增加",
    )
    announced, amended = found(tender.demand)["notice"]
    text = page(amended)
    for said in ("全年 300 人次", "全年 400 人次", "需求增加", "更正"):
        assert said in text
    assert "王小明" not in text
    assert "王**" in text or "王*" in text
    assert "全年 300 人次" in page(announced)


def test_an_answered_hint_is_a_document_once_the_award_is_made(office: Office) -> None:
    """Kind, answer and outcome; the value masked, no bidder and no officer by name."""
    award = awards.confirmable(awards.ranked(office), office)
    hint = hints.explained(hints.found(award.tender))
    assert found(award.demand)["hint"] == []
    assert get(f"/records/hint/{hint.pk}/")[0] == 404
    awards.confirm(award, office)
    (row,) = found(award.demand)["hint"]
    text = page(row)
    assert "共用代办机构,已更正" in text
    names = [hints.PHONE, "陈区级", "两家共用代办人员的电话"]
    names += [bid.provider.organisation.name for bid in award.tender.bids.select_related("provider__organisation")]
    assert [name for name in names if name in text] == []


def test_rounds_are_documents_and_the_ranking_shows_the_first_quote_beside_the_final_one() -> None:
    """What was asked of all and until when; nothing of who was talked to."""
    demands.rules()
    jury = consultations.jury()
    within = consultations.final_round(jury)
    assert found(jury.tender.demand)["round"] == []
    for bid, by, price in zip(jury.bids, jury.contest.bidders, ("24000.00", "26000.00", "27000.00"), strict=True):
        consultations.quoted(within, bid, by, price)
    consultations.opened(jury, within)
    (row,) = found(jury.tender.demand)["round"]
    text = page(row)
    assert "密封的最后报价" in text
    assert [bid for bid in jury.bids if bid.provider.organisation.name in text] == []
    evaluation.signed(jury)
    assert found(jury.tender.demand)["ranking"] == []
    awards.publicised(jury.tender, jury.contest.office)
    for one in (found(jury.tender.demand)["ranking"][0], found(jury.tender.demand)["notice"][-1]):
        text = page(one)
        assert "24,000.00" in text
        assert "27,600.00" in text
        assert "首次报价" in text


def test_presentations_are_a_document_with_the_result() -> None:
    """Place, lot and everybody's time; what was asked and answered, and who spoke, are not in it."""
    demands.rules(letting__micro__defence=evaluation.DEFENCE)
    jury = evaluation.declared()
    session, clerk = evaluation.defended(jury), jury.contest.office.preparer
    with clock.moved_to(session.starts_at + timedelta(seconds=1)):
        for slot in session.slots.order_by("position"):
            presenting.start(slot=slot, by=clerk)
            presenting.stop(slot=slot, by=clerk)
        defence.close(panel=session.panel, by=clerk)
        evaluation.signed(jury)
        assert found(jury.tender.demand)["presentation"] == []
        awards.publicised(jury.tender, jury.contest.office)
        (row,) = found(jury.tender.demand)["presentation"]
        text = page(row)
    assert session.place in text
    assert all(bid.provider.organisation.name in text for bid in jury.bids)


def test_presentations_before_two_panels_are_two_documents() -> None:
    """After a redo each stands under its panel, the second one with its own result."""
    demands.rules(letting__micro__defence=evaluation.DEFENCE)
    first = evaluation.declared()
    demand, office = first.tender.demand, first.contest.office
    with clock.moved_to(presented(first)):
        evaluation.signed(first)
        award = awards.publicised(first.tender, office)
        by = accounts.membership("street", office.community.parent)
        again = Outcome.REDO_EVALUATION
        answer_objection(objection=awards.objected(award), by=by, upheld=True, answer="业绩未按标准计分", anew=again)
        others = [accounts.membership("community", office.community)]
        tender = Tender.objects.get(pk=first.tender.pk)
        evaluation.representatives(first.contest, 3)
        panel = convening.convene(tender=tender, by=office.preparer, community=others)
        second = evaluation.declared(evaluation.Jury(first.contest, panel))
        with clock.moved_to(presented(second)):
            evaluation.signed(second)
            assert titles(demand) == ["方案陈述（第 1 评审小组）"]
            awards.publicised(tender, office)
            assert titles(demand) == ["方案陈述（第 1 评审小组）", "方案陈述（第 2 评审小组）"]


def titles(demand: Demand) -> list[str]:
    return sorted(str(row.title) for row in found(demand)["presentation"])


def test_an_answer_is_a_document_without_who_asked(office: Office) -> None:
    tender = tenders.announced(office)
    asker = accounts.membership("provider_admin", tenders.providers(1)[0].organisation)
    row = Query.objects.create(
        tender=tender, asked_by=asker.user, text="能否周末服务?", asked_at=clock.now(), due_at=clock.now()
    )
    questions.answer(question=row, by=office.preparer, text="可以。")
    text = page(found(tender.demand)["notice"][-1])
    assert "能否周末服务?" in text
    assert "可以。" in text
    assert asker.user.name not in text


def test_a_notice_of_a_lot_written_before_its_limits_were_has_its_page(office: Office) -> None:
    tender = tenders.announced(office)
    body = {"joint": {"number": "JN-L-0001", "title": "两个包件的联合采购", "lot": 2}}
    Notice.objects.create(tender=tender, number=9, kind=Notice.Kind.RESULT, body=body, published_at=clock.now())
    assert "两个包件的联合采购" in page(found(tender.demand)["notice"][-1])


def test_ranking_and_award_become_public_with_the_publicity(office: Office) -> None:
    """Before it neither the list nor an address tells of them."""
    tender = awards.ranked(office)
    award = awards.proposed(tender, office)
    rows = found(tender.demand)
    assert rows["ranking"] == rows["award"] == []
    for kind, pk in (("ranking", tender.panel.pk), ("award", award.pk)):
        assert get(f"/records/{kind}/{pk}/")[0] == 404
        assert get(f"/records/{kind}/{pk}.pdf")[0] == 404


def test_a_public_ranking_shows_who_where_and_why(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    rows = found(award.tender.demand)
    text = page(rows["ranking"][0])
    assert award.contractor_name in text
    assert text.count("¥1") >= 3
    shown = page(rows["award"][0])
    assert "理由" in shown
    assert "<dt></dt>" not in shown


def test_an_opening_record_names_no_bidder(office: Office) -> None:
    tender = awards.ranked(office)
    text = page(found(tender.demand)["opening"][0])
    names = tender.bids.values_list("provider__organisation__name", flat=True)
    assert not any(name in text for name in names)
    assert "承诺值" in text


def test_nothing_is_listed_of_an_opening_before_it(office: Office) -> None:
    assert found(tenders.announced(office).demand)["opening"] == []


def test_an_objection_is_public_once_answered_with_its_filer_masked(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    objection = awards.objected(award)
    assert found(award.tender.demand)["objection"] == []
    assert get(f"/records/objection/{objection.pk}/")[0] == 404
    answer_objection(objection=objection, by=office.approver, upheld=False, answer="报价构成已公开。")
    text = page(found(award.tender.demand)["objection"][0])
    assert "报价构成已公开。" in text
    assert objection.filed_by.name not in text


def test_of_a_challenge_and_a_complaint_only_how_they_ended_is_public(office: Office) -> None:
    """Who filed them, what they say and what was answered are for the parties and the offices."""
    award = awards.publicised(awards.statutory(awards.ranked(office)), office)
    loser = awards.bidders(award.tender)[1]
    complaint = complaint_decided(award.tender)
    row = complaint.objection
    assert loser.organisation is not None
    secrets = (*asdict(awards.PLEADING).values(), loser.user.name, mask_name(loser.user.name), loser.organisation.name)
    for kind, pk in (("objection", row.pk), ("complaint", complaint.pk)):
        text = get(f"/records/{kind}/{pk}/")[1].split("<main", 1)[1]
        assert "不成立" in text, kind
        for secret in (*secrets, "答复全文", "投诉事实", "投诉依据", "投诉请求", "决定全文"):
            assert secret not in text, (kind, secret)


def test_a_draft_has_no_document(office: Office) -> None:
    tender = tenders.prepared(office)
    row = Notice.objects.create(
        tender=tender, number=1, kind=Notice.Kind.ANNOUNCEMENT, body={}, published_at=clock.now()
    )
    assert get(f"/records/notice/{row.pk}/")[0] == 404


@pytest.mark.parametrize("address", ["notice/0", "nothing/1", f"notice/{10**30}", "award/999999"])
def test_what_is_not_there_is_not_found(address: str) -> None:
    assert get(f"/records/{address}/")[0] == 404
    assert get(f"/records/{address}.pdf")[0] == 404


@pytest.mark.pdf
def test_the_pdf_is_drawn_once_and_not_sent_again(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    tender = tenders.announced(office)
    row = found(tender.demand)["notice"][0]
    url = f"/records/notice/{row.pk}.pdf"
    first = Client().get(url)
    assert first.status_code == 200
    assert first.content.startswith(b"%PDF-")
    drawn: list[str] = []
    monkeypatch.setattr(pdf, "from_html", drawn.append)
    assert Client().get(url).content == first.content
    assert Client().get(url, headers={"If-None-Match": first["ETag"]}).status_code == 304
    assert drawn == []


def test_so_many_documents_are_drawn_for_one_address_and_what_is_kept_is_not_counted(
    office: Office, monkeypatch: pytest.MonkeyPatch, settings: Settings
) -> None:
    settings.COSTLY_RATE_LIMITS = {"pdf": "1/m/key"}
    monkeypatch.setattr(pdf, "is_available", lambda: True)
    monkeypatch.setattr(pdf, "from_html", lambda _text: b"%PDF-")
    first, second = (found(tenders.announced(one).demand)["notice"][0].pk for one in (office, Office.of()))
    visitor = Client(REMOTE_ADDR="203.0.113.51")
    asked = [visitor.get(f"/records/notice/{pk}.pdf").status_code for pk in (first, first, second, first)]
    assert asked == [200, 200, 429, 200]
    assert visitor.get(f"/records/notice/{second}/").status_code == 200


def test_the_document_carries_project_proof_and_address(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """What stands in the footer of every page of the PDF."""
    html: list[str] = []
    monkeypatch.setattr(pdf, "is_available", lambda: True)

    def draw(text: str) -> bytes:
        html.append(text)
        return b"%PDF-"

    monkeypatch.setattr(pdf, "from_html", draw)
    tender = tenders.announced(office)
    row = found(tender.demand)["notice"][0]
    assert Client().get(f"/records/notice/{row.pk}.pdf").status_code == 200
    footer = html[0].split('<div class="proof">')[1].split("</div>")[0]
    assert tender.demand.number in footer
    assert f"http://testserver/records/notice/{row.pk}/" in footer
    assert "counter(pages)" in html[0]
    assert "<h1>" in html[0]
    assert "http" not in html[0].replace("http://testserver/records/", "")


def test_where_no_pdf_can_be_made_none_is_offered(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "is_available", lambda: False)
    tender = tenders.announced(office)
    row = found(tender.demand)["notice"][0]
    assert ".pdf" not in page(row)
    assert ".pdf" not in get(f"/projects/{tender.demand.number}/records/")[1]
    response: Any = Client().get(f"/records/notice/{row.pk}.pdf")
    assert response.status_code == 302
    assert response.url == f"/records/notice/{row.pk}/"


def test_a_table_has_an_end() -> None:
    grid = Grid("x", ("a",), [(number,) for number in range(MOST_ROWS + 3)])
    assert (len(grid.lines), grid.left_out) == (MOST_ROWS, 3)


def test_the_list_costs_the_same_however_many_it_holds(office: Office) -> None:
    """A kind that cannot be there yet is not asked for; of every other one query reads all."""
    tender, contract = tenders.announced(office), projects.closed()
    url = f"/projects/{contract.demand.number}/records/"
    with CaptureQueriesContext(connection) as begun:
        get(f"/projects/{tender.demand.number}/records/")
    with CaptureQueriesContext(connection) as few:
        get(url)
    fill(contract)
    with CaptureQueriesContext(connection) as lots:
        get(url)
    assert len(begun) < len(few)
    assert len(lots) == len(few) <= 15


def test_a_column_in_which_nothing_stands_is_left_out() -> None:
    """The first one never is; what counts as a number moves along."""
    grid = Grid("x", ("a", "b", "c"), [("", None, 1), ("", "", 2)], frozenset({2})).trimmed()
    assert [str(heading) for heading in grid.headings] == ["a", "c"]
    assert grid.lines == [[("", False), (1, True)], [("", False), (2, True)]]


@pytest.mark.pdf
def test_a_call_with_two_hundred_bids_still_draws(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rank stands in it, the head of the table on every page."""
    award = awards.publicised(awards.ranked(office), office)
    row = award.tender.notices.get(kind=Notice.Kind.RESULT)
    line = row.body["ranking"][0]
    ranking = [line | {"rank": str(number), "name": f"第{number}服务中心"} for number in range(1, 201)]
    copy = Notice.objects.create(
        tender=award.tender,
        number=99,
        kind=Notice.Kind.RESULT,
        body=row.body | {"ranking": ranking},
        published_at=clock.now(),
    )
    html: list[str] = []
    draw = pdf.from_html

    def seen(text: str) -> bytes:
        html.append(text)
        return draw(text)

    monkeypatch.setattr(pdf, "from_html", seen)
    response = Client().get(f"/records/notice/{copy.pk}.pdf")
    assert response.content.startswith(b"%PDF-")
    assert "第200服务中心" in html[0]

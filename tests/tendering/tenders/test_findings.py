"""What the notice lint finds is mended, or answered with a reason that is published with the call."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.audit.models import Entry
from marketplace.primitives.refusal import NotPermitted, Refusal, Refusals, StaleVersion
from tendering.tenders.models import BarrierAnswer, Tender
from tendering.tenders.queries.findings import looked_at
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, answering, keys, preparing
from tests.factories import accounts, demands, tenders
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db
BARRED = "注册资本不低于50万元。"
REASON = "项目需垫付材料款,按资金管理办法要求。"


def answered(tender: Tender, office: Office, reason: str = REASON) -> Tender:
    reasons = {line.finding.key: reason for line in looked_at(tender)}
    return answering.answer_findings(
        tender=tender, by=office.preparer, reasons=reasons, version=tender.version, now=clock.now()
    )


@pytest.mark.requirement("R39")
def test_documents_with_an_unanswered_finding_do_not_go_on(office: Office) -> None:
    """The refusal quotes the words at their field; mended words free the way."""
    tender = tenders.prepared(office, eligibility=BARRED)
    with pytest.raises(answering.BarrierUnanswered) as refused:
        preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    found = refused.value
    assert (found.code, found.field, found.parameters["quote"]) == (
        "tenders.barrier.capital",
        "eligibility",
        "注册资本不低于50万元",
    )
    mended = preparing.edit_content(
        tender=tender, by=office.preparer, content=tenders.content(), version=tender.version, now=clock.now()
    )
    assert preparing.submit_docs(tender=mended, by=office.preparer, now=clock.now()).state == State.DOC_REVIEW


@pytest.mark.requirement("R39")
def test_a_need_and_a_score_sheet_that_shut_people_out_hold_the_documents_back(office: Office) -> None:
    """They are not the call's own text, so they are answered, each at its place; the page names both."""
    demand = demands.published(office.community, "60000.00", tier="ordinary", need="助浴服务,仅限本地机构。")
    tender = tenders.prepared(office, demand, method="comparison_public")
    line = tender.criteria.order_by("position")[0]
    tender.criteria.filter(pk=line.pk).update(name_zh="注册资本不低于50万元")
    with pytest.raises(Refusals) as refused:
        preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    found = [(one.code, one.field) for one in refused.value.refusals]
    assert found == [("tenders.barrier.region", "need"), ("tenders.barrier.capital", "criteria")]
    address = reverse("tenders:findings", args=[tender.number])
    page = accounts.signed_in(Client(), office.preparer).get(address).content.decode()
    assert "要做什么" in page
    assert "评分表" in page
    answered(tender, office)
    assert sorted(BarrierAnswer.objects.values_list("field", flat=True)) == ["criteria", "need"]
    tender.refresh_from_db()
    assert preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now()).state == State.DOC_REVIEW


@pytest.mark.requirement("R39")
def test_an_answer_is_published_with_the_call(office: Office) -> None:
    tender = answered(tenders.prepared(office, eligibility=BARRED), office)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    keys.fill_pool(size=1, now=clock.now())
    announced = announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))
    assert announced.notices.get().body["barrier_answers"] == [
        {"field": "eligibility", "barrier": "capital", "quote": "注册资本不低于50万元", "reason": REASON}
    ]
    page = Client().get(announced.get_absolute_url()).content.decode()
    assert REASON in page
    assert "财库〔2020〕46号" in page


def test_a_public_call_shows_what_was_published_and_is_not_searched_again(office: Office) -> None:
    """Its words change by an act with a notice only; whatever else stands in the row is nobody's finding."""
    tender = tenders.announced(office)
    Tender.objects.filter(pk=tender.pk).update(content=tender.content | {"eligibility": BARRED})
    assert Client().get(tender.get_absolute_url()).context["findings"] == []


def test_words_that_slipped_in_are_found_at_the_announcement_too(office: Office) -> None:
    """The approver cannot let pass what nobody answered, however it came into the documents."""
    tender = tenders.prepared(office)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    Tender.objects.filter(pk=tender.pk).update(content=tender.content | {"eligibility": BARRED})
    keys.fill_pool(size=1, now=clock.now())
    with pytest.raises(answering.BarrierUnanswered):
        announcing.announce(tender=tender, by=office.approver, deadline_at=tenders.deadline(tender))


def test_an_amendment_brings_in_no_new_barrier(office: Office) -> None:
    """What was answered before may stay; what is new has to go."""
    tender = tenders.announced(office)
    barred = Content.from_mapping(tender.content | {"requirements": BARRED})
    with pytest.raises(answering.BarrierUnanswered):
        announcing.amend(tender=tender, by=office.preparer, content=barred, reason="调整条件")


def test_an_answer_belongs_to_its_words(office: Office) -> None:
    """Other words ask for another answer; a reason taken away opens the finding again."""
    tender = answered(tenders.prepared(office, eligibility=BARRED), office)
    changed = tenders.content(eligibility="注册资本不低于80万元。")
    tender = preparing.edit_content(
        tender=tender, by=office.preparer, content=changed, version=tender.version, now=clock.now()
    )
    assert [line.answer for line in looked_at(tender)] == [None]
    tender = answered(answered(tender, office), office, "")
    assert [line.answer for line in looked_at(tender)] == [None]
    acts = Entry.objects.filter(act__startswith="tenders.barrier").order_by("pk").values_list("act", flat=True)
    assert list(acts) == [*["tenders.barrier.answered"] * 2, "tenders.barrier.reopened"]


def test_the_community_alone_answers_and_only_in_preparation(office: Office) -> None:
    tender = tenders.prepared(office, eligibility=BARRED)
    with pytest.raises(NotPermitted):
        answering.answer_findings(
            tender=tender, by=office.committee, reasons={}, version=tender.version, now=clock.now()
        )
    with pytest.raises(StaleVersion):
        answering.answer_findings(
            tender=tender, by=office.preparer, reasons={}, version=tender.version + 1, now=clock.now()
        )
    tender = preparing.submit_docs(tender=answered(tender, office), by=office.preparer, now=clock.now())
    with pytest.raises(Refusal, match="not_in_preparation"):
        answered(tender, office)


def test_the_page_of_the_findings_explains_each_and_keeps_the_reason(office: Office) -> None:
    tender = tenders.prepared(office, eligibility=BARRED)
    client, url = accounts.signed_in(Client(), office.preparer), reverse("tenders:findings", args=[tender.number])
    assert url in client.get(tender.get_absolute_url()).content.decode()
    page = client.get(url)
    assert "注册资本不低于50万元" in page.content.decode()
    sent = {"reason-0": REASON, "version": tender.version, "ticket": page.context["ticket"]}
    assert client.post(url, sent).status_code == 302
    assert BarrierAnswer.objects.get().reason == REASON


def test_a_reason_said_again_or_never_given_writes_nothing(office: Office) -> None:
    """The page sends every field back, changed or not."""
    tender = tenders.prepared(office, eligibility=BARRED)
    for reason, acts in (("", 0), (REASON, 1), (f" {REASON} ", 1)):
        tender = answered(tender, office, reason)
        assert Entry.objects.filter(act__startswith="tenders.barrier").count() == acts
    assert BarrierAnswer.objects.get().reason == REASON

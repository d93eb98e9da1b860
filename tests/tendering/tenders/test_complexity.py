"""A project declared complex: seven judge its open tender, whatever it costs (Decree 87, article 47; domain 2.2)."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.audit.queries.stories import story
from marketplace.notifications.models import Notification
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from marketplace.primitives.ruleset import Kind, Method, Tier
from tendering.tenders.models import ComplexProject, Tender
from tendering.tenders.queries.complexity import may_be_declared
from tendering.tenders.rules.procedure import Procedure, procedure_for
from tendering.tenders.rules.seats import Complexity, seats_if_complex
from tendering.tenders.services import announcing, complexity, keys, preparing
from tendering.tenders.services.complexity import NeverComplex
from tests.factories import accounts, bids, demands, places, rulebook, tenders
from tests.factories.rulebook import rules
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R38")]
WHY = "加固涉及六层以上既有建筑,结构复核和施工组织专业性强"


@pytest.fixture
def officer(office: Office) -> Membership:
    del office
    return accounts.membership(Role.DISTRICT, places.district())


def submitted(office: Office, budget: str = "300000.00", method: str = "open_tender") -> Tender:
    """Documents of a major project, waiting for the district."""
    demand = demands.published(office.community, budget, tier="major")
    tender = tenders.prepared(office, demand, method=method)
    return preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())


def declare(tender: Tender, by: Membership, reason: str = WHY) -> ComplexProject:
    return complexity.declare(tender=tender, by=by, kind=Complexity.TECHNICAL, reason=reason, now=clock.now())


def announced(tender: Tender, by: Membership) -> Tender:
    keys.fill_pool(size=1, now=clock.now())
    announcing.announce(tender=tender, by=by, deadline_at=tenders.deadline(tender))
    return Tender.objects.get(pk=tender.pk)


@pytest.mark.parametrize("preset", ["jinniu_example_2026", "statutory"])
@pytest.mark.parametrize("method", [Method.OPEN_TENDER, Method.CONSULTATION])
def test_open_tenders_alone_have_more_members_and_nothing_else_changes(preset: str, method: Method) -> None:
    """A consultation follows a decree of its own; experts stay two thirds at least, the panel odd."""
    before = procedure_for(rules(preset), Tier.MAJOR, method, Kind.SERVICE, Decimal(300000))
    seats = seats_if_complex(rules(preset), Tier.MAJOR, method)
    if method is Method.CONSULTATION:
        assert seats is None
        return
    assert seats
    after = before.seated(seats)
    assert (before.panel_size, after.panel_size) == (5, 7)
    assert 3 * after.expert_seats >= 2 * after.panel_size
    changed = {name for name, value in after.to_mapping().items() if value != before.to_mapping()[name]}
    assert changed == {"expert_seats"}
    assert Procedure.from_mapping(after.to_mapping()) == after


@pytest.mark.parametrize("tier", [Tier.MICRO, Tier.ORDINARY])
def test_smaller_projects_are_never_judged_by_seven(tier: Tier) -> None:
    for method in rules().letting.of(tier).methods:
        assert seats_if_complex(rules(), tier, method) is None


def test_seven_judge_it_from_the_announcement_on_and_everybody_reads_why(office: Office, officer: Membership) -> None:
    tender = submitted(office)
    declare(tender, officer)
    assert Tender.objects.get(pk=tender.pk).procedure.panel_size == 5, "documents that go back take it with them"
    tender = announced(tender, officer)
    assert tender.procedure.panel_size == 7
    notice = tender.notices.get()
    assert (notice.body["complexity"], notice.body["complexity_reason"]) == ("technical", WHY)
    assert (notice.body["complexity_declared_by"], notice.body["panel_size"]) == ("district", "7")
    for url in (tender.get_absolute_url(), reverse("overview:record", args=["notice", notice.pk])):
        page = Client().get(url).content.decode()
        assert WHY in page
        assert "技术复杂" in page
        assert officer.user.name not in page
    assert "tenders.tender.complex" in {entry.act for entry in story(tender)}


def test_the_community_is_told(office: Office, officer: Membership) -> None:
    declare(submitted(office), officer)
    bids.deliver_all()
    told = Notification.objects.filter(kind="tenders.declared_complex").values_list("recipient", flat=True)
    assert {office.preparer.user_id, office.approver.user_id} <= set(told)
    assert officer.user_id not in told


def test_without_a_declaration_five_judge_and_the_notice_says_nothing(office: Office, officer: Membership) -> None:
    tender = announced(submitted(office), officer)
    assert tender.procedure.panel_size == 5
    assert not {name for name in tender.notices.get().body if name.startswith("complexity")}


def test_only_whoever_approves_the_documents_declares_it_in_writing(office: Office, officer: Membership) -> None:
    tender = submitted(office)
    for stranger in (office.preparer, office.approver, accounts.membership(Role.STREET, office.community.parent)):
        with pytest.raises(RoleMissing):
            declare(tender, stranger)
    Tender.objects.filter(pk=tender.pk).update(prepared_by=officer.user_id)
    with pytest.raises(NotPermitted, match="own_documents"):
        declare(Tender.objects.get(pk=tender.pk), officer)
    Tender.objects.filter(pk=tender.pk).update(prepared_by=office.preparer.user_id)
    with pytest.raises(InvalidInput):
        declare(Tender.objects.get(pk=tender.pk), officer, " ")
    assert not ComplexProject.objects.exists()


def test_it_is_declared_while_the_documents_are_under_review(office: Office, officer: Membership) -> None:
    tender = submitted(office)
    declare(tender, officer)
    preparing.return_docs(tender=tender, by=officer, reason="请补充服务标准", now=clock.now())
    assert not ComplexProject.objects.exists()
    with pytest.raises(Refusal, match="not_under_review"):
        declare(Tender.objects.get(pk=tender.pk), officer)
    tender = announced(preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now()), officer)
    assert tender.procedure.panel_size == 5
    with pytest.raises(Refusal, match="not_under_review"):
        declare(tender, officer)


def test_the_later_words_count(office: Office, officer: Membership) -> None:
    tender = submitted(office)
    declare(tender, officer, "第一稿")
    row = declare(Tender.objects.get(pk=tender.pk), officer)
    assert ComplexProject.objects.get() == row
    assert row.reason == WHY
    with pytest.raises(IntegrityError), transaction.atomic():
        ComplexProject.objects.update(reason="")


@pytest.mark.parametrize(("budget", "method"), [("300000.00", "consultation"), ("10000000.00", "open_tender")])
def test_nothing_is_declared_where_the_panel_stays_as_it_is(
    office: Office, officer: Membership, budget: str, method: str
) -> None:
    """Ten million are judged by seven already."""
    rulebook.rule_set("statutory")
    tender = submitted(office, budget, method)
    assert not may_be_declared(tender)
    with pytest.raises(NeverComplex):
        declare(tender, officer)


def test_from_the_page_of_the_call(office: Office, officer: Membership) -> None:
    tender = submitted(office)
    client, url = accounts.signed_in(Client(), officer), reverse("tenders:complex", args=[tender.number])
    assert url in client.get(tender.get_absolute_url()).content.decode()
    assert "第四十七条" in client.get(url).content.decode()
    assert client.post(url, {"kind": "anything", "reason": WHY}).status_code == 422
    assert client.post(url, {"kind": "social", "reason": " "}).status_code == 422
    assert client.post(url, {"kind": "social", "reason": WHY}).status_code == 302
    page = client.get(tender.get_absolute_url()).content.decode()
    assert "社会影响较大" in page
    assert WHY in client.get(url).content.decode()
    assert Client().get(tender.get_absolute_url()).status_code == 404
    assert url not in accounts.signed_in(Client(), office.preparer).get(tender.get_absolute_url()).content.decode()

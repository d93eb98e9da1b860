"""The statutory check list: complete before a call goes out, seen by a named officer, published (domain 3.4)."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.primitives.refusal import NotPermitted, Refusal
from tendering.tenders.models import Tender
from tendering.tenders.queries import checklist
from tendering.tenders.queries.duties import duties
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, checking, keys, preparing
from tests.factories import accounts, demands, places, rulebook, tenders
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    demands.rules()
    rulebook.rule_set("statutory")
    return Office.of()


@pytest.fixture
def officer(office: Office) -> Membership:
    del office
    return accounts.membership(Role.DISTRICT, places.district())


def submitted(office: Office) -> Tender:
    """Documents of a call under the statute, waiting for the district."""
    demand = demands.published(office.community, "500000.00", tier="major")
    tender = tenders.prepared(office, demand, method="open_tender")
    return preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())


def all_notes(tender: Tender) -> dict[str, str]:
    return {item.code: f"已核对〔2026〕{number}号" for number, item in enumerate(checklist.items(tender))}


def announce(tender: Tender, by: Membership) -> Tender:
    keys.fill_pool(size=1, now=clock.now())
    return announcing.announce(tender=tender, by=by, deadline_at=tenders.deadline(tender))


@pytest.mark.requirement("R38")
def test_a_call_under_the_statute_waits_for_every_item(office: Office, officer: Membership) -> None:
    """The refusal names what nobody has seen; the notes go out with the notice and stand on the page."""
    tender, notes = submitted(office), {}
    for code, note in all_notes(tender).items():
        with pytest.raises(checking.ChecklistIncomplete) as refused:
            announce(tender, officer)
        left = [item.zh for item in checklist.items(tender) if item.code not in notes]
        assert refused.value.parameters["items"] == "; ".join(left)
        notes[code] = note
        checking.tick_items(tender=tender, by=officer, notes={code: note}, now=clock.now())
    announced = announce(tender, officer)
    assert announced.state == State.ANNOUNCED
    body = announced.notices.get().body
    assert [line["note"] for line in body["checklist"]] == list(notes.values())
    page = Client().get(announced.get_absolute_url()).content.decode()
    assert all(note in page for note in notes.values())
    assert officer.user.name not in page


def test_every_tick_stands_in_the_story_of_the_call(office: Office, officer: Membership) -> None:
    """Ticked, mended, opened again; what is sent unchanged is no act."""
    tender = submitted(office)
    for note in ("预算批复1号", "预算批复1号", "预算批复2号", ""):
        checking.tick_items(tender=tender, by=officer, notes={"budget": note}, now=clock.now())
    acts = Entry.objects.filter(act__startswith="tenders.checklist").order_by("pk").values_list("act", flat=True)
    assert list(acts) == [*["tenders.checklist.ticked"] * 2, "tenders.checklist.opened"]
    assert checklist.missing(tender)[0].code == "budget"


def test_only_the_office_that_approves_ticks_and_only_under_review(office: Office, officer: Membership) -> None:
    tender = submitted(office)
    for stranger in (office.preparer, office.approver):
        with pytest.raises(NotPermitted):
            checking.tick_items(tender=tender, by=stranger, notes=all_notes(tender), now=clock.now())
    checking.tick_items(tender=tender, by=officer, notes=all_notes(tender), now=clock.now())
    preparing.return_docs(tender=tender, by=officer, reason="请补充服务标准", now=clock.now())
    with pytest.raises(Refusal, match="not_under_review"):
        checking.tick_items(tender=tender, by=officer, notes=all_notes(tender), now=clock.now())
    tender.refresh_from_db()
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    assert len(checklist.missing(tender)) == len(checklist.items(tender))


def test_below_the_limits_nothing_has_to_be_ticked(office: Office) -> None:
    tender = tenders.announced(office)
    assert checklist.lines(tender) == []
    assert "checklist" not in tender.notices.get().body


def test_the_officer_ticks_on_one_page(office: Office, officer: Membership) -> None:
    """Notes that are there are shown again; taking one away opens the item."""
    tender = submitted(office)
    client, url = accounts.signed_in(Client(), officer), reverse("tenders:checklist", args=[tender.number])
    assert url in client.get(tender.get_absolute_url()).content.decode()
    sent = {f"item-{number}": note for number, note in enumerate(all_notes(tender).values())}
    page = client.get(url)
    assert client.post(url, sent | {"ticket": page.context["ticket"]}).status_code == 302
    assert checklist.missing(tender) == []
    assert "已核对〔2026〕0号" in client.get(url).content.decode()


def test_the_office_finds_the_list_on_its_workbench_until_every_item_is_seen(
    office: Office, officer: Membership
) -> None:
    """Then the documents; whoever prepared them, another office and another district find neither."""
    tender = submitted(office)
    url = reverse("tenders:checklist", args=[tender.number])

    def kinds(by: Membership) -> list[tuple[str, str]]:
        return [(duty.kind, duty.url) for duty in duties(by, clock.now()) if tender.number in duty.url]

    assert kinds(officer) == [("tenders.see_items", url)]
    first, *others = all_notes(tender).items()
    checking.tick_items(tender=tender, by=officer, notes=dict([first]), now=clock.now())
    found = [duty for duty in duties(officer, clock.now()) if duty.kind == "tenders.see_items"]
    assert [duty.detail["seen"] for duty in found] == [1]
    assert "1" in accounts.signed_in(Client(), officer).get("/workbench/").content.decode()
    checking.tick_items(tender=tender, by=officer, notes=dict(others), now=clock.now())
    assert kinds(officer) == [("tenders.approve_docs", tender.get_absolute_url())]
    street = accounts.membership(Role.STREET, office.community.parent)
    assert [kinds(by) for by in (street, office.preparer, office.approver)] == [[], [], []]


def test_documents_below_the_limits_are_approved_without_a_list(office: Office) -> None:
    tender = tenders.prepared(office)
    preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    assert "tenders.approve_docs" in [duty.kind for duty in duties(office.approver, clock.now())]
    assert "tenders.see_items" not in [duty.kind for duty in duties(office.approver, clock.now())]

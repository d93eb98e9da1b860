"""The side paths of letting in the demonstration: what a visitor reads of each, and what its officers do."""

from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import RosterApplication, RosterEntry
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.demo.story import statute
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import Regime
from tendering.awards.models import HintDecision
from tendering.awards.rules.hints import HintState
from tendering.awards.rules.remedies import Outcome
from tendering.awards.rules.states import ComplaintState, ObjectionState, State
from tendering.bids.models import CollusionHint
from tendering.evaluation.models import PaperSheet, ScoreSheet
from tendering.evaluation.rules.states import PaperState
from tendering.tenders.models import Notice, Tender
from tendering.tenders.queries import checklist
from tests.factories import accounts
from tests.factories.audit import acts_of
from tests.marketplace.demo.lettings import award, tender

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("on_the_day"),
    pytest.mark.requirement("R39"),
]
PHONE = "13800009901"


def page(url: str, by: Membership | None = None) -> str:
    """What somebody reads there; a visitor where nobody is named."""
    client = Client() if by is None else accounts.signed_in(Client(), by)
    return client.get(url).content.decode()


def officer(account: str) -> Membership:
    return Membership.objects.scoped().get(user__email=f"{account}@demo.example")


def seen(call: Tender) -> list[str]:
    """What the district wrote beside every item of the check list."""
    return [line.tick.note for line in checklist.lines(call) if line.tick]


@pytest.mark.requirement("R38")
@pytest.mark.parametrize(("key", "ceiling"), [("E15", "520000.00"), ("E16", "500000.00")])
def test_from_the_limit_up_the_law_binds_and_its_check_list_was_complete(key: str, ceiling: str) -> None:
    call = tender(key)
    assert (call.ceiling, call.procedure.regime, call.method) == (Decimal(ceiling), Regime.STATUTORY, "open_tender")
    assert checklist.missing(call) == []
    notes = seen(call)
    assert len(notes) == 8
    assert f"预算{Decimal(ceiling):,.2f}元" in notes[0]
    shown = page(call.get_absolute_url())
    assert [note for note in notes if note not in shown] == []
    by = {tick.ticked_by_id for tick in call.ticks.all()}
    assert by == {call.documents_approved_by_id}
    name = call.ticks.all()[0].ticked_by.name
    assert name in page(call.get_absolute_url(), officer("district"))
    assert name not in shown
    assert set(Membership.objects.filter(user__in=by).values_list("role", flat=True)) == {Role.DISTRICT}


@pytest.mark.requirement("R38")
def test_the_periods_of_the_law_stand_on_the_timetable_of_an_open_call() -> None:
    call = tender("E16")
    assert call.state == "announced"
    assert call.announced_at
    assert call.deadline_at
    assert (day_of(call.deadline_at) - day_of(call.announced_at)).days >= 20
    shown = page(call.get_absolute_url())
    timetable = shown[shown.index('id="h-dates"') :]
    for words in (
        "响应期限：20天",
        "文件提供期：5个工作日",
        "结果公示期：1个工作日",
        "质疑截止日",
        "质疑期限：7个工作日",
    ):
        assert words in timetable


def test_a_supplier_that_is_on_no_roster_bid_and_was_ranked() -> None:
    outsider = statute.unlisted_provider()
    assert not RosterEntry.objects.filter(provider=outsider).exists()
    assert not RosterApplication.objects.filter(provider=outsider).exists()
    bid = tender("E15").bids.get(provider=outsider)
    assert bid.qualification.passed
    assert outsider.organisation.name in page(award("E15").get_absolute_url())


def test_what_two_bids_shared_was_answered_in_writing_and_published_with_the_award() -> None:
    call, held = tender("10"), award("10")
    phone, device = (CollusionHint.objects.get(tender=call, kind=kind) for kind in ("phone", "device"))
    for hint in (phone, device):
        assert len({one.bid_id for one in hint.inputs.all()}) == 2
    steps = {hint: list(hint.decisions.order_by("number")) for hint in (phone, device)}
    assert [row.state for row in steps[phone]] == [HintState.REFERRED, HintState.CLEARED]
    assert [row.state for row in steps[device]] == [HintState.EXPLAINED]
    assert [row.membership.role for row in steps[phone]] == [Role.DISTRICT, Role.DISCIPLINE]
    shown = page(held.get_absolute_url())
    assert "138****9901" in shown
    assert PHONE not in shown
    for row in HintDecision.objects.filter(hint__tender=call):
        assert row.text in shown
    assert steps[device][0].statement not in shown


@pytest.mark.parametrize("account", ["district", "discipline"])
def test_district_and_discipline_read_what_was_noticed_and_what_the_bidders_said(account: str) -> None:
    call = tender("10")
    url = reverse("awards:hints", args=[call.number])
    shown = page(url, officer(account))
    assert PHONE in shown
    said = HintDecision.objects.filter(hint__tender=call, hint__kind="device").get().statement
    assert said
    assert said in shown
    street = Membership.objects.filter(role=Role.STREET, place=call.demand.community.parent)[0]
    assert accounts.signed_in(Client(), street).get(url).status_code == 403


def test_a_resident_complained_the_call_stood_still_and_went_on() -> None:
    call, held = tender("E4"), award("E4")
    objection = held.objections.get()
    assert (objection.state, objection.complaint.state) == (ObjectionState.DISMISSED, ComplaintState.DISMISSED)
    assert objection.complaint.outcome == Outcome.NOT_UPHELD
    judge = Membership.objects.get(user=objection.complaint.decided_by)
    assert (judge.role, judge.place) == (Role.DISCIPLINE, call.demand.community.parent)
    order = call.suspension_orders.get()
    decided_at = objection.complaint.decided_at
    assert decided_at
    assert order.lifted_at
    assert order.ordered_at < decided_at < order.lifted_at
    kinds = list(call.notices.order_by("number").values_list("kind", flat=True))
    assert kinds.index(Notice.Kind.SUSPENSION) < kinds.index(Notice.Kind.RESUMPTION)
    assert held.state == State.LETTERED


def test_a_visitor_reads_of_the_complaint_and_not_who_filed_it() -> None:
    call, held = tender("E4"), award("E4")
    objection, order = held.objections.get(), call.suspension_orders.get()
    result, shown = page(held.get_absolute_url()), page(call.get_absolute_url())
    assert objection.answer in result
    assert order.reason in shown
    assert order.lifted_reason in shown
    url = reverse("awards:remedies", args=[call.number])
    public = page(url)
    assert "投诉" in public
    for text in (result, shown, public):
        assert objection.filed_by.name not in text
    assert objection.complaint.decision in page(url, Membership.objects.get(user=objection.complaint.decided_by))


def test_a_panel_without_computers_had_its_sheets_typed_in_by_two_people() -> None:
    call = tender("43")
    papers = list(PaperSheet.objects.filter(sheet__seat__panel__counts_for=call).select_related("sheet"))
    assert [row.state for row in papers] == [PaperState.CONFIRMED] * 3
    assert {row.sheet.method for row in papers} == {ScoreSheet.Method.PAPER}
    first, second = ({row.entered_by_id for row in papers}, {row.confirmed_by_id for row in papers})
    assert len(first) == len(second) == 1
    assert not first & second
    assert all(row.scan for row in papers)
    panel = papers[0].sheet.seat.panel
    assert acts_of(panel).count("evaluation.paper.differs") == 1


def test_a_visitor_reads_which_sheets_were_on_paper_and_the_community_who_typed_them() -> None:
    call = tender("43")
    panel = call.panels.get()
    assert page(f"{panel.get_absolute_url()}report/").count("纸质") == 3
    clerk = Membership.objects.get(user=PaperSheet.objects.filter(sheet__seat__panel=panel)[0].entered_by)
    shown = page(reverse("evaluation:paper", args=[call.number]), clerk)
    for row in PaperSheet.objects.filter(sheet__seat__panel=panel):
        assert row.code in shown
        assert row.confirmed_by
        assert row.confirmed_by.name in shown

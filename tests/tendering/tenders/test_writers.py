"""Whoever wrote in the documents of a call does not approve them, whoever began it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import NotPermitted
from tendering.demands.rules.meeting import Votes
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.queries.actions import ACTIONS
from tendering.tenders.queries.duties import duties
from tendering.tenders.queries.findings import looked_at
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import announcing, answering, joint_calls, keys, offers, preparing
from tendering.tenders.services.joining import join, take_out
from tendering.tenders.services.offers import CostLine, OfferValues, ResolutionRecord
from tests.factories import accounts, catalog, demands, joint, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


def edited(tender: Tender, by: Membership) -> Tender:
    return preparing.edit_content(
        tender=tender,
        by=by,
        content=tenders.content(outputs="全年 200 人次。"),
        version=tender.version,
        now=clock.now(),
    )


def submitted(tender: Tender, by: Membership) -> Tender:
    keys.fill_pool(size=2, now=clock.now())
    return preparing.submit_docs(tender=tender, by=by, now=clock.now())


def refuse_approval(tender: Tender, by: Membership) -> None:
    """By the act, on the page of the call and on the workbench."""
    deadline = tenders.deadline(tender) if tender.procedure.competition else None
    with refused("tenders.own_documents", kind=NotPermitted):
        announcing.announce(tender=tender, by=by, deadline_at=deadline)
    with refused("tenders.own_documents", kind=NotPermitted):
        preparing.return_docs(tender=tender, by=by, reason="请补充", now=clock.now())
    assert not {"announce", "return"} & {row.name for row in ACTIONS.open_to(by, tender, clock.now())}
    assert "tenders.approve_docs" not in {duty.kind for duty in duties(by, clock.now())}


def test_whoever_rewrote_the_documents_does_not_approve_them(office: Office) -> None:
    """Somebody else who wrote nothing does."""
    tender = submitted(edited(tenders.prepared(office), office.approver), office.approver)
    refuse_approval(tender, office.approver)
    refuse_approval(tender, office.preparer)
    colleague = accounts.membership(Role.COMMUNITY, office.community)
    assert "announce" in {row.name for row in ACTIONS.open_to(colleague, tender, clock.now())}
    assert "tenders.approve_docs" in {duty.kind for duty in duties(colleague, clock.now())}
    announcing.announce(tender=tender, by=colleague, deadline_at=tenders.deadline(tender))


def test_the_next_round_remembers_who_wrote_the_texts_it_takes_over(office: Office) -> None:
    """Written anew, they are nobody's who wrote the old ones; put back, they are again."""
    tender = edited(tenders.prepared(office), office.approver)
    announcing.cancel(tender=tender, by=office.preparer, reason="需求调整")
    again = submitted(tenders.prepared(office, tender.demand), office.preparer)
    assert again.round == 2
    refuse_approval(again, office.approver)
    announcing.cancel(tender=again, by=office.preparer, reason="需求调整")
    anew = {name: f"重新拟定的{name}。" for name in preparing.DECISIVE}
    fresh = tenders.prepared(office, tender.demand, **anew)
    assert set(fresh.writers.all()) == {office.preparer.user}
    edited(fresh, office.preparer)
    assert set(fresh.writers.all()) == {office.preparer.user, office.approver.user}


def test_what_a_substitute_wrote_the_absent_officer_wrote(office: Office) -> None:
    """Neither of the two approves it."""
    substitute = accounts.membership(
        Role.COMMUNITY, office.community, substitute_for=office.approver, to_date=date(2026, 7, 1)
    )
    tender = submitted(edited(tenders.prepared(office), substitute), office.preparer)
    refuse_approval(tender, office.approver)
    refuse_approval(tender, substitute)
    assert set(tender.writers.all()) == {office.preparer.user, office.approver.user, substitute.user}


def test_whoever_answers_what_looks_like_a_barrier_writes_too(office: Office) -> None:
    """The reason is published with the call."""
    tender = tenders.prepared(office, eligibility="注册资本不低于50万元。")
    (line,) = looked_at(tender)
    answering.answer_findings(
        tender=tender,
        by=office.approver,
        reasons={line.finding.key: "行业主管部门的规定要求如此。"},
        version=tender.version,
        now=clock.now(),
    )
    refuse_approval(submitted(tender, office.preparer), office.approver)


def offer(tender: Tender, office: Office, by: Membership) -> None:
    group = catalog.community_group(community=office.community)
    lines = [CostLine("清洁工具", Decimal(1), "批", Decimal("9000.00"))]
    values = OfferValues(plan="每周两次", price_note="按市价", lines=lines, group=group)
    offers.record_offer(tender=tender, by=by, values=values, now=clock.now())


def resolution(tender: Tender, office: Office, by: Membership) -> None:
    demands.body_on_record(office.community)
    held = ResolutionRecord(clock.now() - timedelta(hours=2), Votes(24, 22, 1, 1), "同意由小组实施")
    row = offers.record_resolution(tender=tender, by=by, values=held)
    offers.countersign_resolution(resolution=row, by=office.committee)


@pytest.mark.parametrize("written", [offer, resolution])
def test_whoever_recorded_the_offer_or_its_resolution_does_not_approve_it(
    office: Office, written: Callable[[Tender, Office, Membership], None]
) -> None:
    """Without competition they are what is approved."""
    demand = demands.published(office.community, "15000.00")
    tender = tenders.prepared(office, demand, method="resident_implemented")
    for act in (offer, resolution):
        act(tender, office, office.approver if act is written else office.preparer)
        tender = Tender.objects.get(pk=tender.pk)
    refuse_approval(submitted(tender, office.preparer), office.approver)


@pytest.fixture
def street() -> StreetOffice:
    demands.rules()
    return StreetOffice.of()


def test_whoever_wrote_in_a_lot_does_not_announce_the_joint_call(street: StreetOffice) -> None:
    """Nor is it on their workbench: a lot was edited by a colleague of its community who is also of the street."""
    call = joint.prepared(street)
    lot = joint.lots_of(call)[0]
    both = accounts.membership(Role.COMMUNITY, lot.demand.community, who=street.approver.user)
    edited(lot, both)
    refuse_joint(joint_calls.submit_joint(joint=call, by=street.preparer), street)


def test_whoever_puts_lots_together_or_takes_one_out_writes_them(street: StreetOffice) -> None:
    """Everything is derived anew from the other sum."""
    call = joint.prepared(street)
    (third,) = joint.projects(street, "5000.00")
    call = join(joint=call, demand=third, by=street.approver, now=clock.now(), awards_per_bidder=None)
    assert {street.approver.user} <= set(joint.lots_of(call)[0].writers.all())
    call = joint_calls.submit_joint(joint=call, by=street.preparer)
    refuse_joint(call, street)
    last = joint.lots_of(call)[-1]
    colleague = accounts.membership(Role.STREET, street.street)
    take_out(tender=last, by=colleague, reason="单独实施", now=clock.now(), awards_per_bidder=None)
    assert {colleague.user} <= set(Tender.objects.get(pk=last.pk).writers.all())


def refuse_joint(call: JointCall, street: StreetOffice) -> None:
    """By the act and on the workbench; a colleague who wrote nothing has it there."""
    keys.fill_pool(size=3, now=clock.now())
    deadline = tenders.deadline(joint.lots_of(call)[0])
    with refused("tenders.own_documents", kind=NotPermitted):
        joint_calls.announce_joint(joint=call, by=street.approver, deadline_at=deadline)
    assert "tenders.approve_joint" not in {duty.kind for duty in duties(street.approver, clock.now())}
    colleague = accounts.membership(Role.STREET, street.street)
    assert "tenders.approve_joint" in {duty.kind for duty in duties(colleague, clock.now())}


def test_an_amendment_is_written_by_whoever_amends(office: Office) -> None:
    tender = tenders.announced(office)
    colleague = accounts.membership(Role.COMMUNITY, office.community)
    content = Content.from_mapping(tender.content | {"outputs": "全年 200 人次。"})
    announcing.amend(tender=tender, by=colleague, content=content, reason="更正")
    assert set(tender.writers.all()) == {office.preparer.user, colleague.user}

"""Several projects let together: each a lot, announced all or none (合并采购, 分包评审)."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from marketplace.primitives.state_machine import WrongState
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import JointCall, Notice, Tender
from tendering.tenders.queries.duties import duties
from tendering.tenders.queries.splitting import finding
from tendering.tenders.rules.joint import JointState
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, joint_calls, keys, preparing, splitting
from tendering.tenders.services.joining import join, prepare_joint, take_out
from tendering.tenders.services.splitting import SplittingConfirmed
from tendering.tenders.services.states import LotOfJointCall
from tests.factories import accounts, demands, joint, places, rulebook, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> StreetOffice:
    demands.rules()
    return StreetOffice.of()


def submitted(office: StreetOffice, rows: Sequence[Demand] = (), method: str = "inquiry") -> JointCall:
    call = joint.prepared(office, rows, method=method)
    keys.fill_pool(size=5, now=clock.now())
    return joint_calls.submit_joint(joint=call, by=office.preparer)


def announce(call: JointCall, office: StreetOffice) -> JointCall:
    deadline = tenders.deadline(call.lots.order_by("lot")[0])
    return joint_calls.announce_joint(joint=call, by=office.approver, deadline_at=deadline)


def test_two_micro_projects_pass_the_limit_together_and_both_lots_follow_the_ordinary_procedure(
    office: StreetOffice,
) -> None:
    call = joint.prepared(office, joint.projects(office, "31000.00", "24500.00"), method="comparison_public")
    first, second = joint.lots_of(call)
    assert (first.ceiling, second.ceiling) == (Decimal(31000), Decimal(24500))
    assert {lot.tier for lot in (first, second)} == {"ordinary"}
    assert first.procedure_data == second.procedure_data
    assert first.procedure.minimum_responses >= 3
    assert call.approved_by == Role.STREET
    assert first.criteria.count() > 0
    assert first.content["eligibility"] == second.content["eligibility"]
    assert first.content["requirements"] == first.demand.need


def test_a_method_that_the_tier_of_the_sum_does_not_offer_is_refused(office: StreetOffice) -> None:
    rows = joint.projects(office, "31000.00", "24500.00")
    with pytest.raises(InvalidInput, match="method_not_allowed"):
        joint.prepared(office, rows, method="comparison_invited")
    with pytest.raises(InvalidInput, match="joint_competition"):
        joint.prepared(office, method="resident_implemented")
    assert JointCall.objects.count() == 0


def test_all_lots_are_announced_at_once_with_one_deadline_and_each_notice_names_all(office: StreetOffice) -> None:
    lots = joint.announced(office)
    call = JointCall.objects.get()
    assert call.state == JointState.ANNOUNCED
    assert {lot.state for lot in lots} == {State.ANNOUNCED}
    assert len({lot.deadline_at for lot in lots}) == 1
    assert len({lot.sealing_key_id for lot in lots}) == 2
    assert {lot.demand.state for lot in lots} == {DemandState.LETTING}
    for lot in lots:
        body = Notice.objects.get(tender=lot).body["joint"]
        assert body["number"] == call.number
        assert body["lot"] == str(lot.lot)
        assert [(one["number"], one["ceiling"]) for one in body["lots"]] == [
            (lot.number, str(lot.ceiling)) for lot in lots
        ]


def test_what_keeps_one_lot_back_keeps_back_all_and_the_refusal_names_the_lot(office: StreetOffice) -> None:
    call = submitted(office)
    last = call.lots.get(lot=2)
    Tender.objects.filter(pk=last.pk).update(content=last.content | {"eligibility": "注册资本不低于50万元。"})
    with pytest.raises(Refusals) as refused:
        announce(call, office)
    assert refused.value.refusals[0].code == "tenders.lot_refused"
    assert refused.value.refusals[0].parameters["lot"] == 2
    assert refused.value.refusals[1].code.startswith("tenders.barrier.")
    call.refresh_from_db()
    assert call.state == JointState.REVIEW
    assert not Notice.objects.exists()
    assert {lot.state for lot in call.lots.all()} == {State.DOC_REVIEW}


def test_whoever_prepared_a_lot_does_not_announce_it(office: StreetOffice) -> None:
    community = Office.of(places.community(within=office.street))
    drafted = tenders.prepared(community, joint.project(community.community, "9000.00"))
    rows = [*joint.projects(office, "21000.00"), drafted.demand]
    call = submitted(office, rows=rows)
    with pytest.raises(NotPermitted, match="own_documents"):
        joint_calls.announce_joint(joint=call, by=office.preparer, deadline_at=tenders.deadline(drafted))
    Tender.objects.filter(pk=drafted.pk).update(prepared_by=office.approver.user)
    with pytest.raises(NotPermitted, match="own_documents"):
        announce(call, office)
    with pytest.raises(NotPermitted):
        joint_calls.announce_joint(joint=call, by=community.approver, deadline_at=tenders.deadline(drafted))


def test_what_is_common_is_not_done_to_one_lot(office: StreetOffice) -> None:
    call = joint.prepared(office)
    lot = joint.lots_of(call)[0]
    own = accounts.membership(Role.COMMUNITY, lot.demand.community)
    with pytest.raises(LotOfJointCall):
        preparing.submit_docs(tender=lot, by=own, now=clock.now())
    with pytest.raises(LotOfJointCall):
        announcing.cancel(tender=lot, by=own, reason="不再需要")
    joint_calls.submit_joint(joint=call, by=office.preparer)
    keys.fill_pool(size=1, now=clock.now())
    approver = accounts.membership(Role.COMMUNITY, lot.demand.community)
    lot.refresh_from_db()
    with pytest.raises(LotOfJointCall):
        preparing.return_docs(tender=lot, by=approver, reason="请补充", now=clock.now())
    with pytest.raises(LotOfJointCall):
        announcing.announce(tender=lot, by=approver, deadline_at=tenders.deadline(lot))
    assert Tender.objects.get(pk=lot.pk).state == State.DOC_REVIEW


def test_a_call_in_preparation_becomes_a_lot_and_keeps_what_is_to_be_done(office: StreetOffice) -> None:
    community = Office.of(places.community(within=office.street))
    drafted = tenders.prepared(community, joint.project(community.community, "40000.00"), requirements="每周助浴。")
    preparing.submit_docs(tender=drafted, by=community.preparer, now=clock.now())
    call = joint.prepared(office, [*joint.projects(office, "21000.00"), drafted.demand], method="comparison_public")
    lot = call.lots.get(pk=drafted.pk)
    assert (lot.lot, lot.state, lot.tier, lot.method) == (1, State.PREPARING, "ordinary", "comparison_public")
    assert lot.content["requirements"] == "每周助浴。"
    assert lot.content["how_to_submit"] == joint.common().how_to_submit
    assert lot.procedure.tier == "ordinary"
    assert lot.criteria.exists()


def test_one_project_more_raises_the_tier_of_all_and_everything_is_looked_at_anew(office: StreetOffice) -> None:
    call = submitted(office)
    more = joint.projects(office, "27300.00")[0]
    join(joint=call, demand=more, by=office.preparer, now=clock.now(), awards_per_bidder=None)
    call.refresh_from_db()
    lots = joint.lots_of(call)
    assert call.state == JointState.PREPARING
    assert [lot.ceiling for lot in lots] == [Decimal(27300), Decimal(21000), Decimal(13500)]
    assert {(lot.state, lot.tier) for lot in lots} == {(State.PREPARING, "ordinary")}
    assert {lot.method for lot in lots} == {"inquiry"}
    with pytest.raises(Refusal, match="joined_already"):
        join(joint=call, demand=more, by=office.preparer, now=clock.now(), awards_per_bidder=None)


def test_a_lot_taken_out_is_let_by_itself_and_the_others_follow_what_is_left(office: StreetOffice) -> None:
    rows = joint.projects(office, "27300.00", "21000.00", "13500.00")
    call = submitted(office, rows=rows, method="comparison_public")
    first = joint.lots_of(call)[0]
    take_out(tender=first, by=office.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=None)
    alone = Tender.objects.get(pk=first.pk)
    assert (alone.joint, alone.lot, alone.tier, alone.state) == (None, None, "micro", State.PREPARING)
    assert alone.procedure.tier == "micro"
    left = joint.lots_of(call)
    assert [(lot.lot, lot.tier, lot.state) for lot in left] == [(1, "micro", State.PREPARING)] * 1 + [
        (2, "micro", State.PREPARING)
    ]
    own = Office.of(alone.demand.community)
    preparing.submit_docs(tender=alone, by=own.preparer, now=clock.now())
    announcing.announce(tender=alone, by=own.approver, deadline_at=tenders.deadline(alone))


def test_where_one_lot_would_be_left_the_joint_call_is_dissolved(office: StreetOffice) -> None:
    call = joint.prepared(office)
    lot = joint.lots_of(call)[1]
    own = accounts.membership(Role.COMMUNITY, lot.demand.community)
    take_out(tender=lot, by=own, reason="单独实施", now=clock.now(), awards_per_bidder=None)
    call.refresh_from_db()
    assert call.state == JointState.DISSOLVED
    assert not call.lots.exists()
    assert Tender.objects.filter(joint__isnull=True, state=State.PREPARING).count() == 2
    with pytest.raises(WrongState):
        joint_calls.submit_joint(joint=call, by=office.preparer)


def test_after_the_announcement_no_lot_is_taken_out_and_none_joins(office: StreetOffice) -> None:
    lots = joint.announced(office)
    assert lots[0].joint is not None
    with pytest.raises(Refusal, match="no_lot"):
        take_out(tender=lots[0], by=office.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=None)
    with pytest.raises(WrongState):
        join(
            joint=lots[0].joint,
            demand=joint.projects(office, "9000.00")[0],
            by=office.preparer,
            now=clock.now(),
            awards_per_bidder=None,
        )


def test_a_lot_that_ends_does_not_hold_up_the_others_and_is_relet_in_a_new_joint_call(office: StreetOffice) -> None:
    first, second = joint.announced(office)
    announcing.fail(tender=first, reason="不足三家")
    second.refresh_from_db()
    assert second.state == State.ANNOUNCED
    call = joint.prepared(office, [first.demand, *joint.projects(office, "9000.00")])
    again = call.lots.get(demand=first.demand)
    assert (again.round, again.previous_id) == (2, first.pk)
    assert Tender.objects.get(pk=first.pk).joint_id != call.pk


def test_projects_found_to_be_one_need_go_out_once_they_are_joined() -> None:
    demands.rules()
    community = Office.of()
    tender = tenders.prepared(community, joint.project(community.community, "30000.00"))
    preparing.submit_docs(tender=tender, by=community.preparer, now=clock.now())
    other = joint.project(community.community, "28000.00")
    splitting.answer(tender=tender, by=community.preparer, text="两个项目的服务对象、时间和地点都不相同,须分别实施。")
    district = StreetOffice.of(community.community.parent).district
    splitting.decide(tender=tender, by=district, accept=False, text="属于同一需求,应当合并。")
    keys.fill_pool(size=2, now=clock.now())
    with pytest.raises(SplittingConfirmed):
        announcing.announce(tender=tender, by=community.approver, deadline_at=tenders.deadline(tender))
    call = prepare_joint(
        title="助浴服务合并采购",
        demands=[tender.demand, other],
        method="comparison_public",
        common=joint.common(),
        by=community.preparer,
        now=clock.now(),
    )
    assert [finding(lot.demand) for lot in call.lots.all()] == [None, None]
    assert not [duty for duty in duties(community.preparer, clock.now()) if duty.kind == "tenders.answer_splitting"]
    joint_calls.submit_joint(joint=call, by=community.preparer)
    street = accounts.membership(Role.STREET, community.community.parent)
    joint_calls.announce_joint(joint=call, by=street, deadline_at=tenders.deadline(call.lots.get(lot=1)))
    assert {lot.state for lot in call.lots.all()} == {State.ANNOUNCED}


def test_a_sibling_outside_the_joint_call_is_still_found() -> None:
    demands.rules()
    community = Office.of()
    rows = [joint.project(community.community, budget) for budget in ("17000.00", "14600.00", "29000.00")]
    call = prepare_joint(
        title="助浴服务合并采购",
        demands=rows[:2],
        method="inquiry",
        common=joint.common(),
        by=community.preparer,
        now=clock.now(),
    )
    keys.fill_pool(size=2, now=clock.now())
    assert finding(rows[0]) is not None
    joint_calls.submit_joint(joint=call, by=community.preparer)
    with pytest.raises(Refusals) as refused:
        joint_calls.announce_joint(
            joint=call, by=community.approver, deadline_at=tenders.deadline(call.lots.get(lot=1))
        )
    assert refused.value.refusals[1].code == "tenders.splitting_undecided"
    assert [duty.kind for duty in duties(community.preparer, clock.now())].count("tenders.answer_splitting") == 2


def test_what_cannot_become_a_lot(office: StreetOffice) -> None:
    own = joint.projects(office, "21000.00")[0]
    foreign = joint.project(places.community(), "9000.00")
    works = joint.project(places.community(within=office.street), "9000.00", kind="works")
    running = tenders.announced(Office.of(places.community(within=office.street)))
    community = Office.of(places.community(within=office.street))
    direct = tenders.prepared(community, joint.project(community.community, "15000.00"), method="resident_implemented")
    tenders.offered(direct, community)
    taken = joint.lots_of(joint.prepared(office))[0]
    for other, code in (
        (foreign, "tenders.joint_foreign"),
        (works, "tenders.joint_kinds"),
        (running.demand, "tenders.demand_not_published"),
        (direct.demand, "tenders.joint_has_offer"),
        (taken.demand, "tenders.joined_already"),
        (own, "tenders.joint_number"),
    ):
        with pytest.raises(Refusal, match=code):
            joint.prepared(office, [own, other])
    assert JointCall.objects.count() == 1


def test_only_community_and_street_let_projects_together(office: StreetOffice) -> None:
    rows = joint.projects(office, "21000.00", "9000.00")
    for by in (office.district, tenders.bidder(tenders.providers(1)[0])):
        with pytest.raises(NotPermitted):
            prepare_joint(title="助浴", demands=rows, method="inquiry", common=joint.common(), by=by, now=clock.now())
    stranger = accounts.membership(Role.STREET, places.street())
    call = joint.prepared(office, rows)
    with pytest.raises(NotPermitted):
        joint_calls.submit_joint(joint=call, by=stranger)
    with pytest.raises(NotPermitted):
        take_out(tender=joint.lots_of(call)[0], by=stranger, reason="单独实施", now=clock.now(), awards_per_bidder=None)
    with pytest.raises(NotPermitted):
        join(joint=call, demand=rows[0], by=stranger, now=clock.now(), awards_per_bidder=None)


def test_a_joint_call_needs_a_name_and_whole_documents(office: StreetOffice) -> None:
    rows = joint.projects(office, "21000.00", "9000.00")
    with pytest.raises(InvalidInput, match="joint_untitled"):
        prepare_joint(
            title=" ", demands=rows, method="inquiry", common=joint.common(), by=office.preparer, now=clock.now()
        )
    with pytest.raises(Refusals):
        joint.prepared(office, rows, contact_phone=" ")
    assert not JointCall.objects.exists()


def test_documents_of_all_lots_go_back_with_a_reason(office: StreetOffice) -> None:
    call = submitted(office)
    with pytest.raises(InvalidInput, match="reason_missing"):
        joint_calls.return_joint(joint=call, by=office.approver, reason=" ")
    joint_calls.return_joint(joint=call, by=office.approver, reason="请写明标段范围")
    assert {lot.state for lot in call.lots.all()} == {State.PREPARING}
    assert [duty.kind for duty in duties(office.preparer, clock.now())] == ["tenders.finish_joint"]
    joint_calls.submit_joint(joint=call, by=office.preparer)
    assert [duty.kind for duty in duties(office.approver, clock.now())] == ["tenders.approve_joint"]
    assert duties(office.preparer, clock.now()) == []


def test_the_database_numbers_each_lot_once(office: StreetOffice) -> None:
    first, second = joint.lots_of(joint.prepared(office))
    with pytest.raises(IntegrityError), transaction.atomic():
        Tender.objects.filter(pk=second.pk).update(lot=first.lot)
    with pytest.raises(IntegrityError), transaction.atomic():
        Tender.objects.filter(pk=second.pk).update(lot=None)
    with pytest.raises(IntegrityError), transaction.atomic():
        JointCall.objects.update(announced_at=clock.now())


@pytest.mark.parametrize(("budgets", "seats"), [(("6000000.00", "4000000.00"), 7), (("6000000.00", "3000000.00"), 5)])
def test_lots_of_a_large_open_tender_have_the_panel_of_their_sum(budgets: tuple[str, str], seats: int) -> None:
    """Decree 87, article 47: the budget of what is let together counts, as tier and regime follow from it."""
    rulebook.rule_set("statutory")
    office = StreetOffice.of()
    call = joint.prepared(office, joint.projects(office, *budgets, tier="major"), method="open_tender")
    assert {lot.procedure.panel_size for lot in joint.lots_of(call)} == {seats}


def test_the_panel_grows_and_shrinks_with_the_lots_that_are_let_together() -> None:
    """One lot more passes ten million: seven judge every lot; without it five do again (Decree 87, article 47)."""
    rulebook.rule_set("statutory")
    office = StreetOffice.of()
    first, second, third = joint.projects(office, "6000000.00", "3000000.00", "1000000.00", tier="major")
    call = joint.prepared(office, [first, second], method="open_tender")
    assert {lot.procedure.panel_size for lot in joint.lots_of(call)} == {5}
    join(joint=call, demand=third, by=office.preparer, now=clock.now(), awards_per_bidder=None)
    assert [lot.procedure.panel_size for lot in joint.lots_of(call)] == [7, 7, 7]
    assert {lot.procedure.expert_seats for lot in joint.lots_of(call)} == {6}
    lot = joint.lots_of(call)[0]
    take_out(tender=lot, by=office.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=None)
    assert [lot.procedure.panel_size for lot in joint.lots_of(call)] == [5, 5]


def test_what_stands_in_no_joint_call_is_not_taken_out_of_one() -> None:
    alone = Office.of()
    tender = tenders.prepared(alone)
    with refused("tenders.no_lot"):
        take_out(tender=tender, by=alone.preparer, reason="单独实施", now=clock.now(), awards_per_bidder=None)
    tender.refresh_from_db()
    assert tender.state == State.PREPARING

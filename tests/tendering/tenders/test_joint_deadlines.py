"""Lots of one joint call keep one deadline: amended, extended and closed together."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from tendering.bids.services import closing
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing, joint_calls
from tests.factories import accounts, bids, demands, joint, places, tenders
from tests.factories.joint import StreetOffice

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> StreetOffice:
    demands.rules()
    return StreetOffice.of()


def fresh(lots: list[Tender]) -> list[Tender]:
    return [Tender.objects.select_related("demand__community", "joint").get(pk=lot.pk) for lot in lots]


def last_notice(lot: Tender) -> Notice:
    return lot.notices.latest("number")


def test_an_amendment_of_one_lot_late_in_its_time_moves_the_deadline_of_all(office: StreetOffice) -> None:
    first, second = joint.announced(office)
    assert first.deadline_at is not None
    own = accounts.membership(Role.COMMUNITY, first.demand.community)
    content = Content.from_mapping(first.content | {"requirements": "每周两次上门助浴。"})
    with clock.moved_to(first.deadline_at - timedelta(hours=3)):
        announcing.amend(tender=first, by=own, content=content, reason="次数写错")
    one, two = fresh([first, second])
    assert one.deadline_at == two.deadline_at
    assert two.deadline_at is not None
    assert two.deadline_at > first.deadline_at
    assert two.content == second.content
    told = last_notice(two)
    assert told.kind == Notice.Kind.AMENDMENT
    assert [change["field"] for change in told.diff] == ["deadline_at"]
    assert "第 1 标段" in told.body["reason"]


def test_an_amendment_that_moves_no_deadline_says_nothing_in_the_other_lots(office: StreetOffice) -> None:
    first, second = joint.announced(office)
    own = accounts.membership(Role.COMMUNITY, first.demand.community)
    content = Content.from_mapping(first.content | {"requirements": "每周两次上门助浴。"})
    announcing.amend(tender=first, by=own, content=content, reason="次数写错")
    assert [last_notice(lot).kind for lot in (first, second)] == [Notice.Kind.AMENDMENT, Notice.Kind.ANNOUNCEMENT]


def test_what_is_common_is_amended_in_all_running_lots_at_once(office: StreetOffice) -> None:
    rows = joint.projects(office, "23000.00", "14600.00", "9100.00")
    first, second, third = joint.announced(office, rows)
    announcing.fail(tender=second, reason="不足三家")
    assert first.joint is not None
    assert first.deadline_at is not None
    with clock.moved_to(first.deadline_at - timedelta(hours=3)):
        joint_calls.amend_joint(
            joint=first.joint, by=office.preparer, common=joint.common(contact_phone="028-11111111"), reason="电话变更"
        )
    one, two, three = fresh([first, second, third])
    assert {lot.content["contact_phone"] for lot in (one, three)} == {"028-11111111"}
    assert two.content == second.content
    assert one.deadline_at is not None
    assert one.deadline_at == three.deadline_at
    assert one.deadline_at > first.deadline_at
    assert [lot.notices.filter(kind=Notice.Kind.AMENDMENT).count() for lot in (one, two, three)] == [1, 0, 1]


def test_a_common_amendment_needs_a_change_a_reason_and_a_lot_that_runs(office: StreetOffice) -> None:
    first, _second = joint.announced(office)
    assert first.joint is not None
    assert first.deadline_at is not None
    common = joint.common(contact_phone="028-11111111")
    with pytest.raises(InvalidInput, match="reason_missing"):
        joint_calls.amend_joint(joint=first.joint, by=office.preparer, common=common, reason=" ")
    with pytest.raises(Refusals):
        joint_calls.amend_joint(joint=first.joint, by=office.preparer, common=joint.common(), reason="更正")
    stranger = accounts.membership(Role.STREET, places.street())
    with pytest.raises(NotPermitted):
        joint_calls.amend_joint(joint=first.joint, by=stranger, common=common, reason="更正")
    with clock.moved_to(first.deadline_at + timedelta(seconds=1)), pytest.raises(Refusal, match="not_running"):
        joint_calls.amend_joint(joint=first.joint, by=office.preparer, common=common, reason="更正")


def test_too_few_bids_in_one_lot_extend_all_of_them_once_and_no_lot_opens_before_another(office: StreetOffice) -> None:
    first, second = joint.announced(office)
    assert first.deadline_at is not None
    for provider, price in zip(tenders.providers(3), bids.PRICES, strict=False):
        bids.submitted(first, provider, str(int(float(price) * 0.7)) + ".00")
    with clock.moved_to(first.deadline_at + timedelta(seconds=1)):
        assert closing.close_due(tender=first) == "extended"
        assert closing.close_due(tender=second) == ""
    one, two = fresh([first, second])
    assert {(lot.state, lot.was_extended) for lot in (one, two)} == {(State.ANNOUNCED, True)}
    assert one.deadline_at == two.deadline_at
    assert one.deadline_at is not None
    assert one.deadline_at > first.deadline_at
    assert {last_notice(lot).kind for lot in (one, two)} == {Notice.Kind.EXTENSION}
    with clock.moved_to(one.deadline_at + timedelta(seconds=1)):
        assert closing.close_due(tender=one) == "closed"
        assert closing.close_due(tender=two) == "failed"
    one, two = fresh([first, second])
    assert (one.state, two.state) == (State.CLOSED, State.FAILED)


def test_one_bidder_answers_several_lots_each_with_a_bid_of_its_own(office: StreetOffice) -> None:
    first, second = joint.announced(office)
    providers = tenders.providers(3)
    for provider, price in zip(providers, ("19700.00", "20100.00", "20900.00"), strict=True):
        bids.submitted(first, provider, price)
    for provider, price in zip(providers, ("13100.00", "12500.00", "12700.00"), strict=True):
        bids.submitted(second, provider, price)
    assert [bids.closed(lot).state for lot in (first, second)] == [State.CLOSED, State.CLOSED]

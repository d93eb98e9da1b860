"""Lots of a joint call: opened in one act, each for itself; and who may answer which of them beside whom."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from tendering.bids.models import Bid, BidState, CollusionHint, Opening
from tendering.bids.queries.duties import duties
from tendering.bids.services import closing, opening, qualifying
from tendering.bids.services.lots import NoLotWaits, confirm_lots
from tendering.bids.services.opening import SamePerson
from tendering.bids.services.qualifying import SameControl
from tendering.bids.tasks import tell_closed, tell_opened
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.states import State
from tendering.tenders.services import announcing
from tests.factories import accounts, bids, demands, joint, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db
PRICES = (("8100.00", "8600.00", "9250.00"), ("7050.00", "7900.00", "8200.00"))


@dataclass
class Closed:
    """Two lots of one community, closed: the first with three bids, the second with as many as told."""

    call: JointCall
    lots: list[Tender]
    office: Office
    rivals: list[Provider]

    @staticmethod
    def of(second: int = 3, *, lots: int = 2) -> Closed:
        demands.rules()
        office = Office.of()
        rows = [joint.project(office.community, budget) for budget in ("9700.00", "8900.00")[:lots]]
        running = joint.announced(StreetOffice.of(office.community.parent), rows)
        rivals = tenders.providers(3)
        for lot, prices, count in zip(running, PRICES, (3, second), strict=True):
            for provider, price in zip(rivals[:count], prices, strict=False):
                bids.submitted(lot, provider, price)
        case = Closed(JointCall.objects.get(), running, office, rivals)
        case.close()
        return case

    def close(self) -> None:
        """Past the deadline of all; one that may be extended is, and closes after that."""
        while any(lot.state == State.ANNOUNCED for lot in self.fresh()):
            for lot in self.fresh():
                assert lot.deadline_at is not None
                with clock.moved_to(lot.deadline_at + timedelta(seconds=1)):
                    closing.close_due(tender=lot)

    def fresh(self) -> list[Tender]:
        return joint.lots_of(self.call)

    def states(self) -> list[str]:
        return [lot.state for lot in self.fresh()]

    def open(self) -> None:
        for officer in (self.office.approver, self.office.committee):
            confirm_lots(joint=self.call, by=officer, declared=True)
        bids.deliver_all()


def test_one_act_of_each_office_opens_every_lot_for_itself() -> None:
    case = Closed.of()
    told = confirm_lots(joint=case.call, by=case.office.approver, declared=True)
    assert [(one.lot.lot, one.opens, one.refusal) for one in told] == [(1, False, None), (2, False, None)]
    bids.deliver_all()
    assert case.states() == [State.CLOSED, State.CLOSED]
    assert not Bid.objects.exclude(state=BidState.SUBMITTED).exists()
    told = confirm_lots(joint=case.call, by=case.office.committee, declared=True)
    assert [one.opens for one in told] == [True, True]
    bids.deliver_all()
    assert case.states() == [State.OPENED, State.OPENED]
    lists = list(Opening.objects.order_by("tender__lot").values_list("commitments", flat=True))
    assert [len(commitments) for commitments in lists] == [3, 3]
    assert not set(lists[0]) & set(lists[1])


def test_a_lot_with_too_few_bids_fails_and_the_others_are_opened() -> None:
    case = Closed.of(second=1)
    assert case.states() == [State.CLOSED, State.FAILED]
    case.open()
    assert case.states() == [State.OPENED, State.FAILED]
    assert Bid.objects.filter(tender=case.lots[1], state=BidState.SUBMITTED).count() == 1


def test_what_one_lot_refuses_is_told_and_holds_up_no_other() -> None:
    """The same person has confirmed the first lot for the other office."""
    case = Closed.of()
    twice = accounts.membership(Role.SUPERVISION_COMMITTEE, case.office.community, who=case.office.approver.user)
    opening.confirm_opening(tender=case.lots[0], by=case.office.approver, declared=True)
    told = confirm_lots(joint=case.call, by=twice, declared=True)
    assert [(one.lot.lot, one.refusal) for one in told] == [(2, None)]
    with pytest.raises(SamePerson):
        opening.confirm_opening(tender=case.lots[0], by=twice, declared=True)
    with pytest.raises(NoLotWaits):
        confirm_lots(joint=case.call, by=twice, declared=True)
    assert case.states() == [State.CLOSED, State.CLOSED]


def test_nothing_is_opened_before_the_deadline_by_strangers_or_without_the_declaration() -> None:
    demands.rules()
    office = Office.of()
    rows = [joint.project(office.community, budget) for budget in ("9700.00", "8900.00")]
    joint.announced(StreetOffice.of(office.community.parent), rows)
    call = JointCall.objects.get()
    with pytest.raises(NoLotWaits):
        confirm_lots(joint=call, by=office.approver, declared=True)
    with pytest.raises(InvalidInput):
        confirm_lots(joint=call, by=office.approver, declared=False)
    with pytest.raises(NotPermitted):
        confirm_lots(joint=call, by=accounts.membership(Role.COMMUNITY, Office.of().community), declared=True)
    assert not Opening.objects.exists()


def send(member: Membership, call: JointCall) -> str:
    client, url = accounts.signed_in(Client(), member), reverse("bids:lots_opening", args=[call.number])
    data = {"ticket": client.get(url).context["ticket"], "unrelated": "on"}
    return client.post(url, data, follow=True).content.decode()


def test_the_page_tells_how_far_each_lot_is_and_nothing_of_its_bids() -> None:
    case = Closed.of()
    page = send(case.office.approver, case.call)
    assert "第 1 标段已确认" in page
    assert "第 2 标段已确认" in page
    assert not any(rival.organisation.name in page for rival in case.rivals)
    page = send(case.office.committee, case.call)
    assert "第 1 标段开启中" in page
    assert "第 2 标段开启中" in page
    bids.deliver_all()
    assert case.states() == [State.OPENED, State.OPENED]


def test_whoever_opens_is_led_to_all_lots_at_once() -> None:
    case = Closed.of()
    url = reverse("bids:lots_opening", args=[case.call.number])
    client = accounts.signed_in(Client(), case.office.approver)
    assert url in client.get(case.call.get_absolute_url()).content.decode()
    assert url in client.get(reverse("bids:opening", args=[case.lots[0].number])).content.decode()
    assert {duty.url for duty in duties(case.office.approver, clock.now())} == {url}
    assert url not in Client().get(case.call.get_absolute_url()).content.decode()


@pytest.mark.requirement("R39")
def test_one_controller_may_answer_different_lots_and_not_one_lot_twice() -> None:
    """Domain 2.4, 条例 18: not in the same lot."""
    demands.rules()
    office = Office.of()
    rows = [joint.project(office.community, budget) for budget in ("9700.00", "8900.00")]
    first, second = joint.announced(StreetOffice.of(office.community.parent), rows)
    rivals = tenders.providers(5)
    one, other, *rest = rivals
    Provider.objects.filter(pk__in=[one.pk, other.pk]).update(controller="演示控股有限公司")
    for lot, own, prices in ((first, [one], PRICES[0]), (second, [one, other], PRICES[1])):
        for provider, price in zip([*own, *rest[: 4 - len(own)]], (*prices, "8790.00"), strict=False):
            bids.submitted(lot, provider, price)
    case = Closed(JointCall.objects.get(), [first, second], office, rivals)
    case.close()
    case.open()

    def passes(lot: Tender, provider: Provider) -> bool:
        try:
            qualifying.qualify(bid=Bid.objects.get(tender=lot, provider=provider), by=office.preparer, passed=True)
        except SameControl:
            return False
        return True

    assert passes(first, one)
    assert [passes(second, provider) for provider in (one, other, rest[0])] == [False, False, True]
    assert set(CollusionHint.objects.filter(kind="control").values_list("tender", flat=True)) == {second.pk}


def messages(kind: str, person: Membership) -> list[str]:
    """The titles of what somebody was told of this kind."""
    rows = Message.objects.filter(topic="notify", payload__kind=kind).order_by("pk")
    return [row.payload["parameters"]["title"] for row in rows if person.user_id in row.payload["recipients"]]


def test_a_bidder_and_an_office_are_told_once_of_all_lots() -> None:
    case = Closed.of()
    of_both = [f"{case.call.title} 第 1, 2 标段"]
    assert messages("bids.to_open", case.office.approver) == of_both
    bidder = tenders.bidder(case.rivals[0])
    case.open()
    assert messages("bids.opened", bidder) == of_both
    assert messages("bids.to_qualify", case.office.approver) == of_both
    tell_opened()
    assert messages("bids.opened", bidder) == of_both


def test_who_answered_one_lot_is_told_of_that_one() -> None:
    case = Closed.of(second=1)
    assert messages("bids.to_open", case.office.approver) == [case.lots[0].demand.title]
    bidder = tenders.bidder(case.rivals[2])
    case.open()
    assert messages("bids.opened", bidder) == [case.lots[0].demand.title]


def test_whoever_opens_hears_of_a_closed_lot_once_the_last_that_took_bids_is_cancelled() -> None:
    demands.rules()
    office = Office.of()
    rows = [joint.project(office.community, budget) for budget in ("9700.00", "8900.00")]
    lots = joint.announced(StreetOffice.of(office.community.parent), rows)
    for lot, prices in zip(lots, PRICES, strict=True):
        for provider, price in zip(tenders.providers(3), prices, strict=True):
            bids.submitted(lot, provider, price)
    bids.closed(lots[0])
    assert tell_closed() == 0
    assert messages("bids.to_open", office.approver) == []
    announcing.cancel(tender=lots[1], by=office.preparer, reason="项目取消")
    assert tell_closed() == 1
    assert messages("bids.to_open", office.approver) == [lots[0].demand.title]
    assert tell_closed() == 0


def test_a_lot_that_was_suspended_over_the_deadline_is_told_of_alone() -> None:
    demands.rules()
    office = Office.of()
    rows = [joint.project(office.community, budget) for budget in ("9700.00", "8900.00")]
    lots = joint.announced(StreetOffice.of(office.community.parent), rows)
    for lot, prices in zip(lots, PRICES, strict=True):
        for provider, price in zip(tenders.providers(3), prices, strict=True):
            bids.submitted(lot, provider, price)
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=lots[1], by=street, reason="质疑审查")
    bids.closed(lots[0])
    announcing.resume(tender=lots[1], by=street, reason="质疑不成立")
    lots[1].refresh_from_db()
    bids.closed(lots[1])
    assert messages("bids.to_open", office.approver) == [lot.demand.title for lot in lots]


def test_nobody_hears_of_one_lot_while_another_is_sealed_until_that_one_ends() -> None:
    case = Closed.of()
    bidder = tenders.bidder(case.rivals[0])
    for officer in (case.office.approver, case.office.committee):
        opening.confirm_opening(tender=case.lots[0], by=officer, declared=True)
    bids.deliver_all()
    tell_opened()
    assert case.states() == [State.OPENED, State.CLOSED]
    assert messages("bids.opened", bidder) == []
    announcing.cancel(tender=case.lots[1], by=case.office.preparer, reason="项目取消")
    assert tell_opened() == 1
    assert messages("bids.opened", bidder) == [case.lots[0].demand.title]
    assert tell_opened() == 0

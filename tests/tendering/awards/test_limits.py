"""A bidder may answer every lot of a joint call and win only so many; lots are awarded in their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pytest
from django.test import Client
from django.urls import reverse

from catalog.models import CreditEvent, Provider
from marketplace import clock
from marketplace.primitives.refusal import InvalidInput
from tendering.awards.models import Award, AwardLetter
from tendering.awards.rules.states import State
from tendering.awards.services import confirming, falling, following, letters, proposing, publicity
from tendering.awards.services.limits import EarlierLotFirst
from tendering.awards.wording.reasons import say_all
from tendering.tenders.models import JointCall, Notice, Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import announcing
from tests.factories import accounts, awards, demands, joint, tenders
from tests.factories.joint import StreetOffice
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db
PRICES = ("6100.00", "6900.00", "7450.00")


@dataclass
class Contest:
    """Evaluated lots of one joint call, the people of each, and who bid for all of them."""

    lots: list[Tender]
    offices: list[Office]
    rivals: list[Provider]

    @staticmethod
    def of(
        rankings: Sequence[Sequence[int]], limit: int | None = 1, beside: Sequence[Mapping[int, int]] = ({}, {})
    ) -> Contest:
        """Args: beside: for each lot, who stands beside the lead of a rank."""
        demands.rules()
        street = StreetOffice.of()
        rows = joint.projects(street, *("9700.00", "8900.00", "7600.00")[: len(rankings)])
        rivals = tenders.providers(3)
        with awards.acting_before(clock.now()):
            lots = joint.announced(street, rows, limit=limit)
            offices = [Office.of(lot.demand.community) for lot in lots]
            for lot, office, order, others in zip(lots, offices, rankings, beside, strict=True):
                together = {rank: [rivals[at]] for rank, at in others.items()}
                ranked = [rivals[at] for at in order]
                awards.evaluated(lot, office.preparer.user, ranked, PRICES[: len(order)], joint=together)
        return Contest(joint.lots_of(JointCall.objects.get()), offices, rivals)

    def confirmable(self, at: int) -> Award:
        return awards.confirmable(self.lots[at], self.offices[at])

    def confirm(self, award: Award, at: int) -> Award:
        return awards.confirm(Award.objects.get(pk=award.pk), self.offices[at])

    def follow(self, fallen: Award, at: int) -> Award:
        """The next in rank after it, its publicity over."""
        by = self.offices[at].preparer
        with awards.acting_before(clock.now()):
            again = following.next_in_rank(award=Award.objects.get(pk=fallen.pk), by=by)
            publicity.publicise(award=again, by=by)
        publicity.elapse(award=again)
        return Award.objects.get(pk=again.pk)


def test_who_has_won_its_limit_is_passed_over_with_the_reason_in_public() -> None:
    case = Contest.of([(0, 1, 2), (0, 1, 2)])
    first = case.confirm(case.confirmable(0), 0)
    second = case.confirmable(1)
    assert (first.provider, second.provider) == (case.rivals[0], case.rivals[1])
    assert second.rank == 2
    assert [reason["code"] for reason in second.reasons] == ["next_price", "passed_over"]
    told = Notice.objects.get(tender=case.lots[1], kind=Notice.Kind.RESULT).body
    assert told["reasons"][1]["values"] == {"bidder": str(case.rivals[0]), "rank": "1", "limit": "1", "lots": "1"}
    assert str(case.rivals[0]) in str(say_all(told["reasons"])[1])
    final = case.confirm(second, 1)
    letters.send_letters(award=final, by=case.offices[1].preparer)
    regret = AwardLetter.objects.get(award=final, provider=case.rivals[0])
    assert [reason["code"] for reason in regret.reasons] == ["passed_over_yourself"]


def test_a_later_lot_waits_for_an_earlier_one_while_the_limit_binds() -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    with pytest.raises(EarlierLotFirst):
        proposing.propose_award(tender=case.lots[1], by=case.offices[1].preparer)
    first, second = case.confirmable(0), case.confirmable(1)
    with pytest.raises(EarlierLotFirst):
        confirming.confirm(award=second, by=case.offices[1].approver)
    case.confirm(first, 0)
    assert case.confirm(second, 1).state == State.AWARDED


def test_without_a_limit_one_bidder_wins_all_lots_in_any_order() -> None:
    case = Contest.of([(0, 1, 2), (0, 1, 2)], limit=None)
    for at in (1, 0):
        award = case.confirm(case.confirmable(at), at)
        assert award.provider == case.rivals[0]
        assert [reason["code"] for reason in award.reasons] == ["lowest_price"]


def test_a_lot_that_failed_does_not_hold_up_the_next() -> None:
    case = Contest.of([(0, 1, 2), (0, 1, 2)])
    announcing.fail(tender=case.lots[0], reason="全部无效")
    award = case.confirm(case.confirmable(1), 1)
    assert award.provider == case.rivals[0]


def test_a_proposal_falls_where_its_bidder_then_wins_an_earlier_lot_and_the_next_in_rank_follows() -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    first, second = case.confirmable(0), case.confirmable(1)
    falling.refuse_award(award=first, by=tenders.bidder(case.rivals[0]), reason="人员不足")
    again = case.follow(first, 0)
    assert again.provider == case.rivals[1]
    case.confirm(again, 0)
    fallen = confirming.confirm(award=second, by=case.offices[1].approver)
    assert fallen.state == State.SET_ASIDE
    assert "标段" in fallen.public_reason
    assert Tender.objects.get(pk=case.lots[1].pk).state == TenderState.OPENED
    third = following.next_in_rank(award=fallen, by=case.offices[1].preparer)
    assert third.provider == case.rivals[0]


def test_who_was_passed_over_gets_the_lot_where_the_earlier_one_ends_without_an_award() -> None:
    case = Contest.of([(0, 1, 2), (0, 1, 2)])
    case.confirmable(0)
    second = case.confirmable(1)
    assert second.provider == case.rivals[1]
    announcing.cancel(tender=case.lots[0], by=tenders.canceller(case.lots[0]), reason="项目取消")
    left = confirming.confirm(award=second, by=case.offices[1].approver)
    assert left.state == State.SET_ASIDE
    assert str(case.rivals[0]) in left.public_reason
    again = case.follow(left, 1)
    assert again.provider == case.rivals[0]
    falling.refuse_award(award=again, by=tenders.bidder(case.rivals[0]), reason="人员不足")
    assert case.follow(again, 1).provider == case.rivals[1], "whoever made way is not used up"


def test_who_was_passed_over_gets_the_lot_where_another_wins_the_earlier_one() -> None:
    case = Contest.of([(0, 2, 1), (0, 1, 2)])
    first, second = case.confirmable(0), case.confirmable(1)
    falling.refuse_award(award=first, by=tenders.bidder(case.rivals[0]), reason="人员不足")
    with pytest.raises(EarlierLotFirst):
        confirming.confirm(award=second, by=case.offices[1].approver)
    third = case.confirm(case.follow(first, 0), 0)
    assert third.provider == case.rivals[2]
    left = confirming.confirm(award=second, by=case.offices[1].approver)
    assert left.state == State.SET_ASIDE
    assert case.follow(left, 1).provider == case.rivals[0]


def test_a_later_lot_waits_while_whom_it_passed_over_may_lose_an_earlier_one() -> None:
    """With a limit of two: one lot is won for good, one only proposed."""
    case = Contest.of([(0, 1, 2)] * 3, limit=2, beside=({}, {}, {}))
    case.confirm(case.confirmable(0), 0)
    second, third = case.confirmable(1), case.confirmable(2)
    assert third.provider == case.rivals[1]
    with pytest.raises(EarlierLotFirst):
        confirming.confirm(award=third, by=case.offices[2].approver)
    case.confirm(second, 1)
    assert case.confirm(third, 2).state == State.AWARDED


def test_the_reasons_of_a_later_lot_tell_nothing_of_an_earlier_one_that_is_not_public() -> None:
    case = Contest.of([(0, 1, 2), (0, 1, 2)])
    with awards.acting_before(clock.now()):
        first = proposing.propose_award(tender=case.lots[0], by=case.offices[0].preparer)
    with pytest.raises(EarlierLotFirst):
        proposing.propose_award(tender=case.lots[1], by=case.offices[1].preparer)
    publicity.publicise(award=first, by=case.offices[0].preparer)
    second = proposing.propose_award(tender=case.lots[1], by=case.offices[1].preparer)
    assert [reason["code"] for reason in second.reasons] == ["next_price", "passed_over"]


def test_what_a_consortium_wins_counts_for_each_of_its_members() -> None:
    case = Contest.of([(0, 1), (2, 1)], beside=({1: 2}, {}))
    first = case.confirm(case.confirmable(0), 0)
    assert (first.provider, first.others) == (case.rivals[0], [str(case.rivals[2])])
    assert case.confirmable(1).provider == case.rivals[1]


def test_a_lot_that_its_last_bidder_may_still_get_does_not_fail_and_waits() -> None:
    case = Contest.of([(0, 1), (1, 0)])
    first, second = case.confirmable(0), case.confirmable(1)
    falling.refuse_award(award=second, by=tenders.bidder(case.rivals[1]), reason="人员不足")
    assert Tender.objects.get(pk=case.lots[1].pk).state == TenderState.OPENED
    fallen = Award.objects.get(pk=second.pk)
    with pytest.raises(EarlierLotFirst):
        following.next_in_rank(award=fallen, by=case.offices[1].preparer)
    falling.refuse_award(award=first, by=tenders.bidder(case.rivals[0]), reason="人员不足")
    case.follow(first, 0)
    assert following.next_in_rank(award=fallen, by=case.offices[1].preparer).provider == case.rivals[0]


def test_who_confirms_an_award_that_falls_by_the_limit_is_told_so_and_nobody_loses_credit() -> None:
    case = Contest.of([(0, 1, 2), (1, 0, 2)])
    first, second = case.confirmable(0), case.confirmable(1)
    Award.objects.filter(pk=first.pk).update(provider=case.rivals[1], state=State.AWARDED, awarded_at=clock.now())
    client = accounts.signed_in(Client(), case.offices[1].approver)
    url = reverse("awards:confirm", args=[second.number])
    told = client.post(url, {"ticket": client.get(url).context["ticket"]}, follow=True).content.decode()
    fallen = Award.objects.get(pk=second.pk)
    assert fallen.state == State.SET_ASIDE
    assert fallen.public_reason in told
    assert not CreditEvent.objects.exists()


@pytest.mark.parametrize("limit", [0, 2, 3])
def test_a_limit_leaves_something_to_win_and_something_to_lose(limit: int) -> None:
    demands.rules()
    with pytest.raises(InvalidInput, match="joint_limit"):
        joint.prepared(StreetOffice.of(), limit=limit)

"""Awards that fall, and what follows: next in rank, a new call, or the end of the call."""

from __future__ import annotations

from datetime import datetime, time, timedelta

import pytest
from django.test import Client

from catalog.models import CreditEvent, RosterEntry
from catalog.rules.states import CreditKind, EntryState
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.primitives.calendar import SHANGHAI
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from tendering.awards import departures, tasks
from tendering.awards.models import Award
from tendering.awards.queries.duties import duties
from tendering.awards.rules.states import ObjectionState, State
from tendering.awards.services import (
    confirming,
    falling,
    following,
    objections,
    proposing,
    publicity,
    renewing,
    signing,
)
from tendering.awards.services.states import held
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import announcing
from tests.factories import accounts, awards, bids, tenders
from tests.factories.tenders import Office

pytestmark = pytest.mark.django_db


def refuse(award: Award) -> Award:
    assert award.provider is not None
    return falling.refuse_award(award=award, by=tenders.bidder(award.provider), reason="人手不足")


def owed(by: Membership) -> list[tuple[str, str]]:
    return [(one.kind, one.url) for one in duties(by, clock.now())]


def leave_roster(award: Award) -> None:
    RosterEntry.objects.filter(provider=award.provider).update(state=EntryState.SUSPENDED)


def test_a_winner_that_refuses_loses_credit_and_the_next_gets_a_publicity_of_its_own(office: Office) -> None:
    """Rank 2 is proposed anew; the demand goes back from awarded to letting."""
    award = awards.lettered(office, awards.ranked(office))
    refuse(award)
    award.refresh_from_db()
    assert (award.state, award.public_reason) == (State.LAPSED, "人手不足")
    event = CreditEvent.objects.get(provider=award.provider, cause=award.number)
    assert (event.kind, event.points) == (CreditKind.WITHDRAWN_AFTER_AWARD, -30)
    assert award.tender.demand.state == DemandState.AWARDED
    following_award = following.next_in_rank(award=award, by=office.preparer)
    assert (following_award.rank, following_award.state, following_award.number) == (
        2,
        State.PROPOSED,
        f"{award.tender.number}-2",
    )
    following_award.tender.demand.refresh_from_db()
    assert following_award.tender.demand.state == DemandState.LETTING
    publicised = publicity.publicise(award=following_award, by=office.preparer)
    assert publicised.publicity_ends_at is not None
    with clock.moved_to(publicised.publicity_ends_at):
        assert confirming.confirm(award=publicised, by=office.approver).state == State.AWARDED


def test_nobody_is_awarded_whom_the_panel_did_not_recommend(office: Office) -> None:
    """It recommends three: when the third falls, too, the call fails, whoever stands fourth."""
    award = awards.publicised(awards.ranked(office, prices=("12000.00", "13000.00", "14000.00", "15000.00")), office)
    ranks = []
    for _place in range(3):
        ranks.append(award.rank)
        award = refuse(award)
        award.tender.refresh_from_db()
        if award.tender.state == TenderState.OPENED:
            award = following.next_in_rank(award=award, by=office.preparer)
            award = publicity.publicise(award=award, by=office.preparer)
    assert ranks == [1, 2, 3]
    assert award.tender.state == TenderState.FAILED
    assert Award.objects.filter(tender=award.tender).count() == 3


def test_only_the_winner_refuses(office: Office) -> None:
    """Not a rival, not the community for a provider; for a residents' group its community writes it down."""
    award = awards.publicised(awards.ranked(office), office)
    rival = award.tender.panel.ranking.get(rank=2).provider
    for stranger in (tenders.bidder(rival), office.preparer):
        with pytest.raises(NotPermitted):
            falling.refuse_award(award=award, by=stranger, reason="不做了")
    assert award.provider is not None
    with pytest.raises(InvalidInput, match="reason_missing"):
        falling.refuse_award(award=award, by=tenders.bidder(award.provider), reason=" ")
    by_group = awards.publicised(awards.without_competition(office), office)
    assert falling.refuse_award(award=by_group, by=office.preparer, reason="组长生病").state == State.LAPSED


def test_with_nobody_next_the_call_fails_at_once(office: Office) -> None:
    """One offer, refused: the demand is published again, and a new round may be prepared."""
    award = awards.lettered(office)
    falling.refuse_award(award=award, by=office.preparer, reason="组长生病")
    award.tender.refresh_from_db()
    award.tender.demand.refresh_from_db()
    assert (award.tender.state, award.tender.demand.state) == (TenderState.FAILED, DemandState.PUBLISHED)
    with pytest.raises(Refusal, match="tender_not_open"):
        following.next_in_rank(award=award, by=office.preparer)
    assert tenders.prepared(office, award.tender.demand).round == 2


def last_moment(award: Award) -> datetime:
    assert award.sign_by_at is not None
    return award.sign_by_at


def offered(award: Award, office: Office, days: int = 0) -> Award:
    """The contract lies before the contractor since the first signing day, or so many days later."""
    assert award.sign_from_date is not None
    at = datetime.combine(award.sign_from_date + timedelta(days=days), time(15), SHANGHAI)
    return signing.contract_offered(award=award, by=office.preparer, now=at)


def test_an_award_lapses_when_a_contract_that_lay_ready_all_its_days_is_not_signed(office: Office) -> None:
    """Not a millisecond before; the clock's act; credit falls."""
    award = offered(awards.lettered(office, awards.ranked(office)), office)
    assert award.sign_by_at is not None
    with clock.frozen(award.sign_by_at - timedelta(milliseconds=1)):
        assert not falling.lapse_unsigned(award=award)
    with clock.frozen(award.sign_by_at):
        assert tasks.lapse_unsigned() == 1
        assert tasks.lapse_unsigned() == 0
    award.refresh_from_db()
    assert award.state == State.LAPSED
    assert CreditEvent.objects.filter(provider=award.provider, cause=award.number).exists()


def test_a_project_that_ended_takes_its_award_along_and_nobody_is_blamed(office: Office) -> None:
    """The year is over, its draft void: nobody could have signed it."""
    award = offered(awards.lettered(office, awards.ranked(office)), office)
    Demand.objects.filter(pk=award.tender.demand_id).update(state="unfinished")
    with clock.frozen(last_moment(award)):
        assert falling.lapse_unsigned(award=award)
    award.refresh_from_db()
    assert award.state == State.LAPSED
    assert not CreditEvent.objects.filter(cause=award.number).exists()


@pytest.mark.parametrize("what", ["no contract", "offered late", "signed by the contractor"])
def test_a_purchaser_that_waits_neither_loses_its_winner_nor_has_it_punished(office: Office, what: str) -> None:
    """The award stands; the street is told and owes a decision, once; the winner and the community are told."""
    award = awards.lettered(office, awards.ranked(office))
    if what != "no contract":
        offered(award, office, days=0 if what == "signed by the contractor" else 3)
    if what == "signed by the contractor":
        signing.contractor_signed(award=award, by=None, now=clock.now())
    street, url = accounts.membership(Role.STREET, office.community.parent), f"{award.get_absolute_url()}renew-signing/"
    assert award.provider is not None
    winner = tenders.bidder(award.provider)
    assert owed(street) == []
    with clock.frozen(last_moment(award)):
        for _time in range(2):
            assert not falling.lapse_unsigned(award=award)
        award.refresh_from_db()
        assert (award.state, award.purchaser_late_at is None) == (State.LETTERED, False)
        assert owed(street) == [("awards.renew_signing", url)]
        assert owed(accounts.membership(Role.DISTRICT)) == []
        for by in (office.preparer, winner):
            with pytest.raises(NotPermitted):
                renewing.renew(award=award, by=by, reason="再给时间")
        with pytest.raises(following.NothingToFollow):
            following.next_in_rank(award=award, by=office.preparer)
        bids.deliver_all()
    assert Notification.objects.filter(kind="awards.signing_missed_winner", recipient=winner.user).count() == 1
    for by in (street, office.preparer):
        assert Notification.objects.filter(kind="awards.signing_missed", recipient=by.user).count() == 1
    assert not CreditEvent.objects.filter(cause=award.number).exists()


def test_the_street_gives_the_days_anew_or_annuls(client: Client, office: Office) -> None:
    """By its pages; with the contract before it all the new days the winner is to blame."""
    award = awards.lettered(office, awards.ranked(office))
    street = accounts.membership(Role.STREET, office.community.parent)
    with pytest.raises(renewing.SigningNotMissed):
        renewing.renew(award=award, by=street, reason="再给时间")
    with clock.moved_to(last_moment(award)):
        falling.lapse_unsigned(award=award)
        url = f"{award.get_absolute_url()}renew-signing/"
        shown = accounts.signed_in(client, street).get(award.get_absolute_url())
        assert [address for _label, address in shown.context["main_actions"]] == [
            url,
            url.replace("renew-signing", "annul"),
        ]
        assert "街道办" in shown.context["coming"]
        page = client.get(url)
        response = client.post(url, {"reason": "社区未及时拟订合同", "ticket": page.context["ticket"]})
        assert response.status_code == 302
        award.refresh_from_db()
        assert (award.purchaser_late_at, award.state) == (None, State.LETTERED)
        assert last_moment(award) > clock.now() + timedelta(days=9)
        signing.require_signing_open(held(award), clock.read())
        signing.contract_offered(award=award, by=office.preparer, now=clock.now())
    with clock.moved_to(last_moment(award)):
        assert falling.lapse_unsigned(award=award)
    assert CreditEvent.objects.filter(provider=award.provider, cause=award.number).exists()


def test_nobody_is_punished_for_stepping_back_from_what_the_purchaser_let_pass(client: Client, office: Office) -> None:
    award = awards.lettered(office, awards.ranked(office))
    with clock.moved_to(last_moment(award)):
        falling.lapse_unsigned(award=award)
        assert award.provider is not None
        page = accounts.signed_in(client, tenders.bidder(award.provider)).get(f"{award.get_absolute_url()}refuse/")
        assert "信用分" not in page.content.decode()
        assert refuse(award).state == State.LAPSED
    assert not CreditEvent.objects.filter(cause=award.number).exists()


@pytest.mark.parametrize("when", ["before the clock tells", "in the new days", "after the new days"])
def test_whoever_signed_in_its_days_steps_back_without_blame_however_often_new_ones_are_set(
    client: Client, office: Office, when: str
) -> None:
    """It waited all its days: new ones for the purchaser do not bind it again (采购法46)."""
    award = offered(awards.lettered(office, awards.ranked(office)), office)
    street = accounts.membership(Role.STREET, office.community.parent)
    signing.contractor_signed(award=award, by=None, now=clock.now())
    ended = last_moment(award)
    if when != "before the clock tells":
        with clock.moved_to(ended):
            assert not falling.lapse_unsigned(award=award)
            award = renewing.renew(award=award, by=street, reason="社区未按期签约")
    at = last_moment(award) if when == "after the new days" else ended + timedelta(hours=1)
    with clock.moved_to(at):
        assert award.provider is not None
        page = accounts.signed_in(client, tenders.bidder(award.provider)).get(f"{award.get_absolute_url()}refuse/")
        assert "信用分" not in page.content.decode()
        assert refuse(award).state == State.LAPSED
    assert not CreditEvent.objects.filter(cause=award.number).exists()


@pytest.mark.parametrize("when", ["in its days", "in new days that it had not signed before"])
def test_whoever_steps_back_while_the_purchaser_has_its_days_is_to_blame(office: Office, when: str) -> None:
    award = offered(awards.lettered(office, awards.ranked(office)), office, days=3)
    street, at = accounts.membership(Role.STREET, office.community.parent), clock.now()
    if when == "in its days":
        signing.contractor_signed(award=award, by=None, now=at)
    else:
        at = last_moment(award)
        with clock.moved_to(at):
            falling.lapse_unsigned(award=award)
            award = renewing.renew(award=award, by=street, reason="社区未按期签约")
    with clock.moved_to(at + timedelta(hours=1)):
        assert refuse(award).state == State.LAPSED
    assert CreditEvent.objects.filter(provider=award.provider, cause=award.number).exists()


def test_of_a_major_project_the_district_decides(office: Office) -> None:
    award = awards.lettered(office, awards.ranked(office))
    Tender.objects.filter(pk=award.tender_id).update(tier="major")
    award.refresh_from_db()
    street = accounts.membership(Role.STREET, office.community.parent)
    with clock.moved_to(last_moment(award)):
        falling.lapse_unsigned(award=award)
        with pytest.raises(NotPermitted):
            renewing.renew(award=award, by=street, reason="再给时间")
        district = accounts.membership(Role.DISTRICT)
        assert ([kind for kind, _url in owed(district)], owed(street)) == (["awards.renew_signing"], [])
        renewing.renew(award=award, by=district, reason="再给时间")


def test_street_or_district_annuls_after_a_complaint(office: Office) -> None:
    """With a reason; whoever waits for an answer learns it; the community itself may not."""
    award = awards.publicised(awards.ranked(office), office)
    objection = awards.objected(award)
    with pytest.raises(NotPermitted):
        falling.annul(award=award, by=office.approver, reason="投诉属实")
    falling.annul(award=award, by=accounts.membership(Role.DISTRICT), reason="投诉属实")
    award.refresh_from_db()
    objection.refresh_from_db()
    assert (award.state, objection.state, objection.answer) == (State.VOID, ObjectionState.SETTLED, "投诉属实")


def test_whoever_left_the_roster_falls_out(office: Office) -> None:
    """By the roster's own message; told twice, it falls once; without blame."""
    award = awards.publicised(awards.ranked(office), office)
    assert award.provider_id is not None
    departures.follow(provider_id=award.provider_id, state="suspended")
    award.refresh_from_db()
    assert award.state == State.PUBLICITY  # still on the roster: the message looks at it as it is
    leave_roster(award)
    for _time in range(2):
        departures.follow(provider_id=award.provider_id, state="suspended")
    award.refresh_from_db()
    assert award.state == State.VOID
    assert not CreditEvent.objects.filter(cause=award.number).exists()


def test_whoever_left_the_roster_is_passed_over_and_not_confirmed(office: Office) -> None:
    """Rank 1 is suspended before the proposal: rank 2 is proposed; suspended later, it is not confirmed."""
    tender = awards.ranked(office)
    first = tender.panel.ranking.get(rank=1).provider
    RosterEntry.objects.filter(provider=first).update(state=EntryState.SUSPENDED)
    award = awards.publicised(tender, office)
    assert award.rank == 2
    leave_roster(award)
    assert award.publicity_ends_at is not None
    with clock.moved_to(award.publicity_ends_at), pytest.raises(confirming.ContractorLeft):
        confirming.confirm(award=award, by=office.approver)


def test_nobody_is_proposed_when_everybody_left(office: Office) -> None:
    """The call can only be let anew."""
    tender = awards.ranked(office)
    RosterEntry.objects.update(state=EntryState.SUSPENDED)
    with pytest.raises(proposing.NobodyLeft):
        awards.proposed(tender, office)


def test_the_community_may_let_anew_instead_of_the_next_in_rank(office: Office) -> None:
    """In public and with a reason; the demand loses its award."""
    award = awards.lettered(office, awards.ranked(office))
    refuse(award)
    with pytest.raises(NotPermitted):
        following.relaunch(award=award, by=accounts.membership(Role.STREET, office.community.parent), reason="x")
    with pytest.raises(InvalidInput, match="reason_missing"):
        following.relaunch(award=award, by=office.preparer, reason=" ")
    tender = following.relaunch(award=award, by=office.preparer, reason="需求有变化")
    tender.demand.refresh_from_db()
    assert (tender.state, tender.demand.state) == (TenderState.CANCELLED, DemandState.PUBLISHED)


def test_a_standing_award_is_not_followed(office: Office) -> None:
    """Nor one that has been followed already."""
    award = awards.publicised(awards.ranked(office), office)
    with pytest.raises(following.NothingToFollow):
        following.next_in_rank(award=award, by=office.preparer)
    refuse(award)
    following.next_in_rank(award=award, by=office.preparer)
    with pytest.raises(following.NothingToFollow):
        following.relaunch(award=award, by=office.preparer, reason="重来")


def test_ranks_run_out(office: Office) -> None:
    """Two in rank, both refuse: the call fails with the second."""
    award = awards.publicised(awards.ranked(office, prices=("12000.00", "13000.00")), office)
    refuse(award)
    second = following.next_in_rank(award=award, by=office.preparer)
    refuse(publicity.publicise(award=second, by=office.preparer))
    award.tender.refresh_from_db()
    assert award.tender.state == TenderState.FAILED


def test_a_cancelled_call_takes_its_award_with_it(office: Office) -> None:
    """Void with the call's public reason, no credit lost; the demand is published again."""
    award = awards.lettered(office, awards.ranked(office))
    announcing.cancel(tender=award.tender, by=tenders.canceller(award.tender), reason="需求发生重大变化")
    award.refresh_from_db()
    award.tender.demand.refresh_from_db()
    assert (award.state, award.public_reason) == (State.VOID, "需求发生重大变化")
    assert award.tender.demand.state == DemandState.PUBLISHED
    assert not CreditEvent.objects.filter(cause=award.number).exists()


def test_no_call_is_cancelled_over_whoever_waits_for_an_answer(client: Client, office: Office) -> None:
    """Nor is its ranking given up: the page says what comes first; answered, it may be cancelled."""
    award = awards.publicised(awards.ranked(office), office)
    objection = awards.objected(award)
    url, by = f"{award.tender.get_absolute_url()}cancel/", tenders.canceller(award.tender)
    accounts.signed_in(client, by)
    with pytest.raises(Refusal, match="remedy_waits"):
        announcing.cancel(tender=award.tender, by=by, reason="项目取消")
    assert url not in client.get(award.tender.get_absolute_url()).content.decode()
    assert "等待答复" in client.get(url).content.decode()
    objections.answer_objection(objection=objection, by=office.approver, upheld=False, answer="不成立")
    assert url in client.get(award.tender.get_absolute_url()).content.decode()
    announcing.cancel(tender=award.tender, by=by, reason="项目取消")


def test_days_lost_to_a_suspension_come_back_for_signing(office: Office) -> None:
    """Suspended over the last signing day: after it is resumed the days run anew, nobody is blamed."""
    award = awards.lettered(office, awards.ranked(office))
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=award.tender, by=street, reason="投诉核查")
    before = award.sign_by_at
    assert before is not None
    with clock.moved_to(before + timedelta(days=5)):
        assert not falling.lapse_unsigned(award=award)
        announcing.resume(tender=award.tender, by=street, reason="核查结束")
        falling.lapse_unsigned(award=award)
        award.refresh_from_db()
        assert award.state == State.LETTERED
        assert award.sign_by_at is not None
        assert award.sign_by_at > clock.now() + timedelta(days=9)
        signing.require_signing_open(held(award), clock.read())


def test_an_unfinished_demand_lets_its_award_lapse(office: Office) -> None:
    """Year-end ended the demand first: the award still lapses, the demand stays as it is."""
    award = awards.lettered(office)
    Demand.objects.filter(pk=award.tender.demand_id).update(state=DemandState.UNFINISHED)
    assert award.sign_by_at is not None
    with clock.frozen(award.sign_by_at):
        assert falling.lapse_unsigned(award=award)
    award.tender.demand.refresh_from_db()
    assert award.tender.demand.state == DemandState.UNFINISHED

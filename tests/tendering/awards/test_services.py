"""Awards from the ranking to the letter, and who may move them."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from tendering.awards.models import Award, AwardLetter
from tendering.awards.rules.states import State
from tendering.awards.services import confirming, letters, proposing, publicity, signing
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Notice
from tendering.tenders.rules.states import State as TenderState
from tests.factories import accounts, awards, catalog, demands, places, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = pytest.mark.django_db


@pytest.mark.requirement("R39")
@pytest.mark.requirement("R43")
@pytest.mark.requirement("R61")
def test_the_first_in_rank_is_proposed_and_published_with_ranking_and_reasons(office: Office) -> None:
    """The notice names every ranked and every invalid bidder, the sum, the reasons, and until when to object."""
    late = catalog.listed_provider()
    tender = awards.ranked(office, invalid=[late])
    award = awards.publicised(tender, office)
    assert (award.state, award.price, award.rank) == (State.PUBLICITY, Decimal("12000.00"), 1)
    body = Notice.objects.get(tender=tender, kind=Notice.Kind.RESULT).body
    assert [line["price"] for line in body["ranking"]] == ["12000.00", "13000.00", "14000.00"]
    assert body["invalid"] == [
        {"name": str(late), "stage": "disqualified", "ground": "", "text": "未提交上年度年检结论"}
    ]
    assert body["reasons"][0]["code"] == "lowest_price"
    assert body["ends_at"] == "2026-06-05T00:00:00+08:00"  # Monday 1 June and three working days


def test_only_the_community_proposes_and_only_once(office: Office) -> None:
    """A neighbour and the street may not; a second proposal is refused."""
    tender = awards.ranked(office)
    for stranger in (
        accounts.membership(Role.COMMUNITY, places.community()),
        accounts.membership(Role.STREET, office.community.parent),
    ):
        with pytest.raises(NotPermitted):
            proposing.propose_award(tender=tender, by=stranger)
    awards.proposed(tender, office)
    with pytest.raises(Refusal, match="proposed_already"):
        awards.proposed(tender, office)


def test_nothing_is_proposed_before_the_report_is_signed(office: Office) -> None:
    """A call that is still evaluated has no ranking."""
    tender = awards.ranked(office)
    tender.panel.state, tender.panel.ended_at = "ranked", None
    tender.panel.save()
    with pytest.raises(proposing.NotRanked):
        awards.proposed(tender, office)


@pytest.mark.requirement("R34")
def test_an_offer_goes_straight_to_a_proposed_award(office: Office) -> None:
    """A residents' group: no ranking, no panel, the same publicity."""
    award = awards.publicised(awards.without_competition(office), office)
    assert (award.provider, award.rank, award.bid) == (None, 1, None)
    assert award.contractor == award.group
    assert award.reasons[0]["code"] == "only_offer"


@pytest.mark.requirement("R43")
def test_publicity_runs_to_the_midnight_after_its_last_working_day(office: Office) -> None:
    """The start day is not counted; a second before the end nothing is confirmable."""
    award = awards.publicised(awards.without_competition(office), office)
    assert award.publicity_ends_at is not None
    with clock.frozen(award.publicity_ends_at - timedelta(milliseconds=1)):
        assert not publicity.elapse(award=award)
        with pytest.raises(confirming.PublicityStillRunning):
            confirming.confirm(award=award, by=office.approver)
    with clock.frozen(award.publicity_ends_at):
        assert publicity.elapse(award=award)
        assert not publicity.elapse(award=award)
    award.refresh_from_db()
    assert award.state == State.CONFIRMABLE


def test_whoever_published_it_does_not_confirm_it(office: Office) -> None:
    """Four eyes; another office has no say where the procedure names the community alone."""
    award = awards.publicised(awards.without_competition(office), office)
    assert award.publicity_ends_at is not None
    with clock.moved_to(award.publicity_ends_at):
        with pytest.raises(NotPermitted, match="own_publication"):
            confirming.confirm(award=award, by=office.preparer)
        with pytest.raises(NotPermitted):
            confirming.confirm(award=award, by=accounts.membership(Role.STREET, office.community.parent))
        confirming.confirm(award=award, by=office.approver)
    award.refresh_from_db()
    assert (award.state, award.tender.demand.state) == (State.AWARDED, DemandState.AWARDED)


def two_offices(award: Award) -> Award:
    """As an ordinary project: the community, then the street."""
    tender = award.tender
    tender.procedure_data = tender.procedure_data | {"confirmed_by": ["community", "street"]}
    tender.save()
    return award


def test_every_office_of_the_procedure_confirms_in_order(office: Office) -> None:
    """The street cannot come first, nobody confirms twice, the last one makes it final."""
    award = two_offices(awards.publicised(awards.without_competition(office), office))
    street = accounts.membership(Role.STREET, office.community.parent)
    assert award.publicity_ends_at is not None
    with clock.moved_to(award.publicity_ends_at):
        with pytest.raises(confirming.NotYourTurn):
            confirming.confirm(award=award, by=street)
        assert confirming.confirm(award=award, by=office.approver).state == State.CONFIRMABLE
        with pytest.raises(NotPermitted, match="confirmed_by_you"):
            confirming.confirm(award=award, by=office.approver)
        colleague = accounts.membership(Role.COMMUNITY, office.community)
        with pytest.raises(confirming.NotYourTurn):
            confirming.confirm(award=award, by=colleague)
        assert confirming.confirm(award=award, by=street).state == State.AWARDED


def test_letters_open_the_signing_days_and_give_each_loser_its_own_reasons(office: Office) -> None:
    """3 to 10 days after the letter; a loser's letter names its price and rank, no other loser's."""
    late = catalog.listed_provider()
    award = awards.lettered(office, awards.ranked(office, invalid=[late]))
    assert award.lettered_at is not None
    assert award.sign_from_date == (award.lettered_at + timedelta(days=3)).date()
    second, third = (
        AwardLetter.objects.get(award=award, provider=row.bid.provider)
        for row in award.tender.panel.ranking.order_by("rank")[1:]
    )
    assert second.reasons[0] == {
        "code": "higher_price",
        "values": {"rank": "2", "price": "13000.00", "won": "12000.00", "gap": "1000.00"},
    }
    assert "14000.00" not in str(second.reasons)
    assert "13000.00" not in str(third.reasons)
    invalid = AwardLetter.objects.get(award=award, provider=late)
    values = {"stage": "disqualified", "ground": "", "text": "未提交上年度年检结论"}
    assert invalid.reasons == [{"code": "invalid", "values": values}]
    assert AwardLetter.objects.filter(award=award, kind="award").count() == 1


def test_letters_are_sent_once_and_by_the_community(office: Office) -> None:
    """Not before the award is final."""
    award = awards.confirmed(office)
    with pytest.raises(NotPermitted):
        letters.send_letters(award=award, by=accounts.membership(Role.STREET, office.community.parent))
    letters.send_letters(award=award, by=office.preparer)
    with pytest.raises(Refusal, match="wrong_state"):
        letters.send_letters(award=award, by=office.preparer)


def test_a_contract_concludes_award_and_call_inside_the_signing_days(office: Office) -> None:
    """Too early and too late are refused by the database's clock."""
    award = awards.lettered(office)
    window = award.signing_window
    assert window is not None
    assert award.lettered_at is not None
    with clock.moved_to(award.lettered_at + timedelta(days=1)), pytest.raises(signing.SigningEarly):
        signing.require_signing_open(award, clock.read())
    with clock.frozen(window.ends_at), pytest.raises(signing.SigningOver):
        signing.require_signing_open(award, clock.read())
    concluded = signing.conclude(award=award, by=office.preparer, now=clock.read())
    concluded.refresh_from_db()
    assert concluded.state == State.CONCLUDED
    assert concluded.tender.state == TenderState.CONCLUDED


def test_a_suspended_call_holds_its_award(office: Office) -> None:
    """Neither publicity nor confirmation goes on until the street resumes it."""
    from tendering.tenders.services import announcing

    award = awards.publicised(awards.without_competition(office), office)
    street = accounts.membership(Role.STREET, office.community.parent)
    announcing.suspend(tender=award.tender, by=street, reason="投诉核查")
    assert award.publicity_ends_at is not None
    with clock.moved_to(award.publicity_ends_at):
        assert not publicity.elapse(award=award)
        with pytest.raises(Refusal, match="tender_not_open"):
            confirming.confirm(award=award, by=office.approver)
        announcing.resume(tender=award.tender, by=street, reason="核查结束")
        assert not publicity.elapse(award=award)
        award.refresh_from_db()
    # The three days it still had run after Friday the 5th, on which the call goes on.
    assert award.publicity_ends_at is not None
    assert award.publicity_last_day == date(2026, 6, 10)
    with clock.moved_to(award.publicity_ends_at):
        assert publicity.elapse(award=award)


def test_an_agreed_award_after_two_failures(office: Office) -> None:
    """Two calls fail; the deciding body names a provider; the offer goes straight to a proposed award."""
    from tendering.tenders.services import announcing

    demand = demands.published(office.community, "15000.00")
    for _round in range(2):
        announcing.fail(tender=tenders.announced(office, demand), reason="响应不足三家")
    tender = awards.without_competition(office, demand, provider=catalog.listed_provider(), method="agreed")
    award = awards.proposed(tender, office)
    assert (award.tender.round, award.provider) == (3, tender.offer.provider)


def test_notes_are_kept_as_said(office: Office) -> None:
    """What the community adds stands beside the computed reasons."""
    award = awards.proposed(awards.without_competition(office), office)
    assert publicity.publicise(award=award, by=office.preparer, note=" 方案最贴近需求 ").note == "方案最贴近需求"
    with pytest.raises(InvalidInput):
        awards.objected(award, "  ")


def test_nothing_is_signed_before_the_letter(office: Office) -> None:
    award = awards.confirmed(office)
    with refused("awards.not_lettered"):
        signing.require_signing_open(award, clock.now())
    award.refresh_from_db()
    assert (award.state, award.sign_by_at) == (State.AWARDED, None)

"""Qualification by community and street (domain 3.4): both decide, by different people, each with reasons."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import RoleMissing
from marketplace.accounts.rules import Role
from marketplace.audit.models import Entry
from marketplace.outbox.models import Message
from marketplace.primitives.refusal import InvalidInput, NotPermitted
from tendering.bids.models import OpenedBid, Qualification, QualificationView
from tendering.bids.queries.duties import duties
from tendering.bids.queries.valid import is_qualified, valid_bids
from tendering.bids.rules.states import Ground
from tendering.bids.services.qualifying import NotToQualify, qualify
from tendering.tenders.services import announcing
from tests.factories import accounts, bids, demands, tenders
from tests.factories.bids import Contest
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
GROUNDS = [Ground.MATERIALS_MISSING]


@pytest.fixture
def contest(db: None) -> Contest:
    demands.rules(letting__micro__qualified_by=["community", "street"])
    return bids.contest(3, qualified=False)


@pytest.fixture
def community(contest: Contest) -> Membership:
    return contest.office.preparer


@pytest.fixture
def street(contest: Contest) -> Membership:
    return accounts.membership(Role.STREET, contest.office.community.parent)


def kinds(who: Membership) -> list[str]:
    return [duty.kind for duty in duties(who, clock.now())]


def test_a_bidder_qualifies_once_both_offices_say_so(
    contest: Contest, community: Membership, street: Membership
) -> None:
    assert (kinds(community), kinds(street)) == (["bids.qualify"], ["bids.qualify"])
    for bid in contest.bids:
        qualify(bid=bid, by=community, passed=True)
    assert (kinds(community), kinds(street)) == ([], ["bids.qualify"])
    assert not is_qualified(contest.tender)
    for bid in contest.bids:
        qualify(bid=bid, by=street, passed=True)
    assert is_qualified(contest.tender)
    assert len(valid_bids(contest.tender)) == 3
    assert kinds(street) == []


def test_an_office_speaks_once_and_nobody_for_two(contest: Contest, community: Membership, street: Membership) -> None:
    bid = contest.bids[0]
    qualify(bid=bid, by=community, passed=True)
    with pytest.raises(NotToQualify):
        qualify(bid=bid, by=contest.office.approver, passed=True)
    same = accounts.membership(Role.STREET, contest.office.community.parent, who=community.user)
    with pytest.raises(NotPermitted, match="qualified_by_you"):
        qualify(bid=bid, by=same, passed=True)
    with pytest.raises(RoleMissing):
        qualify(bid=bid, by=contest.office.committee, passed=True)
    qualify(bid=bid, by=street, passed=True)
    with pytest.raises(NotToQualify):
        qualify(bid=bid, by=street, passed=True)


def test_a_doubt_goes_back_to_the_office_that_passed_the_bid(
    contest: Contest, community: Membership, street: Membership
) -> None:
    bid = contest.bids[0]
    qualify(bid=bid, by=community, passed=True)
    Message.objects.all().delete()
    qualify(bid=bid, by=street, passed=False, grounds=GROUNDS, reason="授权书缺签章")
    told = [row.payload["kind"] for row in Message.objects.filter(topic="notify")]
    assert told == ["bids.doubted"]
    assert not Qualification.objects.exists()
    for other in contest.bids[1:]:
        qualify(bid=other, by=community, passed=True)
    assert kinds(community) == ["bids.answer_doubt"]
    with pytest.raises(InvalidInput, match="doubt_unanswered"):
        qualify(bid=bid, by=community, passed=True)
    qualify(bid=bid, by=community, passed=True, reason="补正材料已在投标文件第 12 页")
    found = Qualification.objects.get(bid=bid)
    assert (found.passed, found.reason, found.grounds) == (True, "", [])
    assert kinds(community) == []


def test_a_bid_fails_where_both_say_so_and_reads_both_reasons(
    contest: Contest, community: Membership, street: Membership
) -> None:
    bid = contest.bids[0]
    qualify(bid=bid, by=community, passed=False, grounds=GROUNDS, reason="缺授权书")
    Message.objects.all().delete()
    qualify(bid=bid, by=street, passed=False, grounds=[Ground.STAFF_NOT_QUALIFIED], reason="负责人无资格")
    found = Qualification.objects.get(bid=bid)
    assert (found.passed, found.grounds) == (False, ["materials_missing", "staff_not_qualified"])
    assert found.reason == "社区: 缺授权书\n街道办事处: 负责人无资格"
    assert [row.payload["kind"] for row in Message.objects.filter(topic="notify")] == ["bids.disqualified"]


def test_the_bidder_learns_of_the_outcome_and_not_of_one_offices_view(
    contest: Contest, community: Membership, street: Membership
) -> None:
    """Single views stand in the opening's story, which offices read."""
    bid, own = contest.bids[0], accounts.signed_in(Client(), contest.bidders[0])
    opened = OpenedBid.objects.get(bid=bid)
    qualify(bid=bid, by=community, passed=False, grounds=GROUNDS, reason="缺授权书")
    page = own.get(f"/bids/opened/{opened.pk}/").content.decode()
    assert "缺授权书" not in page
    assert set(Entry.objects.filter(act__startswith="bids.view").values_list("model", flat=True)) == {"bids.opening"}
    qualify(bid=bid, by=street, passed=True, reason="授权书在附件二")
    assert Entry.objects.filter(act="bids.bid.check_passed").exists()
    office = accounts.signed_in(Client(), community).get(f"/bids/opened/{opened.pk}/").content.decode()
    assert "缺授权书" in office
    assert "授权书在附件二" in office


def test_the_opening_page_says_who_has_decided_and_what_is_owed(
    contest: Contest, community: Membership, street: Membership
) -> None:
    bid = contest.bids[0]
    qualify(bid=bid, by=community, passed=True)
    qualify(bid=bid, by=street, passed=False, grounds=GROUNDS, reason="授权书缺签章")
    url = f"/bids/{contest.tender.number}/opening/"
    page = accounts.signed_in(Client(), community).get(url).content.decode()
    assert page.count("答复疑义") == 1
    opened = OpenedBid.objects.get(bid=bid)
    act = accounts.signed_in(Client(), community).get(f"/bids/opened/{opened.pk}/qualify/").content.decode()
    assert "授权书缺签章" in act
    assert "答复疑义" not in accounts.signed_in(Client(), street).get(url).content.decode()


def test_the_database_holds_one_view_of_an_office_and_of_a_person(
    contest: Contest, community: Membership, street: Membership
) -> None:
    view = qualify(bid=contest.bids[0], by=community, passed=True)
    for office, who in (("community", street), ("street", community)):
        with pytest.raises(IntegrityError), transaction.atomic():
            QualificationView.objects.create(
                bid=view.bid, office=office, passed=True, given_by=who.user, membership=who, given_at=clock.now()
            )
    with pytest.raises(IntegrityError), transaction.atomic():
        QualificationView.objects.create(
            bid=view.bid, office="street", passed=False, given_by=street.user, membership=street, given_at=clock.now()
        )


def test_only_what_was_opened_is_judged_in_words_that_fit(contest: Contest, community: Membership) -> None:
    """A cancelled call judges nobody any more."""
    bid = contest.bids[0]
    with refused("bids.text_too_long", kind=InvalidInput):
        qualify(bid=bid, by=community, passed=False, grounds=GROUNDS, reason="缺" * 2001)
    announcing.cancel(tender=contest.tender, by=tenders.canceller(contest.tender), reason="预算调整")
    with refused("bids.not_to_qualify"):
        qualify(bid=bid, by=community, passed=True)
    assert not QualificationView.objects.exists()

"""A bidder's own page says how the call ended, when and why, and what becomes of the bid (domain 3.4)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from catalog import departures
from catalog.models import Provider, RosterEntry
from catalog.rules.states import EntryState
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.ui.formats import due, moment
from tendering.awards.services import falling
from tendering.bids.models import Bid
from tendering.bids.rules.states import Ground
from tendering.bids.services import qualifying, submitting
from tendering.tenders.models import Notice, Tender
from tendering.tenders.services import announcing
from tests.factories import accounts, awards, bids, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
WHY = "需求变化,项目不再实施"


class Told:
    """What one provider reads on its page of a call."""

    def __init__(self, client: Client, tender: Tender, by: Membership) -> None:
        self.tender = tender
        self.client = accounts.signed_in(client, by)

    def __contains__(self, words: str) -> bool:
        return words in self.client.get(f"/bids/{self.tender.number}/").content.decode()


@pytest.fixture
def provider() -> Provider:
    return tenders.providers(1)[0]


@pytest.fixture
def by(provider: Provider) -> Membership:
    return tenders.bidder(provider)


@pytest.fixture
def tender(office: Office) -> Tender:
    return tenders.announced(office)


def nothing(tender: Tender, provider: Provider, by: Membership) -> None:
    """No bid of theirs."""


def draft(tender: Tender, provider: Provider, by: Membership) -> None:
    bids.drafted(tender, provider, by)


def sealed(tender: Tender, provider: Provider, by: Membership) -> None:
    bids.submitted(tender, provider, by=by)


def withdrawn(tender: Tender, provider: Provider, by: Membership) -> None:
    sealed(tender, provider, by)
    submitting.withdraw(bid=Bid.objects.get(tender=tender, provider=provider), by=by)


@pytest.mark.parametrize(
    ("write", "becomes"),
    [
        (nothing, "没有向本次招募提交投标"),
        (draft, "草稿没有提交"),
        (sealed, "没有开启，以后也不会开启"),
        (withdrawn, "已经撤回，没有开启"),
    ],
)
def test_a_cancelled_call_says_when_and_why_and_what_becomes_of_the_bid(
    client: Client,
    tender: Tender,
    office: Office,
    provider: Provider,
    by: Membership,
    write: Callable[[Tender, Provider, Membership], None],
    becomes: str,
) -> None:
    write(tender, provider, by)
    page = Told(client, tender, by)
    assert becomes not in page
    tender = announcing.cancel(tender=tender, by=office.preparer, reason=WHY)
    assert tender.ended_at is not None
    for words in (tender.get_state_display(), WHY, moment(tender.ended_at), becomes):
        assert str(words) in page
    assert "开始投标" not in page


@pytest.mark.parametrize("write", [nothing, draft, sealed])
def test_a_suspended_call_says_so_and_when_it_was_to_close(
    client: Client,
    tender: Tender,
    office: Office,
    provider: Provider,
    by: Membership,
    write: Callable[[Tender, Provider, Membership], None],
) -> None:
    """To its bidders and to everybody; the street that ordered it is named, not only what kind of office it is."""
    write(tender, provider, by)
    page = Told(client, tender, by)
    place = office.community.parent
    assert place is not None
    street = accounts.membership(Role.STREET, place)
    since = announcing.suspend(tender=tender, by=street, reason=WHY).suspended_at
    assert since is not None
    assert tender.deadline_at is not None
    public = Client().get(tender.get_absolute_url()).content.decode()
    for words in (str(moment(since)), "起暂停，暂停期间不计入任何期限", "原定截止时间为", due(tender.deadline_at)):
        assert words in page
        assert words in public
    assert "贵机构没有对本次招募投标" not in page
    assert f"<b>{place.full_name}</b>" in public


def suspend(provider: Provider, state: EntryState = EntryState.SUSPENDED) -> None:
    RosterEntry.objects.filter(provider=provider).update(state=state)
    departures.announce(provider_id=provider.pk, state=state)
    for _time in ("the withdrawal", "what is told of it"):
        bids.deliver_all()


def test_a_bid_that_the_roster_withdrew_is_told_of_and_may_be_handed_in_again(
    client: Client, tender: Tender, provider: Provider, by: Membership
) -> None:
    """Its people get a message; the page says why and what is still open; a new bid ends it."""
    sealed(tender, provider, by)
    suspend(provider)
    told = Notification.objects.filter(kind="bids.withdrawn_by_roster", url=f"/bids/{tender.number}/")
    assert by.user_id in told.values_list("recipient", flat=True)
    page = Told(client, tender, by)
    why = "按名录库规定不能再参加"
    assert why in page
    assert "截止之前可以重新提交" in page
    suspend(provider, EntryState.LISTED)
    bids.submitted(tender, provider, by=by)
    assert why not in page


def test_a_bid_taken_back_by_the_bidder_says_nothing_of_the_roster(
    client: Client, tender: Tender, provider: Provider, by: Membership
) -> None:
    withdrawn(tender, provider, by)
    assert "名录库规定" not in Told(client, tender, by)


def test_too_few_and_nobody_was_opened(client: Client, tender: Tender, provider: Provider, by: Membership) -> None:
    sealed(tender, provider, by)
    page = Told(client, tender, by)
    for _time in ("extended", "failed"):
        tender = bids.closed(tender)
    assert tender.state == "failed"
    for words in (tender.get_state_display(), tender.public_reason, "没有开启，以后也不会开启"):
        assert words in page


def test_all_invalid_and_the_bids_had_been_opened(client: Client, office: Office) -> None:
    contest = bids.contest(office=office, qualified=False)
    tender, bid = contest.tender, contest.bids[0]
    page = Told(client, tender, contest.bidders[0])
    for one in contest.bids:
        qualifying.qualify(bid=one, by=office.preparer, passed=False, grounds=[Ground.OTHER], reason="不符合要求")
    tender.refresh_from_db()
    assert tender.state == "failed"
    assert bid.opened.valid
    for words in (tender.get_state_display(), tender.public_reason, "已经开启过"):
        assert words in page


def test_withdrawn_and_the_call_goes_on(client: Client, tender: Tender, provider: Provider, by: Membership) -> None:
    withdrawn(tender, provider, by)
    page = Told(client, tender, by)
    assert "开始投标" in page
    for rival in tenders.providers(3):
        bids.submitted(tender, rival)
    bids.closed(tender)
    assert tender.deadline_at is not None
    with clock.moved_to(tender.deadline_at + timedelta(hours=1)):
        assert "已经撤回，没有开启" in page
        assert "没有向本次招募提交投标" not in page


def test_an_award_that_fell_says_why_and_that_the_call_goes_on(client: Client, office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    assert award.provider is not None
    loser = Bid.objects.filter(tender=award.tender).exclude(provider=award.provider).first()
    assert loser is not None
    page = Told(client, award.tender, tenders.bidder(loser.provider))
    assert "中选失效" not in page
    falling.refuse_award(award=award, by=tenders.bidder(award.provider), reason=WHY)
    assert Notice.objects.filter(tender=award.tender, kind=Notice.Kind.AWARD_FELL).exists()
    assert "中选失效" in page
    assert WHY in page

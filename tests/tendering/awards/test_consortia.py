"""An award to several: one wording, every member counts, one that leaves lets it fall."""

from __future__ import annotations

import pytest
from django.test import Client

from catalog import departures
from catalog.models import CreditEvent, Provider, RosterEntry
from catalog.rules.states import EntryState
from marketplace.notifications.models import Notification
from marketplace.primitives.refusal import NotPermitted
from tendering.awards import permissions
from tendering.awards.models import Award, AwardLetter
from tendering.awards.queries.candidates import bidders
from tendering.awards.rules.remedies import Subject
from tendering.awards.rules.states import State
from tendering.awards.services import falling, letters
from tendering.tenders.models import Notice, Tender
from tests.factories import accounts, awards, bids, tenders
from tests.factories.tenders import Office
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R32")]


@pytest.fixture
def office() -> Office:
    return Office.of()


@pytest.fixture
def five() -> list[Provider]:
    return tenders.providers(5)


@pytest.fixture
def tender(office: Office, five: list[Provider]) -> Tender:
    """The first in rank are two, the second two as well, the third one alone."""
    lead, member, rival, beside, alone = five
    return awards.ranked(office, [lead, rival, alone], joint={1: [member], 2: [beside]})


def test_notice_page_and_letter_name_lead_and_members(office: Office, tender: Tender, five: list[Provider]) -> None:
    award = awards.confirmed(office, tender)
    words = f"{five[0]}(联合体牵头)、{five[1]}(联合体成员)"
    assert award.contractor_name == words
    body = Notice.objects.get(tender=tender, kind=Notice.Kind.RESULT).body
    second = f"{five[2]}(联合体牵头)、{five[3]}(联合体成员)"
    assert [line["name"] for line in body["ranking"]] == [words, second, str(five[4])]
    assert words in Client().get(award.get_absolute_url()).content.decode()
    letters.send_letters(award=award, by=office.preparer)
    assert {letter.addressee for letter in AwardLetter.objects.all()} == {words, second, str(five[4])}


def test_every_member_reads_its_letter_and_no_rivals(office: Office, tender: Tender, five: list[Provider]) -> None:
    member = tenders.bidder(five[1])
    awards.lettered(office, tender)
    won, lost = AwardLetter.objects.get(kind="award"), AwardLetter.objects.get(provider=five[2])
    read = {one.pk: set(permissions.readable_letters(tenders.bidder(one))) for one in five}
    assert read[five[0].pk] == read[five[1].pk] == {won}
    assert read[five[2].pk] == read[five[3].pk] == {lost}
    bids.deliver_all()
    told = set(Notification.objects.filter(kind="awards.letter").values_list("recipient", flat=True))
    assert member.user_id in told


def test_each_member_of_a_loser_may_object_and_none_of_the_winner(
    office: Office, tender: Tender, five: list[Provider]
) -> None:
    award = awards.publicised(tender, office)
    assert permissions.objector(tenders.bidder(five[3]), award) == five[3]
    for one in five[:2]:
        with pytest.raises(NotPermitted):
            permissions.objector(tenders.bidder(one), award)


def test_each_member_may_challenge_under_the_statute(office: Office, tender: Tender, five: list[Provider]) -> None:
    awards.publicised(awards.statutory(tender), office)
    assert permissions.standing(tenders.bidder(five[3]), tender, Subject.RESULT) == five[3]
    with pytest.raises(permissions.NoStanding):
        permissions.standing(tenders.bidder(five[1]), tender, Subject.RESULT)
    assert set(bidders(tender)) == set(five)


def test_the_members_of_a_consortium_challenge_a_result_once(
    office: Office, tender: Tender, five: list[Provider]
) -> None:
    """Through whichever of them; the database cannot know, for each files under its own name."""
    award = awards.publicised(awards.statutory(tender), office)
    awards.challenged(award.tender, tenders.bidder(five[2]))
    with refused("awards.challenged_once"):
        awards.challenged(award.tender, tenders.bidder(five[3]))
    awards.challenged(award.tender, tenders.bidder(five[4]))


def leave(provider: Provider) -> None:
    RosterEntry.objects.filter(provider=provider).update(state=EntryState.SUSPENDED)
    departures.announce(provider_id=provider.pk, state=EntryState.SUSPENDED)
    bids.deliver_all()


def test_a_member_that_leaves_the_roster_lets_the_award_fall(
    office: Office, tender: Tender, five: list[Provider]
) -> None:
    award = awards.publicised(tender, office)
    leave(five[1])
    award.refresh_from_db()
    assert award.state == State.VOID
    assert award.public_reason == falling.LEFT_ROSTER


def test_who_lost_a_member_is_not_next(office: Office, tender: Tender, five: list[Provider]) -> None:
    leave(five[3])
    leave(five[0])
    assert awards.proposed(tender, office).provider == five[4]


def test_any_member_may_step_back_and_all_answer_for_it(office: Office, tender: Tender, five: list[Provider]) -> None:
    award = awards.publicised(tender, office)
    with pytest.raises(NotPermitted):
        falling.refuse_award(award=award, by=tenders.bidder(five[3]), reason="无关")
    falling.refuse_award(award=award, by=tenders.bidder(five[1]), reason="成员人员变动")
    assert set(CreditEvent.objects.filter(cause=award.number).values_list("provider", flat=True)) == {
        five[0].pk,
        five[1].pk,
    }


def test_a_member_finds_the_way_to_step_back(office: Office, tender: Tender, five: list[Provider]) -> None:
    award = awards.publicised(tender, office)
    client = accounts.signed_in(Client(), tenders.bidder(five[1]))
    assert client.get(f"{award.get_absolute_url()}refuse/").status_code == 200
    assert Award.objects.get().state == State.PUBLICITY

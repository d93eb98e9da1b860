"""A hint of collusion found right: nobody confirms its bidders, oversight annuls, and the next in rank follows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.notifications.models import Notification
from marketplace.rulebook.queries import work_calendar
from tendering.awards.models import Award, AwardLetter
from tendering.awards.queries.duties import duties
from tendering.awards.rules.states import State
from tendering.awards.services import confirming, falling, following, hints, letters, publicity
from tendering.awards.services.hints import HintSubstantiated, HintsUnanswered
from tendering.awards.services.proposing import NobodyLeft
from tendering.awards.wording.reasons import say_all
from tendering.bids.models import CollusionHint
from tendering.tenders.queries import timetable
from tendering.tenders.rules.states import State as TenderState
from tests.factories import accounts, awards, bids
from tests.factories import hints as factory
from tests.factories.tenders import Office

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]


@pytest.fixture
def award(office: Office) -> Award:
    """Confirmable; nobody has confirmed."""
    return awards.confirmable(awards.ranked(office), office)


def right(award: Award, count: int = 2) -> CollusionHint:
    """Found right about the first `count` in rank."""
    return factory.decided(factory.found(award.tender, count=count), substantiated=True)


def street(award: Award) -> Membership:
    return accounts.person("吴科长", Role.STREET, award.demand.community.parent)


def waiting(by: Membership) -> list[tuple[str, str]]:
    return [(one.kind, one.url) for one in duties(by, clock.now())]


def page(member: Membership | None, url: str) -> str:
    client = accounts.signed_in(Client(), member) if member else Client()
    return client.get(url).content.decode()


def follow(award: Award, office: Office) -> Award:
    """Annulled by the district, and the next in rank in publicity."""
    falling.annul(award=award, by=factory.officer(award.tender), reason="串通投标经核查属实")
    return publicity.publicise(award=following.next_in_rank(award=award, by=office.preparer), by=office.preparer)


def test_nobody_is_asked_to_confirm_and_oversight_to_annul(award: Award, office: Office) -> None:
    offices = (street(award), factory.officer(award.tender))
    url = f"{award.get_absolute_url()}annul/"
    assert ("awards.confirm", f"{award.get_absolute_url()}confirm/") in waiting(office.approver)
    assert all(("awards.annul", url) not in waiting(by) for by in offices)
    right(award)
    assert waiting(office.approver) == []
    assert all(waiting(by) == [("awards.annul", url)] for by in offices)
    bids.deliver_all()
    told = Notification.objects.filter(kind="awards.annul_due", url=award.get_absolute_url())
    assert {by.user_id for by in offices} <= set(told.values_list("recipient", flat=True))
    assert not told.filter(recipient=office.approver.user).exists()


def test_a_hint_about_others_asks_nobody_to_annul(award: Award, office: Office) -> None:
    others = CollusionHint.objects.create(tender=award.tender, kind="phone", found_at=clock.now())
    for position, bid in enumerate(award.tender.bids.exclude(awards=award), start=1):
        others.inputs.create(bid=bid, position=position, value="13987654321")
    factory.decided(others, substantiated=True)
    bids.deliver_all()
    assert [kind for kind, _url in waiting(office.approver)] == ["awards.confirm"]
    assert waiting(street(award)) == []
    assert not Notification.objects.filter(kind="awards.annul_due").exists()


def test_the_offices_read_why_and_find_the_way_on_and_nobody_else_does(award: Award, office: Office) -> None:
    url = award.get_absolute_url()
    right(award)
    assert f"{url}confirm/" not in page(office.approver, url)
    assert "经纪检监察核查属实" in page(office.approver, url)
    assert "经纪检监察核查属实" in page(office.approver, f"{url}confirm/")
    shown = accounts.signed_in(Client(), street(award)).get(url)
    assert f"{url}annul/" in [address for _label, address in shown.context["main_actions"]]
    assert "经纪检监察核查属实" in page(street(award), f"{url}annul/")
    for other in (None, *awards.bidders(award.tender)):
        assert "属实" not in page(other, url)


def test_its_days_are_open_for_the_offices(award: Award, office: Office) -> None:
    """The timetable names no day of a confirmation that will not come."""
    right(award)
    award.refresh_from_db()
    for by, waits in ((office.approver, 1), (None, 0)):
        found = timetable.whole(award.tender, work_calendar(), clock.today(), by)
        assert len(found.waits) == waits


def test_what_is_to_be_annulled_is_not_published(office: Office) -> None:
    award = awards.proposed(awards.ranked(office), office)
    assert [kind for kind, _url in waiting(office.preparer)] == ["awards.publicise"]
    right(award)
    assert waiting(office.preparer) == []
    assert f"{award.get_absolute_url()}publicise/" not in page(office.preparer, award.get_absolute_url())
    with pytest.raises(HintSubstantiated):
        publicity.publicise(award=award, by=office.preparer)


def test_the_end_of_its_publicity_tells_nobody_to_confirm(office: Office) -> None:
    award = awards.publicised(awards.ranked(office), office)
    right(award)
    assert award.publicity_ends_at is not None
    with clock.moved_to(award.publicity_ends_at):
        assert publicity.elapse(award=award)
        bids.deliver_all()
    assert not Notification.objects.filter(kind="awards.confirmable").exists()


def test_who_stands_in_the_same_hint_is_passed_over_with_the_reason(award: Award, office: Office) -> None:
    """Rank 1 is annulled, rank 2 left out, rank 3 awarded; each loser reads why in its letter."""
    first, second, _third = (row.bid for row in award.tender.panel.ranking.order_by("rank"))
    right(award)
    with awards.acting_before(clock.now()):
        after = follow(award, office)
    assert after.rank == 3
    assert [reason["code"] for reason in after.reasons] == ["next_price", "hint_found_right"]
    said = str(say_all(after.reasons)[1])
    assert second.bidder in said
    assert said in page(None, after.get_absolute_url())
    publicity.elapse(award=after)
    letters.send_letters(award=confirming.confirm(award=after, by=office.approver), by=office.preparer)
    for bid in (first, second):
        letter = AwardLetter.objects.get(award=after, provider=bid.provider)
        assert [reason["code"] for reason in letter.reasons] == ["hint_found_right_yourself"]


def test_who_ranks_behind_reads_its_rank_not_the_hint(office: Office) -> None:
    """A hint among ranks 2 and 3 does not keep the first from the award, nor say why they lost."""
    award = awards.confirmable(awards.ranked(office), office)
    others = CollusionHint.objects.create(tender=award.tender, kind="phone", found_at=clock.now())
    for position, bid in enumerate(award.tender.bids.exclude(awards=award), start=1):
        others.inputs.create(bid=bid, position=position, value="13987654321")
    factory.decided(others, substantiated=True)
    letters.send_letters(award=confirming.confirm(award=award, by=office.approver), by=office.preparer)
    found = AwardLetter.objects.filter(award=award, kind=AwardLetter.Kind.REGRET)
    assert [letter.reasons[0]["code"] for letter in found] == ["higher_price"] * 2


def test_with_nobody_else_in_rank_the_call_fails(award: Award) -> None:
    right(award, count=3)
    falling.annul(award=award, by=street(award), reason="串通投标经核查属实")
    award.tender.refresh_from_db()
    assert award.tender.state == TenderState.FAILED


def test_nobody_is_proposed_whose_hint_was_found_right_before(office: Office) -> None:
    tender = awards.ranked(office)
    factory.decided(factory.found(tender), substantiated=True)
    assert awards.proposed(tender, office).rank == 3
    alone = awards.ranked(office)
    factory.decided(factory.found(alone, count=3), substantiated=True)
    with pytest.raises(NobodyLeft):
        awards.proposed(alone, office)


def test_a_decision_that_was_taken_back_gives_the_place_back(award: Award, office: Office) -> None:
    """Opened again and cleared, whoever was passed over comes first: the award makes way when it is confirmed."""
    hint = right(award)
    by = factory.officer(award.tender, Role.DISCIPLINE)
    with awards.acting_before(clock.now() + timedelta(days=1)):
        after = follow(award, office)
    publicity.elapse(award=after)
    hints.reopen(hint=hint, by=by, text="发现新情况")
    with pytest.raises(HintsUnanswered):
        confirming.confirm(award=after, by=office.approver)
    hints.decide(hint=hint, by=by, substantiated=False, text="重新核查未发现问题")
    after = confirming.confirm(award=after, by=office.approver)
    assert (after.state, after.has_fallen) == (State.SET_ASIDE, True)
    assert following.next_in_rank(award=after, by=office.preparer).rank == 2


def test_it_stands_while_the_decision_stands(award: Award, office: Office) -> None:
    right(award)
    with awards.acting_before(clock.now()):
        after = follow(award, office)
    publicity.elapse(award=after)
    assert confirming.confirm(award=after, by=office.approver).state == State.AWARDED

"""Acts that meet on one award at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from functools import partial

import pytest
from django.conf import settings

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.awards.models import Award, AwardLetter, Confirmation
from tendering.awards.rules.states import State
from tendering.awards.services import confirming, falling, following, letters, objections, proposing, publicity
from tendering.demands.rules.steps import State as DemandState
from tests.concurrency.racing import race
from tests.factories import accounts, awards, demands, tenders
from tests.factories.tenders import Office

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def office() -> Office:
    assert settings.CLOCK_OFFSET_ALLOWED
    demands.rules()
    return Office.of()


def confirmable(office: Office) -> Award:
    """Its publicity is over; nobody has confirmed."""
    before = clock.now()
    with awards.acting_before(before):
        award = awards.publicised(awards.ranked(office), office)
    publicity.elapse(award=award)
    return award


def test_two_confirmations_of_one_award(office: Office) -> None:
    """Eight people of the office confirm together: one counts, the demand is awarded once."""
    award = confirmable(office)
    people = [accounts.membership(Role.COMMUNITY, office.community) for _ in range(8)]
    outcome = race([partial(confirming.confirm, award=award, by=by) for by in people])
    assert outcome["done"] == 1
    assert outcome.total() - outcome["done"] == 7
    award.refresh_from_db()
    assert (award.state, award.tender.demand.state) == (State.AWARDED, DemandState.AWARDED)
    assert Confirmation.objects.filter(award=award).count() == 1


def test_one_tender_is_awarded_once(office: Office) -> None:
    """Proposed by six people together."""
    tender = awards.ranked(office)
    people = [accounts.membership(Role.COMMUNITY, office.community) for _ in range(6)]
    outcome = race([partial(proposing.propose_award, tender=tender, by=by) for by in people])
    assert outcome == {"done": 1, "Refusal": 5}
    assert Award.objects.filter(tender=tender).count() == 1


def test_letters_are_sent_once(office: Office) -> None:
    """Six clicks, one letter each."""
    award = awards.confirm(confirmable(office), office)
    outcome = race([partial(letters.send_letters, award=award, by=office.preparer)] * 6)
    assert outcome == {"done": 1, "WrongState": 5}
    assert AwardLetter.objects.filter(award=award).count() == 3


def test_an_objection_and_the_end_of_publicity(office: Office) -> None:
    """Many objections at once hold it together; none is lost, the rest is computed once."""
    award = awards.publicised(awards.ranked(office), office)
    people = [accounts.membership(Role.RESIDENT, office.community) for _ in range(8)]
    outcome = race([partial(objections.file_objection, award=award, by=by, text="不清楚") for by in people])
    assert outcome == {"done": 8}
    award.refresh_from_db()
    assert (award.state, award.remaining_workdays, award.objections.count()) == (State.OBJECTION_HOLD, 3, 8)


def test_an_objection_is_answered_once(office: Office) -> None:
    """Upheld and dismissed at the same instant: one of the two."""
    award = awards.publicised(awards.ranked(office), office)
    objection = awards.objected(award)
    acts = [
        partial(objections.answer_objection, objection=objection, by=office.approver, upheld=upheld, answer="已核实")
        for upheld in (True, False) * 3
    ]
    assert race(acts)["done"] == 1
    objection.refresh_from_db()
    award.refresh_from_db()
    assert (objection.state, award.state) in {("upheld", State.VOID), ("dismissed", State.PUBLICITY)}


def test_a_fallen_award_is_followed_once(office: Office) -> None:
    """Next in rank, asked for by five people; and it fell once for two reasons."""
    award = awards.publicised(awards.ranked(office), office)
    assert award.provider is not None
    winner = tenders.bidder(award.provider)
    district = accounts.membership(Role.DISTRICT)
    fell = race(
        [
            partial(falling.refuse_award, award=award, by=winner, reason="人手不足"),
            partial(falling.annul, award=award, by=district, reason="投诉属实"),
        ]
    )
    assert fell == {"done": 1, "WrongState": 1}
    outcome = race([partial(following.next_in_rank, award=award, by=office.preparer)] * 5)
    assert outcome == {"done": 1, "NothingToFollow": 4}
    assert Award.objects.filter(tender=award.tender).count() == 2

"""Acts that meet on one award at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.conf import settings
from django.db import connection

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.awards.models import Award, AwardLetter, Confirmation
from tendering.awards.rules.remedies import Outcome
from tendering.awards.rules.states import LIVE, State
from tendering.awards.services import (
    answering,
    complaints,
    confirming,
    falling,
    following,
    letters,
    objections,
    proposing,
    publicity,
    redoing,
)
from tendering.awards.services.holding import ObjectionPending
from tendering.demands.rules.steps import State as DemandState
from tendering.evaluation.models import Panel
from tendering.evaluation.rules.states import Error
from tests.concurrency.racing import race, stuck
from tests.factories import accounts, awards, demands, places, tenders
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


def test_a_redo_and_a_confirmation_meet(office: Office) -> None:
    """Whichever comes first: the award is set aside, the demand is being let, nothing counts until another panel."""
    before = clock.now()
    with awards.acting_before(before):
        award = awards.publicised(awards.statutory(awards.ranked(office)), office)
        rival = awards.bidders(award.tender)[1]
        row = awards.challenged(award.tender, rival)
        by = accounts.membership(Role.STREET, office.community.parent)
        answering.answer_challenge(objection=row, by=by, outcome=Outcome.NOT_UPHELD, answer="不成立")
    publicity.elapse(award=award)
    complaint = complaints.file_complaint(objection=row, by=rival, pleading=awards.PLEADING)
    finance = accounts.membership(Role.FINANCE_OFFICER, places.district())
    complaints.examine(complaint=complaint, by=finance, admitted=True)
    redo = partial(complaints.decide, complaint=complaint, by=finance, outcome=Outcome.REDO_EVALUATION, decision="成立")
    outcome = race([redo, redo, *[partial(confirming.confirm, award=award, by=office.approver)] * 4])
    award.refresh_from_db()
    assert (award.state, award.tender.demand.state) == (State.SET_ASIDE, DemandState.LETTING)
    assert outcome["done"] in (1, 2)
    assert not Panel.objects.filter(counts_for=award.tender).exists()
    assert not Award.objects.filter(tender=award.tender, state__in=LIVE).exists()


def test_a_check_by_the_same_panel_and_a_confirmation_meet(office: Office) -> None:
    """Whichever comes first: one panel counts, and one act is done."""
    award = confirmable(office)
    check = partial(redoing.recheck, award=award, by=office.preparer, error=Error.SUM, reason="合计有误")
    outcome = race([*[check] * 3, *[partial(confirming.confirm, award=award, by=office.approver)] * 3])
    assert outcome["done"] == 1
    assert set(outcome) <= {"done", "WrongState", "NotPermitted"}
    award.refresh_from_db()
    checks = Panel.objects.get(counts_for=award.tender).rechecks_id is not None
    assert award.state == (State.SET_ASIDE if checks else State.AWARDED)


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


def test_an_objection_in_the_last_moment_and_the_end_of_the_publicity(office: Office) -> None:
    """Filed a millisecond before the end, not committed when the clock comes by: the publicity does not end."""
    award = awards.publicised(awards.ranked(office), office)
    resident, end = accounts.membership(Role.RESIDENT, office.community), award.publicity_ends_at
    assert end is not None
    connection.set_autocommit(False)
    try:
        with clock.frozen(end - timedelta(milliseconds=1)):
            objections.file_objection(award=award, by=resident, text="不清楚")
        with clock.frozen(end), stuck(partial(publicity.elapse, award=award)):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    award.refresh_from_db()
    assert (award.state, award.remaining_workdays, award.confirmable_at) == (State.OBJECTION_HOLD, 1, None)


def test_a_challenge_and_a_confirmation_at_the_same_instant(office: Office) -> None:
    """The challenge is in first, not committed yet: whoever confirms waits for it and is refused."""
    award = confirmable(office)
    awards.statutory(award.tender)
    loser = awards.bidders(award.tender)[1]

    def confirm() -> None:
        with pytest.raises(ObjectionPending):
            confirming.confirm(award=award, by=office.approver)

    connection.set_autocommit(False)
    try:
        awards.challenged(award.tender, loser)
        with stuck(confirm):
            connection.commit()
    finally:
        connection.set_autocommit(True)
    award.refresh_from_db()
    assert (award.state, Confirmation.objects.filter(award=award).count()) == (State.CONFIRMABLE, 0)


def test_a_confirmation_and_challenges_together(office: Office) -> None:
    """Whatever comes first: nothing is confirmed while a challenge that was in before waits."""
    award = confirmable(office)
    awards.statutory(award.tender)
    losers = awards.bidders(award.tender)[1:]
    race(
        [
            partial(confirming.confirm, award=award, by=office.approver),
            *(partial(awards.challenged, award.tender, loser) for loser in losers),
        ]
    )
    award.refresh_from_db()
    filed = list(award.tender.objections.values_list("filed_at", flat=True))
    assert len(filed) == 2
    assert award.awarded_at is None or award.awarded_at <= min(filed)

"""Members who act at the same instant (PostgreSQL: real locks)."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import transaction

from marketplace import clock
from marketplace.audit.models import Entry
from tendering.evaluation.models import Ballot, DefenceSlot, PaperSheet, RankingRow, Seat
from tendering.evaluation.queries import ranking as result
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.states import PaperState, State
from tendering.evaluation.services import (
    convening,
    invitations,
    members,
    papers,
    presenting,
    ranking,
    reporting,
    residents_vote,
)
from tests.concurrency.racing import race
from tests.factories import accounts, bids, demands, evaluation, files

pytestmark = [pytest.mark.postgresql, pytest.mark.django_db(transaction=True), pytest.mark.requirement("R39")]


@pytest.fixture(autouse=True)
def _rules(transactional_db: None) -> None:
    demands.rules()


def test_the_last_declarations_together_start_the_evaluation() -> None:
    with transaction.atomic():
        jury = evaluation.convened()
    declare = partial(members.declare, panel=jury.panel, statements=list(Relation))
    assert race([partial(declare, by=judge) for judge in jury.judges()]) == {"done": 3}
    assert jury.fresh().state == State.SCORING


def test_the_last_sheets_signed_together_are_noticed() -> None:
    with transaction.atomic():
        jury = evaluation.declared()
    assert race([partial(evaluation.sign, jury, judge) for judge in jury.judges()]) == {"done": 3}
    assert jury.fresh().sheets_signed_at is not None


def test_the_bids_are_ranked_once() -> None:
    with transaction.atomic():
        jury = evaluation.scored()
    assert race([partial(ranking.rank, panel=jury.panel, by=judge) for judge in jury.judges()]) == {
        "done": 1,
        "Refusal": 2,
    }
    assert RankingRow.objects.filter(panel__counts_for=jury.tender).count() == 3


def test_the_last_signatures_together_make_the_report_final() -> None:
    with transaction.atomic():
        jury = evaluation.ranked()
    sign = partial(reporting.sign_report, panel=jury.panel)
    assert race([partial(sign, by=judge) for judge in jury.judges()]) == {"done": 3}
    assert len(result(jury.tender)) == 3


def test_two_convenings_together_make_one_panel() -> None:
    with transaction.atomic():
        contest = bids.contest(method="comparison_invited")
        evaluation.representatives(contest, 4)
    office = contest.office
    convene = partial(convening.convene, tender=contest.tender, by=office.preparer, community=[office.approver])
    assert race([convene, convene]) == {"done": 1, "Refusal": 1}
    assert Seat.objects.filter(panel__tender=contest.tender).count() == 3


def test_a_refusal_against_the_declaration_of_the_same_seat() -> None:
    """One of the two counts: the seat is declared, or it is left and somebody follows; never both."""
    for _round in range(4):
        with transaction.atomic():
            jury = evaluation.convened()
        judge = jury.judges()[-1]
        outcome = race(
            [
                partial(members.declare, panel=jury.panel, by=judge, statements=list(Relation)),
                partial(invitations.decline, panel=jury.panel, by=judge, reason="出差"),
            ]
        )
        assert outcome["done"] == 1
        states = sorted(Seat.objects.filter(panel=jury.panel, user=judge.user).values_list("state", flat=True))
        followers = Seat.objects.filter(panel=jury.panel, replaces__user=judge.user).count()
        assert (states, followers) in ((["declared"], 0), (["declined"], 1))


def test_a_seat_is_left_once() -> None:
    with transaction.atomic():
        jury = evaluation.convened()
        evaluation.absent(jury.seats()[-1])
    seat, judge = jury.seats()[-1], jury.judges()[-1]
    outcome = race(
        [
            partial(members.recuse, panel=jury.panel, by=judge, relation=Relation.OTHER, reason="邻居"),
            partial(members.replace, seat=seat, by=jury.contest.office.committee, reason="生病"),
        ]
    )
    assert outcome["done"] == 1
    assert Seat.objects.filter(panel=jury.panel, replaces=seat).count() == 1


def test_a_sheet_on_paper_is_entered_once() -> None:
    with transaction.atomic():
        jury = evaluation.declared()
        office = jury.contest.office
        paper, *_others = papers.print_sheets(panel=jury.panel, by=office.preparer)
        values = evaluation.points(jury)
    entries = [
        partial(papers.enter, paper=paper, by=by, values=values, scan=files.upload(), version=paper.version)
        for by in (office.preparer, office.committee)
    ]
    assert race(entries) == {"done": 1, "Refusal": 1}
    assert PaperSheet.objects.get(pk=paper.pk).state == PaperState.ENTERED


def test_two_clerks_start_the_same_bidders_clock_once() -> None:
    """The second finds it running, by the call's lock; the first one's moment stays."""
    with transaction.atomic():
        demands.rules(letting__micro__defence=evaluation.DEFENCE)
        jury = evaluation.declared()
        session = evaluation.defended(jury)
    slot = DefenceSlot.objects.get(session=session, position=1)
    clerks = [jury.contest.office.preparer, jury.contest.office.approver]
    with clock.moved_to(session.starts_at + timedelta(seconds=1)):
        acts = [partial(presenting.start, slot=slot, by=by) for by in (*clerks, *clerks)]
        assert race(acts) == {"done": 1, "NotItsTurn": 3}
        assert Entry.objects.filter(act="evaluation.defence.started").count() == 1


def test_a_resident_who_sends_the_ballot_many_times_has_one_vote() -> None:
    with transaction.atomic():
        demands.rules(**evaluation.vote_rules())
        jury = evaluation.declared()
        ends_at = clock.now() + timedelta(days=2)
        vote = residents_vote.open_vote(panel=jury.panel, by=jury.contest.office.preparer, ends_at=ends_at)
        voter = accounts.membership("resident", jury.contest.office.community, who=accounts.known())
    rows = list(vote.choices.order_by("position"))
    assert race([partial(residents_vote.cast, vote=vote, by=voter, choice=row) for row in rows * 2]) == {"done": 6}
    assert Ballot.objects.filter(vote=vote).count() == 1

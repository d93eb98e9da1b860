"""Convening, declaring, recusing, replacing (domain 2.4, story 10)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from marketplace import clock
from marketplace.accounts.permissions import granted
from marketplace.accounts.rules import Role
from marketplace.primitives import draw
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from tendering.evaluation.models import Declaration, Draw, Panel, ScoreSheet, Seat
from tendering.evaluation.models.panel import SIT
from tendering.evaluation.permissions import sitting
from tendering.evaluation.rules.avoidance import Relation
from tendering.evaluation.rules.states import Capacity, Remedy, SeatState, State
from tendering.evaluation.services import convening, members, redoing
from tendering.evaluation.services.convening import TooFewCandidates
from tendering.tenders.services import announcing, offers, preparing
from tests.factories import accounts, bids, evaluation, places, tenders
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules")]


@pytest.fixture
def contest() -> bids.Contest:
    return bids.contest(method="comparison_invited")


@pytest.fixture
def jury(contest: bids.Contest) -> evaluation.Jury:
    return evaluation.convened(contest)


def convene(contest: bids.Contest, **changes: Any) -> Panel:
    office = contest.office
    values: dict[str, Any] = {"by": office.preparer, "community": [office.approver], "observers": []}
    return convening.convene(**{"tender": contest.tender, **values, **changes})


def holds_grant(jury: evaluation.Jury, seat: Seat) -> bool:
    return granted(seat.user, f"evaluation.{SIT}", Panel.objects.filter(pk=jury.panel.pk)).exists()


@pytest.mark.requirement("R39")
def test_a_micro_panel_is_made_up_as_the_rule_set_says(jury: evaluation.Jury) -> None:
    capacities = sorted(seat.capacity for seat in Seat.objects.filter(panel=jury.panel))
    assert capacities == ["community", "observer", "resident_representative", "resident_representative"]
    assert jury.panel.state == State.CONVENED
    assert all(holds_grant(jury, seat) for seat in jury.seats())


def test_representatives_are_drawn_and_anybody_can_draw_again(jury: evaluation.Jury) -> None:
    row = Draw.objects.get(panel=jury.panel, purpose=Draw.Purpose.RESIDENT_REPRESENTATIVE)
    seed = bytes(row.seed)
    assert draw.opens(seed, row.commitment)
    assert row.list_hash == draw.list_hash(row.candidates)
    assert row.order == draw.shuffle(seed, row.candidates, beacon=bytes.fromhex(row.beacon))
    drawn = [evaluation.holder(seat) for seat in jury.seats() if seat.capacity == Capacity.RESIDENT_REPRESENTATIVE]
    assert [str(member.pk) for member in drawn] == row.order[:2]
    assert len(row.candidates) == 4


def test_the_draw_for_ties_is_committed_before_anybody_scores(jury: evaluation.Jury) -> None:
    row = Draw.objects.get(panel=jury.panel, purpose=Draw.Purpose.TIE)
    assert (row.drawn_at, row.order, len(row.commitment)) == (None, [], 64)


def test_only_the_community_convenes(contest: bids.Contest) -> None:
    evaluation.representatives(contest, 3)
    for role, place in ((Role.COMMUNITY, places.community()), (Role.STREET, contest.office.community.parent)):
        with pytest.raises(NotPermitted):
            convene(contest, by=accounts.membership(role, place))
    assert not Panel.objects.exists()


def test_who_convenes_does_not_name_oneself(contest: bids.Contest) -> None:
    evaluation.representatives(contest, 3)
    with pytest.raises(InvalidInput, match="names_oneself"):
        convene(contest, community=[contest.office.preparer])


def test_whoever_is_named_is_staff_of_this_community(contest: bids.Contest) -> None:
    evaluation.representatives(contest, 3)
    for stranger in (contest.office.committee, accounts.membership(Role.COMMUNITY, places.community())):
        with pytest.raises(InvalidInput, match="not_of_the_community"):
            convene(contest, community=[stranger])
    with pytest.raises(InvalidInput, match="wrong_number"):
        convene(contest, community=[])


def test_too_few_representatives_and_nothing_is_written(contest: bids.Contest) -> None:
    evaluation.representatives(contest, 1)
    with pytest.raises(TooFewCandidates):
        convene(contest)
    assert not Panel.objects.exists()


def test_nobody_convenes_before_every_bid_is_checked() -> None:
    contest = bids.contest(method="comparison_invited", qualified=False)
    evaluation.representatives(contest, 3)
    with pytest.raises(Refusal, match="not_qualified"):
        convene(contest)


def test_nobody_convenes_twice(jury: evaluation.Jury) -> None:
    with pytest.raises(Refusal, match="convened_already"):
        convene(jury.contest)


def test_a_cancelled_call_has_no_panel(contest: bids.Contest) -> None:
    evaluation.representatives(contest, 3)
    announcing.cancel(tender=contest.tender, by=contest.office.approver, reason="预算调整")
    with pytest.raises(Refusal, match="not_opened"):
        convene(contest)


def test_somebody_of_a_bidder_cannot_be_named_nor_drawn(contest: bids.Contest) -> None:
    """Left within three years is too near; a representative with such a past is not even on the list."""
    bidder = contest.bids[0].provider.organisation
    named = contest.office.approver
    left = clock.today() - timedelta(days=300)
    old: Any = {"from_date": clock.today() - timedelta(days=900), "to_date": left}
    accounts.membership(Role.PLANNER, bidder, who=named.user, **old)
    drawn = evaluation.representatives(contest, 3)
    accounts.membership(Role.PLANNER, bidder, who=drawn[0].user, **old)
    with pytest.raises(Refusals) as caught:
        convene(contest)
    assert [refusal.code for refusal in caught.value.refusals] == ["evaluation.conflict.bidder_member"]
    other = accounts.membership(Role.COMMUNITY, contest.office.community)
    convene(contest, community=[other])
    row = Draw.objects.get(purpose=Draw.Purpose.RESIDENT_REPRESENTATIVE)
    assert str(drawn[0].pk) not in row.candidates


@pytest.mark.parametrize(
    ("role", "code"), [(Role.FINANCE_OFFICER, "finance"), (Role.PLANNER, "planner")], ids=["finance", "planner"]
)
def test_finance_and_planners_over_the_community_do_not_judge(contest: bids.Contest, role: Role, code: str) -> None:
    """Neither named nor drawn; whoever plans for another community does."""
    community = contest.office.community
    people = evaluation.representatives(contest, 3)
    accounts.membership(role, community.parent, who=people[0].user)
    if role is Role.PLANNER:
        accounts.membership(role, places.community(), who=people[1].user)
    named = accounts.membership(role, community.parent, who=contest.office.approver.user)
    with pytest.raises(Refusals) as caught:
        convene(contest)
    assert [refusal.code for refusal in caught.value.refusals] == [f"evaluation.conflict.{code}"]
    named.delete()
    seated = set(convene(contest).seats.values_list("user", flat=True))
    assert {one.user_id for one in people[1:]} <= seated
    assert people[0].user_id not in seated


def test_staff_of_the_community_are_not_drawn_as_residents(contest: bids.Contest) -> None:
    people = evaluation.representatives(contest, 3)
    accounts.membership(Role.COMMUNITY, contest.office.community, who=people[0].user)
    convene(contest)
    row = Draw.objects.get(purpose=Draw.Purpose.RESIDENT_REPRESENTATIVE)
    assert str(people[0].pk) not in row.candidates


def test_an_observer_is_of_an_office_that_observes(contest: bids.Contest) -> None:
    evaluation.representatives(contest, 3)
    for stranger in (
        accounts.membership(Role.SUPERVISION_COMMITTEE, places.community()),
        accounts.membership(Role.STREET, contest.office.community.parent),
    ):
        with pytest.raises(InvalidInput, match="not_an_observer"):
            convene(contest, observers=[stranger])


def test_the_last_declaration_starts_the_evaluation_and_gives_sheets(jury: evaluation.Jury) -> None:
    judges = jury.judges()
    for judge in judges[:-1]:
        members.declare(panel=jury.panel, by=judge, statements=list(Relation))
        assert jury.fresh().state == State.CONVENED
    members.declare(panel=jury.panel, by=judges[-1], statements=list(Relation))
    assert jury.fresh().state == State.SCORING
    assert ScoreSheet.objects.filter(seat__panel=jury.panel).count() == 3
    row = Declaration.objects.filter(has_conflict=False).first()
    assert row is not None
    assert row.bidders == [bid.provider.organisation.name for bid in sorted(jury.bids, key=lambda bid: bid.pk)]


def test_every_statement_is_declared_or_nothing(jury: evaluation.Jury) -> None:
    with pytest.raises(InvalidInput, match="statement_missing"):
        members.declare(panel=jury.panel, by=jury.judges()[0], statements=[Relation.KINSHIP])
    assert not Declaration.objects.exists()


def test_nobody_declares_without_a_seat_in_that_role(jury: evaluation.Jury) -> None:
    """Not the convener, not a member in another role, not a stranger."""
    judge = jury.judges()[-1]
    other_role = accounts.membership(Role.RESIDENT, jury.contest.office.community, who=judge.user)
    stranger = accounts.membership(Role.RESIDENT_REPRESENTATIVE, jury.contest.office.community)
    for by in (jury.contest.office.preparer, other_role, stranger, jury.contest.bidders[0]):
        with pytest.raises(NotPermitted):
            members.declare(panel=jury.panel, by=by, statements=list(Relation))


def test_a_conflict_that_came_up_since_refuses_the_declaration(jury: evaluation.Jury) -> None:
    judge = jury.judges()[-1]
    accounts.membership(Role.PLANNER, jury.bids[1].provider.organisation, who=judge.user)
    with pytest.raises(Refusals):
        members.declare(panel=jury.panel, by=judge, statements=list(Relation))


@pytest.mark.requirement("R39")
def test_whoever_recuses_loses_the_grant_and_the_next_in_the_draw_sits(jury: evaluation.Jury) -> None:
    """Story 10: a conflict of interest, redrawn."""
    evaluation.declared(jury)
    seat = jury.seats()[-1]
    leaving = evaluation.holder(seat)
    order = Draw.objects.get(purpose=Draw.Purpose.RESIDENT_REPRESENTATIVE).order
    members.recuse(panel=jury.panel, by=leaving, relation=Relation.KINSHIP, reason="配偶在投标机构任职")
    seat.refresh_from_db()
    assert (seat.state, seat.left_at is not None, holds_grant(jury, seat)) == (SeatState.RECUSED, True, False)
    new = Seat.objects.get(panel=jury.panel, replaces=seat)
    assert (str(evaluation.holder(new).pk), new.state, holds_grant(jury, new)) == (order[2], SeatState.INVITED, True)
    assert jury.fresh().state == State.CONVENED
    with pytest.raises(NotPermitted):
        members.declare(panel=jury.panel, by=leaving, statements=list(Relation))


def test_with_nobody_left_the_seat_stays_empty_until_somebody_comes(contest: bids.Contest) -> None:
    jury = evaluation.convened(contest, reserve=0)
    by = contest.office.preparer
    members.recuse(panel=jury.panel, by=jury.judges()[-1], relation=Relation.OTHER, reason="邻居")
    assert len(jury.seats()) == 2
    with pytest.raises(TooFewCandidates):
        convening.fill_seats(panel=jury.panel, by=by)
    evaluation.representatives(contest, 1)
    convening.fill_seats(panel=jury.panel, by=by)
    assert len(jury.seats()) == 3
    assert Draw.objects.filter(purpose=Draw.Purpose.RESIDENT_REPRESENTATIVE).count() == 2
    with pytest.raises(Refusal, match="complete_already"):
        convening.fill_seats(panel=jury.panel, by=by)


def test_a_member_of_the_community_is_followed_by_one_that_is_named(jury: evaluation.Jury) -> None:
    by, seat = jury.contest.office.preparer, jury.seats()[0]
    members.recuse(panel=jury.panel, by=evaluation.holder(seat), relation=Relation.OTHER, reason="同学")
    with pytest.raises(InvalidInput, match="wrong_number"):
        convening.fill_seats(panel=jury.panel, by=by)
    with pytest.raises(InvalidInput, match="sat_before"):
        convening.fill_seats(panel=jury.panel, by=by, community=[evaluation.holder(seat)])
    other = accounts.membership(Role.COMMUNITY, jury.contest.office.community)
    convening.fill_seats(panel=jury.panel, by=by, community=[other])
    assert Seat.objects.get(user=other.user).replaces == seat


def test_a_member_who_cannot_come_is_replaced_unless_the_sheet_is_signed(jury: evaluation.Jury) -> None:
    evaluation.declared(jury)
    by, seats = jury.contest.office.committee, jury.seats()
    evaluation.sign(jury, evaluation.holder(seats[1]))
    with pytest.raises(Refusal, match="sheet_stands"):
        members.replace(seat=seats[1], by=by, reason="生病")
    with pytest.raises(InvalidInput, match="reason_missing"):
        members.replace(seat=seats[2], by=by, reason=" ")
    with pytest.raises(NotPermitted):
        members.replace(seat=seats[2], by=evaluation.holder(seats[1]), reason="生病")
    left = evaluation.replaced(seats[2])
    assert Seat.objects.get(pk=left.pk).given_up_by == by.user
    assert not holds_grant(jury, seats[2])
    assert jury.fresh().state == State.CONVENED


def test_one_person_has_one_living_seat(jury: evaluation.Jury) -> None:
    """Held by the database."""
    seat = jury.seats()[0]
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(
            panel=jury.panel,
            number=99,
            user=seat.user,
            capacity=Capacity.EXPERT,
            role=Role.EXPERT,
            seated_at=clock.now(),
        )


def test_declarations_and_draws_are_never_changed(jury: evaluation.Jury) -> None:
    """Held by triggers."""
    members.declare(panel=jury.panel, by=jury.judges()[0], statements=list(Relation))
    for statement in ("DELETE FROM evaluation_declaration", "DELETE FROM evaluation_draw WHERE drawn_at IS NOT NULL"):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Declaration.objects.update(has_conflict=True)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Draw.objects.filter(drawn_at__isnull=False).update(commitment="")


def test_a_substitute_is_not_named_and_nobody_watches_twice_or_near_a_bidder(contest: bids.Contest) -> None:
    evaluation.representatives(contest, 3)
    office, bidder = contest.office, contest.bids[0].provider.organisation
    today = clock.today()
    stand_in = accounts.membership(
        Role.COMMUNITY, office.community, substitute_for=office.approver, to_date=today + timedelta(days=9)
    )
    with refused("evaluation.substitute", kind=InvalidInput):
        convene(contest, community=[stand_in])
    with refused("evaluation.observer_twice", kind=InvalidInput):
        convene(contest, observers=[office.committee, office.committee])
    near = accounts.membership(Role.SUPERVISION_COMMITTEE, office.community)
    accounts.membership(
        Role.PLANNER, bidder, who=near.user, from_date=today - timedelta(days=900), to_date=today - timedelta(days=300)
    )
    with refused("evaluation.conflict.bidder_member"):
        convene(contest, observers=[office.committee, near])
    assert not Panel.objects.exists()


@pytest.mark.requirement("R34")
def test_where_nobody_competes_there_is_nothing_to_judge() -> None:
    office = tenders.Office.of()
    tender = tenders.prepared(office, method="resident_implemented")
    resolution = tenders.offered(tender, office).resolution
    assert resolution is not None
    offers.countersign_resolution(resolution=resolution, by=office.committee)
    tender = preparing.submit_docs(tender=tender, by=office.preparer, now=clock.now())
    tender = announcing.announce(tender=tender, by=office.approver)
    with refused("evaluation.no_competition"):
        convening.convene(tender=tender, by=office.preparer, community=[office.approver], observers=[])
    assert (
        redoing.stop(tender=tender, by=office.preparer, remedy=Remedy.COMPLAINT, reason="查", now=clock.now()) is None
    )
    assert not Panel.objects.exists()


def test_a_seat_is_left_once_for_a_known_relation_and_an_observers_is_not_drawn_again(jury: evaluation.Jury) -> None:
    """A visitor sits nowhere."""
    office, member = jury.contest.office, jury.judges()[-1]
    seat = jury.seats()[-1]
    with refused("evaluation.relation_missing", kind=InvalidInput):
        members.recuse(panel=jury.panel, by=member, relation="rumour", reason="听说")
    evaluation.replaced(seat)
    with refused("evaluation.seat_left"):
        members.replace(seat=seat, by=office.committee, reason="因病住院")
    voters = [row.pk for row in jury.seats()]
    members.recuse(panel=jury.panel, by=office.committee, relation=Relation.OTHER, reason="与负责人是邻居")
    assert [row.pk for row in jury.seats()] == voters
    assert not jury.panel.seats.filter(capacity=Capacity.OBSERVER).exclude(state=SeatState.RECUSED).exists()
    assert not sitting(None).exists()

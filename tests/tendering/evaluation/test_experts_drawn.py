"""Experts drawn from the pool: by speciality, without conflicts, one of an employer, invited with a deadline (2.4)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.test import Client

from catalog.models import Expert, ExpertAbsence, ExpertEmployment, ExpertTie, Provider
from catalog.rules.experts import TieKind
from catalog.services import experts as pool
from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from tendering.evaluation import tasks
from tendering.evaluation.models import Draw, Panel, Seat
from tendering.evaluation.queries.draws import repeated
from tendering.evaluation.rules.avoidance import Obstacle, Relation
from tendering.evaluation.rules.drawing import Frozen
from tendering.evaluation.rules.states import Capacity, SeatState
from tendering.evaluation.services import convening, invitations, members
from tendering.evaluation.services.convening import TooFewCandidates
from tendering.tenders.services import announcing
from tests.factories import accounts, bids, catalog, demands, evaluation

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
SEATS = {"community": 1, "resident_representative": 0, "expert": 4}


@pytest.fixture
def contest(db: None) -> bids.Contest:
    """An opened call whose panel has four experts of five."""
    demands.rules(letting__micro__panel=SEATS)
    return bids.contest(method="comparison_invited")


def expert(employer: str = "", specialties: Sequence[str] = ()) -> Expert:
    """Somebody of the pool with what the call asks for."""
    codes = specialties or [domain.code for domain in demands.item().domains.all()]
    return catalog.expert(codes, employer=employer)


def acting(row: Expert) -> Membership:
    return Membership.objects.get(user=row.user, role=Role.EXPERT)


def key(row: Expert) -> str:
    return str(acting(row).pk)


def convene(contest: bids.Contest) -> Panel:
    office = contest.office
    return convening.convene(tender=contest.tender, by=office.preparer, community=[office.approver])


def drawn(panel: Panel) -> list[Seat]:
    return list(panel.seats.filter(capacity=Capacity.EXPERT).order_by("number"))


def test_only_who_is_free_and_of_the_speciality_is_drawn_and_everybody_else_stands_with_a_code(
    contest: bids.Contest,
) -> None:
    today, officer, bidder = clock.today(), catalog.officer(), contest.bids[0].provider
    free = [expert() for _number in range(5)]
    away, suspended, employed, tied, assessor, staff = (expert() for _number in range(6))
    stranger = expert(specialties=["sport"])
    ExpertAbsence.objects.create(
        expert=away, from_date=today, to_date=today, entered_by=officer, entered_at=clock.now()
    )
    pool.suspend_expert(expert=suspended, by=officer, reason="待核实", now=clock.now())
    year = timedelta(days=365)
    ExpertEmployment.objects.create(
        expert=employed, employer=bidder.organisation.name, from_date=today - 4 * year, to_date=today - 2 * year
    )
    for person, kind in ((tied, TieKind.ADVICE), (assessor, TieKind.ASSESSMENT)):
        ExpertTie.objects.create(
            expert=person, organisation=bidder.organisation, kind=kind, from_date=today - timedelta(days=9)
        )
    accounts.membership(Role.STREET, contest.office.community.parent, who=staff.user)
    panel = convene(contest)
    row = Draw.objects.get(panel=panel, purpose=Draw.Purpose.EXPERT)
    assert row.candidates == sorted(key(one) for one in free)
    assert row.excluded == {
        key(away): [Obstacle.AWAY],
        key(suspended): [Obstacle.SUSPENDED],
        key(employed): [Obstacle.BIDDER_EMPLOYER],
        key(tied): [Obstacle.BIDDER_TIE],
        key(assessor): [Obstacle.ASSESSOR],
        key(staff): [Obstacle.PURCHASER],
    }
    assert key(stranger) not in row.order
    assert len(drawn(panel)) == 4


@pytest.mark.parametrize(
    ("name", "employer", "head"),
    [
        ("同舟(成都)社工中心", "同舟(成都)社工中心", "周同舟"),
        ("同舟(成都)社工中心", "同舟（成都） 社工中心", "周 同舟"),
        ("ＡＢＣ社工中心", "abc社工中心", "周\u3000同舟"),
    ],
)
def test_whoever_works_for_a_body_of_a_bidders_head_is_not_drawn_however_the_names_are_written(
    contest: bids.Contest, name: str, employer: str, head: str
) -> None:
    """What the platform knows of employers is asked; so is whether the person is that head."""
    bidder = contest.bids[0].provider
    Provider.objects.filter(pk=bidder.pk).update(legal_representative="周同舟")
    led = catalog.listed_provider(name, legal_representative=head)
    other = catalog.listed_provider(legal_representative="别处负责人")
    free = [expert() for _number in range(4)] + [expert(other.organisation.name)]
    of_the_head, himself = expert(employer), expert()
    User.objects.filter(pk=himself.user_id).update(name=head)
    convene(contest)
    row = Draw.objects.get(purpose=Draw.Purpose.EXPERT)
    assert led.legal_representative == head
    assert row.candidates == sorted(key(one) for one in free)
    assert row.excluded == {key(of_the_head): [Obstacle.ONE_HEAD], key(himself): [Obstacle.BIDDER_RESPONSIBLE]}


def test_one_employer_has_one_seat_and_the_record_says_who_was_passed_over(contest: bids.Contest) -> None:
    for employer in ("甲大学", "甲大学", "甲大学", "乙大学", "丙大学", "丁大学"):
        expert(employer)
    panel = convene(contest)
    jobs = ExpertEmployment.objects.filter(expert__user__in=[seat.user_id for seat in drawn(panel)])
    assert sorted(job.employer for job in jobs) == sorted(["甲大学", "乙大学", "丙大学", "丁大学"])
    row = Draw.objects.get(panel=panel, purpose=Draw.Purpose.EXPERT)
    assert len(set(row.groups.values())) == 4
    for seat in drawn(panel):
        earlier = row.order[: row.order.index(str(evaluation.holder(seat).pk))]
        assert [pair[0] for pair in seat.passed_over] == earlier


def test_too_few_employers_are_a_named_refusal_and_no_panel(contest: bids.Contest) -> None:
    for employer in ("甲大学", "甲大学", "甲大学", "乙大学", "丙大学"):
        expert(employer)
    with pytest.raises(TooFewCandidates) as refused:
        convene(contest)
    assert (refused.value.parameters["needed"], refused.value.parameters["found"]) == (4, 3)
    assert not Panel.objects.exists()


def test_anybody_repeats_the_draw_from_what_is_recorded(contest: bids.Contest) -> None:
    for _number in range(6):
        expert()
    panel = convene(contest)
    (one,) = repeated(panel)
    assert one.holds
    assert [lot.key for lot in one.lots if lot.seat] == [str(evaluation.holder(seat).pk) for seat in drawn(panel)]
    row = panel.draws.get(purpose=Draw.Purpose.EXPERT)
    row.excluded = {"999999": ["away"]}
    assert not repeated_by_hand(row)


def repeated_by_hand(row: Draw) -> bool:
    """As a stranger computes it, from the record alone."""
    return Frozen(row.candidates, row.excluded, row.groups, row.specialties).digest() == row.record_hash


@pytest.fixture
def panel(contest: bids.Contest) -> Panel:
    for _number in range(6):
        expert()
    return convene(contest)


def test_who_declines_says_why_and_the_next_of_the_order_is_invited(panel: Panel) -> None:
    seat, order = drawn(panel)[0], Draw.objects.get(purpose=Draw.Purpose.EXPERT).order
    by = evaluation.holder(seat)
    with pytest.raises(InvalidInput, match="reason_missing"):
        invitations.decline(panel=panel, by=by, reason=" ")
    with pytest.raises(NotPermitted):
        invitations.decline(panel=panel, by=acting(expert()), reason="出差")
    invitations.decline(panel=panel, by=by, reason="出差")
    seat.refresh_from_db()
    assert seat.state == SeatState.DECLINED
    new = Seat.objects.get(replaces=seat)
    assert str(evaluation.holder(new).pk) == order[4]
    assert Draw.objects.filter(purpose=Draw.Purpose.EXPERT).count() == 1
    with pytest.raises(NotPermitted):
        invitations.decline(panel=panel, by=by, reason="出差")


def test_who_has_declared_does_not_decline_any_more(panel: Panel) -> None:
    by = evaluation.holder(drawn(panel)[0])
    members.declare(panel=panel, by=by, statements=list(Relation))
    with pytest.raises(Refusal, match="declared_already"):
        invitations.decline(panel=panel, by=by, reason="出差")


def test_an_invitation_stands_until_its_deadline_and_then_lapses(panel: Panel) -> None:
    seat = drawn(panel)[0]
    assert seat.answer_due_at is not None
    assert tasks.lapse_invitations() == 0
    assert not invitations.lapse(seat=seat)
    others = drawn(panel)[1:]
    for other in others:
        members.declare(panel=panel, by=evaluation.holder(other), statements=list(Relation))
    with clock.moved_to(seat.answer_due_at):
        with pytest.raises(Refusal, match="invitation_over"):
            members.declare(panel=panel, by=evaluation.holder(seat), statements=list(Relation))
        assert tasks.lapse_invitations() == 1
        assert tasks.lapse_invitations() == 0
    seat.refresh_from_db()
    assert seat.state == SeatState.LAPSED
    assert Seat.objects.get(replaces=seat).state == SeatState.INVITED


def test_the_record_of_draws_opens_to_the_panel_and_shows_keys_without_names(panel: Panel) -> None:
    seat = drawn(panel)[0]
    url = f"/evaluation/{panel.tender.number}/draws/"
    client = accounts.signed_in(Client(), evaluation.holder(seat))
    page = client.get(url)
    assert page.status_code == 200
    assert str(evaluation.holder(seat).pk) in page.content.decode()
    others = [other.user.name for other in drawn(panel)[1:]]
    assert not [name for name in others if name in page.content.decode()]
    stranger = accounts.signed_in(Client(), acting(expert()))
    assert stranger.get(url).status_code == 403


def test_an_expert_sees_invitations_and_days_away_on_the_own_page(panel: Panel) -> None:
    seat = drawn(panel)[0]
    client = accounts.signed_in(Client(), evaluation.holder(seat))
    page = client.get("/evaluation/own/").content.decode()
    assert panel.tender.number in page
    assert "/decline/" in client.get(f"/evaluation/{panel.tender.number}/declare/").content.decode()


def test_no_invitation_lapses_while_the_call_is_suspended(panel: Panel) -> None:
    """Its deadline has passed, and it still stands when the call goes on."""
    seat, street = drawn(panel)[0], accounts.membership(Role.STREET, panel.tender.demand.community.parent)
    assert seat.answer_due_at is not None
    announcing.suspend(tender=panel.tender, by=street, reason="投诉核查")
    with clock.moved_to(seat.answer_due_at):
        assert not invitations.lapse(seat=seat)
    seat.refresh_from_db()
    assert seat.state == SeatState.INVITED

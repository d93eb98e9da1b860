"""How experts came and worked: attendance, marks by two sides, and what bad marks do (domain 2.4)."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from catalog import expert_marks
from catalog.models import Expert
from catalog.services import experts as pool
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal
from tendering.evaluation.models import Draw, Panel, Seat, WorkMark
from tendering.evaluation.queries.known import bad_marks
from tendering.evaluation.rules.avoidance import Obstacle
from tendering.evaluation.rules.states import Capacity
from tendering.evaluation.rules.work import Attendance, Side
from tendering.evaluation.services import convening, work
from tests.factories import accounts, bids, catalog, demands, evaluation
from tests.factories.evaluation import Jury
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R39")]
SEATS = {"community": 1, "resident_representative": 0, "expert": 2}
GOOD = {"punctuality": 18, "diligence": 25, "competence": 25, "discipline": 20}
BAD = {"punctuality": 0, "diligence": 10, "competence": 20, "discipline": 20}


def experts(number: int) -> list[Expert]:
    codes = [domain.code for domain in demands.item().domains.all()]
    return [catalog.expert(codes) for _number in range(number)]


@pytest.fixture
def jury(db: None) -> Jury:
    """A panel of one from the community and two experts, watched by the supervision committee."""
    demands.rules(letting__micro__panel=SEATS)
    contest = bids.contest(method="comparison_invited")
    experts(2)
    return evaluation.convened(contest)


def seats_of_experts(panel: Panel) -> list[Seat]:
    return list(panel.seats.filter(capacity=Capacity.EXPERT).order_by("number"))


def mark(seat: Seat, by: Membership, points: dict[str, int]) -> WorkMark:
    return work.mark_work(seat=seat, by=by, points=points, remark="全程认真", now=clock.now())


def test_whoever_opens_the_session_records_who_came(jury: Jury) -> None:
    chair, now = jury.contest.office.preparer, clock.now()
    marks = {seat.pk: Attendance.PRESENT.value for seat in jury.seats()}
    late = seats_of_experts(jury.panel)[0]
    with pytest.raises(NotPermitted):
        work.record_attendance(panel=jury.panel, by=jury.judges()[-1], marks=marks, now=now)
    for wrong in ({}, marks | {late.pk: "asleep"}, marks | {0: "present"}):
        with pytest.raises(InvalidInput, match="attendance_missing"):
            work.record_attendance(panel=jury.panel, by=chair, marks=wrong, now=now)
    work.record_attendance(panel=jury.panel, by=chair, marks=marks, now=now)
    work.record_attendance(panel=jury.panel, by=chair, marks=marks | {late.pk: Attendance.LATE.value}, now=now)
    late.refresh_from_db()
    assert late.attendance == Attendance.LATE
    evaluation.signed(evaluation.declared(jury))
    with pytest.raises(Refusal, match="session_over"):
        work.record_attendance(panel=jury.panel, by=chair, marks=marks, now=clock.now())


def test_office_and_observers_mark_apart_once_each_after_the_report(jury: Jury) -> None:
    seat, office = seats_of_experts(jury.panel)[0], jury.contest.office
    with pytest.raises(Refusal, match="not_signed_yet"):
        mark(seat, office.preparer, GOOD)
    evaluation.signed(evaluation.declared(jury))
    good = mark(seat, office.preparer, GOOD)
    assert (good.side, good.total, good.is_bad) == (Side.OFFICE, 88, False)
    with pytest.raises(Refusal, match="marked_already"):
        mark(seat, office.approver, GOOD)
    bad = mark(seat, office.committee, BAD)
    assert (bad.side, bad.total, bad.is_bad) == (Side.OBSERVER, 50, True)
    for by in (jury.judges()[-1], accounts.membership("street", office.community.parent)):
        with pytest.raises(NotPermitted):
            mark(seat, by, GOOD)
    community = jury.panel.seats.get(capacity=Capacity.COMMUNITY)
    with pytest.raises(Refusal, match="no_expert"):
        mark(community, office.preparer, GOOD)
    assert [(one.total, one.is_bad) for one in expert_marks.of(seat.user_id)] == [(50, True), (88, False)]
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WorkMark.objects.update(total=100)


def test_one_person_does_not_mark_for_both_sides(jury: Jury) -> None:
    """An observer who also works for the community."""
    evaluation.signed(evaluation.declared(jury))
    seat, office = seats_of_experts(jury.panel)[0], jury.contest.office
    mark(seat, office.committee, BAD)
    both = accounts.membership(Role.COMMUNITY, office.community, who=office.committee.user)
    with refused("evaluation.other_side_by_you", kind=NotPermitted):
        mark(seat, both, BAD)
    assert [row.side for row in seat.work_marks.all()] == [Side.OBSERVER]


def test_points_are_whole_and_within_their_maximum(jury: Jury) -> None:
    evaluation.signed(evaluation.declared(jury))
    seat, by = seats_of_experts(jury.panel)[0], jury.contest.office.preparer
    with pytest.raises(InvalidInput, match="work_points_missing"):
        mark(seat, by, {"punctuality": 10})
    for wrong in (GOOD | {"punctuality": 21}, GOOD | {"discipline": -1}):
        with pytest.raises(InvalidInput, match="work_points_outside"):
            mark(seat, by, wrong)
    with pytest.raises(InvalidInput, match="remark_missing"):
        work.mark_work(seat=seat, by=by, points=GOOD, remark=" ", now=clock.now())


def test_bad_marks_keep_an_expert_out_of_draws_until_restored(jury: Jury) -> None:
    """Two in the example rule set: one from each side is enough."""
    evaluation.signed(evaluation.declared(jury))
    seat, office = seats_of_experts(jury.panel)[0], jury.contest.office
    for by in (office.preparer, office.committee):
        mark(seat, by, BAD)
    experts(2)
    other = bids.contest(method="comparison_invited")
    panel = convening.convene(tender=other.tender, by=other.office.preparer, community=[other.office.approver])
    row = Draw.objects.get(panel=panel, purpose=Draw.Purpose.EXPERT)
    assert row.excluded == {str(evaluation.holder(seat).pk): [Obstacle.BAD_MARKS]}
    expert, officer = Expert.objects.get(user=seat.user), catalog.officer()
    pool.suspend_expert(expert=expert, by=officer, reason="约谈", now=clock.now())
    pool.restore_expert(expert=expert, by=officer, reason="整改合格", now=clock.now())
    assert bad_marks([seat.user_id]) == {}


def test_pages_lead_the_community_and_the_observer_to_their_marks(jury: Jury) -> None:
    number, office = jury.panel.tender.number, jury.contest.office
    seat = seats_of_experts(jury.panel)[0]
    chair = accounts.signed_in(Client(), office.preparer)
    attendance = reverse("evaluation:attendance", args=[number])
    assert attendance in chair.get(f"/evaluation/{number}/").content.decode()
    sent = {f"seat_{one.pk}": "present" for one in jury.seats()}
    assert chair.post(attendance, sent).status_code == 302
    evaluation.signed(evaluation.declared(jury))
    url = reverse("evaluation:work", args=[seat.pk])
    watcher = accounts.signed_in(Client(), office.committee)
    for client in (chair, watcher):
        assert url in client.get(f"/evaluation/{number}/").content.decode()
        assert client.get(url).status_code == 200
        assert client.post(url, {**GOOD, "punctuality": 21, "remark": "认真"}).status_code in {200, 422}
        assert client.post(url, {**GOOD, "remark": "全程认真"}).status_code == 302
    assert seat.user.name not in watcher.get(reverse("evaluation:work", args=[seat.pk])).content.decode()
    officer = accounts.signed_in(Client(), catalog.officer())
    page = officer.get(reverse("catalog:expert", args=[Expert.objects.get(user=seat.user).pk])).content.decode()
    assert page.count("全程认真") == 2

"""Whoever is drawn from the residents is known by a phone, and was elected before the call went out (domain 2.4, 4)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from marketplace import clock
from marketplace.accounts import services
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput
from tendering.evaluation.models import Draw
from tendering.evaluation.rules.avoidance import Obstacle
from tendering.evaluation.services import convening
from tendering.evaluation.services.convening import TooFewCandidates
from tests.factories import accounts, bids, evaluation
from tests.refusing import refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("rules"), pytest.mark.requirement("R39")]


@pytest.fixture
def contest() -> bids.Contest:
    return bids.contest(method="comparison_invited")


def convene(contest: bids.Contest) -> Draw:
    office = contest.office
    convening.convene(tender=contest.tender, by=office.preparer, community=[office.approver])
    return Draw.objects.get(purpose=Draw.Purpose.RESIDENT_REPRESENTATIVE)


def by_mail(contest: bids.Contest) -> Membership:
    """Somebody the community made a representative with an e-mail and nothing else."""
    return accounts.membership(Role.RESIDENT_REPRESENTATIVE, contest.office.community)


def since(contest: bids.Contest, days: int) -> Membership:
    """Known by a phone, and a representative since so many days after the call was announced."""
    assert contest.tender.announced_at is not None
    first = day_of(contest.tender.announced_at) + timedelta(days=days)
    place = contest.office.community
    return accounts.membership(Role.RESIDENT_REPRESENTATIVE, place, who=accounts.known(), from_date=first)


def test_representatives_without_a_proved_phone_are_kept_off_with_the_reason(contest: bids.Contest) -> None:
    known, made_up = evaluation.representatives(contest, 2), by_mail(contest)
    row = convene(contest)
    assert sorted(row.candidates) == sorted(str(one.pk) for one in known)
    assert row.excluded == {str(made_up.pk): [Obstacle.PHONE_UNPROVED]}


def test_representatives_of_after_the_announcement_are_kept_off_with_the_reason(contest: bids.Contest) -> None:
    known, same_day, before = evaluation.representatives(contest, 1), since(contest, 0), since(contest, -1)
    row = convene(contest)
    assert sorted(row.candidates) == sorted(str(one.pk) for one in (*known, before))
    assert row.excluded == {str(same_day.pk): [Obstacle.NEW_ROLE]}


def test_a_new_term_does_not_make_a_representative_new(contest: bids.Contest) -> None:
    again, other = since(contest, 0), evaluation.representatives(contest, 1)[0]
    accounts.membership(Role.RESIDENT_REPRESENTATIVE, contest.office.community, who=again.user, to_date=again.from_date)
    assert sorted(convene(contest).candidates) == sorted(str(one.pk) for one in (again, other))


def test_a_panel_of_made_up_people_is_not_convened(contest: bids.Contest) -> None:
    for _number in range(4):
        by_mail(contest)
    with pytest.raises(TooFewCandidates):
        convene(contest)


def test_nobody_gives_a_role_backwards(contest: bids.Contest) -> None:
    """Else it would have been held before the announcement."""
    place, who = contest.office.community, accounts.known()
    with refused("accounts.period_past", kind=InvalidInput):
        services.grant_membership(
            by=contest.office.preparer,
            user=who,
            role=Role.RESIDENT_REPRESENTATIVE,
            scope=place,
            from_date=clock.today() - timedelta(days=1),
        )
    assert not who.memberships.exists()

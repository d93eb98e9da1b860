"""Residents' four rights (R23): they take part, decide, supervise and judge."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.audit import readers
from marketplace.audit.queries import stories
from marketplace.notifications.models import Notification
from marketplace.outbox.services import sweep
from marketplace.primitives.refusal import NotPermitted
from tendering.demands.models import Backing
from tendering.demands.services import backing, deliberation
from tendering.demands.services.backing import OwnProposal, TooLateToSecond
from tests.factories import accounts, demands, places
from tests.factories.demands import People

pytestmark = [pytest.mark.django_db, pytest.mark.requirement("R23")]


def test_a_resident_seconds_once_and_may_take_it_back(people: People) -> None:
    demand, resident = demands.deliberated(people), accounts.membership(Role.RESIDENT, people.community)
    assert backing.second(demand=demand, by=resident, now=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        Backing.objects.create(demand=demand, user=resident.user, kind=Backing.Kind.SECOND, said_at=clock.now())
    assert not backing.second(demand=demand, by=resident, now=clock.now())
    assert not demand.backings.exists()


def test_who_seconds_or_follows_is_no_part_of_the_public_story(people: People) -> None:
    demand, resident = demands.deliberated(people), accounts.membership(Role.RESIDENT, people.community)
    before = stories.story(demand).count()
    backing.second(demand=demand, by=resident, now=clock.now())
    backing.follow(demand=demand, by=resident, now=clock.now())
    assert stories.story(demand).count() == before
    own = Backing.objects.get(kind=Backing.Kind.SECOND)
    assert [entry.act for entry in stories.story(own)] == ["demands.second.begun"]
    assert [readers.may_read(by, own) for by in (resident, people.author, people.street, None)] == [True] + [False] * 3


def test_residents_elsewhere_and_officers_second_nothing(people: People) -> None:
    demand = demands.deliberated(people)
    elsewhere = accounts.membership(Role.RESIDENT, places.community())
    for stranger in (elsewhere, people.author, people.street):
        with pytest.raises(NotPermitted):
            backing.second(demand=demand, by=stranger, now=clock.now())


def test_nobody_seconds_their_own_proposal(people: People) -> None:
    demand = demands.deliberated(people)
    both = accounts.membership(Role.RESIDENT, people.community, who=people.author.user)
    with pytest.raises(OwnProposal):
        backing.second(demand=demand, by=both, now=clock.now())


def test_once_the_meeting_is_recorded_it_is_too_late(people: People) -> None:
    demand, resident = demands.recorded(people), accounts.membership(Role.RESIDENT, people.community)
    with pytest.raises(TooLateToSecond):
        backing.second(demand=demand, by=resident, now=clock.now())


def test_who_follows_is_told_of_every_step_and_nobody_else(people: People) -> None:
    demand = demands.recorded(people)
    follower, other = (accounts.membership(Role.RESIDENT, people.community) for _ in range(2))
    assert backing.follow(demand=demand, by=follower, now=clock.now())
    demand = deliberation.countersign(demand=demand, by=people.committee, now=clock.now())
    sweep()
    assert Notification.objects.filter(recipient=follower.user, kind="demands.moved").count() == 1
    assert not backing.follow(demand=demand, by=follower, now=clock.now())
    deliberation.publicise_resolution(demand=demand, by=people.author, now=clock.now())
    sweep()
    told = Notification.objects.filter(kind="demands.moved")
    assert list(told.values_list("recipient_id", flat=True)) == [follower.user_id]
    assert not told.filter(recipient=other.user).exists()


def test_what_one_may_not_read_one_cannot_follow(people: People) -> None:
    draft, resident = demands.drafted(people), accounts.membership(Role.RESIDENT, people.community)
    with pytest.raises(NotPermitted):
        backing.follow(demand=draft, by=resident, now=clock.now())

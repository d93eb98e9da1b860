"""What a leading group has said so far, and how long is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Subquery
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

from marketplace.accounts.models import Membership, MembershipQuerySet, User
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import Role
from marketplace.places.models import Place
from marketplace.primitives.calendar import end_of_day
from tendering.demands.models import Approval, Opinion


@dataclass(frozen=True, slots=True)
class GroupState:
    """Seats, opinions, and the end of the day by which the level decides."""

    seats: int
    recused: int
    given: int
    in_favour: int
    needed: int
    opinions: Sequence[Opinion]
    due_at: datetime


def group_size(approval: Approval) -> int:
    """How many seats this level's leading group has; a substitute sits in the absent member's."""
    members = holders(Role.LEADING_GROUP_MEMBER, covering=approval.demand.community)
    rows = _seats(members).filter(place__level=approval.level)
    return rows.values("user_id").distinct().count()


def seats_at(place: Place) -> Combinable:
    """How many seats the leading group of an office's place has, inside a query."""
    rows = (
        _seats(holders(Role.LEADING_GROUP_MEMBER, place=place))
        .values("role")
        .annotate(seats=Count("user", distinct=True))
        .values("seats")
    )
    return Coalesce(Subquery(rows), 0)


def _seats(members: MembershipQuerySet) -> MembershipQuerySet:
    return members.order_by().filter(substitute_for__isnull=True)


def seat_of(membership: Membership) -> User:
    """Whose seat a member of the group speaks for: their own, or the absent member's."""
    return (membership.substitute_for or membership).user


def group_state(approval: Approval) -> GroupState:
    """The group's state for a page and for the guard of the decision; two queries."""
    opinions = list(approval.opinions.select_related("member").order_by("given_at", "pk"))
    recused = sum(opinion.vote == Opinion.Vote.RECUSED for opinion in opinions)
    seats = group_size(approval)
    quorum = approval.demand.rule_set.rules.decision.leading_group.quorum
    needed = max(-(-(seats - recused) * quorum.numerator // quorum.denominator), 1)
    return GroupState(
        seats=seats,
        recused=recused,
        given=len(opinions) - recused,
        in_favour=sum(opinion.vote == Opinion.Vote.FOR for opinion in opinions),
        needed=needed,
        opinions=opinions,
        due_at=end_of_day(approval.due_on),
    )

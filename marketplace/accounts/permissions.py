"""Who may act: everything is computed from memberships (docs/permissions.md).

`None` stands for a visitor, or for somebody signed in who holds no role: nobody of the two may do anything here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.db.models import Model, Q, QuerySet
from guardian.shortcuts import get_objects_for_user

from marketplace import clock
from marketplace.accounts.models import ROLE_NAMES, Membership, Organisation, User
from marketplace.accounts.rules import GRANTS, Role
from marketplace.places.models import Place
from marketplace.primitives.refusal import NotPermitted

M = TypeVar("M", bound=Model)


class RoleMissing(NotPermitted):
    """The role the person acts in may not do this here."""


def holds(
    membership: Membership | None, *roles: str, place: Place | None = None, organisation: Organisation | None = None
) -> bool:
    """Whether the person, in this role, stands where the act asks for.

    Args:
        membership: the role acted in; None for a visitor.
        roles: any of these will do; none given means any role.
        place: what the act is about; a community role covers exactly its community (and the courtyards in it), a
            street role its communities, a district role all.
        organisation: whose act it is; its own members, and roles whose place covers the organisation's place.
    """
    if membership is None or not membership.is_active(clock.today()):
        return False
    if roles and membership.role not in roles:
        return False
    return covers(membership, place) and stands_for(membership, organisation)


def require(
    membership: Membership | None, *roles: str, place: Place | None = None, organisation: Organisation | None = None
) -> Membership:
    """The membership, if it `holds` what the act asks for.

    Raises:
        RoleMissing: ``accounts.role_missing`` with the roles that could and the place or organisation asked for.
    """
    if membership is None or not holds(membership, *roles, place=place, organisation=organisation):
        named = [str(ROLE_NAMES[Role(role)]) for role in roles]
        raise RoleMissing("accounts.role_missing", roles=named, scope=str(place or organisation or ""))
    return membership


def covers(membership: Membership, place: Place | None) -> bool:
    """Whether the role's place is or contains this one; those who act for an organisation cover no place."""
    if place is None:
        return True
    return membership.place is not None and membership.place.covers(place)


def within(membership: Membership, way: str) -> Q:
    """Rows whose place at the end of `way` the role covers; none for those who act for an organisation."""
    return Q(**{f"{way}__path__startswith": membership.place.path}) if membership.place else Q(pk__in=[])


def stands_for(membership: Membership, organisation: Organisation | None) -> bool:
    """Whether the role belongs to this organisation, or its place contains the organisation's."""
    if organisation is None or membership.organisation_id == organisation.pk:
        return True
    return organisation.place is not None and covers(membership, organisation.place)


def gives(by: Membership, membership: Membership) -> bool:
    """Whether `by` gives and ends this role where it is held (`rules.GRANTS`); never one's own."""
    if membership.user_id in counts_for(by) or membership.role not in GRANTS.get(Role(by.role), frozenset()):
        return False
    if membership.organisation_id:
        return by.place_id is not None or by.organisation_id == membership.organisation_id
    return covers(by, membership.place)


def counts_for(membership: Membership) -> frozenset[int]:
    """The ids of the people an act in this role counts for: oneself and, for a substitute, the absent officer."""
    absent = membership.substitute_for
    return frozenset({membership.user_id} | ({absent.user_id} if absent else set()))


def persons(membership: Membership) -> frozenset[int]:
    """The ids under which an act may be on record that counts for whoever acts here.

    Four-eyes rules look for a recorded person in this set. A record names who acted, not for whom: so besides those
    whom the act counts for, everybody belongs to it who stands or ever stood in for one of them. A substitute cannot
    approve what the absent officer asked for, nor the officer what the substitute did.
    """
    acting = counts_for(membership)
    if membership.stood_in is None:
        return acting | _substitutes_of(acting)
    if not (membership.stood_in or membership.substitute_for_id):
        return acting
    if membership.known_persons is None:
        membership.known_persons = acting | _substitutes_of(acting)
    return membership.known_persons


def _substitutes_of(people: frozenset[int]) -> frozenset[int]:
    begun = Membership.objects.filter(substitute_for__user__in=people, from_date__lte=clock.today())
    return frozenset(begun.values_list("user_id", flat=True))


def with_absent(people: Iterable[int]) -> frozenset[int]:
    """The same the other way round: these people and everybody for whom one of them stands or ever stood in."""
    given = frozenset(people)
    begun = Membership.objects.filter(user__in=given, substitute_for__isnull=False, from_date__lte=clock.today())
    return given | frozenset(begun.values_list("substitute_for__user_id", flat=True))


def are_apart(one: Membership, other: Membership) -> bool:
    """Whether two acts on record with their roles were done by different people in the sense of four-eyes."""
    return not counts_for(one) & counts_for(other)


def granted(user: User | AnonymousUser, permission: str, among: QuerySet[M]) -> QuerySet[M]:
    """The objects on which a grant of django-guardian names this person (a seat, a delegated list).

    The only door to guardian's queries: with a nullable e-mail as user name it would look the visitor up as
    `email=None` and answer with the first phone-only person's objects.
    """
    if not user.is_authenticated:
        return among.none()
    found: QuerySet[M] = get_objects_for_user(
        user, permission, among, use_groups=False, with_superuser=False, accept_global_perms=False
    )
    return found

"""Somebody stands in for an officer on leave."""

from __future__ import annotations

from datetime import date, timedelta

from django.db import transaction
from django.urls import reverse

from marketplace import clock
from marketplace.accounts import permissions, rules
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import Role
from marketplace.accounts.services import memberships, telling
from marketplace.accounts.services.access import sync_access
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal

LONGEST_LEAVE = timedelta(days=366)


class SubstituteNotYours(NotPermitted):
    """Only the absent officer, or who gives the role, appoints a substitute."""


class NoSubstituteForRole(Refusal):
    """An elected seat, and a substitute's own role, have no substitute."""


def appoint_substitute(
    *, by: Membership, absent: Membership, substitute: User, from_date: date, to_date: date, reason: str
) -> Membership:
    """Let somebody act in an officer's role from a day up to, not including, another.

    What the substitute does counts for both people wherever two different people are asked for
    (`permissions.persons`), so nobody approves through a substitute what they asked for themselves.

    Raises:
        SubstituteNotYours: `by` is neither the absent officer nor gives the role.
        NoSubstituteForRole: the role is personal, or `absent` is a substitute.
        InvalidInput: the days are in the past, the wrong way round, outside the role's time, or more than a year.
        RoleClash: the substitute acts for a provider.
        RoleAlreadyHeld: the substitute holds the role there anyway.
    """
    _check_may_appoint(by, absent, substitute)
    _check_leave(absent, from_date, to_date)
    role = Role(absent.role)
    with transaction.atomic():
        memberships.lock(substitute)
        memberships.check_no_clash(substitute, role)
        memberships.check_not_held(substitute, role, absent.scope, from_date, to_date)
        membership = _place(absent, substitute, from_date, to_date)
        record(
            act="accounts.substitute.appointed",
            by=by,
            target=membership,
            about=[absent, substitute, absent.user],
            parameters=memberships.described(membership),
            personal={"person": substitute.name},
            subject=substitute,
            reason=reason,
        )
        _tell(membership, absent)
        memberships.tell_of_a_controller(by, membership)
    return membership


def end_substitute(*, by: Membership, standing_in: Membership, reason: str) -> Membership:
    """End a substitute's time today: the officer is back early, or somebody else is to stand in.

    Raises:
        SubstituteNotYours: `by` is neither the officer stood in for nor gives the role, or nobody stands in here.
        RoleForOneself: `by` is the substitute.
    """
    absent = standing_in.substitute_for
    if absent is None or not may_appoint(by, absent):
        raise SubstituteNotYours("accounts.substitute_not_yours", role=str(absent or standing_in))
    memberships.check_apart(by, standing_in.user)
    with transaction.atomic():
        locked = Membership.objects.scoped().select_for_update(of=("self",)).get(pk=standing_in.pk)
        memberships.close(locked, clock.today())
        record(
            act="accounts.substitute.ended",
            by=by,
            target=locked,
            about=[absent, locked.user, absent.user],
            parameters=memberships.described(locked),
            personal={"person": locked.user.name},
            subject=locked.user,
            reason=reason,
        )
        _tell(locked, absent, kind="accounts.stood_in")
    return locked


def _tell(membership: Membership, absent: Membership, kind: str = "accounts.stands_in") -> None:
    """The substitute learns of it: the role waits among their own until they switch to it, or is gone."""
    words = {"person": absent.user.name, "scope": str(absent.scope)}
    telling.tell(kind, [membership.user_id], reverse("accounts:roles"), words)


def may_appoint(by: Membership, absent: Membership) -> bool:
    """Whether `by` appoints substitutes for this officer."""
    if not permissions.holds(by):
        return False
    own = by.pk == absent.pk
    gives = rules.may_grant(Role(by.role), Role(absent.role)) and permissions.covers(by, absent.place)
    return own or gives


def _place(absent: Membership, substitute: User, from_date: date, to_date: date) -> Membership:
    membership = Membership.objects.create(
        user=substitute,
        role=absent.role,
        place=absent.place,
        organisation=absent.organisation,
        from_date=from_date,
        to_date=to_date,
        substitute_for=absent,
    )
    sync_access(substitute)
    return membership


def _check_may_appoint(by: Membership, absent: Membership, substitute: User) -> None:
    if not may_appoint(by, absent):
        raise SubstituteNotYours("accounts.substitute_not_yours", role=str(absent))
    if absent.substitute_for_id or not rules.may_have_substitute(Role(absent.role)):
        raise NoSubstituteForRole("accounts.no_substitute_for_role", role=str(absent))
    if substitute.pk == absent.user_id:
        raise InvalidInput("accounts.substitute_is_absent", field="substitute")
    if not substitute.is_active:
        raise InvalidInput("accounts.person_inactive", field="substitute", person=substitute.name)


def _check_leave(absent: Membership, starts: date, ends: date) -> None:
    memberships.check_period(starts, ends)
    if starts < clock.today():
        raise InvalidInput("accounts.leave_in_past", field="from_date", starts=starts)
    if ends - starts > LONGEST_LEAVE:
        raise InvalidInput("accounts.leave_too_long", field="to_date", days=LONGEST_LEAVE.days)
    if starts < absent.from_date or (absent.to_date is not None and ends > absent.to_date):
        raise InvalidInput("accounts.leave_outside_role", field="to_date", role=str(absent))

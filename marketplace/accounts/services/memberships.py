"""Give, correct, end and use roles."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from marketplace import clock
from marketplace.accounts import endings, permissions, queries, rules
from marketplace.accounts.models import ROLE_NAMES, Membership, MembershipQuerySet, Organisation, User
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.accounts.services import telling
from marketplace.accounts.services.access import sync_access
from marketplace.audit.services import record
from marketplace.places.models import Place
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal


class RoleNotYours(NotPermitted):
    """The role acted in does not give or end this role here."""


class RoleForOneself(NotPermitted):
    """Nobody gives a role to themselves, nor to the officer they stand in for."""


class RoleClash(Refusal):
    """One person is never both officer and provider, nor two providers (domain 4, separation of duties)."""


class RoleAlreadyHeld(Refusal):
    """The person holds this role here already in that time."""


class RoleByInvitation(Refusal):
    """Nobody acts for a provider, nor for longer, without having said yes (`joining`)."""


def grant_membership(
    *,
    by: Membership,
    user: User,
    role: Role,
    scope: Place | Organisation,
    from_date: date | None = None,
    to_date: date | None = None,
    reason: str = "",
) -> Membership:
    """Give a person a role for a place or an organisation, from a day (today) up to, not including, another.

    Raises:
        RoleNotYours: `by` does not give this role there (`rules.GRANTS`).
        RoleByInvitation: it is a provider's: `joining.invite_member` asks the person.
        RoleForOneself: `by` is the person, or stands in for them.
        RoleClash, RoleAlreadyHeld: the person would be officer and provider, or holds it already.
        InvalidInput: the role does not exist at such a scope, the days are the wrong way round, or the first is past.
    """
    check_may_grant(by, role, scope)
    _check_given(role, scope)
    check_apart(by, user)
    starts = from_date or clock.today()
    check_period(starts, to_date)
    _check_not_backwards(starts)
    with transaction.atomic():
        lock(user)
        check_no_clash(user, role)
        check_not_held(user, role, scope, starts, to_date)
        membership = place_membership(user, role, scope, starts, to_date)
        _record_granted(by, membership, reason)
        tell_of_a_controller(by, membership)
    return membership


def _record_granted(by: Membership, membership: Membership, reason: str) -> None:
    user = membership.user
    record(
        act="accounts.membership.granted",
        by=by,
        target=membership,
        about=[user],
        parameters=described(membership),
        personal={"person": user.name},
        subject=user,
        reason=reason,
    )


def tell_of_a_controller(by: Membership, membership: Membership) -> None:
    """Nobody makes the people that four eyes rest on alone in the dark: colleagues and inspectors read of it."""
    if membership.role not in rules.CONTROLLERS:
        return
    colleagues = queries.holders(by.role, place=by.place, organisation=by.organisation)
    inspectors = queries.holders(Role.DISCIPLINE, covering=membership.place)
    told = {*colleagues.values_list("user", flat=True), *inspectors.values_list("user", flat=True)}
    words = {"person": membership.user.name, "officer": by.user.name, "role": str(membership)}
    told -= permissions.persons(by) | {membership.user_id}
    telling.tell("accounts.controller_made", told, reverse("accounts:members"), words)


def place_membership(
    user: User, role: Role, scope: Place | Organisation, starts: date, ends: date | None = None
) -> Membership:
    """Write a membership and what follows from it; callers have checked, locked and will record."""
    membership = Membership.objects.create(
        user=user,
        role=role,
        place=scope if isinstance(scope, Place) else None,
        organisation=scope if isinstance(scope, Organisation) else None,
        from_date=starts,
        to_date=ends,
    )
    sync_access(user)
    return membership


def correct_membership(*, by: Membership, membership: Membership, to_date: date | None, reason: str) -> Membership:
    """Set or lift the end of a role that has not ended yet; the person, role and scope never change.

    Substitutes end with it at the latest.

    Raises:
        RoleNotYours, RoleForOneself: as for `end_membership`.
        RoleByInvitation: it would last longer than the person agreed to act for a provider.
        InvalidInput: the end lies before today or before the start, or a substitute's end is lifted.
        Refusal: it would end sooner, and a later stage bars that (`endings`).
    """
    check_may_grant(by, Role(membership.role), membership.scope)
    check_apart(by, membership.user)
    with transaction.atomic():
        _check_acts_still(by)
        locked = Membership.objects.scoped().select_for_update(of=("self",)).get(pk=membership.pk)
        before = locked.to_date
        _check_end(locked, to_date)
        if endings.is_sooner(before, to_date):
            endings.check(by, locked)
        locked.to_date = to_date
        locked.save(update_fields=["to_date"])
        sync_access(locked.user)
        _cap_substitutes(locked)
        record(
            act="accounts.membership.corrected",
            by=by,
            target=locked,
            about=[locked.user],
            parameters=described(locked) | {"before": before.isoformat() if before else None},
            personal={"person": locked.user.name},
            subject=locked.user,
            reason=reason,
        )
    return locked


def end_membership(*, by: Membership, membership: Membership, reason: str) -> Membership:
    """End a role today, and with it every substitute's; what was done in it stays.

    Raises:
        RoleNotYours: `by` does not end this role there, or not any more.
        RoleForOneself: `by` is the person (a provider's role is laid down, `joining.lay_down`; any other with somebody
            who gives it).
        Refusal: a later stage bars it (`endings`).
    """
    check_may_grant(by, Role(membership.role), membership.scope)
    check_apart(by, membership.user)
    today = clock.today()
    with transaction.atomic():
        _check_acts_still(by)
        locked = Membership.objects.scoped().select_for_update(of=("self",)).get(pk=membership.pk)
        endings.check(by, locked)
        for ending in [locked, *_living_substitutes(locked, today)]:
            close(ending, today)
        record(
            act="accounts.membership.ended",
            by=by,
            target=locked,
            about=[locked.user],
            parameters=described(locked),
            personal={"person": locked.user.name},
            subject=locked.user,
            reason=reason,
        )
    return locked


def use_membership(*, membership: Membership, now: datetime) -> Membership:
    """Remember that this is the role its person acts in; the next sign-in starts with it.

    Raises:
        RoleNotYours: the role does not hold now.
    """
    if not membership.is_active(day_of(now)):
        raise RoleNotYours("accounts.role_ended", role=str(membership))
    Membership.objects.filter(pk=membership.pk).update(last_used_at=now)
    return membership


def check_may_grant(by: Membership, role: Role, scope: Place | Organisation) -> None:
    """Refuse unless `by` gives this role at this scope."""
    level = scope.level if isinstance(scope, Place) else rules.ORGANISATION
    if level not in rules.SCOPES[role]:
        raise InvalidInput("accounts.role_scope", field="role", role=str(ROLE_NAMES[role]), scope=str(scope))
    place = scope if isinstance(scope, Place) else None
    organisation = scope if isinstance(scope, Organisation) and by.organisation_id else None
    standing = permissions.holds(by, place=place, organisation=organisation)
    if not standing or not rules.may_grant(Role(by.role), role):
        raise RoleNotYours("accounts.role_not_yours", role=str(ROLE_NAMES[role]), scope=str(scope))


def check_apart(by: Membership, user: User) -> None:
    """Refuse an act on one's own roles, or on those of the officer one stands in for."""
    if user.pk in permissions.counts_for(by):
        raise RoleForOneself("accounts.role_for_oneself")


def check_period(starts: date, ends: date | None) -> None:
    """Refuse an empty or reversed time."""
    if ends is not None and ends <= starts:
        raise InvalidInput("accounts.period_empty", field="to_date", starts=starts, ends=ends)


def _check_not_backwards(starts: date) -> None:
    """Refuse a first day that is past: draws ask since when somebody holds a role."""
    if starts < clock.today():
        raise InvalidInput("accounts.period_past", field="from_date", starts=starts)


def lock(user: User) -> User:
    """Take the person's row: what is done to or by one person at once, such as two roles given, sees each other."""
    return User.objects.select_for_update().get(pk=user.pk)


def check_no_clash(user: User, role: Role) -> None:
    """Refuse a role that would make one person officer and provider, now or later."""
    held = frozenset(Role(held) for held in unended(user).values_list("role", flat=True))
    if rules.clashes(held, role):
        raise RoleClash("accounts.role_clash", role=str(ROLE_NAMES[role]), person=user.name)


def check_one_provider(user: User, role: Role, organisation: Organisation, starts: date, ends: date | None) -> None:
    """Refuse to let a person act for a provider on a day on which they act for another one."""
    if acts_for_a_provider(user, but=organisation, starts=starts, ends=ends):
        raise RoleClash("accounts.role_elsewhere", role=str(ROLE_NAMES[role]), person=user.name)


def acts_for_a_provider(
    user: User, *, but: Organisation | None = None, starts: date | None = None, ends: date | None = None
) -> bool:
    """Whether the person acts for a provider on any of these days, leaving this one out; callers hold their row.

    Args:
        starts: the first day; today unless given.
        ends: the day after the last; None for an open end.
    """
    held = Membership.objects.unended(starts or clock.today()).filter(user=user, role__in=PROVIDER_ROLES)
    if ends is not None:
        held = held.filter(from_date__lt=ends)
    if but is not None:
        held = held.exclude(organisation=but)
    return held.exists()


def check_not_held(user: User, role: Role, scope: Place | Organisation, starts: date, ends: date | None) -> None:
    """Refuse the same role twice in overlapping time."""
    same = unended(user).filter(role=role).unended(starts)
    same = same.filter(place=scope) if isinstance(scope, Place) else same.filter(organisation=scope)
    if role == Role.RESIDENT:
        same = unended(user).filter(role=role)
    if ends is not None:
        same = same.filter(from_date__lt=ends)
    if same.exists():
        raise RoleAlreadyHeld("accounts.role_held", role=str(ROLE_NAMES[role]), scope=str(scope), person=user.name)


def unended(user: User) -> MembershipQuerySet:
    """The roles a person holds or will hold."""
    return Membership.objects.unended(clock.today()).filter(user=user)


def close(membership: Membership, today: date) -> None:
    """End a locked membership today; one that has not begun never holds: its time becomes empty."""
    membership.to_date = max(membership.from_date, min(today, membership.to_date or today))
    membership.save(update_fields=["to_date"])
    sync_access(membership.user)


def lock_body(organisation_id: int) -> Organisation:
    """Take the row of a body, so that those who are asked to join it and who leave it see each other.

    Who joins holds their own row and writes what points at the body: that waits for no such lock.
    """
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation_id)


def described(membership: Membership) -> dict[str, str | None]:
    """What the audit entry says about a membership; names of people stand apart."""
    return {
        "role": membership.role,
        "scope": str(membership.scope),
        "from_date": membership.from_date.isoformat(),
        "to_date": membership.to_date.isoformat() if membership.to_date else None,
    }


def _cap_substitutes(membership: Membership) -> None:
    if (ends := membership.to_date) is None:
        return
    for substitute in _living_substitutes(membership, ends):
        substitute.to_date = max(substitute.from_date, ends)
        substitute.save(update_fields=["to_date"])
        sync_access(substitute.user)


def _living_substitutes(membership: Membership, today: date) -> MembershipQuerySet:
    return Membership.objects.scoped().filter(substitute_for=membership, to_date__gt=today).order_by("pk")


def _check_acts_still(by: Membership) -> None:
    """Two administrators end each other at once: the later one acts no more, and one stays."""
    if by.organisation_id is None:
        return
    lock_body(by.organisation_id)
    if not permissions.holds(Membership.objects.scoped().get(pk=by.pk)):
        raise RoleNotYours("accounts.role_ended", role=str(by))


def _check_given(role: Role, scope: Place | Organisation) -> None:
    if role in PROVIDER_ROLES:
        raise RoleByInvitation("accounts.role_by_invitation", role=str(ROLE_NAMES[role]), scope=str(scope))


def _check_said_yes(membership: Membership, to_date: date | None) -> None:
    agreed = membership.to_date
    if membership.role in PROVIDER_ROLES and agreed is not None and (to_date is None or to_date > agreed):
        raise RoleByInvitation(
            "accounts.role_by_invitation", role=membership.get_role_display(), scope=str(membership.scope)
        )


def _check_end(membership: Membership, to_date: date | None) -> None:
    if membership.substitute_for_id and to_date is None:
        raise InvalidInput("accounts.substitute_must_end", field="to_date")
    _check_said_yes(membership, to_date)
    earliest = max(membership.from_date, clock.today())
    if to_date is not None and to_date < earliest:
        raise InvalidInput("accounts.end_too_early", field="to_date", earliest=earliest)

"""Django groups and `access_admin`, derived from memberships and never edited."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.contrib.auth.models import Group, Permission
from django.db import transaction
from django.db.models import Q, QuerySet

from marketplace import clock
from marketplace.accounts import admin_rights
from marketplace.accounts.models import Membership, User
from marketplace.accounts.rules import ADMIN_ROLES, Role

GROUP_PREFIX = admin_rights.group_name(Role.DISTRICT).partition(":")[0] + ":"


def sync_access(user: User, on: date | None = None) -> None:
    """Give a person exactly the groups that follow from the roles held on a day (today).

    Called inside the transaction of every change of a membership; a nightly task follows the calendar.
    """
    held = {Role(role) for role in _admin_roles_held(user, on or clock.today())}
    groups = [_group(role) for role in Role if role in held]
    derived = user.groups.filter(name__startswith=GROUP_PREFIX)
    user.groups.remove(*derived.exclude(pk__in=[group.pk for group in groups]))
    user.groups.add(*groups)


def keep_in_step(user: User, held: Collection[Role]) -> None:
    """Where the groups are not those of the roles held at this moment, derive them anew; one query where they are."""
    wanted = {admin_rights.group_name(role) for role in held if role in ADMIN_ROLES}
    if wanted == set(user.groups.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True)):
        return
    with transaction.atomic():
        sync_access(user)
    for cached in ("_perm_cache", "_user_perm_cache", "_group_perm_cache"):
        user.__dict__.pop(cached, None)


def sync_all_access(on: date | None = None) -> int:
    """Bring everybody's groups up to the day (today): who gained or lost a role by the calendar; returns how many."""
    concerned = User.objects.filter(
        Q(groups__name__startswith=GROUP_PREFIX) | Q(memberships__role__in=sorted(ADMIN_ROLES))
    ).distinct()
    for user in concerned.order_by("pk").iterator():
        with transaction.atomic():
            sync_access(user, on)
    return concerned.count()


def prepare_groups() -> dict[Role, Group]:
    """The groups of all roles that enter the admin, with what is registered for them."""
    return {role: _refreshed(role) for role in sorted(ADMIN_ROLES)}


def refresh_groups() -> None:
    """Bring the groups that exist to what is registered now: an upgrade may have brought rights or taken some away."""
    known = set(Group.objects.filter(name__startswith=GROUP_PREFIX).values_list("name", flat=True))
    for role in sorted(ADMIN_ROLES):
        if admin_rights.group_name(role) in known:
            _refreshed(role)


def _admin_roles_held(user: User, on: date) -> QuerySet[Membership, str]:
    held = Membership.objects.active(on).filter(user=user, role__in=sorted(ADMIN_ROLES))
    return held.order_by("role").values_list("role", flat=True).distinct()


def _group(role: Role) -> Group:
    return Group.objects.filter(name=admin_rights.group_name(role)).first() or _refreshed(role)


def _refreshed(role: Role) -> Group:
    group, _ = Group.objects.get_or_create(name=admin_rights.group_name(role))
    wanted = Q(pk__in=[])
    for permission in admin_rights.permissions_of(role):
        app_label, _, codename = permission.partition(".")
        wanted |= Q(content_type__app_label=app_label, codename=codename)
    group.permissions.set(Permission.objects.filter(wanted))
    for follower in admin_rights.followers():
        follower(role, group.pk)
    return group

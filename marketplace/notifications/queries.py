"""Reads: a person's inbox, and over which channels the person wants to hear."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from marketplace.accounts.models import User
from marketplace.accounts.queries import memberships_of, read_letters
from marketplace.notifications import kinds
from marketplace.notifications.kinds import Kind
from marketplace.notifications.models import Notification, Preference
from marketplace.notifications.rules import Channel


def inbox(user: User | AnonymousUser) -> QuerySet[Notification]:
    """The person's own messages, newest first; nothing for a visitor."""
    if not user.is_authenticated:
        return Notification.objects.none()
    return Notification.objects.filter(recipient_id=user.pk).order_by("-created_at", "-pk")


def unread(user: User | AnonymousUser) -> int:
    """How many messages the person has not read."""
    return inbox(user).filter(read_at=None).order_by().count()


def unread_of_person() -> Coalesce:
    """The same of whoever `user` names in the outer query."""
    rows = Notification.objects.filter(recipient=OuterRef("user"), read_at=None).order_by().values("recipient")
    return Coalesce(Subquery(rows.values(count=Count("pk"))), 0)


def preferences(user: User) -> dict[tuple[str, Channel], bool]:
    """For each kind and each channel it offers: whether the person hears of it there."""
    chosen = {(row.kind, row.channel): row.wanted for row in Preference.objects.filter(user=user)}
    return {
        (name, channel): chosen.get((name, channel), channel in kind.channels)
        for name, kind in kinds.registered().items()
        for channel in sorted(kind.offered)
    }


def kinds_for(user: User) -> Mapping[str, Kind]:
    """The kinds this person may ever get: those of the person's roles, and those received already."""
    roles = {membership.role for membership in memberships_of(user)}
    received = set(Notification.objects.filter(recipient=user).order_by().values_list("kind", flat=True).distinct())
    return {
        name: kind
        for name, kind in kinds.registered().items()
        if not kind.roles or roles & set(kind.roles) or name in received
    }


def wanted_channels(kind: str, users: Iterable[User]) -> dict[int, list[Channel]]:
    """By person: the channels a message of this kind leaves over, as far as the person has an address there."""
    found = kinds.find(kind)
    people = list(users)
    reading = read_letters(people) if Channel.EMAIL in found.offered else set()
    rows = Preference.objects.filter(kind=kind, user__in=people)
    chosen = {(row.user_id, row.channel): row.wanted for row in rows}
    return {
        user.pk: [
            channel
            for channel in sorted(found.offered)
            if chosen.get((user.pk, channel), channel in found.channels) and _reachable(user, channel, reading)
        ]
        for user in people
    }


def reachable(user: User, channel: Channel) -> bool:
    """Whether the person is active and has an address on the channel, proved to be theirs.

    An e-mail may be unproved until the account is first opened.
    """
    return _reachable(user, channel, read_letters([user]) if channel is Channel.EMAIL else set())


def _reachable(user: User, channel: Channel, reading: Collection[int]) -> bool:
    if not user.is_active:
        return False
    return user.pk in reading if channel is Channel.EMAIL else bool(user.phone) and user.phone_verified

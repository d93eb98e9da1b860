"""Reads: a person's saved searches, and which of their new hits the person may open now, in any role they hold."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.accounts.queries import memberships_of
from search import audience, showing
from search.models import Entry, News, SavedSearch
from search.schema import AUDIENCE
from search.showing import Line

# New hits of one person that are counted; of more their number is not of use.
MOST_COUNTED = 500


def saved(user: User | AnonymousUser) -> QuerySet[SavedSearch]:
    """The person's own searches; nothing for a visitor."""
    if not user.is_authenticated:
        return SavedSearch.objects.none()
    return SavedSearch.objects.filter(owner_id=user.pk)


def audiences(people: Collection[int]) -> dict[int, frozenset[str]]:
    """By person the words of all the roles they hold now; who holds none is not there."""
    found: dict[int, frozenset[str]] = {}
    for one in Membership.objects.active(clock.today()).filter(user__in=people).scoped().order_by("pk"):
        found[one.user_id] = found.get(one.user_id, frozenset()) | audience.of(one)
    return found


def fresh(user: User) -> dict[int, int]:
    """By search how many hits came that its owner has not looked at and may open."""
    unseen = News.objects.filter(search__owner=user, seen_at=None).select_related("entry").order_by("-pk")
    rows = list(unseen[:MOST_COUNTED])
    open_to = readable(user, [row.entry for row in rows])
    found: dict[int, int] = {}
    for row in rows:
        if row.entry_id in open_to:
            found[row.search_id] = found.get(row.search_id, 0) + 1
    return found


def readable(user: User, entries: Iterable[Entry]) -> dict[int, Line]:
    """Those of these that the person finds and may open now, each with what stands beside it, by their entries."""
    members: list[Membership | None] = [*memberships_of(user)] or [None]
    words = frozenset[str]().union(*(audience.of(member) for member in members))
    found = {one.pk: one for one in entries if not one.is_removed and not words.isdisjoint(one.keywords[AUDIENCE])}
    lines: dict[int, Line] = {}
    for kind, own in _by_kind(found.values()).items():
        beside: dict[int, Line] = {}
        for member in members:
            wanted = [entry.key for entry in own if entry.key not in beside]
            beside |= _lines(kind, wanted, member)
        lines |= {entry.pk: beside[entry.key] for entry in own if entry.key in beside}
    return lines


def _lines(kind: str, keys: Sequence[int], member: Membership | None) -> Mapping[int, Line]:
    known = showing.kinds().get(kind)
    return {} if known is None or not keys else known.lines(keys, member)


def _by_kind(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.kind, []).append(entry)
    return found

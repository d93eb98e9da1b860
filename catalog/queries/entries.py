"""Entries of the roster: by provider, by state, by what is due."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, QuerySet

from catalog.models import Provider, RosterEntry
from catalog.rules.periods import REVIEW_GRACE_DAYS
from catalog.rules.states import EntryState
from catalog.transitions import ENTRY


def entry_of(provider: Provider) -> RosterEntry | None:
    """The provider's entry, whatever its state."""
    return RosterEntry.objects.filter(provider=provider).first()


def entry_state(provider: Provider) -> str | None:
    """The state of the provider's entry, None where it was never listed."""
    return RosterEntry.objects.filter(provider=provider).values_list("state", flat=True).first()


def admitted() -> QuerySet[RosterEntry]:
    """Everyone who was admitted and not removed: what the public roster shows (R28)."""
    return RosterEntry.objects.exclude(state=EntryState.REMOVED)


def counts_by_list() -> dict[str, int]:
    """How many admitted providers each list has (the 45 and the 37 of R28)."""
    return dict(admitted().order_by().values_list("provider__roster_list").annotate(number=Count("pk")))


def due_for(act: str, today: date) -> QuerySet[RosterEntry]:
    """Entries for which the clock has something to do: `expire`, `lapse_review` or `call_review`."""
    rows = RosterEntry.objects.filter(state__in=ENTRY.sources(act)).order_by("pk")
    if act == "expire":
        return rows.filter(valid_until__lt=today)
    if act == "lapse_review":
        return rows.filter(review_due_date__lt=today - timedelta(days=REVIEW_GRACE_DAYS))
    return rows.filter(review_due_date__lte=today)

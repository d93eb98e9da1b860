"""Where an entry stands while it runs: on watch, suspended, restored, reviewed every year, expired."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from catalog.models import Provider, RosterEntry
from catalog.permissions import require_district
from catalog.rules.credit import Standing, act_for, standing
from catalog.rules.periods import review_due_on, review_ends_on
from catalog.services.locking import lock_entry, lock_provider
from catalog.services.moving import Parameters, move_entry
from catalog.services.telling import tell_provider
from catalog.transitions import ENTRY
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from marketplace.rulebook.queries import in_force


class NotDue(Refusal):
    """The day has not come yet."""


class StandsTooLow(Refusal):
    """Credit below the line, or a public list, stands against restoring."""


def settle(*, provider: Provider, by: Membership | None = None, now: datetime) -> None:
    """Bring the entry of a locked provider to where credit and the abnormal list want it (domain 2.8).

    Called inside the act that changed either; `by` is who changed it, for the trace.
    """
    entry = RosterEntry.objects.filter(provider=provider).first()
    if entry is None:
        return
    scale = in_force(day_of(now)).rules.roster.credit
    asked = standing(scale, provider.credit, abnormal_list=provider.abnormal_list)
    act = act_for(entry.state, asked)
    if act is None:
        return
    entry = lock_entry(entry.pk)
    parameters: Parameters = {"credit": provider.credit, "abnormal_list": str(provider.abnormal_list)}
    move_entry(entry, act, now=now, by=by, parameters=parameters)
    tell_provider(f"catalog.entry.{act}", provider, reason="", credit=str(provider.credit))


def suspend_entry(
    *, entry: RosterEntry, by: Membership | None, reason: str, until: date, version: int | None = None, now: datetime
) -> RosterEntry:
    """Suspend a provider: no new bids, open ones are withdrawn before opening, running contracts go on (domain 3.1).

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.reason_missing`, or `catalog.until_past` when `until` is not after today.
        WrongState: the entry is not in force.
        StaleVersion: somebody changed the entry since.
    """
    by = require_district(by)
    _require_reason(reason)
    if until <= day_of(now):
        raise InvalidInput("catalog.until_past", field="until", until=until)
    with transaction.atomic():
        entry = lock_entry(entry.pk, version)
        entry.suspended_until = until
        move_entry(entry, "suspend", now=now, by=by, reason=reason, parameters={"until": until.isoformat()})
        tell_provider("catalog.entry.suspend", entry.provider, reason=reason, credit="")
    return entry


def restore_entry(
    *, entry: RosterEntry, by: Membership | None, reason: str, version: int | None = None, now: datetime
) -> RosterEntry:
    """Let a suspended provider bid again; a review it missed counts as made. It may come back on watch.

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.reason_missing`.
        WrongState: the entry is not suspended.
        StandsTooLow: `catalog.credit_too_low`, or `catalog.serious_list_stands`.
        StaleVersion: somebody changed the entry since.
    """
    by = require_district(by)
    _require_reason(reason)
    today = day_of(now)
    with transaction.atomic():
        provider = lock_provider(entry.provider_id)
        entry = lock_entry(entry.pk, version)
        ENTRY.target(entry.state, "restore")
        _require_standing(provider, today)
        entry.suspended_until = None
        if entry.review_due_date <= today:
            _count_review(entry, today, now=now)
        move_entry(entry, "restore", now=now, by=by, reason=reason)
        tell_provider("catalog.entry.restore", provider, reason=reason)
        settle(provider=provider, by=by, now=now)
    return RosterEntry.objects.get(pk=entry.pk)


def confirm_review(
    *, entry: RosterEntry, by: Membership | None, note: str = "", version: int | None = None, now: datetime
) -> RosterEntry:
    """Confirm the yearly review; the next falls due a year from today.

    Raises:
        NotPermitted: `by` is no district officer.
        WrongState: no review is due.
        StandsTooLow: `catalog.serious_list_stands`.
        StaleVersion: somebody changed the entry since.
    """
    by = require_district(by)
    today = day_of(now)
    with transaction.atomic():
        provider = lock_provider(entry.provider_id)
        entry = lock_entry(entry.pk, version)
        ENTRY.target(entry.state, "confirm")
        if provider.serious_list:
            raise StandsTooLow("catalog.serious_list_stands")
        _count_review(entry, today, now=now)
        parameters: Parameters = {"due": entry.review_due_date.isoformat()}
        move_entry(entry, "confirm", now=now, by=by, reason=note, parameters=parameters)
        tell_provider("catalog.entry.confirm", provider, due=entry.review_due_date.isoformat())
        settle(provider=provider, by=by, now=now)
    return RosterEntry.objects.get(pk=entry.pk)


def call_review(*, entry: RosterEntry) -> RosterEntry:
    """Mark a yearly review as due; an act of the clock. Raises `NotDue` before its day."""
    return _by_clock(entry, "call_review", "review_due_date")


def lapse_review(*, entry: RosterEntry) -> RosterEntry:
    """Suspend an entry whose review was not confirmed in thirty days; an act of the clock."""
    return _by_clock(entry, "lapse_review", "review_due_date")


def expire_entry(*, entry: RosterEntry) -> RosterEntry:
    """End an entry after its last valid day; an act of the clock. Raises `NotDue` before."""
    return _by_clock(entry, "expire", "valid_until")


def _by_clock(entry: RosterEntry, act: str, day: str) -> RosterEntry:
    with transaction.atomic():
        entry = lock_entry(entry.pk)
        ENTRY.target(entry.state, act)
        now = clock.read()
        if not _is_due(entry, act, day_of(now)):
            raise NotDue("catalog.not_due", day=getattr(entry, day))
        move_entry(entry, act, now=now, parameters={"day": getattr(entry, day).isoformat()})
        tell_provider(f"catalog.entry.{act}", entry.provider, day=getattr(entry, day).isoformat())
    return entry


def _is_due(entry: RosterEntry, act: str, today: date) -> bool:
    if act == "expire":
        return today > entry.valid_until
    if act == "lapse_review":
        return today > review_ends_on(entry.review_due_date)
    return today >= entry.review_due_date


def _count_review(entry: RosterEntry, today: date, *, now: datetime) -> None:
    entry.confirmed_at = now
    entry.review_due_date = review_due_on(today)


def _require_standing(provider: Provider, today: date) -> None:
    if provider.serious_list:
        raise StandsTooLow("catalog.serious_list_stands")
    scale = in_force(today).rules.roster.credit
    if standing(scale, provider.credit, abnormal_list=provider.abnormal_list) is Standing.SUSPEND:
        raise StandsTooLow("catalog.credit_too_low", credit=provider.credit, needed=scale.suspend_below)


def _require_reason(reason: str) -> None:
    require_text(reason, "catalog.reason_missing")

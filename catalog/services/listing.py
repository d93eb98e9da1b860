"""What publicity ends in: the provider is listed, or its running entry renewed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.models import Provider, RosterApplication, RosterEntry
from catalog.queries.applied import write
from catalog.rules.periods import review_due_on, valid_until
from catalog.rules.states import IN_FORCE
from catalog.services.decisions import rules_of
from catalog.services.locking import lock_application, lock_entry, lock_provider
from catalog.services.moving import Parameters, move_application, move_entry
from catalog.services.standing import settle
from catalog.services.telling import tell_provider
from catalog.transitions import APPLICATION, ENTRY
from marketplace import clock
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal


class PublicityRunning(Refusal):
    """The last day of publicity has not passed by the database's clock."""


def list_provider(*, application: RosterApplication) -> RosterEntry:
    """Admit a provider whose publicity has passed without an open objection; an act of the clock.

    The entry is valid for the rule set's years; one that is renewed early keeps the time it had left.

    Raises:
        WrongState: the application is not in publicity (an objection holds it, or it has ended).
        PublicityRunning: `catalog.publicity_running`.
    """
    with transaction.atomic():
        provider = lock_provider(application.provider_id)
        application = lock_application(application.pk)
        APPLICATION.target(application.state, "elapse")
        now = clock.read()
        until = application.publicity_until
        if until is None or now < until:
            raise PublicityRunning("catalog.publicity_running", until=application.publicity_last_day)
        application.ended_at = now
        move_application(application, "elapse", parameters=_admit(provider, application, now))
        entry = _enter(application, now)
        entry.domains.set(application.domains.all())
        settle(provider=provider, now=now)
        tell_provider("catalog.entry.listed", provider, until=entry.valid_until.isoformat())
    return entry


def _admit(provider: Provider, application: RosterApplication, now: datetime) -> Parameters:
    """What the application changed of the facts checked before counts from now on."""
    if not application.facts:
        return {}
    write(provider, application.facts, day_of(now))
    provider.version += 1
    provider.save()
    return {"facts": ", ".join(sorted(application.facts))}


def _enter(application: RosterApplication, now: datetime) -> RosterEntry:
    years = rules_of(application).roster.entry_years
    known = RosterEntry.objects.filter(provider=application.provider_id).first()
    if known is None:
        return _create(application, now, years)
    entry = lock_entry(known.pk)
    running_until = entry.valid_until if entry.state in IN_FORCE else None
    entry.application = application
    entry.listed_at = now
    entry.valid_until = valid_until(day_of(now), years, running_until=running_until)
    entry.review_due_date = review_due_on(day_of(now))
    entry.removal_ground = ""
    entry.removal_requested_at = entry.suspended_until = None
    return move_entry(entry, "renew", now=now, parameters={"until": entry.valid_until.isoformat()})


def _create(application: RosterApplication, now: datetime, years: int) -> RosterEntry:
    entry = RosterEntry.objects.create(
        provider=application.provider,
        state=ENTRY.target(None, "list"),
        application=application,
        listed_at=now,
        valid_until=valid_until(day_of(now), years),
        review_due_date=review_due_on(day_of(now)),
        state_since=now,
    )
    record(
        act="catalog.entry.list",
        target=entry,
        parameters={"provider": str(entry), "until": entry.valid_until.isoformat()},
        about=(application.provider, application),
    )
    return entry

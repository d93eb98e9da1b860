"""The one place where an entry or an application changes its state: by its table, with a trace."""

from __future__ import annotations

from datetime import datetime

from catalog import departures
from catalog.models import RosterApplication, RosterEntry
from catalog.rules.states import IN_FORCE
from catalog.transitions import APPLICATION, ENTRY
from marketplace.accounts.models import Membership, User
from marketplace.audit.services import record

Parameters = dict[str, "str | int | None"]


def move_entry(
    entry: RosterEntry,
    act: str,
    *,
    now: datetime,
    by: Membership | None = None,
    reason: str = "",
    parameters: Parameters | None = None,
) -> RosterEntry:
    """Move a locked entry by the table, save it and record `catalog.entry.<act>`; raises `WrongState`.

    An entry that leaves force is announced, so that open bids are withdrawn before opening (domain 3.1).
    """
    was_in_force = entry.state in IN_FORCE
    entry.state = ENTRY.target(entry.state, act)
    entry.state_since = now
    entry.reason = reason
    entry.version += 1
    entry.save()
    record(
        act=f"catalog.entry.{act}",
        target=entry,
        by=by,
        parameters={"provider": str(entry), **(parameters or {})},
        reason=reason,
        about=(entry.provider,),
    )
    if was_in_force and entry.state not in IN_FORCE:
        departures.announce(provider_id=entry.provider_id, state=entry.state)
    return entry


def move_application(
    application: RosterApplication,
    act: str,
    *,
    guard: str | None = None,
    by: Membership | None = None,
    actor: User | None = None,
    reason: str = "",
    parameters: Parameters | None = None,
) -> RosterApplication:
    """Move a locked application by the table, save it and record `catalog.application.<act>`; raises `WrongState`."""
    application.state = APPLICATION.target(application.state, act, guard)
    application.reason = reason
    application.version += 1
    application.save()
    record(
        act=f"catalog.application.{act}",
        target=application,
        by=by,
        actor=actor,
        parameters={"provider": str(application), **(parameters or {})},
        reason=reason,
        about=(application.provider,),
    )
    return application

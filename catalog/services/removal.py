"""Leaving the roster: asked for by the provider, or decided by the district."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from catalog.models import RosterEntry
from catalog.permissions import require_district, require_provider
from catalog.rules.states import RemovalGround
from catalog.services.bans import impose_ban
from catalog.services.locking import lock_entry, lock_provider
from catalog.services.moving import move_entry
from catalog.services.telling import district_people, tell_provider
from catalog.transitions import ENTRY
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import Refusal, require_text
from marketplace.rulebook.queries import in_force


class GroundDoesNotHold(Refusal):
    """The facts do not bear the ground named."""


def request_removal(*, entry: RosterEntry, by: Membership | None, reason: str, now: datetime) -> RosterEntry:
    """Let the provider ask to be taken off the roster; the district decides.

    Raises:
        NotPermitted: `by` does not administer this provider.
        InvalidInput: `catalog.reason_missing`.
        WrongState: the entry has been removed.
        Refusal: `catalog.removal_requested_already`.
    """
    by = require_provider(by, entry.provider)
    _require_reason(reason)
    with transaction.atomic():
        entry = lock_entry(entry.pk)
        ENTRY.target(entry.state, "remove")
        if entry.removal_requested_at is not None:
            raise Refusal("catalog.removal_requested_already")
        entry.removal_requested_at = now
        entry.version += 1
        entry.save()
        record(
            act="catalog.entry.removal_requested",
            target=entry,
            by=by,
            parameters={"provider": str(entry)},
            reason=reason,
            about=(entry.provider,),
        )
        notify(
            kind="catalog.entry.removal_requested",
            recipients=district_people(),
            url=reverse("catalog:desk"),
            parameters={"provider": str(entry), "reason": reason},
        )
    return entry


def remove_entry(
    *,
    entry: RosterEntry,
    by: Membership | None,
    ground: RemovalGround,
    reason: str,
    version: int | None = None,
    now: datetime,
) -> RosterEntry:
    """Take a provider off the roster; false material and the serious list bring a ban with them (domain 2.8, 3.1).

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.reason_missing`.
        GroundDoesNotHold: `catalog.not_on_serious_list`, or `catalog.removal_not_requested`.
        WrongState: the entry has been removed.
        StaleVersion: somebody changed the entry since.
    """
    by = require_district(by)
    _require_reason(reason)
    with transaction.atomic():
        provider = lock_provider(entry.provider_id)
        entry = lock_entry(entry.pk, version)
        ENTRY.target(entry.state, "remove")
        if ground is RemovalGround.SERIOUS_LIST and not provider.serious_list:
            raise GroundDoesNotHold("catalog.not_on_serious_list", field="ground")
        if ground is RemovalGround.REQUEST and entry.removal_requested_at is None:
            raise GroundDoesNotHold("catalog.removal_not_requested", field="ground")
        entry.removal_ground = ground
        move_entry(entry, "remove", now=now, by=by, reason=reason, parameters={"ground": ground.value})
        if ground is not RemovalGround.REQUEST:
            rules = in_force(day_of(now)).rules
            impose_ban(provider=provider, ground=ground, by=by, reason=reason, rules=rules, now=now)
        tell_provider("catalog.entry.remove", provider, reason=reason)
    return entry


def _require_reason(reason: str) -> None:
    require_text(reason, "catalog.reason_missing")

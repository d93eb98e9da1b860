"""The district approves service domains between two applications."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from catalog.models import RosterEntry
from catalog.permissions import require_keeper
from catalog.rules.states import EntryState
from catalog.services.locking import lock_entry
from catalog.services.telling import tell_provider
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from marketplace.rulebook.models import ServiceDomain


class NoLongerOnRoster(Refusal):
    """The entry has been removed or has expired."""


def approve_domains(
    *,
    entry: RosterEntry,
    by: Membership | None,
    domains: Collection[ServiceDomain],
    reason: str,
    version: int | None = None,
) -> RosterEntry:
    """Set the domains in which an admitted provider may bid, with a reason (R30, domain 3.1).

    Raises:
        NotPermitted: `by` is neither a district officer nor a curator.
        InvalidInput: `catalog.reason_missing`, or `catalog.domains_missing` where none is left.
        NoLongerOnRoster: `catalog.no_longer_on_roster`.
        StaleVersion: somebody changed the entry since.
    """
    by = require_keeper(by)
    require_text(reason, "catalog.reason_missing")
    if not domains:
        raise InvalidInput("catalog.domains_missing", field="domains")
    with transaction.atomic():
        entry = lock_entry(entry.pk, version)
        if entry.state in {EntryState.REMOVED, EntryState.EXPIRED}:
            raise NoLongerOnRoster("catalog.no_longer_on_roster")
        entry.domains.set(domains)
        entry.version += 1
        entry.save(update_fields=["version"])
        codes = sorted(domain.code for domain in domains)
        record(
            act="catalog.entry.domains_approved",
            target=entry,
            by=by,
            parameters={"provider": str(entry), "domains": codes},
            reason=reason,
            about=(entry.provider,),
        )
        tell_provider("catalog.entry.domains_approved", entry.provider, reason=reason)
    return entry

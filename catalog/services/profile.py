"""What a provider says of itself, and what the district keeps true about it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from copy import copy
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog.models import Provider, RosterApplication
from catalog.permissions import require_keeper, require_provider
from catalog.queries.admission import fact_label
from catalog.queries.applications import live_application
from catalog.queries.applied import stored, with_facts
from catalog.queries.entries import entry_state
from catalog.rules.kinds import list_for
from catalog.rules.profile import CURATED, HELD, are_held, editable
from catalog.rules.states import Grade
from catalog.services.locking import check_version, lock_provider
from catalog.services.standing import settle
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, require_text
from marketplace.rulebook.models import ServiceDomain

# What people wrote, and people themselves, go into the log as salted digests (integrity: the log).
WRITTEN = frozenset(
    {
        "legal_representative",
        "controller",
        "bank_account",
        "contact_name",
        "contact_phone",
        "contact_email",
        "address",
        "development",
        "strengths",
        "supervising_authority",
        "grade_authority",
        "certificate_number",
        "certificate_level",
    }
)


class FactLocked(Refusal):
    """The fact is being checked by the district, or was verified on admission."""


def edit_profile(
    *,
    provider: Provider,
    by: Membership | None,
    changes: Mapping[str, object],
    domains: Collection[ServiceDomain] | None = None,
    version: int | None = None,
    now: datetime,
) -> Provider:
    """Change what the provider says of itself (R30); facts left out stay as they are.

    Verified facts of a listed provider go into its application: what the district checked stands until it is admitted.

    Raises:
        NotPermitted: `by` does not administer this provider.
        FactLocked: `catalog.fact_locked` for a fact under check, or verified on admission.
        InvalidInput: values no fact may have, one refusal per field.
        StaleVersion: somebody changed the provider since.
    """
    by = require_provider(by, provider)
    with transaction.atomic():
        provider = lock_provider(provider.pk)
        check_version(provider, version)
        application, today = live_application(provider), day_of(now)
        state, listed = application.state if application else None, entry_state(provider)
        read = with_facts(provider, application, today)
        changed = _changed(read, changes)
        new_domains = None if domains is None else _new_domains(provider, domains)
        asked = {*changed, *(() if new_domains is None else ("domains",))}
        _refuse_locked(asked, editable(state, listed))
        if not asked:
            return provider
        held = HELD if application and are_held(state, listed, begun=bool(application.facts)) else frozenset[str]()
        if application and (own := {name: value for name, value in changed.items() if name in held}):
            _hold(application, read, own)
        _write(provider, {name: value for name, value in changed.items() if name not in held}, now=now)
        if new_domains is not None:
            provider.domains.set(new_domains)
        _record("catalog.provider.edited", provider, by, asked, changed)
    return provider


def curate(
    *,
    provider: Provider,
    by: Membership | None,
    changes: Mapping[str, object],
    reason: str,
    version: int | None = None,
    now: datetime,
) -> Provider:
    """Let the district correct verified facts and the two public lists, with a reason (domain 2.8).

    An entry follows at once: the abnormal list puts it on watch, leaving the list takes it off again.

    Raises:
        NotPermitted: `by` is neither a district officer nor a curator.
        InvalidInput: a fact the district does not keep, a value it may not have, or `catalog.reason_missing`.
        StaleVersion: somebody changed the provider since.
    """
    by = require_keeper(by)
    require_text(reason, "catalog.reason_missing")
    if strange := sorted(set(changes) - CURATED):
        raise InvalidInput("catalog.not_curated", field=strange[0], fact=strange[0])
    with transaction.atomic():
        provider = lock_provider(provider.pk)
        check_version(provider, version)
        changed = _changed(provider, changes)
        if {"abnormal_list", "serious_list"} & set(changes):
            provider.lists_checked_at = now
        _write(provider, changed, now=now)
        _overtake(provider, changes)
        _record("catalog.provider.curated", provider, by, set(changed), changed, reason)
        settle(provider=provider, by=by, now=now)
    return provider


def _overtake(provider: Provider, changes: Mapping[str, object]) -> None:
    """No application writes back what the district corrects; the provider is locked."""
    application = live_application(provider)
    if application is not None and set(changes) & set(application.facts):
        application.facts = {name: value for name, value in application.facts.items() if name not in changes}
        application.save(update_fields=["facts"])


def _changed(provider: Provider, changes: Mapping[str, object]) -> dict[str, object]:
    return {name: value for name, value in changes.items() if getattr(provider, name) != value}


def _new_domains(provider: Provider, domains: Collection[ServiceDomain]) -> list[ServiceDomain] | None:
    wanted = {domain.pk for domain in domains}
    have = set(provider.domains.values_list("pk", flat=True))
    return None if wanted == have else list(domains)


def _refuse_locked(asked: Collection[str], free: frozenset[str]) -> None:
    locked = sorted(set(asked) - free)
    if locked:
        raise Refusals([FactLocked("catalog.fact_locked", field=name, fact=fact_label(name)) for name in locked])


def _hold(application: RosterApplication, read: Provider, changed: Mapping[str, object]) -> None:
    """Keep facts with the application alone; `read` is the provider as it has it."""
    read = copy(read)
    for name, value in changed.items():
        setattr(read, name, value)
    _check_values(read)
    application.facts = application.facts | {name: stored(name, read) for name in changed}
    application.save(update_fields=["facts"])


def _write(provider: Provider, changed: Mapping[str, object], *, now: datetime) -> None:
    for name, value in changed.items():
        setattr(provider, name, value)
    _check_values(provider)
    standing = list_for(provider.organisation.org_type, provider.certificate_expires_on, day_of(now))
    if standing is not None:
        provider.roster_list = standing
    provider.version += 1
    provider.save()


def _check_values(provider: Provider) -> None:
    try:
        provider.clean_fields(exclude=["organisation"])
    except ValidationError as error:
        raise Refusals([InvalidInput("catalog.invalid_value", field=name) for name in error.message_dict]) from None
    if provider.certified_social_workers > provider.fulltime_staff:
        raise InvalidInput("catalog.more_social_workers_than_staff", field="certified_social_workers")
    if provider.grade != Grade.NONE and provider.grade_assessed_on is None:
        raise InvalidInput("catalog.grade_without_day", field="grade_assessed_on")


def _record(
    act: str, provider: Provider, by: Membership, asked: set[str], changed: Mapping[str, object], reason: str = ""
) -> None:
    plain = {name: _json(value) for name, value in changed.items() if name not in WRITTEN}
    record(
        act=act,
        target=provider,
        by=by,
        parameters={"provider": str(provider), "facts": sorted(asked), **plain},
        personal={name: str(changed[name]) for name in sorted(WRITTEN & set(changed))},
        reason=reason,
    )


def _json(value: object) -> str | int | None:
    return value if isinstance(value, str | int) or value is None else str(value)

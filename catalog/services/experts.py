"""The pool of experts, kept by the district."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from catalog.models import Expert
from catalog.permissions import require_district
from marketplace.accounts.models import Membership, User
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.rulebook.models import ServiceDomain


def add_expert(
    *,
    user: User,
    by: Membership | None,
    specialties: Collection[ServiceDomain],
    employer: str,
    title: str = "",
    now: datetime,
) -> Expert:
    """Take a person into the expert pool, or back into it, with specialities and employer (for avoidance, 2.4).

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.specialties_missing`, `catalog.employer_missing`.
        Refusal: `catalog.expert_in_pool`.
    """
    by = require_district(by)
    if not specialties:
        raise InvalidInput("catalog.specialties_missing", field="specialties")
    if not employer.strip():
        raise InvalidInput("catalog.employer_missing", field="employer")
    with transaction.atomic():
        expert = Expert.objects.select_for_update().filter(user=user).first()
        if expert is not None and expert.active:
            raise Refusal("catalog.expert_in_pool", field="user")
        expert = expert or Expert(user=user)
        expert.employer, expert.title = employer.strip(), title.strip()
        expert.active, expert.added_at, expert.retired_at = True, now, None
        expert.save()
        expert.specialties.set(specialties)
        _record("catalog.expert.added", expert, by, {"specialties": sorted(item.code for item in specialties)})
    return expert


def retire_expert(*, expert: Expert, by: Membership | None, reason: str, now: datetime) -> Expert:
    """Take a person out of the pool; seats held on running panels stay.

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.reason_missing`.
        Refusal: `catalog.expert_retired`.
    """
    by = require_district(by)
    if not reason.strip():
        raise InvalidInput("catalog.reason_missing", field="reason")
    with transaction.atomic():
        expert = Expert.objects.select_for_update().get(pk=expert.pk)
        if not expert.active:
            raise Refusal("catalog.expert_retired")
        expert.active, expert.retired_at = False, now
        expert.save(update_fields=["active", "retired_at"])
        _record("catalog.expert.retired", expert, by, {}, reason)
    return expert


def _record(act: str, expert: Expert, by: Membership, parameters: dict[str, list[str]], reason: str = "") -> None:
    record(
        act=act,
        target=expert,
        by=by,
        parameters={**parameters},
        personal={"name": expert.user.name, "employer": expert.employer},
        reason=reason,
    )

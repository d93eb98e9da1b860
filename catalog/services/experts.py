"""The pool of experts, kept by the district: admission, suspension, retirement, specialities."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from catalog.models import Expert, ExpertEmployment
from catalog.permissions import require_district
from catalog.rules.experts import PoolState
from catalog.transitions import EXPERT
from marketplace.accounts.models import Membership, User
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal, StaleVersion, require_text
from marketplace.rulebook.models import ServiceDomain


def add_expert(
    *,
    user: User,
    by: Membership | None,
    specialties: Collection[ServiceDomain],
    employer: str,
    reason: str,
    title: str = "",
    now: datetime,
) -> Expert:
    """Take a person into the expert pool, or back into it, with specialities and employer (for avoidance, 2.4).

    Args:
        employer: for whom the person works from now on; earlier ones are added to the history.
        reason: the grounds of admission: who proposed the person, by which proof.

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.specialties_missing`, `catalog.employer_missing`, `catalog.reason_missing`.
        Refusal: `catalog.expert_in_pool`.
    """
    by = require_district(by)
    _check_words(specialties, reason)
    require_text(employer, "catalog.employer_missing", field="employer")
    with transaction.atomic():
        expert = Expert.objects.select_for_update().filter(user=user).first()
        if expert is not None and expert.state != PoolState.RETIRED:
            raise Refusal("catalog.expert_in_pool", field="user")
        state = EXPERT.target(PoolState(expert.state) if expert else None, "admit")
        expert = expert or Expert(user=user)
        expert.title, expert.added_at = title.strip(), now
        _write(expert, state, reason, now)
        expert.specialties.set(specialties)
        _employ(expert, employer.strip(), now)
        _record("catalog.expert.added", expert, by, reason, specialties=sorted(item.code for item in specialties))
    return expert


def _employ(expert: Expert, employer: str, now: datetime) -> None:
    """The employer of the day of admission, where the history does not say so already."""
    if not expert.employments.filter(employer=employer, to_date__isnull=True).exists():
        values = {"to_date": None}
        ExpertEmployment.objects.update_or_create(
            expert=expert, employer=employer, from_date=day_of(now), defaults=values
        )


def edit_expert(
    *,
    expert: Expert,
    by: Membership | None,
    specialties: Collection[ServiceDomain],
    title: str,
    reason: str,
    version: int | None = None,
) -> Expert:
    """Change what an expert is drawn for.

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.specialties_missing`, `catalog.reason_missing`.
        StaleVersion: somebody changed the expert since.
        Refusal: `catalog.expert_retired`.
    """
    by = require_district(by)
    _check_words(specialties, reason)
    with transaction.atomic():
        expert = locked_expert(expert)
        if version is not None and expert.version != version:
            raise StaleVersion(expert)
        if expert.state == PoolState.RETIRED:
            raise Refusal("catalog.expert_retired")
        expert.title = title.strip()
        expert.version += 1
        expert.save()
        expert.specialties.set(specialties)
        _record("catalog.expert.edited", expert, by, reason, specialties=sorted(item.code for item in specialties))
    return expert


def suspend_expert(*, expert: Expert, by: Membership | None, reason: str, now: datetime) -> Expert:
    """Keep an expert out of draws for a time; seats held on running panels stay.

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.reason_missing`.
        WrongState: not active.
    """
    return _move(expert, "suspend", by, reason, now)


def restore_expert(*, expert: Expert, by: Membership | None, reason: str, now: datetime) -> Expert:
    """Let a suspended expert be drawn again; raises as `suspend_expert` does."""
    return _move(expert, "restore", by, reason, now)


def retire_expert(*, expert: Expert, by: Membership | None, reason: str, now: datetime) -> Expert:
    """Take a person out of the pool; seats held on running panels stay. Raises as `suspend_expert` does."""
    return _move(expert, "retire", by, reason, now)


_DONE = {
    "suspend": "catalog.expert.suspended",
    "restore": "catalog.expert.restored",
    "retire": "catalog.expert.retired",
}


def _move(expert: Expert, act: str, by: Membership | None, reason: str, now: datetime) -> Expert:
    by = require_district(by)
    require_text(reason, "catalog.reason_missing")
    with transaction.atomic():
        expert = locked_expert(expert)
        _write(expert, EXPERT.target(PoolState(expert.state), act), reason, now)
        _record(_DONE[act], expert, by, reason)
    return expert


def locked_expert(expert: Expert) -> Expert:
    """The expert's row, locked: one lock for everything the pool knows of a person."""
    return Expert.objects.select_for_update(of=("self",)).select_related("user").get(pk=expert.pk)


def _check_words(specialties: Collection[ServiceDomain], reason: str) -> None:
    if not specialties:
        raise InvalidInput("catalog.specialties_missing", field="specialties")
    require_text(reason, "catalog.reason_missing")


def _write(expert: Expert, state: PoolState, reason: str, now: datetime) -> None:
    expert.state, expert.state_reason, expert.state_since = state, reason.strip(), now
    expert.version += 1
    expert.save()


def _record(act: str, expert: Expert, by: Membership, reason: str, **parameters: list[str]) -> None:
    record(
        act=act,
        target=expert,
        by=by,
        parameters={**parameters},
        personal={"name": expert.user.name},
        reason=reason,
    )

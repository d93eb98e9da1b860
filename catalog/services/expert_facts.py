"""What the pool knows of an expert: employers, relations to bodies, days away. Avoidance reads all three (2.4)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from catalog.models import Expert, ExpertAbsence, ExpertEmployment, ExpertTie
from catalog.permissions import require_calendar, require_district
from catalog.rules.experts import TieKind
from catalog.services.experts import locked_expert
from marketplace.accounts.models import Membership, Organisation
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text

LONGEST_DAYS = 366


def add_employment(
    *, expert: Expert, by: Membership | None, employer: str, from_date: date, to_date: date | None, now: datetime
) -> ExpertEmployment:
    """Write down for whom an expert works or worked; `to_date` None while it lasts.

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.employer_missing`, `catalog.period_backwards`, `catalog.begins_later`.
        Refusal: `catalog.known_already`.
    """
    by = require_district(by)
    require_text(employer, "catalog.employer_missing", field="employer")
    _check_past(from_date, to_date, now)
    with transaction.atomic():
        expert = locked_expert(expert)
        row, is_new = ExpertEmployment.objects.get_or_create(
            expert=expert, employer=employer.strip(), from_date=from_date, defaults={"to_date": to_date}
        )
        if not is_new:
            raise Refusal("catalog.known_already")
        _record("catalog.expert.employment_added", expert, by, employer=row.employer)
    return row


def add_tie(
    *,
    expert: Expert,
    by: Membership | None,
    organisation: Organisation,
    kind: str,
    from_date: date,
    to_date: date | None,
    now: datetime,
) -> ExpertTie:
    """Write down a relation to a body that is known beforehand; raises as `add_employment` does.

    Args:
        kind: a `TieKind`; `catalog.tie_kind_missing` otherwise.
    """
    by = require_district(by)
    if kind not in set(TieKind):
        raise InvalidInput("catalog.tie_kind_missing", field="kind")
    _check_past(from_date, to_date, now)
    with transaction.atomic():
        expert = locked_expert(expert)
        row, is_new = ExpertTie.objects.get_or_create(
            expert=expert, organisation=organisation, kind=kind, from_date=from_date, defaults={"to_date": to_date}
        )
        if not is_new:
            raise Refusal("catalog.known_already")
        _record("catalog.expert.tie_added", expert, by, organisation=organisation.name)
    return row


def end_employment(*, employment: ExpertEmployment, by: Membership | None, to_date: date, now: datetime) -> None:
    """Write down an employment's last day; it counts for three years more.

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.period_backwards`, `catalog.ends_later`.
        Refusal: `catalog.ended_already`.
    """
    by = require_district(by)
    with transaction.atomic():
        expert = locked_expert(employment.expert)
        row = ExpertEmployment.objects.get(pk=employment.pk)
        _end(row, to_date, now)
        _record("catalog.expert.employment_ended", expert, by, employer=row.employer)


def end_tie(*, tie: ExpertTie, by: Membership | None, to_date: date, now: datetime) -> None:
    """Write down a relation's last day; raises as `end_employment` does."""
    by = require_district(by)
    with transaction.atomic():
        expert = locked_expert(tie.expert)
        row = ExpertTie.objects.select_related("organisation").get(pk=tie.pk)
        _end(row, to_date, now)
        _record("catalog.expert.tie_ended", expert, by, organisation=row.organisation.name)


def add_absence(
    *, expert: Expert, by: Membership | None, from_date: date, to_date: date, now: datetime
) -> ExpertAbsence:
    """Write down days on which the expert cannot come, both included; no reason is asked for.

    Raises:
        NotPermitted: `by` is neither the expert nor a district officer.
        InvalidInput: `catalog.period_backwards`, `catalog.absence_past`, `catalog.absence_long` (366 days at most).
    """
    by = require_calendar(by, expert)
    if to_date < from_date:
        raise InvalidInput("catalog.period_backwards", field="to_date")
    if to_date < day_of(now):
        raise InvalidInput("catalog.absence_past", field="to_date")
    if (to_date - from_date).days >= LONGEST_DAYS:
        raise InvalidInput("catalog.absence_long", field="to_date")
    with transaction.atomic():
        expert = locked_expert(expert)
        row = ExpertAbsence.objects.create(
            expert=expert, from_date=from_date, to_date=to_date, entered_by=by, entered_at=now
        )
        _record("catalog.expert.absence_added", expert, by, **{"from": str(from_date), "to": str(to_date)})
    return row


def withdraw_absence(*, absence: ExpertAbsence, by: Membership | None, now: datetime) -> None:
    """Take back days that have not passed.

    Raises:
        NotPermitted: `by` is neither the expert nor a district officer.
        Refusal: `catalog.absence_past`, `catalog.ended_already` (somebody took it back).
    """
    by = require_calendar(by, absence.expert)
    with transaction.atomic():
        expert = locked_expert(absence.expert)
        row = ExpertAbsence.objects.filter(pk=absence.pk).first()
        if row is None:
            raise Refusal("catalog.ended_already")
        if row.to_date < day_of(now):
            raise Refusal("catalog.absence_past")
        row.delete()
        period = {"from": str(row.from_date), "to": str(row.to_date)}
        _record("catalog.expert.absence_withdrawn", expert, by, **period)


def _check_past(from_date: date, to_date: date | None, now: datetime) -> None:
    """A fact has begun, and ended where it says so."""
    if from_date > day_of(now):
        raise InvalidInput("catalog.begins_later", field="from_date")
    if to_date is not None:
        _check_end(from_date, to_date, now)


def _check_end(from_date: date, to_date: date, now: datetime) -> None:
    if to_date < from_date:
        raise InvalidInput("catalog.period_backwards", field="to_date")
    if to_date > day_of(now):
        raise InvalidInput("catalog.ends_later", field="to_date")


def _end(row: ExpertEmployment | ExpertTie, to_date: date, now: datetime) -> None:
    if row.to_date is not None:
        raise Refusal("catalog.ended_already")
    _check_end(row.from_date, to_date, now)
    row.to_date = to_date
    row.save(update_fields=["to_date"])


def _record(act: str, expert: Expert, by: Membership, **personal: str) -> None:
    record(act=act, target=expert, by=by, personal={"name": expert.user.name, **personal})

"""What later stages report about a provider: results of closed contracts, and events that move its credit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from catalog.models import CommunityGroup, CreditEvent, Provider, ProviderRecord
from catalog.rules.credit import applied
from catalog.rules.states import CreditKind
from catalog.services.locking import lock_provider
from catalog.services.standing import settle
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.places.models import Place
from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import exact_yuan
from marketplace.primitives.refusal import InvalidInput
from marketplace.rulebook.queries import in_force


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One closed contract: sum in yuan, satisfied of all valid answers, calendar days late, score of 0 to 100."""

    number: str
    title: str
    place: Place
    amount: Decimal
    closed_date: date
    satisfied: int | None = None
    answers: int | None = None
    days_late: int = 0
    acceptance_score: Decimal | None = None
    url: str = ""


def record_result(*, provider: Provider, result: Result, by: Membership | None = None, now: datetime) -> ProviderRecord:
    """Add a closed contract to the provider's record (domain 3.7); a number reported before changes nothing.

    Raises:
        InvalidInput: `catalog.result_invalid` with the field, e.g. more satisfied answers than answers.
    """
    with transaction.atomic():
        lock_provider(provider.pk)
        row, is_new = _written(result, now, provider=provider)
        if is_new:
            parameters = {"provider": str(provider), "number": result.number, "amount": str(row.amount)}
            record(act="catalog.provider.result", target=provider, by=by, parameters=parameters)
    return row


def record_group_result(
    *, group: CommunityGroup, result: Result, by: Membership | None = None, now: datetime
) -> ProviderRecord:
    """The same for a residents' group (R34), which has neither credit nor a place on the roster.

    Raises:
        InvalidInput: as `record_result`.
    """
    with transaction.atomic():
        row, is_new = _written(result, now, group=group)
        if is_new:
            parameters = {"group": str(group), "number": result.number, "amount": str(row.amount)}
            record(act="catalog.group.result", target=group, by=by, parameters=parameters)
    return row


def _written(result: Result, now: datetime, **contractor: Provider | CommunityGroup) -> tuple[ProviderRecord, bool]:
    """The row of this number, and whether it is new."""
    _check(result)
    facts = {
        "title": result.title,
        "place": result.place,
        "amount": exact_yuan(result.amount),
        "closed_date": result.closed_date,
        "satisfied": result.satisfied,
        "answers": result.answers,
        "days_late": result.days_late,
        "acceptance_score": result.acceptance_score,
        "url": result.url,
        "recorded_at": now,
    }
    return ProviderRecord.objects.get_or_create(number=result.number, **contractor, defaults=facts)


def record_credit(
    *, provider: Provider, kind: CreditKind, cause: str, by: Membership | None = None, note: str = "", now: datetime
) -> CreditEvent:
    """Move credit points by the rule set in force, and the entry with them (domain 2.8).

    The same cause counts once per kind, so the caller may repeat itself. `cause` is what a person can look up, e.g.
    a project number.
    """
    with transaction.atomic():
        provider = lock_provider(provider.pk)
        known = CreditEvent.objects.filter(provider=provider, kind=kind, cause=cause).first()
        if known is not None:
            return known
        points = applied(in_force(day_of(now)).rules.roster.credit, provider.credit, kind)
        facts = {"kind": kind, "points": points, "cause": cause, "note": note, "recorded_by": by}
        event = CreditEvent.objects.create(provider=provider, recorded_at=now, **facts)
        provider.credit += points
        provider.version += 1
        provider.save(update_fields=["credit", "version"])
        record(
            act="catalog.provider.credit",
            target=provider,
            by=by,
            parameters={
                "provider": str(provider),
                "kind": kind.value,
                "points": points,
                "credit": provider.credit,
                "cause": cause,
            },
            reason=note,
        )
        settle(provider=provider, by=by, now=now)
    return event


def _check(result: Result) -> None:
    counted = result.satisfied is None, result.answers is None
    if counted[0] != counted[1]:
        raise InvalidInput("catalog.result_invalid", field="answers")
    if result.answers is not None and not 0 <= (result.satisfied or 0) <= result.answers:
        raise InvalidInput("catalog.result_invalid", field="satisfied")
    if result.answers == 0 or result.days_late < 0:
        raise InvalidInput("catalog.result_invalid", field="answers")
    if result.acceptance_score is not None and not 0 <= result.acceptance_score <= 100:
        raise InvalidInput("catalog.result_invalid", field="acceptance_score")

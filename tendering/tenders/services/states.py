"""Moving a tender: the one place where its state is written; notices are numbered here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Max

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from tendering.tenders.models import Notice, Tender
from tendering.tenders.rules.states import ENDED, State
from tendering.tenders.transitions import MACHINE


def locked(tender: Tender) -> Tender:
    """The tender and its demand, fresh and locked in this order until the transaction ends (docs/locking.md).

    A row that is joined and not locked would be as old as the wait for the lock.
    """
    rows = Tender.objects.select_for_update(of=("self", "demand")).select_related("demand__community", "rule_set")
    return rows.get(pk=tender.pk)


def move(
    tender: Tender,
    act: str,
    *,
    by: Membership | None,
    now: datetime,
    guard: str | None = None,
    reason: str = "",
    parameters: dict[str, str] | None = None,
) -> Tender:
    """Write the state that follows from `act` and record it; the caller holds the row's lock.

    Raises:
        WrongState: the act does not follow from the state the tender is in.
    """
    source = State(tender.state)
    tender.state = MACHINE.target(source, act, guard)
    tender.version += 1
    if tender.state in ENDED:
        tender.ended_at = now
    tender.save()
    record(
        act=f"tenders.tender.{act}",
        target=tender,
        by=by,
        reason=reason,
        parameters={"from": source.value, "to": tender.state, **(parameters or {})},
        about=[tender.demand],
    )
    return tender


def publish_notice(
    tender: Tender,
    kind: Notice.Kind,
    body: dict[str, Any],
    *,
    by: Membership | None,
    now: datetime,
    diff: Sequence[dict[str, str]] = (),
) -> Notice:
    """Write the next notice of a tender; notices are never changed (R39)."""
    last = tender.notices.aggregate(last=Max("number"))["last"] or 0
    return Notice.objects.create(
        tender=tender,
        number=last + 1,
        kind=kind,
        body=body,
        diff=list(diff),
        published_at=now,
        published_by_id=by.user_id if by else None,
    )

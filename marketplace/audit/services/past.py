"""Writing entries of a made-up past in bulk, each marked as generated, for demonstrations and benchmarks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from marketplace.audit import guards
from marketplace.audit.models import Entry
from marketplace.audit.rules.entries import Act
from marketplace.audit.services import recording
from marketplace.inserts import insert
from marketplace.primitives.actor import Actor
from marketplace.primitives.canonical import Json


@dataclass(frozen=True)
class Past:
    """An act that is said to have happened; see `record` for the fields."""

    act: str
    at: datetime
    target: Model
    by: Actor | None = None
    parameters: Mapping[str, Json] = field(default_factory=dict)
    personal: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    about: Sequence[Model] = ()


def record_past(acts: Sequence[Past]) -> list[Entry]:
    """Write entries with three statements; they are marked as generated.

    Raises:
        OutsideTransaction: no transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise recording.OutsideTransaction("record_past")
    guards.ensure_standing()
    drafts = [recording.draft(_content(past), by=past.by, reason=past.reason) for past in acts]
    entries = insert(draft.entry for draft in drafts)
    insert(row for draft in drafts for row in draft.mentions())
    insert(row for draft in drafts for row in draft.disclosures())
    return entries


def _content(past: Past) -> Act:
    return Act(
        act=past.act,
        at=past.at,
        target=recording.reference(past.target),
        about=[recording.reference(model) for model in past.about],
        parameters=past.parameters,
        hidden=past.personal,
        generated=True,
        **recording.capacity(past.by),
    )

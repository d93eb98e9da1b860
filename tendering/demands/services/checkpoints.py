"""Early demonstration, mid-term review, closing checkpoint: scheduled, held, answered, closed (R46)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from tendering.demands import permissions
from tendering.demands.models import Checkpoint, CheckpointFinding, CheckpointParticipant, Demand
from tendering.demands.services.states import locked, note_writer

OFFICES = (Role.STREET, Role.DISTRICT)
State = Checkpoint.State


@transaction.atomic
def schedule_checkpoint(
    *, demand: Demand, kind: str, by: Membership, scheduled_for: datetime, now: datetime
) -> Checkpoint:
    """Call departments and experts together about a project.

    Raises:
        NotPermitted: `by` is neither the community's staff nor of its street or district office.
        Refusal: `demands.checkpoint.open`, while one of this kind is open.
    """
    require(by, Role.COMMUNITY, *OFFICES, place=demand.community)
    if kind not in Checkpoint.Kind.values:
        raise InvalidInput("demands.checkpoint.kind", field="kind")
    if scheduled_for < now:
        raise InvalidInput("demands.checkpoint.past", field="scheduled_for")
    demand = locked(demand)
    if demand.checkpoints.filter(kind=kind).exclude(state=State.CLOSED).exists():
        raise Refusal("demands.checkpoint.open")
    row = Checkpoint.objects.create(demand=demand, kind=kind, scheduled_for=scheduled_for)
    _note(row, "scheduled", by, scheduled_for=scheduled_for.isoformat())
    return row


@transaction.atomic
def hold_checkpoint(
    *,
    checkpoint: Checkpoint,
    by: Membership,
    participants: Sequence[tuple[str, str]],
    findings: Sequence[tuple[str, str]],
    summary: str,
) -> Checkpoint:
    """Record who took part (name, department) and what they found (who, what).

    Raises:
        NotPermitted: `by` is not of the street or district office.
        Refusal: `demands.checkpoint.not_yet`, before the hour it was called for.
        InvalidInput: nobody took part.
    """
    require(by, *OFFICES, place=checkpoint.demand.community)
    if not participants:
        raise InvalidInput("demands.checkpoint.nobody", field="participants")
    row = _locked(checkpoint, State.SCHEDULED)
    now = clock.read()
    if now < row.scheduled_for:
        raise Refusal("demands.checkpoint.not_yet", scheduled_for=row.scheduled_for)
    CheckpointParticipant.objects.bulk_create(
        CheckpointParticipant(checkpoint=row, name=name, department=department) for name, department in participants
    )
    CheckpointFinding.objects.bulk_create(
        CheckpointFinding(checkpoint=row, raised_by=who, text=text) for who, text in findings
    )
    row.state, row.held_at, row.summary = State.HELD, now, summary
    row.save()
    _note(row, "held", by, findings=str(len(findings)))
    return row


@transaction.atomic
def answer_finding(*, finding: CheckpointFinding, by: Membership, answer: str) -> CheckpointFinding:
    """The community answers a finding, one by one."""
    permissions.require_community(by, finding.checkpoint.demand)
    require_text(answer, "demands.checkpoint.answer", field="answer")
    row = _locked(finding.checkpoint, State.HELD)
    finding.answer, finding.settled = answer, True
    finding.save()
    note_writer(row.demand, by)
    _note(row, "answered", by)
    return finding


@transaction.atomic
def close_checkpoint(*, checkpoint: Checkpoint, by: Membership) -> Checkpoint:
    """Close it once every finding is answered.

    Raises:
        Refusal: `demands.checkpoint.unanswered`, naming how many findings wait.
    """
    require(by, *OFFICES, place=checkpoint.demand.community)
    row = _locked(checkpoint, State.HELD)
    if waiting := row.findings.filter(settled=False).count():
        raise Refusal("demands.checkpoint.unanswered", count=waiting)
    row.state, row.closed_at = State.CLOSED, clock.read()
    row.save()
    _note(row, "closed", by)
    return row


def _locked(checkpoint: Checkpoint, state: State) -> Checkpoint:
    row = Checkpoint.objects.select_for_update().get(pk=checkpoint.pk)
    if row.state != state:
        raise Refusal("demands.checkpoint.wrong_state", state=row.state)
    return row


def _note(row: Checkpoint, act: str, by: Membership, **parameters: str) -> None:
    record(
        act=f"demands.checkpoint.{act}",
        target=row.demand,
        by=by,
        parameters={"kind": row.kind, **parameters},
    )

"""Answering what the notice lint found, before a call goes out (domain 2.4; issue of barriers)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal, StaleVersion, refuse
from tendering.tenders import permissions
from tendering.tenders.models import BarrierAnswer, Tender
from tendering.tenders.queries.findings import Looked, looked_at
from tendering.tenders.rules.barriers import Finding
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import locked, note_writer


class BarrierUnanswered(Refusal):
    """Words that look like an unlawful condition are mended, or answered with a reason, before a call goes out."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"tenders.barrier.{finding.barrier}", field=finding.field, quote=finding.quote)


@transaction.atomic
def answer_findings(
    *, tender: Tender, by: Membership, reasons: Mapping[tuple[str, str, str], str], version: int, now: datetime
) -> Tender:
    """Say why words that were found stay in the call; a reason taken away leaves the finding open again.

    Args:
        reasons: by the key of the finding; findings that are not named stay as they are.

    Raises:
        NotPermitted: `by` is not of the community.
        StaleVersion: somebody else changed the documents since the page was shown.
        Refusal: `tenders.not_in_preparation`.
    """
    permissions.require_community(by, tender)
    tender = locked(tender)
    if tender.version != version:
        raise StaleVersion(tender)
    if tender.state != State.PREPARING:
        raise Refusal("tenders.not_in_preparation")
    for line in looked_at(tender):
        reason = reasons.get(line.finding.key)
        if reason is not None and reason.strip() != (line.answer.reason if line.answer else ""):
            _write(tender, line, reason.strip(), by, now)
    tender.version += 1
    tender.save(update_fields=["version"])
    note_writer(tender, by)
    return tender


def _write(tender: Tender, line: Looked, reason: str, by: Membership, now: datetime) -> None:
    finding = line.finding
    if reason:
        BarrierAnswer.objects.update_or_create(
            tender=tender,
            field=finding.field,
            barrier=finding.barrier,
            quote=finding.quote,
            defaults={"reason": reason, "answered_by_id": by.user_id, "answered_at": now},
        )
    elif line.answer:
        line.answer.delete()
    record(
        act=f"tenders.barrier.{'answered' if reason else 'reopened'}",
        target=tender,
        by=by,
        reason=reason,
        parameters={"quote": finding.quote},
        about=[tender.demand],
    )


def refuse_unanswered(tender: Tender, content: Content | None = None) -> None:
    """Raise `Refusals` with every finding in the call, or in what it is to say, that has no answer."""
    refuse([BarrierUnanswered(line.finding) for line in looked_at(tender, content) if line.answer is None])

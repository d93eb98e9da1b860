"""Ticking the statutory check list before a call goes out (domain 3.4)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.refusal import Refusal
from marketplace.primitives.ruleset.sections.letting import CheckItem
from tendering.tenders import permissions
from tendering.tenders.models import ChecklistTick, ComplexProject, Tender
from tendering.tenders.queries import checklist
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import locked


class ChecklistIncomplete(Refusal):
    """A call under the statute goes out only when every item was seen; the items are named."""

    def __init__(self, items: str) -> None:
        super().__init__("tenders.checklist_incomplete", items=items)


@transaction.atomic
def tick_items(*, tender: Tender, by: Membership, notes: Mapping[str, str], now: datetime) -> Tender:
    """Write what the officer saw: an item with a note is ticked, one whose note was taken away is open again.

    Args:
        notes: by the code of the item; items that are not named stay as they are.

    Raises:
        NotPermitted: `by` is not of the office that approves the documents, or wrote in them.
        Refusal: `tenders.not_under_review`, before the documents are handed in and after the announcement.
    """
    permissions.require_approver(by, tender)
    tender = locked(tender)
    if tender.state != State.DOC_REVIEW:
        raise Refusal("tenders.not_under_review")
    for line in checklist.lines(tender):
        note = notes.get(line.item.code)
        if note is not None and note.strip() != (line.tick.note if line.tick else ""):
            _write(tender, line, note.strip(), by, now)
    return tender


def _write(tender: Tender, line: checklist.Line, note: str, by: Membership, now: datetime) -> None:
    if note:
        seen = {"note": note, "ticked_by_id": by.user_id, "ticked_at": now}
        ChecklistTick.objects.update_or_create(tender=tender, code=line.item.code, defaults=seen)
        _tell("ticked", tender, line.item, by, note)
    elif line.tick:
        line.tick.delete()
        _tell("opened", tender, line.item, by, "")


def _tell(act: str, tender: Tender, item: CheckItem, by: Membership, note: str) -> None:
    record(
        act=f"tenders.checklist.{act}",
        target=tender,
        by=by,
        reason=note,
        parameters={"item": {"zh": item.zh, "en": item.en}},
        about=[tender.demand],
    )


def refuse_unseen(tender: Tender) -> None:
    """Raise `ChecklistIncomplete` with every item that nobody has seen."""
    if left := checklist.missing(tender):
        raise ChecklistIncomplete("; ".join(map(checklist.said, left)))


def forget(tender: Tender) -> None:
    """Documents that go back are looked at anew: what was ticked for them, or declared of them, counts no more."""
    tender.ticks.all().delete()
    ComplexProject.objects.filter(tender=tender).delete()

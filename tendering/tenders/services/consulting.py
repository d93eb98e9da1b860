"""What a round of consultation changes in the documents, told to all bidders at once (domain 2.2; 214号 art. 20)."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.primitives.refusal import InvalidInput, refuse, require_text
from tendering.tenders.models import Notice, Tender
from tendering.tenders.queries.notices import announcement
from tendering.tenders.rules import notice
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import answering
from tendering.tenders.services.states import move, note_writer, publish_notice


class NotChangeable(InvalidInput):
    """The documents did not say that this may change."""

    def __init__(self, field: str) -> None:
        super().__init__("tenders.not_changeable", field=field)


def change(*, tender: Tender, by: Membership, content: Content, reason: str, now: datetime) -> Notice:
    """Publish the changed documents of a locked, opened call; whoever may is the caller's to judge.

    Only what the documents declared changeable changes: never the ceiling, never the scoring.

    Raises:
        InvalidInput: no reason, nothing changed, or a period that cannot be.
        NotChangeable: fields the documents keep fixed; several as `Refusals`.
        BarrierUnanswered: words that look like an unlawful condition; as `Refusals`.
    """
    require_text(reason, "tenders.reason_missing")
    earlier = Content.from_mapping(tender.content)
    changed = notice.changed_fields(earlier, content)
    if not changed:
        raise InvalidInput("tenders.nothing_changed")
    refuse([NotChangeable(name) for name in changed if name not in earlier.may_change])
    refuse(notice.problems(content, fiscal_year=tender.demand.fiscal_year, today=earlier.period_from))
    answering.refuse_unanswered(tender, content)
    before = announcement(tender)
    tender.content = content.to_mapping()
    note_writer(tender, by)
    move(tender, "amend_in_round", by=by, now=now, reason=reason)
    after = announcement(tender)
    diff = [asdict(one) for one in notice.differences(before, after)]
    body = after | {"reason": reason}
    # Whoever competes is told with the call for what follows from it.
    return publish_notice(tender, Notice.Kind.AMENDMENT, body, by=by, now=now, diff=diff, tells=False)

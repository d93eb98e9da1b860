"""Declaring a project complex before its call goes out: seven judge it, as one of ten million yuan (87号令 47)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import Refusal, require_text
from tendering.demands.queries.people import user_ids
from tendering.tenders import permissions
from tendering.tenders.models import ComplexProject, Tender
from tendering.tenders.queries import complexity
from tendering.tenders.rules.seats import Complexity
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import locked


class NeverComplex(Refusal):
    """The panel would be the same: only open tenders below the large amount can have more members by declaration."""

    def __init__(self) -> None:
        super().__init__("tenders.never_complex")


@transaction.atomic
def declare(*, tender: Tender, by: Membership, kind: Complexity, reason: str, now: datetime) -> ComplexProject:
    """Write down why a project is technically complex or of great effect on society; published with the call.

    The documents' preparer cannot declare it, their approver does. Declared again, the later words count; documents
    that go back take the declaration with them.

    Raises:
        NotPermitted: `by` is not of the office that approves the documents, or wrote in them.
        InvalidInput: no reason.
        Refusal: `tenders.not_under_review`, before the documents are handed in and after the announcement.
        NeverComplex: no other panel follows from it.
    """
    permissions.require_approver(by, tender)
    require_text(reason, "tenders.reason_missing")
    tender = locked(tender)
    if tender.state != State.DOC_REVIEW:
        raise Refusal("tenders.not_under_review")
    if not complexity.may_be_declared(tender):
        raise NeverComplex
    said = {"kind": kind, "reason": reason.strip(), "declared_by_id": by.user_id, "declared_at": now}
    row, _is_new = ComplexProject.objects.update_or_create(tender=tender, defaults=said)
    values, about = {"kind": kind.value}, [tender.demand]
    record(act="tenders.tender.complex", target=tender, by=by, reason=row.reason, parameters=values, about=about)
    notify(
        kind="tenders.declared_complex",
        recipients=user_ids(Role.COMMUNITY, near=tender.demand.community),
        url=tender.get_absolute_url(),
        parameters={"title": tender.demand.title, "reason": row.reason},
    )
    return row


def seat_more(tender: Tender) -> None:
    """Give the procedure of a locked call that goes out the panel of its declaration, where there is one."""
    seats = complexity.seats_then(tender)
    if seats is not None and complexity.declared(tender) is not None:
        tender.procedure_data = tender.procedure.seated(seats).to_mapping()

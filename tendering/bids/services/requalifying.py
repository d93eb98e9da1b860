"""The qualification of a call's bids is set aside: an upheld remedy has all of them checked anew (domain 2.6, 3.4).

All, not only the one that was doubted: the same measure is laid on everybody, and nobody is singled out.
"""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import role_of
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import Refusal
from tendering.bids.models import Opening, Qualification, QualificationView
from tendering.bids.queries.valid import may_be_checked_anew
from tendering.tenders.models import Tender


def set_checks_aside(*, tender: Tender, by: Membership, reason: str, now: datetime) -> None:
    """Let what the offices said of the bids count no longer; it stays as it was said, and every bid waits for them.

    Called by `awards` behind the call's lock; whoever may order it is judged there.

    Args:
        reason: public; it names nobody.

    Raises:
        Refusal: `bids.not_checked`, where nothing is decided yet, or rounds were held with those who passed.
    """
    if not may_be_checked_anew(tender):
        raise Refusal("bids.not_checked")
    Qualification.objects.filter(counts_for__tender=tender).update(counts_for=None)
    QualificationView.objects.filter(bid__tender=tender, counts=True).update(counts=False)
    opening = Opening.objects.get(tender=tender)
    opening.recheck_at = now
    opening.save()
    about = [tender, tender.demand]
    record(act="bids.opening.checks_set_aside", target=opening, by=by, reason=reason, about=about)
    offices = [role_of(office) for office in tender.procedure.qualified_by]
    officers = holders(*offices, covering=tender.demand.community)
    notify(
        kind="bids.check_anew",
        recipients=sorted(set(officers.values_list("user_id", flat=True))),
        url=reverse("bids:opening", args=[tender.number]),
        parameters={"title": tender.demand.title},
    )

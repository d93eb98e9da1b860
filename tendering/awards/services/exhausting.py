"""A lot fails once it is certain that the limit of its joint call leaves nobody to have it."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from tendering.awards.models import Award
from tendering.awards.queries.candidates import is_used_up
from tendering.awards.queries.challenges import is_challenged
from tendering.awards.rules.states import LIVE
from tendering.awards.services.limits import hold_limited
from tendering.awards.services.states import TenderNotOpen, locked_call
from tendering.tenders.models import Tender
from tendering.tenders.services import announcing
from tendering.tenders.wording.reasons import written


@transaction.atomic
def fail_exhausted(*, tender: Tender) -> bool:
    """Fail a lot whose bidders in rank have all won as many other lots, for good, as the notice allows one of them.

    It then goes on as after any failed call: called anew, or by another method. While a challenge waits the ranking may
    change, so nothing is certain.

    Returns:
        Whether it failed now (the clock's act).
    """
    hold_limited(tender)
    try:
        tender = locked_call(tender)
    except TenderNotOpen:
        return False
    if Award.objects.filter(tender=tender, state__in=sorted(LIVE)).exists() or is_challenged(tender):
        return False
    if not is_used_up(tender):
        return False
    announcing.fail(tender=tender, reason=_reason(tender))
    return True


def _reason(tender: Tender) -> str:
    assert tender.joint is not None  # a limit binds it
    words = _("Everybody in rank has won %(limit)s other lots, as many as one bidder may: nobody is left.")
    return written(words, limit=tender.joint.awards_per_bidder)

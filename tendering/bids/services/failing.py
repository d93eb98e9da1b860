"""A call whose bids all turn out invalid comes to nothing (domain 3.4: all_invalid)."""

from __future__ import annotations

from django.utils.translation import gettext, override

from tendering.bids.queries.valid import is_qualified, valid_bids
from tendering.tenders.models import Tender
from tendering.tenders.rules.notice import REASON_LANGUAGE
from tendering.tenders.services import announcing


def fail_if_none_left(tender: Tender) -> bool:
    """Fail the call once every opened bid is decided on and none passed; inside the act's transaction."""
    if not is_qualified(tender) or valid_bids(tender).exists():
        return False
    with override(REASON_LANGUAGE):
        reason = gettext("Not one of the bids is valid.")
    announcing.fail(tender=tender, reason=reason)
    return True

"""A call whose bids all turn out invalid comes to nothing (domain 3.4: all_invalid)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tendering.bids.queries.valid import is_qualified, valid_bids
from tendering.tenders.models import Tender
from tendering.tenders.services import announcing
from tendering.tenders.wording.reasons import written


def fail_if_none_left(tender: Tender) -> bool:
    """Fail the call once every opened bid is decided on and none passed; inside the act's transaction."""
    if not is_qualified(tender) or valid_bids(tender).exists():
        return False
    announcing.fail(tender=tender, reason=written(_("Not one of the bids is valid.")))
    return True

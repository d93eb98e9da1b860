"""What becomes of a bid when its call ends, or was withdrawn before (domain 3.4)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.bids.models import BidState

NO_BID = _("Your organisation handed in no bid for this call.")
NOT_AWARDED = _("What follows is told on the call's page: the next in rank is proposed, or the call ends.")
LEFT_ROSTER = _("Your bid was withdrawn: the bidder, or a member of its consortium, may no longer bid by the roster")
ONCE_RESTORED = _(
    "It is not opened. Once the entry on the roster is in force again, you can hand in a new bid until the deadline."
)
BECOMES: dict[str, Text] = {
    BidState.DRAFT: _("Your draft was not handed in; its text, files and key are destroyed."),
    BidState.SUBMITTED: _(
        "Your sealed bid was not opened and will not be: nobody reads it. The receipt proves that it came in."
    ),
    BidState.WITHDRAWN: _("Your bid had been withdrawn and was not opened; it counts nowhere."),
    BidState.OPENED: _("Your bid had been opened; nothing is awarded on it, and another round asks for a new one."),
    BidState.UNOPENABLE: _("Your bid could not be opened; nothing is awarded in this call."),
}

"""Why a match is over, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.demands.rules.matching import Over, over

OVER: Mapping[Over, Text] = {
    Over.DEMAND: _("The demand no longer looks for a provider, so nothing is confirmed any more."),
    Over.CALL: _("The call for this demand takes no more answers, so nothing is confirmed any more."),
    Over.LATE: _("The days for an answer have passed."),
}


# In place of the form of interest and of invitation.
PAST = _("The call for this demand takes no more answers.")


def why_over(state: str, expires_at: datetime, demand_state: str, now: datetime, *, call_is_past: bool = False) -> Text:
    """Why nothing is answered any more; empty while an answer may be given, and where none is awaited."""
    ended = over(state, expires_at, demand_state, now, call_is_past=call_is_past)
    return OVER[ended] if ended else ""

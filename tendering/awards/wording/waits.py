"""That an award waits for other lots or for an answer, in the words of every page that says so."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

CHALLENGED = _(
    "A challenge waits for its answer, or a complaint for its decision. Nothing is confirmed, sent or signed until"
    " then; the days begin afterwards."
)

HINTS_WAIT = _(
    "What the platform noticed about the bids waits for the written answer of the district or discipline inspection."
    " Nothing is confirmed until then; the days begin afterwards."
)


def waits_for(lots: Sequence[int]) -> str:
    """Which lots of the joint call come first."""
    return gettext("The award waits for lot %(lots)s") % {"lots": ", ".join(map(str, lots))}

"""Why a bid is not ranked (`rules.excluded`) in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from marketplace.ui.drawing.values import said
from tendering.bids.models.opening import InvalidReason
from tendering.evaluation.rules.excluded import Stage, Why

STAGES: Mapping[Stage, Promise] = {
    Stage.UNOPENABLE: _("The bid could not be opened"),
    Stage.INVALID: _("Found invalid at the opening"),
    Stage.DISQUALIFIED: _("Did not pass the qualification check"),
    Stage.LOW_QUOTE: _("Low quote not explained"),
    Stage.NO_FINAL_QUOTE: _("No final quote was handed in: withdrawn"),
    Stage.FINAL_INVALID: _("The final quote does not count"),
}


def why_not_ranked(why: Why) -> SafeString:
    """The stage and what is known of it; what a person wrote stays as written, marked as Chinese."""
    parts: list[str | Promise] = [STAGES[why.stage]]
    if why.ground is not None:
        parts.append(InvalidReason(why.ground).label)
    if why.text:
        parts.append(said(why.text))
    return format_html_join(": ", "{}", ((part,) for part in parts))

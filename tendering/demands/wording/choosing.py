"""What stands beside a provider that may be chosen, in the reader's language."""

from __future__ import annotations

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from marketplace.ui.drawing.values import said
from tendering.demands.queries.choosing import Choice
from tendering.demands.wording import fit as wording


def label(choice: Choice) -> SafeString:
    """The name, and why it stands where it does."""
    name, why = said(choice.provider.organisation.name), _why(choice)
    return format_html('<b>{}</b> <small class="mute">{}</small>', name, why) if why else format_html("<b>{}</b>", name)


def _why(choice: Choice) -> str:
    if choice.match is not None:
        return str(choice.match.label)
    if choice.fit is None:
        return ""
    points = _("%(points)s of 100 points") % {"points": choice.fit.points}
    return " · ".join([points, *(line.why for line in wording.best(choice.fit))])

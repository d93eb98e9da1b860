"""From a call's page to its evaluation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from tendering.evaluation.models import Panel
from tendering.evaluation.permissions import from_inside
from tendering.tenders.links import Links
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState

# The result leads there once it is public; until then only the call does.
JUDGED = frozenset({TenderState.OPENED, TenderState.SUSPENDED})


def panel_links(membership: Membership | None, tender: Tender) -> Links:
    """For whoever sits on the panel that counts or whose office watches it; registered with `tenders.links`."""
    if membership is None or tender.state not in JUDGED:
        return [], []
    panel = Panel.objects.filter(from_inside(membership), counts_for=tender).first()
    if panel is None:
        return [], []
    panel.tender = tender
    return [], [(_("The evaluation"), panel.get_absolute_url())]

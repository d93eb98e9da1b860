"""The way to a call, at the top of every page below it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Crumb
from tendering.tenders.models import Tender

CALLS = Crumb(_("Calls"), "/tenders/")


def to(tender: Tender) -> list[Crumb]:
    """Through the list and the call."""
    return [CALLS, Crumb(tender.number, tender.get_absolute_url())]

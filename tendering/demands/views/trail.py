"""The way to a demand, at the top of every page below it."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.ui.components import Crumb
from tendering.demands.models import Demand

DEMANDS = Crumb(_("Demands"), "/demands/")
BATCHES = Crumb(_("Batch publications"), "/demands/batches/")


def to(demand: Demand) -> list[Crumb]:
    """Through the list and the demand."""
    return [DEMANDS, Crumb(demand.number, demand.get_absolute_url())]

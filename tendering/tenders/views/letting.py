"""How projects are let, for everybody."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.ui.views import Page
from tendering.tenders.queries import letting
from tendering.tenders.views import trail


class LettingPage(Page):
    """Every tier with its methods, periods, minimums, panels and offices, out of the rule sets in force."""

    template_name = "tenders/letting.html"
    title = _("How projects are let")
    lead = _("The tier follows from sum and nature; each tier has its methods, periods, panel and offices.")
    crumbs = [trail.CALLS]
    nav = "letting"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what makes a tier, and a chapter for each."""
        today = clock.today()
        found = {"tiers": letting.tier_lines(today), "chapters": letting.chapters(today)}
        return super().get_context(**(found | context))

"""An expert's own page: when I am away, what I am invited to, what I judge and judged."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog.queries import experts
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.ui.views import Page
from tendering.evaluation.queries.seats import own_seats
from tendering.evaluation.views.base import EVALUATIONS


class OwnPage(Acting, Page):
    """Availability, invitations, evaluations of whoever acts as an expert."""

    title = _("My work as an expert")
    lead = _("When you are away nobody draws you; what you are drawn for stands here.")
    roles = (Role.EXPERT,)
    template_name = "evaluation/own.html"
    crumbs = [EVALUATIONS]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what the pool knows of the person and the seats, those to come first."""
        expert, today = experts.own(self.by.user_id), clock.today()
        invited, others = own_seats(self.by)
        extra: dict[str, Any] = {"expert": expert, "invited": invited, "seats": others, "today": today}
        if expert is not None:
            extra |= {
                "may_change": True,
                "absences": expert.absences.order_by("-from_date", "-pk"),
                "employments": expert.employments.order_by("-from_date", "-pk"),
                "ties": expert.ties.select_related("organisation").order_by("-from_date", "-pk"),
            }
        return super().get_context(**(extra | context))

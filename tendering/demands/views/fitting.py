"""Two-way recommendations: who fits this demand, which demands fit us."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.calendar import day_of
from marketplace.ui.components import Crumb
from marketplace.ui.views import DetailPage, Page
from marketplace.ui.views.swapping import swaps, vary
from tendering.demands import calls, permissions
from tendering.demands.models import Demand
from tendering.demands.queries.facts import with_facts
from tendering.demands.queries.fitting import Fitting, Recommended, fitting_demands, fitting_providers
from tendering.demands.queries.looking import looking
from tendering.demands.services.recommending import note_shown
from tendering.demands.views import trail
from tendering.demands.wording import fit as wording


class FittingProviders(Acting, DetailPage[Demand]):
    """Providers that fit one demand: for the community that invites and the offices that look after it."""

    model = Demand
    slug_field = "number"
    roles = permissions.MATCHMAKERS
    template_name = "demands/fitting_providers.html"
    title = _("Fitting providers")
    lead = _(
        "Who may do it and is not in touch about it yet, the best fit first. Points help to look and decide nothing."
    )
    nav = "demands"

    def get_queryset(self) -> QuerySet[Demand]:
        """Public demands of the person's place."""
        rows = permissions.readable(self.membership).filter(pk__in=looking(clock.now()))
        return rows.select_related("community__parent", "scope_item", "rule_set").prefetch_related(
            "scope_item__domains"
        )

    def get_object(self) -> Demand:
        """Scores are for those who answer for the place."""
        demand = super().get_object()
        if not holds(self.membership, *self.roles, place=demand.community):
            raise Http404
        return demand

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the list and the demand."""
        return trail.to(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds who fits, and whether this person invites; what who invites is shown is kept."""
        now = clock.now()
        found, invites = fitting_providers(self.object, now), self.by.role == Role.COMMUNITY
        if invites and self.request.method == "GET":
            note_shown(found=found, on=day_of(now))
        extra = {"found": _shown(found), "invites": invites, "is_spare": found.is_spare}
        return super().get_context(**(extra | context))


BEST, ON_WORKBENCH = 3, "fitting"


class FittingDemands(Acting, Page):
    """Demands that fit the person's own organisation; the best of them alone where the workbench asks for its part."""

    roles = PROVIDER_ROLES
    template_name = "demands/fitting_demands.html"
    title = _("Fitting demands")
    lead = _("What communities look for that your organisation may do, the best fit first. Only you see these points.")
    crumbs = [trail.DEMANDS]
    nav = "demands"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what fits, and the call that is answered instead of expressing interest."""
        member, now = self.by, clock.now()
        provider = with_facts(Provider.objects.filter(organisation=member.organisation_id)).first()
        found = Recommended() if provider is None else fitting_demands(provider, now)
        best = found[:BEST] if self._is_part else found
        running = calls.running([one.demand for one in best], now)
        shown = [item | {"call": running.get(item["demand"].pk)} for item in _shown(best)]
        extra = {"found": shown, "roster_url": reverse("catalog:own"), "is_spare": found.is_spare}
        return super().get_context(**(extra | context))

    @property
    def _is_part(self) -> bool:
        return swaps(self.request, ON_WORKBENCH)

    def get_template(self) -> str:
        """The page, or the part of a workbench."""
        return "demands/_fitting_best.html" if self._is_part else self.template_name

    def render(self, *, status: int = 200, **context: Any) -> TemplateResponse:
        """One address, two answers."""
        response = super().render(status=status, **context)
        vary(response)
        return response


def _shown(found: Sequence[Fitting]) -> list[dict[str, Any]]:
    """Each pair with its points in words."""
    return [
        {
            "demand": one.demand,
            "provider": one.provider,
            "points": one.fit.points,
            "best": wording.best(one.fit),
            "parts": wording.lines(one.fit),
        }
        for one in found
    ]

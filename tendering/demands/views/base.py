"""What every page about one demand shares."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.ui.components import Crumb
from marketplace.ui.views import ObjectActView
from tendering.demands import permissions
from tendering.demands.models import Demand
from tendering.demands.queries.actions import ACTIONS
from tendering.demands.views import trail

RESIDENTS = (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
WRITERS = (Role.COMMUNITY, Role.PARTY_ORG, *RESIDENTS)

RELATED = ("community__parent", "scope_item", "plan", "author")


def readable(membership: Any) -> QuerySet[Demand]:
    """What this person may read, with what every page shows."""
    return permissions.readable(membership).select_related(*RELATED, "rule_set")


def listed(membership: Any) -> QuerySet[Demand]:
    """The same for lists: the rule set, a long text that many rows share, comes once by a query of its own."""
    return permissions.readable(membership).select_related(*RELATED).prefetch_related("rule_set")


class DemandAct(Acting, ObjectActView[Demand]):
    """An act on one demand."""

    model = Demand
    slug_field = "number"

    def get_queryset(self) -> QuerySet[Demand]:
        """Only what this person may read; anything else is not found."""
        return readable(self.membership)

    def get_object(self) -> Demand:
        """The demand, where the act is this person's to do."""
        demand = super().get_object()
        if (match := self.request.resolver_match) is not None and match.url_name:
            ACTIONS.require(match.url_name, self.by, demand, clock.now())
        return demand

    def follows(self, name: str) -> bool:
        """By the table of acts."""
        return ACTIONS.follows(name, self.object)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the list and the demand."""
        return trail.to(self.object)

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the demand, the person and the time; then back to the demand."""
        service(demand=self.object, by=self.by, now=clock.now(), **values)
        return self.object.get_absolute_url()

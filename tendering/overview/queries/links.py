"""Where the files of projects are."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.urls import reverse

from tendering.demands.models import Demand
from tendering.demands.rules.steps import PUBLIC_STATES


def of_demand(number: str) -> str:
    """The file of the demand with this number."""
    return reverse("overview:project", args=[number])


def of_plans(plans: Collection[int]) -> Mapping[int, str]:
    """Files of the public projects that these funding plans pay for."""
    rows = Demand.objects.filter(plan__in=plans, state__in=sorted(PUBLIC_STATES)).values_list("plan_id", "number")
    return {plan: of_demand(number) for plan, number in rows if plan is not None}

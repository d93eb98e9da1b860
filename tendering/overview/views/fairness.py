"""How evenly recommendations, invitations and awards go round, for the district and those who audit it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import Role
from marketplace.ui.components import Crumb, Stat
from marketplace.ui.drawing.values import percent
from marketplace.ui.text import Text
from marketplace.ui.views import Column, Kind, ListPage
from tendering.overview.forms import PeriodFilters
from tendering.overview.queries import fairness
from tendering.overview.queries.fairness import Period, Spread

USUAL = timedelta(days=365)
LABELS: Mapping[str, Text] = {
    "recommended": _("Recommended"),
    "invited": _("Invited to a demand"),
    "called": _("Invited to a call"),
    "chosen": _("Chosen"),
}


class Fairness(Acting, ListPage):
    """Every listed provider with how often it was recommended, invited and chosen in a period."""

    roles = (Role.DISTRICT, Role.AUDITOR, Role.DISCIPLINE)
    template_name = "overview/fairness.html"
    title = _("How evenly work goes round")
    lead = _("How often each listed provider was recommended to communities, invited and chosen in the period.")
    caption = _("Providers")
    filter_form_class = PeriodFilters
    default_sort = "-recommended"
    export_name = "fairness"
    crumbs = [Crumb(_("District overview"), "/workbench/district/")]
    columns = [
        Column(
            name="organisation.name",
            label=_("Provider"),
            kind=Kind.SAID,
            link=lambda row: reverse("catalog:provider", args=[row.pk]),
        ),
        *(Column(name=name, label=label, kind=Kind.NUMBER, sort=(name,)) for name, label in LABELS.items()),
    ]

    @cached_property
    def period(self) -> Period:
        """The days that were asked for, or the last year."""
        asked, today = self.filter_form.chosen(), clock.today()
        until = asked.get("until", today)
        return Period(asked.get("since", until - USUAL), until)

    def get_queryset(self) -> QuerySet[Provider]:
        """The whole roster."""
        return fairness.rows(self.period)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds how concentrated each of the four is, and the days."""
        found = fairness.spreads(self.period)
        figures = [_figure(LABELS[name], spread) for name, spread in found.items()]
        return super().get_context(**({"figures": figures, "period": self.period} | context))


def _figure(label: Text, spread: Spread) -> Stat:
    if spread.of_first is None:
        return Stat(label, 0, note=_("Nobody in this period"))
    words = gettext("%(providers)s providers; the first %(first)s have %(share)s of all")
    share = percent(float(spread.of_first))
    return Stat(
        label, spread.times, note=words % {"providers": spread.providers, "first": fairness.FIRST, "share": share}
    )

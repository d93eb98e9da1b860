"""One project's publicity log (公开台账), for everybody once its demand is public."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import holds
from marketplace.accounts.rules import Role
from marketplace.ui.components import Crumb
from marketplace.ui.views import DetailPage
from tendering.demands.models import Demand
from tendering.demands.permissions import readable
from tendering.demands.rules.publicity import LOGGED
from tendering.demands.views import trail
from tendering.overview.queries.publicity import compared, publications


class PublicityLog(Acting, DetailPage[Demand]):
    """What was made public of a project, where and for how long (R43, R61)."""

    model = Demand
    slug_field = "number"
    template_name = "overview/publicity.html"
    nav = "demands"

    def get_title(self) -> str:
        """Which project's log."""
        return str(_("Publicity log of project %(number)s") % {"number": self.object.number})

    def get_crumbs(self) -> list[Crumb]:
        """Through the project's file."""
        file = _("File of project %(number)s") % {"number": self.object.number}
        return [trail.DEMANDS, Crumb(file, reverse("overview:project", args=[self.object.number]))]

    def get_queryset(self) -> QuerySet[Demand]:
        """Only what this person may read."""
        return readable(self.membership).select_related("community__parent", "rule_set")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """The entries, what the rules of publicity ask for beside them, and the way to add one for who may."""
        entries = publications(self.object)
        extra = {
            "entries": entries,
            "compared": compared(entries, self.object.rule_set.rules),
            "adds": self.object.state in LOGGED and holds(self.membership, Role.COMMUNITY, place=self.object.community),
        }
        return super().get_context(**(extra | context))

"""One project's file (项目档案), for everybody once its demand is public."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.primitives.calendar import day_of
from marketplace.ui.components import Crumb
from marketplace.ui.views import DetailPage
from tendering.demands.models import Demand
from tendering.demands.permissions import readable
from tendering.demands.rules.steps import ENDED, State
from tendering.demands.views import trail
from tendering.overview.queries.project import project_file
from tendering.overview.queries.project.rows import demands


class ProjectPage(Acting, DetailPage[Demand]):
    """What was decided, done, paid and said, from all stages on one page."""

    model = Demand
    slug_field = "number"
    template_name = "overview/project.html"
    nav = "demands"

    def get_title(self) -> str:
        """Which project's file."""
        return str(_("File of project %(number)s") % {"number": self.object.number})

    def get_crumbs(self) -> list[Crumb]:
        """Through the demands."""
        return [trail.DEMANDS]

    def get_queryset(self) -> QuerySet[Demand]:
        """Only what this person may read."""
        return demands(readable(self.membership))

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the file."""
        demand, now = self.object, clock.now()
        extra = {"file": project_file(demand, day_of(now)), "tag": _tag(demand), "now": now}
        return super().get_context(**(extra | context))


def _tag(demand: Demand) -> str:
    """The colour of the state."""
    if demand.state == State.CLOSED:
        return ""
    if demand.state in ENDED:
        return "fail"
    return "public" if demand.is_public else "review"

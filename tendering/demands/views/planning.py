"""Who planned a project, written down before its call is announced."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from tendering.demands.forms.decisions import PlannersForm
from tendering.demands.rules.planning import names
from tendering.demands.services import planning
from tendering.demands.views.base import DemandAct


class RecordPlanners(DemandAct):
    """The bodies that neither bid for the project nor judge it."""

    roles = (Role.COMMUNITY,)
    title = _("Record who planned the project")
    intro = _(
        "Whoever planned or designed a project may not bid for it, alone or with others, and nobody who belongs to "
        "them judges the bids. The call tells everybody who they are."
    )
    submit_label = _("Record")
    form_class = PlannersForm

    def get_initial(self) -> dict[str, Any]:
        """Those on record."""
        return {"names": "\n".join(row.name for row in self.object.planners.order_by("pk"))}

    def act(self, form: Any) -> str:
        """Record."""
        return self.call(planning.record_planners, names=names(form.cleaned_data["names"]))

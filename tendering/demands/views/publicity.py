"""What was made public of a project outside the portal."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.rulebook.wording.labels import code_name
from tendering.demands.forms.decisions import ElsewhereForm
from tendering.demands.rules.publicity import reached
from tendering.demands.rules.steps import State
from tendering.demands.services import publicity
from tendering.demands.views.base import DemandAct


class LogElsewhere(DemandAct):
    """A notice board, a courtyard meeting, a leaflet."""

    roles = (Role.COMMUNITY,)
    title = _("Log a publication")
    intro = _("The portal logs its own publications; note here what hung on the board or was told at a meeting.")
    submit_label = _("Add to the log")
    form_class = ElsewhereForm

    def get_form_options(self) -> dict[str, Any]:
        """Only stages that the project has come to."""
        stages = [(stage.value, code_name(stage)) for stage in reached(State(self.object.state))]
        return super().get_form_options() | {"stages": stages}

    def act(self, form: Any) -> str:
        """Log."""
        data = form.cleaned_data
        values = {"stage": data["stage"], "channel": data["channel"], "text": data["note"], "until": data["until_on"]}
        return self.call(publicity.log_elsewhere, **values)

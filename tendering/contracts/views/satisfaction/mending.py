"""Acts on a rectification."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.ui.forms import ReasonForm
from tendering.contracts.forms.satisfaction import PlanForm, ReduceForm, ReportForm
from tendering.contracts.rules.offices import COMMUNITY, CONTRACTORS
from tendering.contracts.services import rectification as services
from tendering.contracts.views.satisfaction.base import RectificationAct


class SubmitPlan(RectificationAct):
    """The contractor plans."""

    roles = CONTRACTORS
    title = _("Write the plan")
    submit_label = _("Hand it in")
    form_class = PlanForm

    def get_initial(self) -> dict[str, Any]:
        """The plan that was returned, to be bettered."""
        return {"plan": self.object.plan}

    def act(self, form: Any) -> str:
        """Hand it in."""
        return self.call(services.submit_plan, text=form.cleaned_data["plan"])


class AgreePlan(RectificationAct):
    """The community agrees."""

    roles = COMMUNITY
    title = _("Agree with the plan")
    submit_label = _("Agree")

    def act(self, form: Any) -> str:
        """Agree."""
        del form
        return self.call(services.agree_plan)


class ReturnPlan(RectificationAct):
    """The community wants a better one."""

    roles = COMMUNITY
    title = _("Return the plan")
    submit_label = _("Return")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Return it."""
        return self.call(services.return_plan, reason=form.cleaned_data["reason"])


class Report(RectificationAct):
    """The contractor reports with photos."""

    roles = CONTRACTORS
    title = _("Report what was mended")
    submit_label = _("Report")
    form_class = ReportForm

    def act(self, form: Any) -> str:
        """Report."""
        data = form.cleaned_data
        return self.call(services.report, text=data["report"], photos=data["photos"])


class Check(RectificationAct):
    """The community has looked."""

    roles = COMMUNITY
    title = _("Mended, measure again")
    intro = _("You have looked at it on site. A fresh panel of residents judges again.")
    submit_label = _("It is mended")

    def act(self, form: Any) -> str:
        """Check."""
        del form
        return self.call(services.check)


class ReturnReport(RectificationAct):
    """Not mended yet."""

    roles = COMMUNITY
    title = _("Not mended yet")
    submit_label = _("Return")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Return it."""
        return self.call(services.return_report, reason=form.cleaned_data["reason"])


class Reduce(RectificationAct):
    """The street's leading group decides."""

    roles = (Role.STREET, Role.LEADING_GROUP_MEMBER)
    title = _("Close with a reduced last payment")
    consequences = [
        _("The contractor gets the part you enter; the rest goes back to the community's account."),
        _("The verdict below the bar stays public."),
    ]
    submit_label = _("Close it")
    danger = True
    form_class = ReduceForm

    def act(self, form: Any) -> str:
        """Close it."""
        data = form.cleaned_data
        return self.call(services.close_reduced, share=data["share"] / 100, reason=data["reason"])

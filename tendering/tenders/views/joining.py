"""Preparing a joint call: first the projects, then what is common to them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.primitives.refusal import Refusal
from marketplace.ui import refusals
from marketplace.ui.components import Crumb
from marketplace.ui.refusals import Worded
from marketplace.ui.views import ActView, Page
from tendering.demands.models import Demand
from tendering.tenders.forms.joint import JointForm
from tendering.tenders.models.tender import TenderMethod
from tendering.tenders.permissions import JOINERS, require_joiner
from tendering.tenders.queries.joint import Grounds, grounds, joinable, limits_before
from tendering.tenders.queries.rounds import last_call_of
from tendering.tenders.queries.timetable import ways
from tendering.tenders.services import joining
from tendering.tenders.views import trail
from tendering.tenders.views.acting import STANDING
from tendering.tenders.views.joint import JOINTS


class Chosen(Acting):
    """The projects that the address names, among those the person may let together."""

    request: HttpRequest

    @cached_property
    def open_now(self) -> list[Demand]:
        """What may be let together."""
        return list(joinable(self.by))

    @cached_property
    def demands(self) -> list[Demand]:
        """What was chosen of it."""
        numbers = set(self.request.GET.getlist("demand"))
        return [demand for demand in self.open_now if demand.number in numbers]

    @cached_property
    def found(self) -> Grounds | Refusal:
        """What would bind them together, or why they cannot be let together."""
        try:
            return grounds(self.demands, require_joiner(self.by), clock.today())
        except Refusal as refusal:
            return refusal

    @property
    def binding(self) -> Grounds:
        """What binds them; asked where they can be let together."""
        assert isinstance(self.found, Grounds)
        return self.found

    @property
    def problems(self) -> list[Worded]:
        """Why the projects that were chosen cannot be let together, in words."""
        return refusals.all_words(self.found) if isinstance(self.found, Refusal) else []

    @property
    def address(self) -> str:
        """The chosen projects, for an address."""
        return "&".join(f"demand={demand.number}" for demand in self.demands)


class ChooseProjects(Chosen, Page):
    """Which projects are let together."""

    roles = JOINERS
    template_name = "tenders/joint_choose.html"
    title = _("Prepare a joint call")
    lead = _("Choose projects of one kind. The tier of all lots follows from the sum of their ceilings.")
    crumbs = [trail.CALLS, JOINTS]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the projects, and why those chosen cannot be let together."""
        chosen = {demand.number for demand in self.demands}
        problems = self.problems if "demand" in self.request.GET else []
        extra = {"demands": self.open_now, "chosen": chosen, "problems": problems}
        return super().get_context(**(extra | context))


class PrepareJoint(Chosen, ActView):
    """What the documents of all lots say, beside what binds them."""

    roles = JOINERS
    template_name = "tenders/joint_prepare.html"
    title = _("Let the projects together")
    submit_label = _("Save the documents of all lots")
    form_class = JointForm

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The form; what cannot be let together goes back to choosing, which says why."""
        return self._back() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Act on what can be let together."""
        return self._back() or super().post(request, *args, **kwargs)

    def _back(self) -> HttpResponseBase | None:
        if not self.problems:
            return None
        return HttpResponseRedirect(f"{reverse('tenders:joint_new')}?{self.address or 'demand='}")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the choice."""
        return [
            trail.CALLS,
            JOINTS,
            Crumb(_("Prepare a joint call"), f"{reverse('tenders:joint_new')}?{self.address}"),
        ]

    def get_form_options(self) -> dict[str, Any]:
        """The methods that the tier of the sum offers."""
        labels = dict(TenderMethod.choices)
        return {
            "methods": [(method.value, str(labels[method])) for method in self.binding.methods],
            "may_change": True,
            "has_rounds": any(self.binding.procedure(method).rounds for method in self.binding.methods),
        }

    def get_initial(self) -> dict[str, Any]:
        """What the communities' last call said, and the limit of the joint call that a project was a lot of."""
        last = last_call_of(self.demands[0].community)
        standing = {name: last.content[name] for name in STANDING} if last else {}
        limits = [int(one["limit"]) for one in self.limits if int(one["limit"]) < len(self.demands)]
        return standing | {"awards_per_bidder": min(limits, default=None)}

    @cached_property
    def limits(self) -> list[dict[str, str]]:
        """Limits that bound the projects before, as lots of another joint call."""
        return limits_before(self.demands)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the lots in their order, the tier, and the dates of each method."""
        found, named = self.binding, {demand.number: demand for demand in self.demands}
        rows = ways(found.methods, found.rule_set.rules, found.tier, found.kind, clock.today())
        lots = [named[number] for number in found.order]
        return super().get_context(**({"grounds": found, "ways": rows, "lots": lots, "limits": self.limits} | context))

    def act(self, form: Any) -> str:
        """Prepare."""
        joint = joining.prepare_joint(
            title=form.cleaned_data["title"],
            demands=self.demands,
            method=form.cleaned_data["method"],
            common=form.common(),
            by=self.by,
            now=clock.now(),
            change_reason=form.cleaned_data["change_reason"],
            awards_per_bidder=form.cleaned_data["awards_per_bidder"],
        )
        return joint.get_absolute_url()

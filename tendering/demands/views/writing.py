"""Beginning, mending, funding, proposing, withdrawing a demand."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.places.models import Place
from marketplace.places.queries import communities
from marketplace.rulebook.queries import in_force
from marketplace.ui import refusals
from marketplace.ui.formats import enumerated
from marketplace.ui.forms import ReasonForm
from marketplace.ui.refusals import Worded
from marketplace.ui.text import Text
from marketplace.ui.views import ActView
from tendering.demands import endings
from tendering.demands.forms.demand import GROUPS, DemandForm, DraftForm, FundingForm
from tendering.demands.models import Demand
from tendering.demands.permissions import readable
from tendering.demands.queries.explain import tier_explained, uncovered
from tendering.demands.queries.siblings import splitting_warning
from tendering.demands.queries.writing_steps import FUNDING_FIELDS, after_saving, answers, saving, steps, where
from tendering.demands.rules.steps import ENDED, State
from tendering.demands.services import drafting, publication
from tendering.demands.services.drafting import DemandValues
from tendering.demands.views import trail
from tendering.demands.views.base import RESIDENTS, WRITERS, DemandAct


def outstanding(demand: Demand) -> list[tuple[Worded, str]]:
    """What keeps a draft from being proposed, each with the line of the form that answers it."""
    if demand.state != State.DRAFT:
        return []
    found = drafting.outstanding(demand, clock.now())
    return [(refusals.words(refusal), where(demand, refusal.field)) for refusal in found]


def season(place: Place | None) -> list[Worded]:
    """What a proposal without a reason for its urgency is refused with today; nothing within the yearly window."""
    rules = in_force(clock.today(), place).rules
    return [refusals.words(refusal) for refusal in drafting.out_of_season(rules, "", clock.now())]


class DraftDemand(Acting, ActView):
    """A new demand."""

    roles = WRITERS
    title = _("Propose a demand")
    intro = _("Say what is needed; money and sources come in the next step.")
    submit_label = _("Save and continue")
    success_message = _("Saved.")
    form_class = DraftForm
    template_name = "demands/write.html"
    crumbs = [trail.DEMANDS]

    def get_form_options(self) -> dict[str, Any]:
        """Communities this person may write for, and what was proposed there before."""
        own = communities(self.by.place)
        earlier = readable(self.membership).filter(community__in=own, state__in=sorted(ENDED))
        asked = {"communities": own, "earlier": earlier.order_by("-number")}
        return asked | {"of_resident": self.by.role in RESIDENTS, "out_of_season": bool(season(self.by.place))}

    def get_initial(self) -> dict[str, Any]:
        """The most usual answers."""
        return {"kind": "service", "delivery_class": "professional"}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the steps of writing; a resident need not know what it costs."""
        if self.by.role in RESIDENTS:
            context["intro"] = _("Say what is needed; you need not know what it costs.")
        of_resident = self.by.role in RESIDENTS
        return super().get_context(steps=steps(None, of_resident=of_resident), season=season(self.by.place), **context)

    def act(self, form: Any) -> str:
        """Write the draft."""
        demand = drafting.draft_demand(
            community=form.cleaned_data["community"],
            by=self.by,
            values=form.values(),
            now=clock.now(),
            previous=form.cleaned_data["previous"],
        )
        return after_saving(demand)


class EditDemand(DemandAct):
    """Mend the words."""

    roles = WRITERS
    title = _("Edit the demand")
    success_message = _("Saved.")
    form_class = DemandForm
    template_name = "demands/write.html"

    def get_initial(self) -> dict[str, Any]:
        """What is written."""
        return {name: getattr(self.object, name) for name in DemandValues.__slots__}

    def get_form_options(self) -> dict[str, Any]:
        """A resident need not answer all of it."""
        out_of_season = self.object.state == State.DRAFT and bool(season(self.by.place))
        asked = {"of_resident": self.object.from_resident, "out_of_season": out_of_season}
        return super().get_form_options() | asked

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the steps of writing, and of a draft what this page still has to say."""
        missing = [one for one in outstanding(self.object) if one[0].field not in FUNDING_FIELDS]
        found = {"steps": steps(self.object), "missing": missing}
        return super().get_context(**found, submit_label=saving(self.object), **context)

    def act(self, form: Any) -> str:
        """Save."""
        demand = drafting.edit_demand(
            demand=self.object,
            by=self.by,
            values=form.values(),
            version=form.cleaned_data["version"],
        )
        return after_saving(demand)


class WriteFunding(DemandAct):
    """Budget and sources."""

    roles = WRITERS
    template_name = "demands/funding.html"
    title = _("Write the funding plan")
    success_message = _("Saved.")
    form_class = FundingForm

    def get_form_options(self) -> dict[str, Any]:
        """The accounts of this community."""
        return super().get_form_options() | {"demand": self.object}

    def get_initial(self) -> dict[str, Any]:
        """The plan as it stands."""
        return FundingForm.filled_in(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds why the tier is what it is."""
        explained = tier_explained(self.object) if self.object.budget else None
        found = {"explained": explained, "steps": steps(self.object)}
        return super().get_context(**found, submit_label=saving(self.object), **context)

    def act(self, form: Any) -> str:
        """Save."""
        demand = drafting.write_funding(
            demand=self.object,
            by=self.by,
            version=form.cleaned_data["version"],
            budget=form.cleaned_data["budget"],
            lines=form.lines(),
        )
        return after_saving(demand)


class ProposeDemand(DemandAct):
    """Check your answers, then propose."""

    roles = WRITERS
    template_name = "demands/check.html"
    title = _("Check before proposing")
    submit_label = _("Propose")
    success_message = _("Proposed. Somebody of the community who did not write it screens it next.")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the answers and the tier."""
        groups = dict(GROUPS)
        served = enumerated(str(groups.get(group, group)) for group in self.object.beneficiary_groups)
        return super().get_context(
            explained=None if self.object.from_resident and not self.object.budget else tier_explained(self.object),
            uncovered=uncovered(self.object.plan),
            steps=steps(self.object),
            answers=answers(self.object, served),
            missing=outstanding(self.object),
            splitting=splitting_warning(self.object),
            **context,
        )

    def get_success_message(self, form: Any) -> Text | None:
        """A resident's proposal is first taken up by the community."""
        if self.object.from_resident:
            return _("Proposed. The community looks at it next and writes what it costs.")
        return super().get_success_message(form)

    def act(self, form: Any) -> str:
        """Propose."""
        del form
        return self.call(drafting.propose)


class WithdrawDemand(DemandAct):
    """Take it back."""

    roles = WRITERS
    title = _("Withdraw the demand")
    intro = _("The reason is public. What was set aside goes back to its account.")
    submit_label = _("Withdraw")
    form_class = ReasonForm
    danger = True

    def get_over(self) -> Text:
        """Adds what has to be answered first."""
        bar = endings.barred(self.object)
        return super().get_over() or (refusals.words(bar).text if bar else "")

    def act(self, form: Any) -> str:
        """Withdraw."""
        return self.call(publication.withdraw, reason=form.cleaned_data["reason"])

"""Preparing, announcing, amending and ending a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import Role
from marketplace.primitives.ruleset import METHODS, Kind, Method, RuleSet, Tier
from marketplace.rulebook.queries import work_calendar
from marketplace.ui import refusals
from marketplace.ui.components import Crumb
from marketplace.ui.forms import Form, ReasonForm
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.demands import permissions as demand_permissions
from tendering.demands.models import Demand
from tendering.demands.views import trail as demand_trail
from tendering.tenders import permissions
from tendering.tenders.forms.call import FIELDS, AmendForm, AnnounceForm, EditForm, LiftForm, PrepareForm
from tendering.tenders.models import SuspensionOrder, Tender
from tendering.tenders.models.tender import TenderMethod
from tendering.tenders.queries.actions import cancel_bar
from tendering.tenders.queries.findings import explained
from tendering.tenders.queries.joint import limits_before
from tendering.tenders.queries.rounds import failed_calls, last_call_of, last_ended
from tendering.tenders.queries.rule_sets import binding_rules
from tendering.tenders.queries.splitting import open_acts
from tendering.tenders.queries.suspensions import in_force
from tendering.tenders.queries.timetable import doubts, ways, whole
from tendering.tenders.rules.notice import OPTIONAL, Content
from tendering.tenders.rules.procedure import failures_before_change, methods_open, needs_agreement
from tendering.tenders.rules.states import State
from tendering.tenders.rules.timetable import earliest_deadline
from tendering.tenders.services import announcing, preparing
from tendering.tenders.services.splitting import hindrance
from tendering.tenders.views.base import TenderAct

COMMUNITY = (Role.COMMUNITY,)
OFFICES = permissions.OFFICES

# What is the same in most calls of one community.
STANDING = ("eligibility", "materials", "how_to_submit", "contact_name", "contact_phone", "supervision_phone")


def written(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a call says, for the fields of its form."""
    content = Content.from_mapping(values)
    return {name: getattr(content, name) for name in (*FIELDS, *OPTIONAL)}


class PrepareTender(Acting, ObjectActView[Demand]):
    """Begin a round for a published demand."""

    template_name = "tenders/prepare.html"
    model = Demand
    slug_field = "number"
    roles = COMMUNITY
    title = _("Let the project")
    intro = _("The method follows from tier and amount; the rules say which are open.")
    submit_label = _("Save the documents")
    form_class = PrepareForm

    def get_queryset(self) -> QuerySet[Demand]:
        """Demands this person may read."""
        return demand_permissions.readable(self.membership).select_related("rule_set", "community")

    def get_object(self) -> Demand:
        """The demand, where it is this person's community's."""
        demand = super().get_object()
        require(self.membership, Role.COMMUNITY, place=demand.community)
        return demand

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the demand."""
        return demand_trail.to(self.object)

    def get_form_options(self) -> dict[str, Any]:
        """The methods that are open to this project now."""
        labels = dict(TenderMethod.choices)
        has_rounds = any(METHODS[method].has_rounds for method in self.offered)
        return {
            "methods": [(method.value, str(labels[method])) for method in self.offered],
            "may_change": any(map(self.changes, self.offered)),
            "has_rounds": has_rounds,
        }

    @cached_property
    def rules(self) -> RuleSet:
        """What would bind a call prepared today."""
        return binding_rules(self.object, clock.today()).rules

    @cached_property
    def offered(self) -> tuple[Method, ...]:
        """The methods open to this project, the default first."""
        demand, tier = self.object, Tier(self.object.tier)
        failed = failed_calls(demand)
        found = methods_open(self.rules, tier, demand.budget, failed)
        is_early = failed < failures_before_change(self.rules.letting.of(tier))
        return tuple(method for method in found if not (is_early and self.changes(method)))

    @cached_property
    def before(self) -> Tender | None:
        """The round before."""
        return last_ended(self.object)

    def changes(self, method: Method) -> bool:
        """Whether the method is another than that of the failed call before."""
        if self.before is None or self.before.state != State.FAILED:
            return False
        return needs_agreement(Tier(self.object.tier), Method(self.before.method), method)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the dates of each method, to choose by."""
        tier, kind = Tier(self.object.tier), Kind(self.object.kind)
        found = ways(self.offered, self.rules, tier, kind, clock.today())
        return super().get_context(**({"ways": found, "limits": limits_before([self.object])} | context))

    def get_initial(self) -> dict[str, Any]:
        """What is written already: in the round before, or in the demand and in the community's last call."""
        demand = self.object
        if before := self.before:
            return written(before.content)
        last = last_call_of(demand.community)
        standing = {name: last.content[name] for name in STANDING} if last else {}
        return standing | {"requirements": demand.need, "outputs": demand.outputs}

    def act(self, form: Any) -> str:
        """Prepare."""
        tender = preparing.prepare_tender(
            demand=self.object,
            method=form.cleaned_data["method"],
            by=self.by,
            content=form.content(),
            now=clock.now(),
            change_reason=form.cleaned_data.get("change_reason", ""),
        )
        return tender.get_absolute_url()


class DraftAct(TenderAct):
    """An act on documents that are not announced yet, beside the whole way that lies before the call."""

    template_name = "tenders/draft.html"

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the dates with their rules, and what of them will not hold."""
        today, calendar = clock.today(), work_calendar()
        foreseen = {"timetable": whole(self.object, calendar, today), "doubts": doubts(self.object, calendar, today)}
        foreseen["findings"] = explained(self.object, ())
        return super().get_context(**(foreseen | context))


class EditTender(DraftAct):
    """Mend the documents."""

    roles = COMMUNITY
    title = _("Edit the documents")
    intro = _("Whoever writes in the documents does not approve them.")
    submit_label = _("Save")
    success_message = _("Saved.")
    form_class = EditForm

    def get_form_options(self) -> dict[str, Any]:
        """Whether there are rounds that may change something."""
        return super().get_form_options() | {"has_rounds": self.object.procedure.rounds > 0}

    def get_initial(self) -> dict[str, Any]:
        """What is written."""
        return written(self.object.content)

    def act(self, form: Any) -> str:
        """Save."""
        version = form.cleaned_data["version"]
        return self.call(preparing.edit_content, content=form.content(), version=version, now=clock.now())


class SubmitDocs(DraftAct):
    """Hand the documents in."""

    roles = COMMUNITY
    title = _("Submit the documents")
    intro = _("Another person of the office that approves looks at them and announces the call.")
    submit_label = _("Submit")
    success_message = _("Submitted; another person approves and announces the call.")
    form_class = Form

    def act(self, form: Any) -> str:
        """Submit."""
        del form
        return self.call(preparing.submit_docs, now=clock.now())


class ReturnDocs(DraftAct):
    """Back to whoever prepared them."""

    roles = OFFICES
    title = _("Return the documents")
    submit_label = _("Return")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Return."""
        return self.call(preparing.return_docs, reason=form.cleaned_data["reason"], now=clock.now())


class Announce(DraftAct):
    """Approve and announce."""

    roles = OFFICES
    title = _("Approve and announce")
    intro = _("The notice goes public at once; from then on it changes only by an amendment that everybody sees.")
    submit_label = _("Announce")
    success_message = _("The call is announced.")
    form_class = AnnounceForm

    def get_form_options(self) -> dict[str, Any]:
        """The first day on which responses may close; none without competition."""
        procedure = self.object.procedure
        earliest = earliest_deadline(clock.today(), procedure, work_calendar()) if procedure.competition else None
        return {"earliest": earliest}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what keeps the call from going out, and where it is answered or decided."""
        refusal, tender = hindrance(self.object), self.object
        writes = refusal is not None and bool(open_acts(self.by, tender))
        where = reverse("tenders:splitting", args=[tender.number]) if writes else tender.get_absolute_url()
        extra = {"hindered": refusals.words(refusal) if refusal else None, "hindered_url": where}
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Announce."""
        return self.call(announcing.announce, deadline_at=form.cleaned_data.get("deadline_at"))


class Amend(TenderAct):
    """A new notice with the difference."""

    roles = COMMUNITY
    title = _("Amend the call")
    intro = _(
        "The change is a new notice; the deadline moves where the rules ask for it. Who may answer stays as approved,"
        " and the ceiling can only be lowered."
    )
    submit_label = _("Publish the amendment")
    form_class = AmendForm

    def get_initial(self) -> dict[str, Any]:
        """What is announced."""
        return written(self.object.content) | {"ceiling": self.object.ceiling}

    def get_form_options(self) -> dict[str, Any]:
        """Whether there are rounds that may change something."""
        return super().get_form_options() | {"has_rounds": self.object.procedure.rounds > 0}

    def act(self, form: Any) -> str:
        """Amend."""
        data = form.cleaned_data
        return self.call(announcing.amend, content=form.content(), reason=data["reason"], ceiling=data["ceiling"])


class Cancel(TenderAct):
    """Stop the call."""

    roles = OFFICES
    title = _("Cancel the call")
    intro = _("Everybody may read the reason.")
    submit_label = _("Cancel the call")
    form_class = ReasonForm
    danger = True

    def get_over(self) -> Text:
        """Where the call stands, whose it is to cancel now, or what comes before."""
        bar = cancel_bar(self.by, self.object)
        return super().get_over() or (refusals.words(bar).text if bar else "")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """What becomes of the bids, and of an award."""
        is_opened = self.object.state == State.OPENED
        ends = _("An award that is not signed ends with it.") if is_opened else _("Its bids are never opened.")
        consequences = [_("The call ends."), ends, _("The demand may be let anew.")]
        return super().get_context(**({"consequences": consequences} | context))

    def act(self, form: Any) -> str:
        """Cancel."""
        return self.call(announcing.cancel, reason=form.cleaned_data["reason"])


class Suspend(TenderAct):
    """Stop the clock."""

    roles = permissions.OVERSIGHT
    title = _("Suspend the call")
    intro = _("It goes on when your office, or one above it, lifts the order; everybody reads who holds it and why.")
    submit_label = _("Suspend")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Suspend."""
        return self.call(announcing.suspend, reason=form.cleaned_data["reason"])


class Resume(TenderAct):
    """Lift an order."""

    roles = permissions.LIFTERS
    title = _("Lift a suspension")
    intro = _("The call goes on once no order holds it.")
    submit_label = _("Lift the order")
    form_class = LiftForm

    @cached_property
    def orders(self) -> list[SuspensionOrder]:
        """Those this person may lift."""
        return permissions.liftable(self.by, in_force(self.object))

    def get_form_options(self) -> dict[str, Any]:
        """The orders to choose from."""
        return super().get_form_options() | {"orders": self.orders}

    def act(self, form: Any) -> str:
        """Lift it."""
        data = form.cleaned_data
        return self.call(announcing.resume, reason=data["reason"], order=data["order"])

"""Screening, deliberation, meeting, resolution."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.ui.components import Fact
from marketplace.ui.formats import enumerated, moment
from marketplace.ui.forms import ReasonForm
from marketplace.ui.text import Text
from tendering.demands.forms.decisions import CallForm, DeliberationForm, MeetingForm, MergeForm, ScreenForm
from tendering.demands.models import Demand, ResidentMeeting
from tendering.demands.queries.bars import bars
from tendering.demands.queries.planners import with_planners
from tendering.demands.queries.siblings import splitting_warning
from tendering.demands.rules.meeting import needed_present
from tendering.demands.rules.steps import State
from tendering.demands.services import deliberation, screening
from tendering.demands.services.deliberation import DeliberationRecord, MeetingRecord
from tendering.demands.views.base import DemandAct
from tendering.demands.views.case import facts_of, recorded

COMMUNITY = (Role.COMMUNITY,)
COMMITTEE = (Role.SUPERVISION_COMMITTEE,)


class AdoptDemand(DemandAct):
    """Make a resident's proposal the community's own."""

    roles = COMMUNITY
    title = _("Adopt the proposal")
    intro = _("It becomes a draft of the community, which writes budget and plan and proposes it.")
    submit_label = _("Adopt")
    success_message = _("Adopted: it is a draft of the community now.")

    def act(self, form: Any) -> str:
        """Adopt."""
        del form
        return self.call(screening.adopt)


class ScreenDemand(DemandAct):
    """The first look."""

    roles = COMMUNITY
    template_name = "demands/screen.html"
    title = _("Screen the proposal")
    submit_label = _("Accept for deliberation")
    success_message = _("Accepted for deliberation.")
    form_class = ScreenForm

    def get_queryset(self) -> QuerySet[Demand]:
        """With who planned it."""
        return with_planners(super().get_queryset())

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the need with its facts, a warning where projects look split, and what is barred this year."""
        barred = bars(self.object.community, max(self.object.fiscal_year, clock.today().year))
        extra = {"splitting": splitting_warning(self.object), "barred": list(barred)}
        declared = enumerated(str(Demand.FLAG_WORDS[name]) for name in sorted(self.object.declared)) or "—"
        facts = [*facts_of(self.object), Fact(_("Declared by the author"), declared)]
        return super().get_context(**(extra | {"facts": facts} | context))

    def get_initial(self) -> dict[str, Any]:
        """The flags as the author declared them."""
        return {"flags": sorted(self.object.declared)}

    def act(self, form: Any) -> str:
        """Screen."""
        data = form.cleaned_data
        return self.call(
            screening.screen,
            negative=frozenset(data["negative"]),
            duplicates_checked=data["duplicates_checked"],
            flags=frozenset(data["flags"]) if data["flags_confirmed"] else None,
        )


class DeclineDemand(DemandAct):
    """A public no."""

    roles = COMMUNITY
    title = _("Decline the proposal")
    intro = _("Everybody may read the reason.")
    submit_label = _("Decline")
    form_class = ReasonForm
    danger = True

    def act(self, form: Any) -> str:
        """Decline."""
        return self.call(screening.decline, reason=form.cleaned_data["reason"])


class MergeDemand(DemandAct):
    """The same need, twice."""

    roles = COMMUNITY
    title = _("Merge the proposal")
    submit_label = _("Merge")
    form_class = MergeForm
    danger = True

    def get_form_options(self) -> dict[str, Any]:
        """Other proposals of the community."""
        return {"others": self._others()}

    def _others(self) -> QuerySet[Demand]:
        rows = Demand.objects.filter(
            community_id=self.object.community_id, state__in=(State.PROPOSED, State.DELIBERATING)
        )
        return rows.exclude(pk=self.object.pk).order_by("number")

    def act(self, form: Any) -> str:
        """Merge."""
        return self.call(screening.merge, into=form.cleaned_data["into"], reason=form.cleaned_data["reason"])


class RecordDeliberation(DemandAct):
    """A visit, a survey, a review, a discussion."""

    roles = COMMUNITY
    title = _("Record a deliberation")
    submit_label = _("Record")
    success_message = _("The deliberation is recorded.")
    form_class = DeliberationForm

    def act(self, form: Any) -> str:
        """Record."""
        return self.call(deliberation.record_deliberation, values=DeliberationRecord(**form.cleaned_data))


class CallMeeting(DemandAct):
    """Call the deciding body."""

    roles = COMMUNITY
    title = _("Call the meeting")
    submit_label = _("Call the meeting")
    success_message = _("The meeting is called.")
    form_class = CallForm

    def act(self, form: Any) -> str:
        """Call."""
        return self.call(deliberation.call_meeting, **form.cleaned_data)


class DeferMeeting(DemandAct):
    """Call it off."""

    roles = COMMUNITY
    title = _("Call the meeting off")
    submit_label = _("Call it off")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Defer."""
        return self.call(deliberation.defer_meeting, reason=form.cleaned_data["reason"])


class RecordMeeting(DemandAct):
    """Who came and how they voted."""

    roles = COMMUNITY
    template_name = "demands/meeting.html"
    title = _("Record the meeting")
    submit_label = _("Sign and send to the supervision committee")
    success_message = _("Recorded; the supervision committee countersigns next.")
    form_class = MeetingForm

    def get_over(self) -> Text:
        """When the meeting begins, before its hour."""
        meeting = self.meeting
        if meeting is None or meeting.held_at <= clock.now():
            return super().get_over()
        return _("The meeting begins on %(moment)s; it is recorded from then on.") % {"moment": moment(meeting.held_at)}

    @cached_property
    def meeting(self) -> ResidentMeeting | None:
        """The meeting that was called."""
        return self.object.meetings.filter(outcome="").select_related("body").first()

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the meeting as called and the rule."""
        meeting = self.meeting
        decision = self.object.rule_set.rules.decision
        needed = needed_present(meeting.invited, decision.quorum) if meeting else None
        return super().get_context(meeting=meeting, decision=decision, needed=needed, **context)

    def act(self, form: Any) -> str:
        """Record."""
        deliberation.record_meeting(demand=self.object, by=self.by, values=MeetingRecord(**form.cleaned_data))
        return self.object.get_absolute_url()


class Countersign(DemandAct):
    """Bear witness."""

    roles = COMMITTEE
    template_name = "demands/countersign.html"
    title = _("Countersign the record")
    intro = _("You bear witness that the meeting went as recorded; the votes then decide.")
    submit_label = _("Countersign")
    success_message = _("Countersigned; the record cannot be changed any more.")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the record that is signed."""
        return super().get_context(**(recorded(self.object) | context))

    def act(self, form: Any) -> str:
        """Countersign."""
        del form
        return self.call(deliberation.countersign)


class SendBack(DemandAct):
    """The record does not say what happened."""

    roles = COMMITTEE
    title = _("Send the record back")
    submit_label = _("Send back")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Send back."""
        return self.call(deliberation.refuse_countersign, reason=form.cleaned_data["reason"])


class PubliciseResolution(DemandAct):
    """Post it."""

    roles = COMMUNITY
    title = _("Post the resolution")
    intro = _("It stands on this portal and on the notice board for the days of the rule set.")
    submit_label = _("Post")

    def act(self, form: Any) -> str:
        """Post."""
        del form
        return self.call(deliberation.publicise_resolution)

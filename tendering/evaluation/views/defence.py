"""Presentations by the bidders: the session's page, its acts, and what a bidder sees of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.ui.components import Crumb
from marketplace.ui.forms import ReasonForm
from marketplace.ui.views import DetailPage, ObjectActView
from tendering.evaluation import permissions
from tendering.evaluation.forms import NoteForm, ScheduleForm, SpeakersForm
from tendering.evaluation.models import DefenceSlot, Panel
from tendering.evaluation.queries.defence import expected, session_of, turns
from tendering.evaluation.rules.defence import SessionState, SlotState
from tendering.evaluation.rules.states import LIVING, VOTING
from tendering.evaluation.services import defence, presenting
from tendering.evaluation.views.base import COMMUNITY, ConvenerAct, way_to
from tendering.evaluation.views.reading import EvaluationPage
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.views import trail

SESSION_TAGS = {SessionState.SCHEDULED: "review", SessionState.DRAWN: "review", SessionState.CLOSED: "open"}


def way_to_session(panel: Panel) -> list[Crumb]:
    """Through the evaluation and its session."""
    return [*way_to(panel), Crumb(_("Presentations"), reverse("evaluation:defence", args=[panel.tender.number]))]


class DefencePage(EvaluationPage):
    """The session for whoever may read the evaluation: who speaks when, the clock, questions and answers."""

    template_name = "evaluation/defence.html"

    def get_title(self) -> str:
        """What the page is."""
        return gettext("Presentations by the bidders")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the session, everybody's turn, and what the community does next."""
        panel, now = self.object, clock.now()
        session = session_of(panel)
        if session is not None:
            session.panel = panel
        found = turns(session, now) if session else []
        acts = permissions.chairs(self.membership, panel.tender) and panel.tender.state == TenderState.OPENED
        extra = {
            "session": session,
            "tag": SESSION_TAGS[SessionState(session.state)] if session else "",
            "turns": found,
            "may_close": bool(found) and all(turn.is_settled for turn in found),
            "acts": acts and (session is None or session.state != SessionState.CLOSED),
            "crumbs": way_to(panel),
        }
        return super(EvaluationPage, self).get_context(**(extra | context))


class Schedule(ConvenerAct):
    """Place and time."""

    title = _("Schedule the presentations")
    submit_label = _("Save and tell everybody")
    intro = _("Bidders and members are told at once. It can be changed until the order is drawn.")
    form_class = ScheduleForm
    success_message = _("Everybody has been told.")

    def get_initial(self) -> dict[str, Any]:
        """As it was set before."""
        session = session_of(self.object)
        return {"place": session.place, "starts_at": session.starts_at} if session else {}

    def act(self, form: Any) -> str:
        """Set it."""
        data = form.cleaned_data
        defence.schedule(panel=self.object, by=self.by, place=data["place"], starts_at=data["starts_at"])
        return reverse("evaluation:defence", args=[self.object.tender.number])


class DrawOrder(ConvenerAct):
    """The lot."""

    title = _("Draw the order")
    submit_label = _("Draw")
    intro = _("The seed was committed to when the session was scheduled; anybody can draw again.")
    consequences = [_("The order stays as it is drawn."), _("Place and time can no longer be changed.")]

    def act(self, form: Any) -> str:
        """Draw."""
        del form
        defence.draw_order(panel=self.object, by=self.by)
        return reverse("evaluation:defence", args=[self.object.tender.number])


class Close(ConvenerAct):
    """End of the session."""

    title = _("Close the presentations")
    submit_label = _("Close")
    consequences = [_("Nothing more is noted."), _("Members can sign their sheets.")]

    def act(self, form: Any) -> str:
        """Close."""
        del form
        defence.close(panel=self.object, by=self.by)
        return reverse("evaluation:defence", args=[self.object.tender.number])


class SlotAct(Acting, ObjectActView[DefenceSlot]):
    """An act on one bidder's time."""

    model = DefenceSlot
    roles: tuple[str, ...] = COMMUNITY

    def get_queryset(self) -> QuerySet[DefenceSlot]:
        """Any slot; whose it is, is asked next."""
        return DefenceSlot.objects.select_related(
            "session__panel__tender__demand__community", "bid__provider__organisation"
        )

    def get_object(self) -> DefenceSlot:
        """The slot, for the community that holds the session."""
        slot = super().get_object()
        self.check(slot)
        return slot

    def check(self, slot: DefenceSlot) -> None:
        """Refuse everybody but the community."""
        permissions.require_convener(self.by, slot.session.panel.tender)

    def get_lead(self) -> Any:
        """Whose time it is."""
        return self.object.bid.bidder

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the session."""
        return way_to_session(self.object.session.panel)

    def call(self, service: Any, **values: Any) -> str:
        """Call a service with the slot and the person; then back to the session."""
        service(slot=self.object, by=self.by, **values)
        return self.object.session.get_absolute_url()


class Start(SlotAct):
    """The clock begins."""

    title = _("Start the bidder's time")
    submit_label = _("Start the clock")
    intro = _("The time runs by the platform's clock from this moment on.")

    def act(self, form: Any) -> str:
        """Start."""
        del form
        return self.call(presenting.start)


class Stop(SlotAct):
    """The clock ends."""

    title = _("Stop the bidder's time")
    submit_label = _("Stop the clock")
    intro = _("Questions and answers can be noted until the session is closed.")

    def act(self, form: Any) -> str:
        """Stop."""
        del form
        return self.call(presenting.stop)


class MarkAbsent(SlotAct):
    """Called, and nobody came."""

    title = _("Mark the bidder as absent")
    submit_label = _("Mark as absent")
    intro = _("Absence never excludes a bid: its points come from the documents alone.")
    form_class = ReasonForm

    def act(self, form: Any) -> str:
        """Write it down."""
        return self.call(presenting.mark_absent, reason=form.cleaned_data["reason"])


class Note(SlotAct):
    """A question and its answer."""

    title = _("Note a question and its answer")
    submit_label = _("Note it")
    intro = _("It stands in the evaluation report as it is written here.")
    form_class = NoteForm

    def get_form_options(self) -> dict[str, Any]:
        """Voting members, by number."""
        seats = self.object.session.panel.seats.filter(state__in=sorted(LIVING), capacity__in=sorted(VOTING))
        return {"seats": seats.order_by("number")}

    def act(self, form: Any) -> str:
        """Note it."""
        data = form.cleaned_data
        return self.call(presenting.note, question=data["question"], answer=data["answer"], seat=data["seat"])


class OwnDefence(Acting, DetailPage[DefenceSlot]):
    """What a bidder sees: its own place and time, the drawn order by keys, never a rival's name."""

    model = DefenceSlot
    roles = PROVIDER_ROLES
    slug_field = "session__panel__counts_for__number"
    template_name = "evaluation/own_defence.html"
    title = _("Your presentation")

    def get_queryset(self) -> QuerySet[DefenceSlot]:
        """Of the person's own organisation."""
        rows = DefenceSlot.objects.filter(bid__provider__organisation=self.by.organisation)
        return rows.select_related("session__draw", "session__panel__tender__demand__community", "bid")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        tender = self.object.session.panel.tender
        return trail.to(tender)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the order, about when it is this bidder's turn, and whether it can still say who speaks."""
        slot = self.object
        session = slot.session
        extra = {
            "session": session,
            "expected": expected(slot),
            "order": list(session.draw.order),
            "own_key": str(slot.bid_id),
            "may_confirm": slot.state == SlotState.WAITING and session.state != SessionState.CLOSED,
        }
        return super().get_context(**(extra | context))


class Confirm(SlotAct):
    """The bidder says who comes."""

    roles: tuple[str, ...] = PROVIDER_ROLES
    title = _("Confirm that you come")
    submit_label = _("Confirm")
    intro = _("It can be changed until your time begins.")
    form_class = SpeakersForm
    success_message = _("Confirmed.")

    def check(self, slot: DefenceSlot) -> None:
        """Only the bidder's own people."""
        permissions.require_presenter(self.by, slot)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the bidder's own page."""
        tender = self.object.session.panel.tender
        own = Crumb(_("Your presentation"), reverse("evaluation:own_defence", args=[tender.number]))
        return [*trail.to(tender), own]

    def get_initial(self) -> dict[str, Any]:
        """As said before."""
        return {"speakers": self.object.speakers}

    def act(self, form: Any) -> str:
        """Confirm."""
        defence.confirm_coming(slot=self.object, by=self.by, speakers=form.cleaned_data["speakers"])
        return reverse("evaluation:own_defence", args=[self.object.session.panel.tender.number])

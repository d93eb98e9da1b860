"""Rounds of a consultation: the panel reads them, the community keeps their record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import holds
from marketplace.primitives.refusal import NotPermitted
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.components import Crumb
from marketplace.ui.drawing.values import said
from marketplace.ui.views import DetailPage
from tendering.bids.models import Bid, Round
from tendering.bids.queries.valid import valid_bids
from tendering.bids.rules.rounds import earliest_deadline
from tendering.bids.services.rounds import least_time
from tendering.evaluation import permissions
from tendering.evaluation.forms_rounds import BeginForm, CallForm, TalkForm
from tendering.evaluation.models import Panel
from tendering.evaluation.queries import rounds as queries
from tendering.evaluation.services import rounds
from tendering.evaluation.views.base import ConvenerAct, panels, way_to
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.states import State as TenderState

ROUNDS = _("Rounds of the consultation")


class RoundsPage(Acting, DetailPage[Panel]):
    """Every round with its talks, what it changed and what is handed in until when."""

    roles = (*permissions.OVERSIGHT, *permissions.SEATED)
    model = Panel
    slug_field = "tender__number"
    template_name = "evaluation/rounds.html"

    def get_queryset(self) -> QuerySet[Panel]:
        """Any evaluation; who may not read it is told so."""
        return panels()

    def get_object(self) -> Panel:
        """The evaluation of a call that has rounds, for the panel, its clerk and whoever watches.

        Raises:
            NotPermitted: `evaluation.sealed`.
            Http404: the method has no rounds.
        """
        panel = super().get_object()
        if not self._watches(panel) and not permissions.reads_talks(self.membership, panel):
            raise NotPermitted("evaluation.sealed")
        if not panel.tender.procedure.rounds:
            raise Http404
        return panel

    def _watches(self, panel: Panel) -> bool:
        return holds(self.membership, *permissions.OVERSIGHT, place=panel.tender.demand.community)

    def get_title(self) -> str:
        """The project's title as people wrote it."""
        return self.object.tender.demand.title

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the evaluation."""
        return way_to(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the rounds and what the clerk may do."""
        panel = self.object
        found = queries.lines(panel)
        keeps = permissions.chairs(self.membership, panel.tender) and panel.tender.state == TenderState.OPENED
        extra = {
            "rounds": [(line, line.round.title) for line in found],
            "most": panel.tender.procedure.rounds,
            "reads": permissions.reads_talks(self.membership, panel),
            "keeps": keeps,
            "may_begin": keeps and queries.may_begin(panel, found),
        }
        return super().get_context(**(extra | context))


class RoundAct(ConvenerAct):
    """An act of the clerk on the rounds of a panel."""

    template_name = "ui/act.html"

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the evaluation and the rounds."""
        return [*super().get_crumbs(), Crumb(ROUNDS, self.home())]

    def home(self) -> str:
        """The page of the rounds."""
        return reverse("evaluation:rounds", args=[self.object.tender.number])

    def get_object(self) -> Panel:
        """The evaluation of a call that has rounds."""
        panel = super().get_object()
        self._object = panel
        if not panel.tender.procedure.rounds:
            raise Http404
        if "round" in self.kwargs and self.within.number == 0:
            raise Http404
        return panel

    @cached_property
    def within(self) -> Round:
        """The round of the address.

        Raises:
            Http404: no such round.
        """
        found = Round.objects.filter(tender=self.object.tender, number=self.kwargs["round"]).first()
        if found is None:
            raise Http404
        found.tender = self.object.tender
        return found


class BeginRound(RoundAct):
    """Begin the next round."""

    title = _("Begin a round")
    intro = _("Every bidder is talked to by itself, with the same chances; what is to change, changes for all at once.")
    submit_label = _("Begin the round")
    form_class = BeginForm

    def get_form_options(self) -> dict[str, Any]:
        """Whether the rules leave no other than the last."""
        tender = self.object.tender
        begun = Round.objects.filter(tender=tender).count()
        return super().get_form_options() | {"must_be_last": begun + 1 >= tender.procedure.rounds}

    def act(self, form: Any) -> str:
        """Begin."""
        rounds.begin(panel=self.object, by=self.by, last=form.is_last)
        return self.home()


class WriteTalk(RoundAct):
    """Write down what was discussed with one bidder."""

    title = _("Write down the talk")
    submit_label = _("Save for good")
    form_class = TalkForm

    def get_object(self) -> Panel:
        """The evaluation, where the bidder takes part."""
        panel = super().get_object()
        if self.bid is None:
            raise Http404
        return panel

    @cached_property
    def bid(self) -> Bid | None:
        """The bid of the address."""
        return valid_bids(self.object.tender).filter(pk=self.kwargs["bid"]).first()

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Says with whom."""
        assert self.bid is not None  # `get_object` has seen to it
        return super().get_context(**({"intro": said(self.bid.bidder)} | context))

    def act(self, form: Any) -> str:
        """Write."""
        assert self.bid is not None  # `get_object` has seen to it
        text = form.cleaned_data["text"]
        rounds.write_talk(panel=self.object, within=self.within, bid=self.bid, by=self.by, text=text)
        return self.home()


class CallForAnswers(RoundAct):
    """End the talks: tell all what changes, and call for revised plans or final quotes."""

    submit_label = _("Tell all bidders")
    consequences = [
        _("What changes is published as an amendment and told to all bidders in the same words."),
        _("What they hand in is sealed until the offices open it after the deadline."),
    ]
    form_class = CallForm

    def get_title(self) -> Any:
        """What is called for."""
        return _("Call for the final quotes") if self.within.is_last else _("End the talks of this round")

    def get_form_options(self) -> dict[str, Any]:
        """The documents as they are, and the first moment for a final quote."""
        hours, working_days = least_time(self.within, has_changes=False)
        calendar = work_calendar()
        earliest = earliest_deadline(clock.now(), hours=hours + 1, working_days=working_days, calendar=calendar)
        return super().get_form_options() | {
            "content": Content.from_mapping(self.object.tender.content),
            "earliest": earliest if self.within.is_last else None,
        }

    def act(self, form: Any) -> str:
        """Call."""
        rounds.call(panel=self.object, within=self.within, by=self.by, **form.values())
        return self.home()

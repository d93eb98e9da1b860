"""Pages of a member: the declaration, recusing, the score sheet, reasons for deviations."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.ui.forms import ReasonForm
from marketplace.ui.text import Text
from tendering.bids.models import Bid
from tendering.evaluation import permissions
from tendering.evaluation.forms import STATEMENTS, DeclareForm, DeviationForm, RecuseForm, SheetForm
from tendering.evaluation.models import Panel, ScoreSheet
from tendering.evaluation.queries import people
from tendering.evaluation.queries.computation import unexplained
from tendering.evaluation.queries.defence import awaits_defence
from tendering.evaluation.queries.lots import lots_beside
from tendering.evaluation.queries.sheet import Grid, grid
from tendering.evaluation.rules.states import SeatState, SheetState, State
from tendering.evaluation.services import invitations, members, sheets
from tendering.evaluation.views.base import JUDGES, JudgeAct, SeatAct


def lines_of(grid: Grid, form: Any) -> dict[str, Any]:
    """The sheet's table: criteria down and bids across, or bids down where they are many."""
    return {"bid_rows": grid.by_bid(form)} if grid.is_long else {"rows": grid.rows(form)}


class InvitedAct(SeatAct):
    """An answer to the invitation, given once."""

    def get_over(self) -> Text:
        """What was answered; else where the evaluation stands."""
        is_due = self.seat.state == SeatState.INVITED
        return super().get_over() if is_due else self.seat.get_state_display()


class Declare(InvitedAct):
    """The declaration about relations to the bidders."""

    title = _("Declaration of no conflict")
    submit_label = _("Sign the declaration")
    form_class = DeclareForm
    template_name = "evaluation/declare.html"
    success_message = _("Signed.")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the bidders the declaration is about."""
        beside = lots_beside(self.object)
        bidders = people.bidders(self.object.tender, beside)
        lots = sorted([self.object.tender, *beside], key=lambda tender: tender.lot or 0)
        extra = {"bidders": bidders, "beside": beside, "lots": lots, "seat": self.seat}
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Declare; the sheet comes next where there is one."""
        url = self.call(members.declare, statements=form.cleaned_data["statements"])
        has_sheet = ScoreSheet.objects.filter(seat=self.seat, seat__panel__state=State.SCORING).exists()
        return reverse("evaluation:sheet", args=[self.object.tender.number]) if has_sheet else url


class Recuse(SeatAct):
    """Leave the panel."""

    title = _("I have to recuse myself")
    intro = _("The next in the draw takes your seat. Nothing is noted against you.")
    submit_label = _("Recuse myself")
    danger = True
    form_class = RecuseForm
    success_message = _("You no longer sit on this panel.")

    def act(self, form: Any) -> str:
        """Recuse; the evaluation's page is closed from now on."""
        data = form.cleaned_data
        self.call(members.recuse, relation=data["relation"], reason=data["reason"])
        return "/evaluation/"


class Decline(InvitedAct):
    """Say no to the invitation, before the declaration."""

    title = _("I cannot come")
    intro = _("The next in the draw is invited. The reason is kept with the panel.")
    submit_label = _("Decline the invitation")
    danger = True
    form_class = ReasonForm
    success_message = _("You have declined.")

    def act(self, form: Any) -> str:
        """Decline; the evaluation's page is closed from now on."""
        self.call(invitations.decline, reason=form.cleaned_data["reason"])
        return "/evaluation/"


class Sheet(JudgeAct):
    """The score sheet as it is printed: declaration, points, signature."""

    title = _("Score sheet")
    submit_label = _("Sign and submit")
    form_class = SheetForm
    template_name = "evaluation/score_sheet.html"

    def check(self, panel: Panel) -> None:
        """Members; who has not declared yet is led there by `get`."""
        permissions.require_seat(self.by, panel)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The sheet, after the declaration."""
        if self.seat.votes and self.seat.state == SeatState.INVITED:
            return HttpResponseRedirect(reverse("evaluation:declare", args=[self.object.tender.number]))
        return super().get(request, *args, **kwargs)

    @cached_property
    def sheet(self) -> ScoreSheet:
        """The person's sheet."""
        seat = permissions.require_judge(self.by, self.object)
        found = ScoreSheet.objects.filter(seat=seat).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def grid(self) -> Grid:
        """Criteria by bids."""
        return grid(self.object, self.sheet)

    def get_form_options(self) -> dict[str, Any]:
        """The cells to fill, and the version the person sees."""
        return {"version": self.sheet.version, "cells": self.grid.labels()}

    def get_initial(self) -> dict[str, Any]:
        """The draft."""
        sheet = self.sheet
        return {**sheet.draft, "comment": sheet.comment}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the rows of the table with the form's fields in them."""
        form, sheet = context.get("form"), self.sheet
        extra = {
            "sheet": sheet,
            "seat": self.seat,
            "grid": self.grid,
            **lines_of(self.grid, form),
            "is_signed": sheet.state == SheetState.SIGNED,
            "is_open": self.object.state == State.SCORING,
            "statements": STATEMENTS,
            "hears_first": awaits_defence(self.object),
        }
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Keep the draft, or sign."""
        values = {"values": form.written(), "version": form.cleaned_data["version"]}
        if "save" in self.request.POST:
            self.call(sheets.save_sheet, **values)
            return self.request.path
        return self.call(sheets.sign_sheet, **values)

    def get_success_message(self, form: Any) -> Text:
        """Told on the next page."""
        del form
        return _("Draft saved.") if "save" in self.request.POST else _("Signed. The points stand.")


class Deviation(JudgeAct):
    """Why one's totals lie far from the others'."""

    roles = JUDGES
    title = _("Reasons for deviating points")
    submit_label = _("Give the reasons")
    form_class = DeviationForm

    def get_intro(self) -> str:
        """How far is far."""
        share = self.object.tender.rule_set.rules.scoring.member_deviation_needs_reason
        return gettext("Your total lies more than %(share)s%% from the mean of the panel.") % {
            "share": int(share * 100)
        }

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the rule's number."""
        return super().get_context(**({"intro": self.get_intro()} | context))

    def get_form_options(self) -> dict[str, Any]:
        """One field for each bid."""
        keys = {bid for seat, bid in unexplained(self.object) if seat == self.seat.pk}
        rows = Bid.objects.filter(pk__in=keys).select_related("provider__organisation").order_by("opened__pk")
        return {"bids": {bid.pk: bid.bidder for bid in rows}}

    def act(self, form: Any) -> str:
        """Give every reason."""
        reasons = {UUID(name[1:]): text for name, text in form.cleaned_data.items()}
        return self.call(sheets.explain_deviations, reasons=reasons)

"""Sheets on paper: the list, the slips to print, the two entries."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.primitives.refusal import InvalidInput, Refusals
from marketplace.ui import pdf
from marketplace.ui.components import Crumb
from marketplace.ui.forms import Form
from marketplace.ui.text import Text
from marketplace.ui.views import DetailPage, ObjectActView
from marketplace.ui.views.documents import Drawn
from tendering.evaluation import permissions
from tendering.evaluation.forms import CompareForm, EnterForm, SendBackForm
from tendering.evaluation.models import Panel, PaperSheet
from tendering.evaluation.queries.papers import papers_of
from tendering.evaluation.queries.sheet import Grid, grid
from tendering.evaluation.rules.states import State
from tendering.evaluation.services import papers
from tendering.evaluation.views.base import PanelAct, panels, way_to
from tendering.evaluation.views.seat import lines_of

KEEPERS: tuple[str, ...] = permissions.KEEPERS


def listed_at(panel: Panel) -> list[Crumb]:
    """Through the evaluation and its papers."""
    return [*way_to(panel), Crumb(_("Sheets on paper"), reverse("evaluation:paper", args=[panel.tender.number]))]


class PaperList(Acting, DetailPage[Panel]):
    """Every member's paper: printed, entered once, entered twice."""

    roles = KEEPERS
    model = Panel
    slug_field = "tender__number"
    template_name = "evaluation/papers.html"
    title = _("Sheets on paper")
    lead = _("For members without a computer: print, let them fill in and sign, then two people enter what it says.")

    def get_queryset(self) -> QuerySet[Panel]:
        """Any evaluation."""
        return panels()

    def get_object(self) -> Panel:
        """The evaluation, for whoever keeps its papers."""
        panel = super().get_object()
        permissions.require_keeper(self.by, panel)
        return panel

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the evaluation."""
        return way_to(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the members with their papers."""
        extra = {"rows": papers_of(self.object, self.by), "is_open": self.object.state == State.SCORING}
        return super().get_context(**(extra | context))


class PrintSheets(PanelAct):
    """Give the members sheets on paper."""

    roles = KEEPERS
    title = _("Print sheets")
    intro = _("Every member who has not begun on the portal gets a sheet on paper with a code of its own.")
    submit_label = _("Prepare the sheets")
    form_class = Form

    def check(self, panel: Panel) -> None:
        """Whoever keeps the papers."""
        permissions.require_keeper(self.by, panel)

    def act(self, form: Any) -> str:
        """Prepare."""
        del form
        papers.print_sheets(panel=self.object, by=self.by)
        return reverse("evaluation:paper", args=[self.object.tender.number])


def rows() -> QuerySet[PaperSheet]:
    """Papers with what their pages show."""
    return PaperSheet.objects.select_related(
        "sheet__seat__panel__tender__demand__community", "sheet__seat__panel__tender__rule_set", "entered_by", "scan"
    )


class Slips(Acting, DetailPage[PaperSheet]):
    """One member's blank sheet, a slip for each bid."""

    roles = KEEPERS
    model = PaperSheet
    template_name = "evaluation/slips.html"
    title = _("Score sheet on paper")

    def get_queryset(self) -> QuerySet[PaperSheet]:
        """Any paper."""
        return rows()

    def get_object(self) -> PaperSheet:
        """The paper, for whoever keeps it."""
        paper = super().get_object()
        permissions.require_keeper(self.by, paper.sheet.seat.panel)
        return paper

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the papers."""
        return listed_at(self.object.sheet.seat.panel)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds a slip for each bid: its lines, those by formula filled in already."""
        panel = self.object.sheet.seat.panel
        blank = grid(panel, self.object.sheet)
        extra = {
            "slips": blank.by_bid(),
            "price_maximum": blank.price_maximum,
            "panel": panel,
            "pdf_url": reverse("evaluation:slips_pdf", args=[self.object.pk]) if pdf.is_available() else "",
        }
        return super().get_context(**(extra | context))


class SlipsPDF(Drawn, Slips):
    """The same as a file, a page for each bid."""

    document_template = "evaluation/slips_document.html"

    def get_page_url(self) -> str:
        """The sheet to print."""
        return reverse("evaluation:slips", args=[self.object.pk])

    def get_file_name(self) -> str:
        """By the paper's code."""
        return f"slips-{self.object.code}"


class PaperAct(Acting, ObjectActView[PaperSheet]):
    """An act on one paper."""

    roles = KEEPERS
    model = PaperSheet

    def get_queryset(self) -> QuerySet[PaperSheet]:
        """Any paper: `get_object` asks who may act on it."""
        return rows()

    def get_object(self) -> PaperSheet:
        """The paper, for whoever keeps it."""
        paper = super().get_object()
        papers.require_keeper(self.by, paper.sheet.seat.panel)
        return paper

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the papers."""
        return listed_at(self.object.sheet.seat.panel)

    @cached_property
    def grid(self) -> Grid:
        """The sheet's lines by its bids, empty."""
        return grid(self.object.sheet.seat.panel, self.object.sheet)


class Typing(PaperAct):
    """A page on which the whole paper is typed in."""

    template_name = "evaluation/paper_entry.html"

    def get_form_options(self) -> dict[str, Any]:
        """A field for each cell."""
        return {"cells": self.grid.labels(), "version": self.object.version}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the table with the form's fields in it."""
        extra = {"grid": self.grid, "seat": self.object.sheet.seat, **lines_of(self.grid, context.get("form"))}
        return super().get_context(**(extra | context))


class Enter(Typing):
    """The first entry, with the scan."""

    title = _("Enter a sheet from paper")
    intro = _("Type what the paper says, nothing else. Somebody else types it again and compares.")
    submit_label = _("Keep the entry")
    form_class = EnterForm
    success_message = _("Kept. Another person enters it a second time.")

    def get_form_options(self) -> dict[str, Any]:
        """The scan may stay where there is one."""
        return super().get_form_options() | {"has_scan": self.object.scan_id is not None}

    def act(self, form: Any) -> str:
        """Enter."""
        data = form.cleaned_data
        papers.enter(
            paper=self.object, by=self.by, values=form.written(), scan=data.get("scan"), version=data["version"]
        )
        return self.object.get_absolute_url()


class Compare(Typing):
    """The second entry, by somebody else."""

    title = _("Compare with the paper and confirm")
    intro = _("Type what the paper says. Where the first entry says the same, the sheet is signed as on paper.")
    consequences = [_("The points stand and nothing changes them any more.")]
    submit_label = _("Compare and confirm")
    form_class = CompareForm

    def act(self, form: Any) -> str:
        """Compare; what differs is shown cell by cell and nothing is signed."""
        data = form.cleaned_data
        found = papers.compare(paper=self.object, by=self.by, values=form.written(), version=data["version"])
        if found:
            raise Refusals(
                [
                    InvalidInput("evaluation.entries_differ", field=row.cell, first=row.first, second=row.second)
                    for row in found
                ]
            )
        return self.object.get_absolute_url()

    def get_success_message(self, form: Any) -> Text:
        """Told on the next page."""
        del form
        return _("Both entries are the same. The sheet is signed, as on paper.")


class SendBack(PaperAct):
    """The first entry is wrong."""

    title = _("Send the first entry back")
    intro = _("The first entry is dropped; the paper is entered anew and compared again.")
    submit_label = _("Send it back")
    form_class = SendBackForm
    success_message = _("Sent back.")

    def act(self, form: Any) -> str:
        """Send back."""
        data = form.cleaned_data
        papers.send_back(paper=self.object, by=self.by, reason=data["reason"], version=data["version"])
        return self.object.get_absolute_url()

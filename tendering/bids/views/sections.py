"""The sections of a draft, one page each: save and go on, or save and fill in later."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.utils.translation import gettext_lazy as _

from marketplace.ui.text import Text
from tendering.bids.forms.rows import SPARE, RowsForm
from tendering.bids.forms.sections import FactsForm, FileForm, PlanForm, PriceForm, TeamForm
from tendering.bids.rules.content import Content, Section
from tendering.bids.services import drafts
from tendering.bids.views.base import SIGNERS, BidAct, DraftAct
from tendering.tenders.models import Tender


class SectionPage(DraftAct):
    """One section of the draft."""

    section: Section
    submit_label = _("Save and continue")
    success_message: Text | None = None  # the next page says it
    template_name = "bids/section.html"

    def get_object(self) -> Tender:
        """The call, where this section is asked for."""
        tender = super().get_object()
        if self.draft is not None and self.section not in self.progress.sections:
            raise Http404
        return tender

    def get_initial(self) -> dict[str, Any]:
        """What the draft holds."""
        return self.first_values(self.progress.content)

    def first_values(self, content: Content) -> dict[str, Any]:
        """The form's first values."""
        raise NotImplementedError

    def get_form_options(self) -> dict[str, Any]:
        """The version of the draft the person sees."""
        assert self.draft is not None  # `get_object` has seen to it
        return {"version": self.draft.version}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds which step of how many this is, and the sum of the lines."""
        sections = self.progress.sections
        extra = {
            "step": sections.index(self.section) + 1,
            "steps": len(sections) + 1,
            "has_rows": issubclass(self.form_class, RowsForm),
            "lines_total": self.progress.content.lines_total if self.section is Section.PRICE else None,
        }
        return super().get_context(**(extra | context))

    def act(self, form: Any) -> str:
        """Save; complete, unless more is to come."""
        sent = self.request.POST
        unfinished = "later" in sent or "more" in sent
        drafts.save_draft(
            bid=self.required_bid(),
            by=self.by,
            section=self.section,
            changes=form.changes(),
            version=form.cleaned_data["version"],
            complete=not unfinished,
        )
        return f"{self.request.path}?more=1" if "more" in sent else self.next_url()

    def next_url(self) -> str:
        """The section after this one that this call asks for, else the task list."""
        sections = self.progress.sections
        after = sections[sections.index(self.section) + 1 :]
        if "later" in self.request.POST or not after:
            return self.home()
        return self.address(after[0].value)


class RowsPage(SectionPage):
    """A section of rows."""

    def filled(self) -> int:
        """How many rows the draft holds."""
        raise NotImplementedError

    def get_form_options(self) -> dict[str, Any]:
        """As many rows as are filled, and some to spare."""
        spare = SPARE if "more" in self.request.GET or not self.filled() else 1
        return super().get_form_options() | {"row_count": self.filled() + spare}


class PricePage(RowsPage):
    """The quote and its lines."""

    section = Section.PRICE
    title = _("Quote and price lines")
    form_class = PriceForm

    def filled(self) -> int:
        """Lines of the draft."""
        return len(self.progress.content.lines)

    def get_form_options(self) -> dict[str, Any]:
        """The price, where the call fixes it."""
        fixed = self.object.ceiling if self.object.has_fixed_price else None
        return super().get_form_options() | {"fixed": fixed}

    def first_values(self, content: Content) -> dict[str, Any]:
        """The lines."""
        return PriceForm.first_values(content)


class PlanPage(SectionPage):
    """The plan."""

    section = Section.PLAN
    title = _("Plan of work")
    form_class = PlanForm

    def first_values(self, content: Content) -> dict[str, Any]:
        """The texts."""
        return {"plan": content.plan, "schedule": content.schedule, "participation": content.participation}


class TeamPage(RowsPage):
    """The team."""

    section = Section.TEAM
    title = _("Team")
    form_class = TeamForm

    def filled(self) -> int:
        """Members in the draft."""
        return len(self.progress.content.team)

    def first_values(self, content: Content) -> dict[str, Any]:
        """The members."""
        return TeamForm.first_values(content)


class FactsPage(SectionPage):
    """The numbers that formulas read."""

    section = Section.FACTS
    title = _("Facts the scoring reads")
    form_class = FactsForm

    def get_object(self) -> Tender:
        """The call, where its formulas ask for something."""
        tender = super().get_object()
        if self.draft is not None and not self.progress.facts:
            raise Http404
        return tender

    def get_form_options(self) -> dict[str, Any]:
        """The facts asked for."""
        return super().get_form_options() | {"facts": self.progress.facts}

    def first_values(self, content: Content) -> dict[str, Any]:
        """The numbers."""
        return dict(content.facts)


class FilesPage(SectionPage):
    """Files, one by one."""

    section = Section.FILES
    title = _("Attachments")
    template_name = "bids/files.html"
    submit_label = _("Add")
    success_message = _("The file is added.")
    form_class = FileForm

    def get_initial(self) -> dict[str, Any]:
        """Nothing: files are listed, not filled in."""
        return {}

    def get_form_options(self) -> dict[str, Any]:
        """No version: each file is added by itself."""
        return {}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the files of the draft, and the check that comes next once nothing is lacking."""
        next_url = self.address("check") if self.is_ready and self.by.role in SIGNERS else ""
        return super().get_context(**({"files": self.progress.content.files, "next_url": next_url} | context))

    def act(self, form: Any) -> str:
        """Add."""
        drafts.add_file(bid=self.required_bid(), by=self.by, upload=form.cleaned_data["upload"])
        return self.request.path


class RemoveFile(SectionPage):
    """Take a file out."""

    section = Section.FILES
    title = _("Remove the file")
    template_name = "bids/act.html"
    submit_label = _("Remove")
    success_message = _("The file is removed.")
    form_class = BidAct.form_class

    def get_initial(self) -> dict[str, Any]:
        """Nothing to fill in."""
        return {}

    def get_form_options(self) -> dict[str, Any]:
        """Nothing to fill in."""
        return {}

    def act(self, form: Any) -> str:
        """Remove."""
        del form
        drafts.remove_file(bid=self.required_bid(), by=self.by, key=self.kwargs["key"])
        return self.address("files")

"""Looking at a call before it goes out: the check list, barriers, splitting."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.rules import Role
from tendering.tenders.forms.call import ChecklistForm, ComplexForm, FindingsForm
from tendering.tenders.forms.splitting import SplittingForm
from tendering.tenders.queries import checklist, findings
from tendering.tenders.queries.complexity import declared
from tendering.tenders.queries.splitting import Finding, acts_on, splitting_of
from tendering.tenders.rules.seats import Complexity
from tendering.tenders.rules.splitting import SplittingAct
from tendering.tenders.services import answering, checking, complexity, splitting
from tendering.tenders.views.base import TenderAct


class TickChecklist(TenderAct):
    """The statutory check list, item by item."""

    roles = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
    title = _("Check list before the call")
    intro = _(
        "Write beside each item what you have seen: the document, its number, its day. "
        "An empty line leaves the item open; the call goes out when none is open, and the notes are published with it."
    )
    submit_label = _("Save what was seen")
    form_class = ChecklistForm

    def get_form_options(self) -> dict[str, Any]:
        """The items with what was seen already."""
        return {"lines": checklist.lines(self.object)}

    def act(self, form: Any) -> str:
        """Tick."""
        return self.call(checking.tick_items, notes=form.notes(), now=clock.now())


class DeclareComplex(TenderAct):
    """More people judge it than its budget asks for."""

    roles = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
    title = _("Declare the project complex")
    intro = _(
        "An open tender that is technically complex, or of great effect on society, is judged by as many members as "
        "one of ten million yuan (Decree 87, article 47). The reason is published with the call."
    )
    submit_label = _("Declare it complex")
    success_message = _("Declared. The panel has its seats from the announcement on.")
    form_class = ComplexForm

    def get_initial(self) -> dict[str, Any]:
        """What was declared already, to be said better."""
        row = declared(self.object)
        return {"kind": row.kind, "reason": row.reason} if row else {}

    def act(self, form: Any) -> str:
        """Declare."""
        data = form.cleaned_data
        return self.call(complexity.declare, kind=Complexity(data["kind"]), reason=data["reason"], now=clock.now())


class AnswerFindings(TenderAct):
    """Why words that look like an unlawful condition stay in the call."""

    roles = (Role.COMMUNITY,)
    title = _("Conditions that look like barriers")
    intro = _(
        "Better take such a condition out of the documents. Where it has to stay, say why: "
        "the reason is published with the call. An empty line leaves the finding open, and the call does not go out."
    )
    submit_label = _("Save the reasons")
    form_class = FindingsForm

    def get_form_options(self) -> dict[str, Any]:
        """The findings with the answers there are, and the version of the documents they were found in."""
        return super().get_form_options() | {"lines": findings.looked_at(self.object)}

    def act(self, form: Any) -> str:
        """Answer."""
        version = form.cleaned_data["version"]
        return self.call(answering.answer_findings, reasons=form.reasons(), version=version, now=clock.now())


class WriteSplitting(TenderAct):
    """The written answer to a splitting that was found, or what is decided of it; the finding stands above."""

    roles = (Role.COMMUNITY, Role.STREET, Role.DISTRICT, Role.DISCIPLINE)
    title = _("Possible splitting")
    submit_label = _("Put it in writing")
    form_class = SplittingForm
    template_name = "tenders/splitting.html"

    @cached_property
    def found(self) -> Finding | None:
        """What was found, as this person reads it."""
        return splitting_of(self.by, self.object)

    @cached_property
    def open_acts(self) -> list[SplittingAct]:
        """What this person may write now."""
        return acts_on(self.by, self.found)

    def get_form_options(self) -> dict[str, Any]:
        """What this person may write now."""
        return super().get_form_options() | {"acts": self.open_acts}

    def get_initial(self) -> dict[str, Any]:
        """What the community said of it in the demand, for its answer to begin with."""
        answers = SplittingAct.ANSWER in self.open_acts
        return {"text": self.object.demand.splitting_reason} if answers else {}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the finding with what was written about it."""
        return super().get_context(**({"splitting": self.found} | context))

    def act(self, form: Any) -> str:
        """Answer, decide, or ask again."""
        chosen, text = form.chosen(), form.cleaned_data["text"]
        if chosen is SplittingAct.ANSWER:
            return self.call(splitting.answer, text=text)
        if chosen is SplittingAct.REOPEN:
            return self.call(splitting.reopen, text=text)
        return self.call(splitting.decide, accept=chosen is SplittingAct.ACCEPT, text=text)

"""Hints of collusion, for district officers and discipline inspection and nobody else before the award is made."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import within
from marketplace.accounts.rules import Role
from marketplace.ui.components import Crumb
from marketplace.ui.views import DetailPage, ObjectActView
from tendering.awards.forms.hints import HintAnswerForm, HintDecisionForm, HintReopenForm
from tendering.awards.models.hint import hints_url
from tendering.awards.permissions import require_hint_apart, require_hint_reopener
from tendering.awards.queries import hints as queries
from tendering.awards.services import hints
from tendering.bids import permissions
from tendering.bids.models import CollusionHint
from tendering.tenders.models import Tender
from tendering.tenders.views import trail


class Hints(Acting, DetailPage[Tender]):
    """What the bids of one call have in common, side by side; a hint is no verdict."""

    model = Tender
    slug_field = "number"
    roles = permissions.HINT_READERS
    template_name = "awards/hints.html"
    title = _("Hints of collusion")

    def get_queryset(self) -> QuerySet[Tender]:
        """Opened calls of the person's place."""
        rows = Tender.objects.filter(within(self.by, "demand__community"), opening__opened_at__isnull=False)
        return rows.select_related("demand__community", "rule_set")

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        return trail.to(self.object)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the hints and the limits they were looked for with."""
        found = queries.shown(self.membership, self.object)
        extra = {"items": found, "rules": self.object.rule_set}
        return super().get_context(**(extra | context))


class HintAct(Acting, ObjectActView[CollusionHint]):
    """An act on one hint; what was found stands above the form."""

    model = CollusionHint
    template_name = "awards/hint_act.html"

    def get_queryset(self) -> QuerySet[CollusionHint]:
        """Hints of the person's place."""
        rows = queries.readable(self.membership).select_related("tender__demand__community", "tender__rule_set")
        return rows.prefetch_related("inputs__bid__provider__organisation", "decisions")

    def get_object(self) -> CollusionHint:
        """The hint, for whoever took no step on it in the other office."""
        row = super().get_object()
        require_hint_apart(self.by, row)
        return row

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call and its hints."""
        tender = self.object.tender
        return [*trail.to(tender), Crumb(_("Hints of collusion"), hints_url(tender))]


class AnswerHint(HintAct):
    """The district's answer."""

    roles = (Role.DISTRICT,)
    title = _("Answer the hint")
    intro = _("A hint is no verdict. Ask the bidders concerned before you answer.")
    submit_label = _("Answer in writing")
    form_class = HintAnswerForm

    def act(self, form: Any) -> str:
        """Answer."""
        data = form.cleaned_data
        refer = data["outcome"] == "refer"
        hints.answer(hint=self.object, by=self.by, refer=refer, statement=data["statement"], text=data["text"])
        return hints_url(self.object.tender)


class DecideHint(HintAct):
    """The decision of discipline inspection."""

    roles = (Role.DISCIPLINE,)
    title = _("Decide on the hint")
    intro = _("The district has referred it to you; no award of this call is confirmed until you decide.")
    submit_label = _("Decide")
    form_class = HintDecisionForm

    def act(self, form: Any) -> str:
        """Decide."""
        data = form.cleaned_data
        hints.decide(hint=self.object, by=self.by, substantiated=data["outcome"] == "substantiate", text=data["text"])
        return hints_url(self.object.tender)


class ReopenHint(HintAct):
    """It is looked at again."""

    roles = permissions.HINT_READERS
    title = _("Open the hint again")
    intro = _("Until it is answered anew, no award of this call is confirmed.")
    submit_label = _("Open it again")
    form_class = HintReopenForm

    def get_object(self) -> CollusionHint:
        """The hint, for whoever may open it."""
        row = super().get_object()
        require_hint_reopener(self.by, row)
        return row

    def act(self, form: Any) -> str:
        """Open it again."""
        hints.reopen(hint=self.object, by=self.by, text=form.cleaned_data["text"])
        return hints_url(self.object.tender)

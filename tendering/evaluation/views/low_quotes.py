"""Pages about clearly low quotes: the panel's and the bidder's."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.ui.components import Crumb
from marketplace.ui.views import ObjectActView
from tendering.bids.models import Bid
from tendering.evaluation import permissions
from tendering.evaluation.forms import AnswerForm, AskForm, DecideForm
from tendering.evaluation.models import LowQuoteQuery
from tendering.evaluation.queries import bids
from tendering.evaluation.queries.low_quotes import explained
from tendering.evaluation.services import low_quotes
from tendering.evaluation.views.base import JUDGES, JudgeAct, way_to
from tendering.tenders.views import trail


class Ask(JudgeAct):
    """Ask a bidder to explain its quote."""

    title = _("Ask about a low quote")
    submit_label = _("Ask")
    form_class = AskForm
    template_name = "evaluation/low_quote.html"
    success_message = _("Asked. The bidder has been told until when to answer.")

    @property
    def bid(self) -> Bid:
        """The bid of the address."""
        found = bids.qualified(self.object.tender).filter(pk=self.kwargs["bid"]).first()
        if found is None:
            raise Http404
        return found

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the quote, and against what it is low."""
        return super().get_context(**({"low": explained(self.object, self.bid)} | context))

    def act(self, form: Any) -> str:
        """Ask."""
        return self.call(low_quotes.ask, bid=self.bid, question=form.cleaned_data["question"])


class QueryAct(Acting, ObjectActView[LowQuoteQuery]):
    """An act on one query."""

    model = LowQuoteQuery
    template_name = "evaluation/low_quote.html"

    def get_queryset(self) -> QuerySet[LowQuoteQuery]:
        """Queries with what the page shows."""
        return LowQuoteQuery.objects.select_related(
            "panel__tender__demand__community__parent",
            "panel__tender__rule_set",
            "bid__provider__organisation__place",
            "bid__opened",
        )

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the query with the quote."""
        return super().get_context(**({"query": self.object} | context))


class Answer(QueryAct):
    """The bidder explains."""

    roles = PROVIDER_ROLES
    title = _("Explain your quote")
    submit_label = _("Send the explanation")
    form_class = AnswerForm
    success_message = _("Sent. The panel decides on it.")

    def get_object(self) -> LowQuoteQuery:
        """The query, for its bidder."""
        query = super().get_object()
        require(self.by, *PROVIDER_ROLES, organisation=query.bid.provider.organisation)
        return query

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the call."""
        tender = self.object.panel.tender
        return trail.to(tender)

    def act(self, form: Any) -> str:
        """Explain."""
        low_quotes.answer(query=self.object, by=self.by, text=form.cleaned_data["answer"])
        return self.object.panel.tender.get_absolute_url()


class Decide(QueryAct):
    """Another member decides."""

    roles = JUDGES
    title = _("Decide on an explanation")
    submit_label = _("Decide")
    form_class = DecideForm

    def get_object(self) -> LowQuoteQuery:
        """The query, for members of its panel."""
        query = super().get_object()
        permissions.require_judge(self.by, query.panel)
        return query

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the evaluation."""
        return way_to(self.object.panel)

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds against what the quote is low."""
        return super().get_context(**({"low": explained(self.object.panel, self.object.bid)} | context))

    def act(self, form: Any) -> str:
        """Decide."""
        data = form.cleaned_data
        low_quotes.decide(query=self.object, by=self.by, accept=data["accept"] == "yes", reason=data["reason"])
        return self.object.panel.get_absolute_url()

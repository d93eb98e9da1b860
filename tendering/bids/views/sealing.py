"""Check your answers, then seal and submit."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from marketplace.accounts.addresses import client_address
from marketplace.primitives.money import format_yuan
from marketplace.rulebook.wording.facts import FACT_WORDS
from marketplace.ui.components import Fact
from marketplace.ui.drawing.values import said
from tendering.bids.forms.sections import SealForm
from tendering.bids.queries.consortia import before_opening
from tendering.bids.queries.own import Progress
from tendering.bids.rules.content import Section
from tendering.bids.rules.origin import Origin
from tendering.bids.services import submitting
from tendering.bids.views.base import SIGNERS, DraftAct
from tendering.tenders.queries.consortia import admitted

LONGEST_AGENT = 500


class Check(DraftAct):
    """What will be sealed, once more; then sealed."""

    roles = SIGNERS
    title = _("Check your answers")
    template_name = "bids/check.html"
    submit_label = _("Seal and submit")
    success_message = None  # the next page says it
    form_class = SealForm

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the answers with links to change them."""
        found = self.progress
        extra = {
            "facts": self._facts(found),
            "content": found.content,
            "hindrances": self.hindrances,
            "ready": self.is_ready,
            "joint": before_opening(self.bid) if self.within is None and admitted(self.object) else None,
        }
        return super().get_context(**(extra | context))

    def _facts(self, found: Progress) -> list[Fact]:
        content, bid = found.content, self.required_bid()
        missing = _("not filled in yet")
        total = missing if content.total is None else format_yuan(content.total)
        lead = content.team[0] if content.team else None
        files, people = len(content.files), len(content.team)
        words = ngettext("%(count)s file", "%(count)s files", files) % {"count": files}
        team = ngettext("%(count)s person", "%(count)s people", people) % {"count": people}
        lines = [
            (Section.PRICE, _("Total quote"), total),
            (Section.PLAN, _("Plan of work"), said(content.plan[:200]) if content.plan else missing),
            (Section.TEAM, _("Project lead"), said(lead.name) if lead else missing),
            (Section.TEAM, _("Team"), team),
            *((Section.FACTS, FACT_WORDS[fact], content.facts.get(fact.value, missing)) for fact in found.facts),
            (Section.FILES, _("Attachments"), words),
        ]
        facts = [Fact(label, value, self._change(part)) for part, label, value in lines if part in found.asked]
        return [Fact(_("Organisation"), said(bid.bidder)), *facts]

    def _change(self, section: Section) -> str:
        return self.address(section.value)

    def act(self, form: Any) -> str:
        """Seal."""
        declared = form.cleaned_data["unrelated"] and form.cleaned_data["truthful"]
        request = self.request
        origin = Origin(client_address(request), request.headers.get("User-Agent", "")[:LONGEST_AGENT])
        version = submitting.submit(bid=self.required_bid(), by=self.by, declared=declared, origin=origin)
        return reverse("bids:receipt", args=[version.receipt])

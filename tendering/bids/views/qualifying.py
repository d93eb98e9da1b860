"""The qualification check: what an officer decides on one opened bid."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.accounts.rules import role_of
from marketplace.primitives.ruleset import WATCHING, Office
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.bids import permissions
from tendering.bids.forms.opening import QualifyForm
from tendering.bids.models import OpenedBid
from tendering.bids.queries.related import Related, related
from tendering.bids.queries.views import for_page, said
from tendering.bids.rules.states import Ground as GroundCode
from tendering.bids.services import qualifying
from tendering.tenders.rules.states import State
from tendering.tenders.views import trail
from tendering.tenders.wording.reasons import written

QUALIFIERS = tuple(role_of(office) for office in Office if office not in WATCHING)


class Qualify(Acting, ObjectActView[OpenedBid]):
    """Decide whether a bidder qualifies."""

    roles = QUALIFIERS
    model = OpenedBid
    title = _("Qualification check")
    submit_label = _("Decide")
    form_class = QualifyForm
    template_name = "bids/qualify.html"
    intro = _("Compare the bid with who may respond and what was to be handed in. The decision is final.")

    def get_queryset(self) -> QuerySet[OpenedBid]:
        """What this person may read."""
        rows = permissions.opened(self.membership).filter(bid__round__isnull=True)
        return rows.select_related("bid__tender__demand", "bid__provider__organisation", "bid__qualification")

    def get_object(self) -> OpenedBid:
        """The bid, where the decision is this person's."""
        found = super().get_object()
        permissions.require_qualifier(self.by, found.bid.tender)
        return found

    def get_over(self) -> Text:
        """What was decided, or where the call stands that is not, or no more, at this step."""
        bid = self.object.bid
        if (decided := getattr(bid, "qualification", None)) is not None:
            return _("Qualified") if decided.passed else _("Not qualified")
        return "" if bid.tender.state == State.OPENED else bid.tender.get_state_display()

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the opening and the bid."""
        bid = self.object.bid
        return [
            trail.CALLS,
            Crumb(_("Opening of the bids"), reverse("bids:opening", args=[bid.tender.number])),
            Crumb(bid.bidder, reverse("bids:opened", args=[self.object.pk])),
        ]

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds what the other office said, where it doubts the bidder."""
        bid = self.object.bid
        office = permissions.qualifying_office(self.membership, bid.tender)
        doubts = [one for one in for_page(list(said(bid))) if not one.view.passed and one.view.office != office]
        several = len(bid.tender.procedure.qualified_by) > 1
        return super().get_context(**({"doubts": doubts, "several": several} | context))

    def get_initial(self) -> dict[str, Any]:
        """The ground the platform found itself, with its reason; the decision stays the person's."""
        found = related(self.object.bid)
        if not found:
            return {}
        reasons = [_reason(one) for one in found]
        is_one = any(one.is_responsible for one in found)
        ground = GroundCode.SAME_CONTROL if is_one else GroundCode.CONFLICT_OF_INTEREST
        return {"grounds": [ground.value], "reason": "\n".join(reasons)}

    def act(self, form: Any) -> str:
        """Decide."""
        data = form.cleaned_data
        qualifying.qualify(
            bid=self.object.bid,
            by=self.by,
            passed=data["passed"] == "yes",
            grounds=[GroundCode(code) for code in data["grounds"]],
            reason=data["reason"],
        )
        return reverse("bids:opening", args=[self.object.bid.tender.number])


def _reason(one: Related) -> str:
    """In the language reasons are written in."""
    words = (
        _("%(person)s is the responsible person or controller of %(rival)s, too (Implementing Regulations, 18).")
        if one.is_responsible
        else _("%(person)s acts for %(rival)s, too.")
    )
    return written(words, person=one.person, rival=one.rival)

"""The opening of all lots of a joint call on one page."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.acting import Acting
from marketplace.ui import refusals
from marketplace.ui.components import Crumb
from marketplace.ui.text import Text
from marketplace.ui.views import ObjectActView
from tendering.bids.forms.opening import OpenForm
from tendering.bids.queries.lots import LotOpening, openings
from tendering.bids.services import lots
from tendering.bids.services.lots import Confirmed
from tendering.bids.views.opening import FOR_GOOD, READERS
from tendering.tenders.models import JointCall, Tender
from tendering.tenders.rules.joint import JointState
from tendering.tenders.views import trail


class OpenLots(Acting, ObjectActView[JointCall]):
    """How far each lot is, and one confirmation for all that wait for this person."""

    roles = READERS
    model = JointCall
    slug_field = "number"
    template_name = "bids/lots.html"
    title = _("Opening of all lots")
    intro = _("Every lot that has closed and waits for you is confirmed at once; each is opened for itself.")
    consequences = [
        _("As soon as enough offices have confirmed a lot, all its bids are opened together."),
        FOR_GOOD,
        _("A lot that cannot be confirmed stays sealed and holds up no other."),
    ]
    submit_label = _("Confirm the opening of these lots")
    form_class = OpenForm

    def get_queryset(self) -> QuerySet[JointCall]:
        """Announced ones with a lot in the person's place."""
        if self.by.place is None:
            return JointCall.objects.none()
        inside = Tender.objects.filter(joint=OuterRef("pk"), demand__community__path__startswith=self.by.place.path)
        return JointCall.objects.filter(Exists(inside), state=JointState.ANNOUNCED)

    def get_crumbs(self) -> Sequence[Crumb]:
        """Through the joint call."""
        return [trail.CALLS, Crumb(self.object.number, self.object.get_absolute_url())]

    @cached_property
    def openings(self) -> list[LotOpening]:
        """Every lot as it stands."""
        return openings(self.object, self.by)

    def get_over(self) -> Text:
        """Where nothing waits for this person."""
        return "" if any(one.waits for one in self.openings) else _("no lot waits for you")

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the lots."""
        return super().get_context(**({"openings": self.openings} | context))

    def act(self, form: Any) -> str:
        """Confirm."""
        self.told = lots.confirm_lots(joint=self.object, by=self.by, declared=form.cleaned_data["unrelated"])
        return self.request.path

    def get_success_message(self, form: Any) -> Text:
        """What became of each lot that waited."""
        del form
        return " ".join(_said(one) for one in self.told)


def _said(one: Confirmed) -> str:
    if one.refusal is not None:
        words = refusals.words(one.refusal).text
        return gettext("Lot %(lot)s is not confirmed: %(why)s") % {"lot": one.lot.lot, "why": words}
    if one.opens:
        return gettext("Lot %(lot)s is being opened.") % {"lot": one.lot.lot}
    return gettext("Lot %(lot)s is confirmed and waits for another office.") % {"lot": one.lot.lot}

"""The district's desk of offers (R35): what waits for a check first, what was handed in ever, with the acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.forms.filters import OfferDeskFilters
from catalog.models import ServiceOffer
from catalog.permissions import READERS, may_keep
from catalog.queries import offers
from catalog.rules.states import OfferState
from catalog.transitions import OFFER
from catalog.views.offers import KEEPERS_ACTS, OFFER_COLUMN, OFFERS
from catalog.views.roster import ROSTER
from catalog.words.tags import OFFER_TAGS
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.ui.text import Text
from marketplace.ui.views import Column, Kind, ListPage


class OfferDesk(Acting, ListPage):
    """Every offer that was handed in ever, what waits for the district's check first."""

    title = _("Offers to check")
    lead = _("Every offer that providers handed in; those that wait for the district's check come first.")
    caption = title
    roles = READERS
    crumbs = (ROSTER, OFFERS)
    nav = "offers"
    export_name = "offers-desk"
    filter_form_class = OfferDeskFilters
    default_sort = "due_at"
    empty_title = _("No offer fits")
    columns = (
        OFFER_COLUMN,
        Column(
            name="state",
            label=_("State"),
            value=lambda row: standing(row),
            kind=Kind.TAG,
            sort=("state",),
            tag=lambda row: "late" if hidden(row) else OFFER_TAGS[OfferState(row.state)],
            aside=True,
        ),
        Column(name="submitted_at", label=_("Submitted"), kind=Kind.DAY, sort=("submitted_at",), wide_only=True),
        Column(
            name="due_at",
            label=_("Due"),
            kind=Kind.DEADLINE,
            value=lambda row: row.due_at if row.state == OfferState.CHECKING else None,
            sort=("rank", "due_at"),
        ),
    )

    def get_columns(self) -> Sequence[Column]:
        """With what may be done, for who keeps offers."""
        if not may_keep(self.membership):
            return self.columns
        acts = Column(
            name="acts",
            label=_("What to do"),
            value=lambda row: acts_on(row),
            kind=Kind.CUSTOM,
            template="catalog/_offer_acts.html",
            export=False,
        )
        return (*self.columns, acts)

    def get_queryset(self) -> QuerySet[ServiceOffer]:
        """All that were handed in; a draft is nobody's business before."""
        return offers.handed_in(clock.today())

    def get_filter_options(self) -> dict[str, Any]:
        """The day that counts."""
        return {"today": clock.today()}


def hidden(offer: Any) -> bool:
    """Whether it is published and yet nobody is shown it (of `offers.handed_in`)."""
    return offer.state == OfferState.PUBLISHED and not offer.is_shown


def standing(offer: Any) -> object:
    """Its state, or that it is published and not shown."""
    return _("Not shown now") if hidden(offer) else offer.get_state_display()


def acts_on(offer: ServiceOffer) -> list[tuple[Text, str]]:
    """What the district and its curators may do with it where it stands."""
    acts = [(name, label) for name, label in KEEPERS_ACTS.items() if OFFER.allows(offer.state, name)]
    return [(label, reverse(f"catalog:offer_{name}", args=[offer.pk])) for name, label in acts]

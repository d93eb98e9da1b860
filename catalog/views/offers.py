"""What providers offer (R35): the public list and the page of one offer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import approaches
from catalog.forms.offers import OfferFilters
from catalog.models import ServiceOffer
from catalog.permissions import READERS, may_administer, may_keep, may_read_fully
from catalog.queries import offers
from catalog.queries.eligibility import standing
from catalog.rules.eligibility import Standing
from catalog.rules.offers import unseen
from catalog.rules.states import OfferState
from catalog.transitions import OFFER
from catalog.views import shown
from catalog.views.roster import ROSTER
from catalog.words.tags import OFFER_TAGS
from marketplace import clock
from marketplace.accounts.acting import Acting
from marketplace.accounts.permissions import holds
from marketplace.places import queries as places
from marketplace.primitives.calendar import day_of
from marketplace.primitives.masking import mask_text
from marketplace.primitives.refusal import Refusal
from marketplace.rulebook.queries import service_domains
from marketplace.ui import refusals
from marketplace.ui.components import Crumb, Fact
from marketplace.ui.drawing import values
from marketplace.ui.drawing.values import said
from marketplace.ui.refusals import Worded
from marketplace.ui.text import Text
from marketplace.ui.views import Column, DetailPage, Kind
from search.views.saveable import SaveableList

OFFERS = Crumb(_("Services offered"), "/roster/offers/")
# What each may do from where the offer stands, in the order of its road; the first is the one to do now.
PROVIDERS_ACTS: dict[str, Text] = {
    "submit": _("Hand it in"),
    "edit": _("Change it"),
    "resume": _("Show it again"),
    "pause": _("Pause it"),
    "withdraw": _("Withdraw it"),
}
KEEPERS_ACTS: dict[str, Text] = {
    "publish": _("Publish it"),
    "return": _("Return for correction"),
    "take_down": _("Take it down"),
}

OFFER_COLUMN = Column(
    name="title",
    label=_("Offer"),
    value=str,
    kind=Kind.SAID,
    sort=("title",),
    link=lambda row: row.get_absolute_url(),
    sub=lambda row: row.provider.organisation.name,
)


class OfferList(Acting, SaveableList):
    """Everything that providers in good standing offer today."""

    title = _("Services offered")
    lead = _("What providers on the roster offer to communities. Invite one to a demand of yours from its page.")
    caption = title
    crumbs = (ROSTER,)
    nav = "offers"
    export_name = "offers"
    fragment_name = "catalog/_offer_list.html"
    filter_form_class = OfferFilters
    searched_kind = offers.KIND
    searched = {"domain": "domain"}
    default_sort = "-published_at"
    empty_title = _("No offer fits")
    empty_text = _("Offers appear here once a provider has written them and the district has checked them.")
    columns = (
        OFFER_COLUMN,
        Column(name="domains", label=_("Service domains"), value=lambda row: shown.named(list(row.domains.all()))),
        Column(name="streets", label=_("Streets"), value=lambda row: where(row), wide_only=True),
        Column(name="price_from", label=_("Usual price from"), kind=Kind.MONEY, sort=("price_from",), aside=True),
        Column(name="published_at", label=_("Published"), kind=Kind.MOMENT, sort=("published_at",), wide_only=True),
        Column(name="valid_until", label=_("Valid until"), kind=Kind.DAY, sort=("valid_until",)),
    )

    def get_queryset(self) -> QuerySet[ServiceOffer]:
        """What everybody sees today."""
        return offers.complete(offers.shown(clock.today()))

    def get_filter_options(self) -> dict[str, Any]:
        """Domains and streets to choose from."""
        return {"domains": service_domains(), "streets": places.streets()}

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds the way to the desk, for the offices that read it."""
        return super().get_context(**({"reads_desk": holds(self.membership, *READERS)} | context))


def where(offer: ServiceOffer) -> str:
    """The streets it is offered in."""
    return shown.names(list(offer.streets.all())) or str(_("The whole district"))


class OfferPage(Acting, DetailPage[ServiceOffer]):
    """One offer: what it says, and what this person may do with it."""

    model = ServiceOffer
    template_name = "catalog/offer.html"
    crumbs = (ROSTER, OFFERS)
    nav = "offers"

    def get_queryset(self) -> QuerySet[ServiceOffer]:
        """What this person may open."""
        return offers.complete(offers.readable(self.membership, clock.today()))

    def get_context(self, **context: Any) -> dict[str, Any]:
        """Adds facts, the text (masked for the public), the acts, and the demands it may be invited to."""
        offer, member, now = self.object, self.membership, clock.now()
        provider, today = offer.provider, day_of(now)
        fully = may_read_fully(member, provider)
        is_shown = offers.shown(today).filter(pk=offer.pk).exists()
        acts = PROVIDERS_ACTS if may_administer(member, provider) else KEEPERS_ACTS if may_keep(member) else {}
        found = super().get_context(
            tag=OFFER_TAGS[OfferState(offer.state)],
            facts=facts(offer),
            text=offer.text if fully else mask_text(offer.text),
            acts=[
                (label, reverse(f"catalog:offer_{name}", args=[offer.pk]))
                for name, label in acts.items()
                if _follows(offer, name)
            ],
            fully=fully,
            is_shown=is_shown,
            unseen=[] if is_shown or not fully else why_unseen(offer, today),
            may_copy=may_administer(member, provider),
            approaches=approaches.to(provider, member, now) if is_shown else [],
            **context,
        )
        found["crumbs"][-1] = Crumb(said(str(offer)))
        return found


def why_unseen(offer: ServiceOffer, today: date, has: Standing | None = None) -> list[Worded]:
    """Why nobody is shown a published offer, in words; `has` where what counts of its provider is known already."""
    if offer.state != OfferState.PUBLISHED:
        return []
    named = {domain.code: str(domain) for domain in offer.domains.all()}
    found = unseen(has or standing(offer.provider, today), named, offer.valid_until, today)
    return [refusals.words(Refusal(one.code, field=None, **_said(one.parameters, named))) for one in found]


def _said(parameters: Mapping[str, object], named: Mapping[str, str]) -> dict[str, object]:
    codes = parameters.get("domains", ())
    assert isinstance(codes, tuple)
    return {**parameters, "domains": "、".join(named[code] for code in codes)} if codes else {**parameters}


def _follows(offer: ServiceOffer, act: str) -> bool:
    return offer.state == OfferState.DRAFT if act == "edit" else OFFER.allows(offer.state, act)


def facts(offer: ServiceOffer) -> list[Fact]:
    """What an offer says in a few words each."""
    return [
        Fact(_("Provider"), said(str(offer.provider))),
        Fact(_("Service domains"), shown.named(list(offer.domains.all()))),
        Fact(_("Scope items"), shown.names(list(offer.items.all())) or shown.DASH),
        Fact(_("Streets"), where(offer)),
        Fact(_("Usual price"), price(offer)),
        Fact(_("Valid until"), values.day(offer.valid_until)),
    ]


def price(offer: ServiceOffer) -> object:
    """Its usual price, or that it names none."""
    if offer.price_from is None or offer.price_to is None:
        return _("By agreement")
    return shown.span(offer.price_from, offer.price_to)

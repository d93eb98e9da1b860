"""What is found of providers on the public roster and of what they offer, as pages show it; no people, no code."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.db.models import Prefetch, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import facets
from catalog.models import Provider, ServiceOffer
from catalog.models.labels import ENTRY_STATES, GRADES, ROSTER_LISTS, choices
from catalog.queries import offers, roster
from catalog.rules.states import EntryState
from catalog.words.tags import ENTRY_TAGS
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.primitives.masking import mask_text
from search import audience, registry, showing
from search.registry import Source
from search.schema import Document, Kind
from search.showing import Line, Showing

KIND = Kind(
    roster.KIND,
    keywords=(facets.STREET, facets.DOMAIN, facets.GRADE, facets.TYPE, facets.STATUS),
    numbers=(facets.CREDIT,),
)
OFFER = Kind(
    offers.KIND,
    keywords=(facets.CATEGORY, facets.ITEM, facets.STREET, facets.DOMAIN),
    numbers=(facets.AMOUNT,),
)


def providers() -> QuerySet[Provider]:
    """The public roster with what each offers."""
    return roster.public().prefetch_related(Prefetch("service_offers", offers.shown(clock.today())))


def document(provider: Provider) -> Document:
    """One provider of `providers`: what it offers is said of it, too."""
    entry = provider.entry
    domains = list(entry.domains.all())
    offered = [part for offer in provider.service_offers.all() for part in (offer.title, offer.text)]
    text = [provider.strengths, provider.development, *(domain.name_zh for domain in domains), *offered]
    keywords = facets.of_place(provider.home_place) | {
        facets.DOMAIN: tuple(domain.code for domain in domains),
        facets.GRADE: (provider.grade,),
        facets.TYPE: (provider.roster_list,),
        facets.STATUS: (f"{KIND.name}.{entry.state}",),
    }
    return Document(
        kind=KIND.name,
        key=provider.pk,
        at=entry.listed_at,
        audience=audience.EVERYBODY,
        title=provider.organisation.name,
        body=mask_text("\n".join(part for part in text if part)),
        keywords=keywords,
        numbers={facets.CREDIT: provider.credit},
    )


def offer_document(offer: ServiceOffer) -> Document:
    """One offer of `offers.complete`."""
    items, domains = list(offer.items.all()), list(offer.domains.all())
    named = [*(item.name_zh for item in items), *(domain.name_zh for domain in domains)]
    return Document(
        kind=OFFER.name,
        key=offer.pk,
        at=offer.published_at or offer.created_at,
        audience=audience.EVERYBODY,
        title=str(offer),
        body=mask_text("\n".join([offer.text, offer.provider.organisation.name, *named])),
        keywords={
            facets.CATEGORY: tuple(item.category.code for item in items),
            facets.ITEM: tuple(item.code for item in items),
            facets.STREET: tuple(street.code for street in offer.streets.all()),
            facets.DOMAIN: tuple(domain.code for domain in domains),
        },
        numbers={} if offer.price_from is None else {facets.AMOUNT: offer.price_from},
    )


def offer_lines(keys: Collection[int], member: Membership | None) -> Mapping[int, Line]:
    """What stands beside these on the search page: offers that everybody sees today."""
    del member
    rows = offers.shown(clock.today()).filter(pk__in=keys).select_related("provider__organisation")
    return {row.pk: _offer_line(row) for row in rows.prefetch_related("domains")}


def _offer_line(offer: ServiceOffer) -> Line:
    return Line(
        url=offer.get_absolute_url(),
        said=(offer.provider.organisation.name, "、".join(domain.name_zh for domain in offer.domains.all())),
        amount=offer.price_from,
        amount_label=_("Usual price from"),
    )


def names() -> Iterator[str]:
    """Names of places, domains and providers."""
    yield from facets.names()
    yield from roster.public().order_by("pk").values_list("organisation__name", flat=True)


def lines(keys: Collection[int], member: Membership | None) -> Mapping[int, Line]:
    """What stands beside these on the search page; the roster is the same for everybody."""
    del member
    return {row.pk: _line(row) for row in roster.public().filter(pk__in=keys)}


def _line(provider: Provider) -> Line:
    home, state = provider.home_place, EntryState(provider.entry.state)
    return Line(
        url=reverse("catalog:provider", args=[provider.pk]),
        said=(home.name_zh if home else "", "、".join(domain.name_zh for domain in provider.entry.domains.all())),
        state=provider.entry.get_state_display(),
        colour=ENTRY_TAGS[state],
    )


def _shown_offers() -> QuerySet[ServiceOffer]:
    return offers.complete(offers.shown(clock.today()))


OFFER_FOLLOWS = {
    "catalog.serviceoffer": ("pk",),
    "catalog.provider": ("provider",),
    "catalog.rosterentry": ("provider__entry",),
    "accounts.organisation": ("provider__organisation",),
}


def register() -> None:
    """Called once, when all apps are loaded."""
    follows = {
        "catalog.provider": ("pk",),
        "catalog.rosterentry": ("entry",),
        "catalog.rosterapplication": ("applications",),
        "accounts.organisation": ("organisation",),
    }
    registry.add_source(Source(KIND, providers, document, follows | {"catalog.serviceoffer": ("service_offers",)}))
    registry.add_source(Source(OFFER, _shown_offers, offer_document, OFFER_FOLLOWS))
    registry.add_names(names)
    facets.register()
    label = _("Providers")
    showing.add_kind(KIND.name, Showing(label, lines))
    showing.add_kind(OFFER.name, Showing(_("Services offered"), offer_lines))
    facets.add_states(KIND.name, label, dict(choices(ENTRY_STATES)))
    showing.add_values(facets.GRADE, dict(choices(GRADES)))
    showing.add_values(facets.TYPE, dict(choices(ROSTER_LISTS)))

"""A provider writes what it offers (R35)."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction

from catalog.models import Provider, ServiceOffer
from catalog.permissions import require_provider
from catalog.queries.eligibility import standing
from catalog.queries.offers import living
from catalog.rules.eligibility import Standing, lapses
from catalog.rules.offers import MOST_OFFERS, Said, problems
from catalog.rules.states import OfferState
from catalog.services.locking import lock_offer, lock_provider
from catalog.transitions import OFFER
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.places.models import Place
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals
from marketplace.rulebook.models import ScopeItem, ServiceDomain


class TooManyOffers(Refusal):
    """The provider has as many offers that have not ended as one may have."""


class NotBeingWritten(Refusal):
    """What the district checks, or the public sees, is not written on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferValues:
    """What an offer says; prices in yuan, `streets` none for the whole district, `valid_until` the last day."""

    title: str
    text: str
    domains: Collection[ServiceDomain]
    items: Collection[ScopeItem] = ()
    streets: Collection[Place] = ()
    price_from: Decimal | None = None
    price_to: Decimal | None = None
    valid_until: date


def draft_offer(*, provider: Provider, by: Membership | None, values: OfferValues, now: datetime) -> ServiceOffer:
    """Write an offer; nobody else sees it before the district has checked it.

    Raises:
        NotPermitted: `by` does not administer this provider, or it is not on the roster (`catalog.not_on_roster`).
        TooManyOffers: `catalog.offer.too_many`.
        Refusals: what an offer must hold, see `rules.offers`.
    """
    by = require_provider(by, provider)
    with transaction.atomic():
        provider = lock_provider(provider.pk)
        require_sound(provider, values, day_of(now))
        if living(provider) >= MOST_OFFERS:
            raise TooManyOffers("catalog.offer.too_many", most=MOST_OFFERS)
        offer = ServiceOffer(provider=provider, state=OFFER.target(None, "draft"), created_at=now)
        _write(offer, values)
        note(offer, "draft", by, written=True)
    return offer


def edit_offer(
    *, offer: ServiceOffer, by: Membership | None, values: OfferValues, version: int | None = None, now: datetime
) -> ServiceOffer:
    """Write on in a draft, or mend what came back.

    Raises:
        NotPermitted, Refusals: as `draft_offer`.
        NotBeingWritten: `catalog.offer.not_being_written`.
        StaleVersion: somebody changed the offer since.
    """
    by = require_provider(by, offer.provider)
    with transaction.atomic():
        offer = lock_offer(offer.pk, version)
        if offer.state != OfferState.DRAFT:
            raise NotBeingWritten("catalog.offer.not_being_written")
        require_sound(offer.provider, values, day_of(now))
        _write(offer, values)
        note(offer, "edit", by, written=True)
    return offer


def values_of(offer: ServiceOffer) -> OfferValues:
    """What stands written."""
    return OfferValues(
        title=offer.title,
        text=offer.text,
        domains=list(offer.domains.all()),
        items=list(offer.items.prefetch_related("domains")),
        streets=list(offer.streets.all()),
        price_from=offer.price_from,
        price_to=offer.price_to,
        valid_until=offer.valid_until,
    )


def require_sound(provider: Provider, values: OfferValues, today: date) -> None:
    """Refuse an offer that no community could take up; asked again whenever it moves towards the public."""
    has = require_listed(provider, today)
    said = Said(
        title=values.title,
        text=values.text,
        domains=frozenset(domain.code for domain in values.domains),
        items={item.code: frozenset(domain.code for domain in item.domains.all()) for item in values.items},
        low=values.price_from,
        high=values.price_to,
        until=values.valid_until,
    )
    if found := problems(said, has.domains, today):
        raise Refusals([InvalidInput(one.code, field=one.field) for one in found])


def require_listed(provider: Provider, today: date) -> Standing:
    """Refuse a provider that is not on the roster, or not in good standing there."""
    has = standing(provider, today)
    for lapse in lapses(has, today):
        raise NotPermitted(lapse.code, field=None, **lapse.parameters)
    return has


def note(offer: ServiceOffer, act: str, by: Membership | None, *, reason: str = "", written: bool = False) -> None:
    """Record an act on an offer; what people wrote stands in the log as salted digests."""
    record(
        act=f"catalog.offer.{act}",
        target=offer,
        by=by,
        parameters={"provider": str(offer.provider), "offer": offer.pk},
        personal={"title": offer.title, "text": offer.text} if written else None,
        reason=reason,
        about=(offer.provider,),
    )


def _write(offer: ServiceOffer, values: OfferValues) -> None:
    offer.title, offer.text = values.title.strip(), values.text.strip()
    offer.price_from, offer.price_to = values.price_from, values.price_to
    offer.valid_until = values.valid_until
    offer.version += 1
    offer.save()
    offer.domains.set(values.domains)
    offer.items.set(values.items)
    offer.streets.set(values.streets)

"""Whom an act of the roster is told to."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from catalog.models import Provider, RosterApplication, ServiceOffer
from catalog.permissions import KEEPERS
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.notifications.services import notify


def provider_people(provider: Provider) -> list[int]:
    """User ids of those who act for the provider today."""
    rows = holders(*PROVIDER_ROLES, organisation=provider.organisation)
    return sorted(set(rows.values_list("user_id", flat=True)))


def district_people() -> list[int]:
    """User ids of the district officers, who decide on the roster."""
    return list(holders(Role.DISTRICT).values_list("user_id", flat=True))


def tell_provider(kind: str, provider: Provider, **parameters: str) -> None:
    """Tell the provider's people; the link leads to their own page."""
    _tell(kind, provider_people(provider), reverse("catalog:own"), provider, parameters)


def tell_district(kind: str, application: RosterApplication, **parameters: str) -> None:
    """Tell the district's officers; the link leads to the desk."""
    url = reverse("catalog:application", args=[application.pk])
    _tell(kind, district_people(), url, application.provider, parameters)


def tell_person(kind: str, user_id: int, application: RosterApplication, **parameters: str) -> None:
    """Tell one person, e.g. who objected; the link leads to the public page."""
    url = reverse("catalog:publicity", args=[application.pk])
    _tell(kind, [user_id], url, application.provider, parameters)


def tell_offerer(kind: str, offer: ServiceOffer, **parameters: str) -> None:
    """Tell the provider's people about one of its offers; the link leads to it."""
    told = {"title": str(offer), **parameters}
    _tell(kind, provider_people(offer.provider), offer.get_absolute_url(), offer.provider, told)


def tell_curators(kind: str, offer: ServiceOffer) -> None:
    """Tell the district's officers and curators, who check offers; the link leads to it."""
    people = set(holders(*KEEPERS).values_list("user_id", flat=True))
    _tell(kind, sorted(people), offer.get_absolute_url(), offer.provider, {"title": str(offer)})


def _tell(kind: str, people: Iterable[int], url: str, provider: Provider, parameters: dict[str, str]) -> None:
    notify(kind=kind, recipients=people, url=url, parameters={"provider": str(provider), **parameters})

"""Rows locked by an act, always in this order: provider, application, objection, entry, offer (docs/locking.md)."""

from __future__ import annotations

from catalog.models import Provider, RosterApplication, RosterEntry, RosterObjection, ServiceOffer
from marketplace.primitives.refusal import StaleVersion


def lock_provider(pk: int) -> Provider:
    """The provider, locked; with its organisation."""
    return Provider.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=pk)


def lock_application(pk: int, version: int | None = None) -> RosterApplication:
    """The application, locked; with its provider.

    Raises:
        StaleVersion: `version` is given and somebody has changed the row since.
    """
    rows = RosterApplication.objects.select_for_update(of=("self",)).select_related(
        "provider__organisation", "rule_set"
    )
    application = rows.get(pk=pk)
    check_version(application, version)
    return application


def lock_objection(pk: int) -> RosterObjection:
    """The objection, locked; its application must be locked before."""
    return RosterObjection.objects.select_for_update(of=("self",)).get(pk=pk)


def lock_entry(pk: int, version: int | None = None) -> RosterEntry:
    """The entry, locked; with its provider. Raises `StaleVersion` as `lock_application` does."""
    rows = RosterEntry.objects.select_for_update(of=("self",)).select_related("provider__organisation")
    entry = rows.get(pk=pk)
    check_version(entry, version)
    return entry


def lock_offer(pk: int, version: int | None = None) -> ServiceOffer:
    """The offer, locked; with its provider, which whoever counts its offers locks before. May raise `StaleVersion`."""
    rows = ServiceOffer.objects.select_for_update(of=("self",)).select_related("provider__organisation")
    offer = rows.get(pk=pk)
    check_version(offer, version)
    return offer


def check_version(row: Provider | RosterApplication | RosterEntry | ServiceOffer, version: int | None) -> None:
    """Refuse when the row is not the one the person saw."""
    if version is not None and row.version != version:
        raise StaleVersion(row)

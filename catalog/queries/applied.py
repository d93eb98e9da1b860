"""A provider as its application has it: what was checked stands until the application is admitted (domain 3.1, 4)."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django.db.models import Field

from catalog.models import Provider, RosterApplication
from catalog.queries.applications import live_application
from catalog.rules.kinds import list_for


def applied(provider: Provider, on: date) -> Provider:
    """The provider with the facts of its running application, for its own people; for reading only. One query."""
    return with_facts(provider, live_application(provider), on)


def with_facts(provider: Provider, application: RosterApplication | None, on: date) -> Provider:
    """The same of an application at hand: a copy where it has facts of its own, which nobody saves."""
    if application is None or not application.facts:
        return provider
    read = copy(provider)
    write(read, application.facts, on)
    return read


def write(provider: Provider, facts: Mapping[str, object], on: date) -> None:
    """Put stored facts into a provider in memory, with the list that follows from them on that day."""
    for name, value in facts.items():
        field = _field(name)
        setattr(provider, field.attname, field.to_python(value))
    standing = list_for(provider.organisation.org_type, provider.certificate_expires_on, on)
    if standing is not None:
        provider.roster_list = standing


def stored(name: str, provider: Provider) -> object:
    """A fact as an application keeps it: a day in ISO 8601, a place by its key."""
    value = getattr(provider, _field(name).attname)
    return value.isoformat() if isinstance(value, date) else value


def _field(name: str) -> Field[Any, Any]:
    found = Provider._meta.get_field(name)
    assert isinstance(found, Field)  # facts of an application are columns of the provider
    return found

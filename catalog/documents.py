"""What is found of providers: those on the public roster, as their page shows them; no people, no credit code."""

from __future__ import annotations

from collections.abc import Iterator

from catalog import facets
from catalog.models import Provider
from catalog.queries import roster
from marketplace.primitives.masking import mask_text
from search import registry
from search.registry import Source
from search.schema import Document, Kind

KIND = Kind(
    "provider",
    keywords=(facets.STREET, facets.DOMAIN, facets.GRADE, facets.TYPE, facets.STATUS),
    numbers=(facets.CREDIT,),
)


def document(provider: Provider) -> Document:
    """One provider of `roster.public`."""
    entry = provider.entry
    domains = list(entry.domains.all())
    text = [provider.strengths, provider.development, *(domain.name_zh for domain in domains)]
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
        audience=facets.PUBLIC,
        title=provider.organisation.name,
        body=mask_text("\n".join(part for part in text if part)),
        keywords=keywords,
        numbers={facets.CREDIT: provider.credit},
    )


def names() -> Iterator[str]:
    """Names of places, domains and providers."""
    yield from facets.names()
    yield from roster.public().order_by("pk").values_list("organisation__name", flat=True)


def register() -> None:
    """Called once, when all apps are loaded."""
    follows = {
        "catalog.provider": "pk",
        "catalog.rosterentry": "entry",
        "catalog.rosterapplication": "applications",
        "accounts.organisation": "organisation",
    }
    registry.add_source(Source(KIND, roster.public, document, follows))
    registry.add_names(names)

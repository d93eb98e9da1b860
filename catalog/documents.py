"""What is found of providers: those on the public roster, as their page shows them; no people, no credit code."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog import facets
from catalog.models import Provider
from catalog.models.labels import ENTRY_STATES, GRADES, ROSTER_LISTS, choices
from catalog.queries import roster
from catalog.rules.states import EntryState
from catalog.words.tags import ENTRY_TAGS
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
        audience=audience.EVERYBODY,
        title=provider.organisation.name,
        body=mask_text("\n".join(part for part in text if part)),
        keywords=keywords,
        numbers={facets.CREDIT: provider.credit},
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


def register() -> None:
    """Called once, when all apps are loaded."""
    follows = {
        "catalog.provider": ("pk",),
        "catalog.rosterentry": ("entry",),
        "catalog.rosterapplication": ("applications",),
        "accounts.organisation": ("organisation",),
    }
    registry.add_source(Source(KIND, roster.public, document, follows))
    registry.add_names(names)
    facets.register()
    label = _("Providers")
    showing.add_kind(KIND.name, Showing(label, lines))
    facets.add_states(KIND.name, label, dict(choices(ENTRY_STATES)))
    showing.add_values(facets.GRADE, dict(choices(GRADES)))
    showing.add_values(facets.TYPE, dict(choices(ROSTER_LISTS)))

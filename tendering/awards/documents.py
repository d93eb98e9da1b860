"""What is found of results, by whoever may read them, also after they fell."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from catalog import facets
from marketplace.accounts.models import Membership
from search import audience, registry, showing
from search.registry import Source
from search.schema import Document, Kind
from search.showing import Line, Showing
from tendering.awards import permissions
from tendering.awards.models import Award, AwardState
from tendering.demands import documents as demands
from tendering.tenders.permissions import READERS

KIND = Kind("award", keywords=facets.OF_PROJECTS, numbers=(facets.AMOUNT,))
FOLLOWS = {
    "awards.award": ("pk",),
    "tenders.tender": ("tender",),
    "demands.demand": ("tender__demand",),
    "accounts.organisation": ("provider__organisation", "group__organisation"),
}


def document(award: Award) -> Document:
    """One result: of everybody from its publicity on, before that of the offices of its place."""
    place = award.demand.community
    return Document(
        kind=KIND.name,
        key=award.pk,
        at=award.publicised_at or award.proposed_at,
        audience=audience.EVERYBODY if award.is_public else audience.offices(READERS, place),
        title=award.demand.title,
        body=demands.text(award.demand, award.number, award.contractor_name),
        keywords=demands.keywords(award.demand)
        | {facets.TIER: (award.tender.tier,), facets.STATUS: (f"{KIND.name}.{award.state}",)},
        numbers={facets.AMOUNT: award.price},
    )


def lines(keys: Collection[int], member: Membership | None) -> Mapping[int, Line]:
    """What stands beside these on the search page: those that this person may open."""
    rows = permissions.readable(member).filter(pk__in=keys).select_related("tender__demand__community__parent")
    return {
        row.pk: demands.line(row, row.demand, tier=row.tender.tier, amount=row.price, label=_("Award sum"))
        for row in rows
    }


def register() -> None:
    """Called once, when all apps are loaded."""
    rows = Award.objects.select_related(
        "provider__organisation", "group__organisation", *(f"tender__demand__{name}" for name in demands.RELATED)
    )
    rows = rows.prefetch_related(f"tender__demand__{demands.DOMAINS}")
    registry.add_source(Source(KIND, rows.all, document, FOLLOWS))
    label = _("Results")
    showing.add_kind(KIND.name, Showing(label, lines))
    facets.add_states(KIND.name, label, dict(AwardState.choices))

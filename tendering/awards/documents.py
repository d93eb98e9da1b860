"""What is found of results: those that went on public notice, also after they fell."""

from __future__ import annotations

from catalog import facets
from search import registry
from search.registry import Source
from search.schema import Document, Kind
from tendering.awards.models import Award
from tendering.demands import documents as demands

KIND = Kind("award", keywords=facets.OF_PROJECTS, numbers=(facets.AMOUNT,))
FOLLOWS = {"awards.award": "pk", "tenders.tender": "tender", "demands.demand": "tender__demand"}


def document(award: Award) -> Document:
    """One result."""
    return Document(
        kind=KIND.name,
        key=award.pk,
        at=award.publicised_at or award.proposed_at,
        audience=facets.PUBLIC,
        title=award.demand.title,
        body=demands.text(award.demand, award.number, award.contractor_name),
        keywords=demands.keywords(award.demand)
        | {facets.TIER: (award.tender.tier,), facets.STATUS: (f"{KIND.name}.{award.state}",)},
        numbers={facets.AMOUNT: award.price},
    )


def register() -> None:
    """Called once, when all apps are loaded."""
    rows = Award.objects.filter(publicised_at__isnull=False)
    rows = rows.select_related(
        "provider__organisation", "group__organisation", *(f"tender__demand__{name}" for name in demands.RELATED)
    )
    rows = rows.prefetch_related(f"tender__demand__{demands.DOMAINS}")
    registry.add_source(Source(KIND, rows.all, document, FOLLOWS))

"""What is found of calls: those announced; never who answers them, and nobody's name or phone."""

from __future__ import annotations

from catalog import facets
from marketplace.primitives.masking import mask_text
from search import registry
from search.registry import Source
from search.schema import Document, Kind
from tendering.demands import documents as demands
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import PUBLIC

KIND = Kind("tender", keywords=facets.OF_PROJECTS, numbers=(facets.AMOUNT, facets.DEADLINE))
# What the call says of the work; contacts and phones stand in other fields of it.
SAID = ("requirements", "outputs", "eligibility")


def document(tender: Tender) -> Document:
    """One announced call."""
    said = mask_text("\n".join(str(tender.content.get(name, "")) for name in SAID))
    return Document(
        kind=KIND.name,
        key=tender.pk,
        at=tender.announced_at or tender.prepared_at,
        audience=facets.PUBLIC,
        title=tender.demand.title,
        body=demands.text(tender.demand, tender.number, said),
        keywords=demands.keywords(tender.demand)
        | {facets.TIER: (tender.tier,), facets.TYPE: (tender.kind,), facets.STATUS: (f"{KIND.name}.{tender.state}",)},
        numbers={facets.AMOUNT: tender.ceiling}
        | ({} if tender.deadline_at is None else {facets.DEADLINE: tender.deadline_at}),
    )


def register() -> None:
    """Called once, when all apps are loaded."""
    rows = Tender.objects.filter(state__in=sorted(PUBLIC))
    rows = rows.select_related(*(f"demand__{name}" for name in demands.RELATED))
    rows = rows.prefetch_related(f"demand__{demands.DOMAINS}")
    registry.add_source(Source(KIND, rows.all, document, {"tenders.tender": "pk", "demands.demand": "demand"}))

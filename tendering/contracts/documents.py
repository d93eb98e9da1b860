"""What is found of contracts: those that are public; their terms are read on their page."""

from __future__ import annotations

from catalog import facets
from search import registry
from search.registry import Source
from search.schema import Document, Kind
from tendering.contracts.models import Contract
from tendering.contracts.rules.states import PUBLIC
from tendering.demands import documents as demands

KIND = Kind("contract", keywords=facets.OF_PROJECTS, numbers=(facets.AMOUNT,))


def document(contract: Contract) -> Document:
    """One public contract."""
    return Document(
        kind=KIND.name,
        key=contract.pk,
        at=contract.published_at or contract.drafted_at,
        audience=facets.PUBLIC,
        title=contract.demand.title,
        body=demands.text(contract.demand, contract.number, contract.contractor.name),
        keywords=demands.keywords(contract.demand)
        | {facets.TIER: (contract.tier,), facets.STATUS: (f"{KIND.name}.{contract.state}",)},
        numbers={facets.AMOUNT: contract.total},
    )


def register() -> None:
    """Called once, when all apps are loaded."""
    rows = Contract.objects.filter(state__in=sorted(PUBLIC))
    rows = rows.select_related(
        "provider__organisation", "group__organisation", *(f"demand__{name}" for name in demands.RELATED)
    )
    rows = rows.prefetch_related(f"demand__{demands.DOMAINS}")
    registry.add_source(Source(KIND, rows.all, document, {"contracts.contract": "pk", "demands.demand": "demand"}))

"""What is found of contracts: those that are public; their terms are read on their page."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.utils.translation import gettext_lazy as _

from catalog import facets
from marketplace.accounts.models import Membership
from search import audience, registry, showing
from search.registry import Source
from search.schema import Document, Kind
from search.showing import Line, Showing
from tendering.contracts import permissions
from tendering.contracts.models import Contract, ContractState
from tendering.contracts.rules.states import PUBLIC
from tendering.demands import documents as demands

KIND = Kind("contract", keywords=facets.OF_PROJECTS, numbers=(facets.AMOUNT,))


def document(contract: Contract) -> Document:
    """One public contract."""
    return Document(
        kind=KIND.name,
        key=contract.pk,
        at=contract.published_at or contract.drafted_at,
        audience=audience.EVERYBODY,
        title=contract.demand.title,
        body=demands.text(contract.demand, contract.number, contract.contractor_name),
        keywords=demands.keywords(contract.demand)
        | {facets.TIER: (contract.tier,), facets.STATUS: (f"{KIND.name}.{contract.state}",)},
        numbers={facets.AMOUNT: contract.total},
    )


def lines(keys: Collection[int], member: Membership | None) -> Mapping[int, Line]:
    """What stands beside these on the search page: those that this person may open."""
    rows = permissions.readable(member).filter(pk__in=keys).select_related("demand__community__parent")
    return {
        row.pk: demands.line(row, row.demand, tier=row.tier, amount=row.total, label=_("Contract sum")) for row in rows
    }


def register() -> None:
    """Called once, when all apps are loaded."""
    rows = Contract.objects.filter(state__in=sorted(PUBLIC))
    rows = rows.select_related(
        "provider__organisation", "group__organisation", *(f"demand__{name}" for name in demands.RELATED)
    )
    rows = rows.prefetch_related(f"demand__{demands.DOMAINS}")
    follows = {
        "contracts.contract": ("pk",),
        "demands.demand": ("demand",),
        "accounts.organisation": ("provider__organisation", "group__organisation"),
    }
    registry.add_source(Source(KIND, rows.all, document, follows))
    label = _("Contracts")
    showing.add_kind(KIND.name, Showing(label, lines))
    facets.add_states(KIND.name, label, dict(ContractState.choices))

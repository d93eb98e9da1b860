"""What is found of demands, by whoever may read them; and what every document of a project takes from its demand."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from catalog import facets
from catalog.facets import Values
from marketplace.accounts.models import Membership
from marketplace.primitives.masking import mask_text
from marketplace.ui.text import Text
from search import audience, registry, showing
from search.registry import Source
from search.schema import Document, Kind
from search.showing import Line, Showing
from tendering.demands import permissions
from tendering.demands.models import BatchItem, Demand
from tendering.demands.models.demand import DemandState
from tendering.demands.models.demand import Kind as DemandKind
from tendering.demands.rules.steps import State

KIND = Kind("demand", version=2, keywords=facets.OF_PROJECTS, numbers=(facets.AMOUNT,))
# What is read of a demand to make a document, seen from the demand.
RELATED = ("community__parent", "scope_item__category")
DOMAINS = "scope_item__domains"


def keywords(demand: Demand) -> Values:
    """Place, scope and size of a project."""
    return {
        **facets.of_place(demand.community),
        **facets.of_scope(demand.scope_item),
        facets.TYPE: (demand.kind,),
        facets.TIER: (demand.tier,) if demand.tier else (),
    }


def text(demand: Demand, *more: str) -> str:
    """What free text finds of a project besides its title: what is needed, where, under which heading."""
    item = "" if demand.scope_item is None else demand.scope_item.name_zh
    parts = (*more, demand.need, demand.outputs, demand.community.full_name, item, demand.number)
    return mask_text("\n".join(part for part in parts if part))


def audience_of(demand: Demand) -> frozenset[str]:
    """As `permissions.readable`: everybody, or the roles of its place; a resident's draft is its author's."""
    if demand.is_public:
        return audience.EVERYBODY
    place, residents = demand.community, permissions.RESIDENTS
    offices = audience.offices([role for role in permissions.READERS if role not in residents], place)
    if demand.state == State.DRAFT:
        return offices | audience.person(residents, place, demand.author_id)
    return offices | audience.offices(residents, place)


def batch_of(demand: Demand) -> str:
    """The name of the batch it was published in; until then it is the district's alone."""
    item: BatchItem | None = getattr(demand, "batch_item", None)
    return "" if item is None or item.batch.published_at is None else item.batch.title


def document(demand: Demand) -> Document:
    """One demand."""
    return Document(
        kind=KIND.name,
        key=demand.pk,
        at=demand.published_at or demand.decided_at or demand.created_at,
        audience=audience_of(demand),
        title=demand.title,
        body=text(demand, batch_of(demand)),
        keywords=keywords(demand) | {facets.STATUS: (f"{KIND.name}.{demand.state}",)},
        numbers={facets.AMOUNT: demand.budget},
    )


def line(row: Any, demand: Demand, *, tier: str | None, amount: Decimal | None, label: Text, **more: Any) -> Line:
    """What stands beside one stage of a project on the search page: its number, place, state and sum."""
    return Line(
        url=row.get_absolute_url(),
        said=(row.number, demand.community.full_name),
        state=row.get_state_display(),
        tier=tier or "",
        amount=amount,
        amount_label=label,
        **more,
    )


def lines(keys: Collection[int], member: Membership | None) -> Mapping[int, Line]:
    """What stands beside these on the search page: those that this person may open."""
    rows = permissions.readable(member).filter(pk__in=keys).select_related("community__parent")
    return {row.pk: line(row, row, tier=row.tier, amount=row.budget, label=_("Budget")) for row in rows}


def register() -> None:
    """Called once, when all apps are loaded."""
    rows = Demand.objects.select_related("batch_item__batch", *RELATED).prefetch_related(DOMAINS)
    follows = {"demands.demand": ("pk",), "demands.publicationbatch": ("batch_item__batch",)}
    registry.add_source(Source(KIND, rows.all, document, follows))
    label = _("Demands")
    showing.add_kind(KIND.name, Showing(label, lines))
    facets.add_states(KIND.name, label, dict(DemandState.choices))
    showing.add_values(facets.TYPE, dict(DemandKind.choices))

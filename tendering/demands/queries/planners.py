"""Which providers planned a project: by the record's own link, by their name where they registered later, or because
the planner and they have one responsible person or controller (domain 2.4; 条例 18).
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.db.models import Aggregate, JSONField, Model, OuterRef, Q, QuerySet, Subquery

from catalog.models import Provider
from catalog.rules.control import behind
from tendering.demands.models import Demand, ProjectPlanner

R = TypeVar("R", bound=Model)


class _List(Aggregate):
    """The values of a group as one list."""

    function = "JSONB_AGG"
    output_field = JSONField()

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """SQLite's own name for it."""
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **context)


def with_planners(rows: QuerySet[R], demand: str = "pk") -> QuerySet[R]:
    """These with `planners_named`: names of who planned the project, None where nobody is on record.

    Args:
        demand: the way from a row to its demand's key.
    """
    found = ProjectPlanner.objects.filter(demand=OuterRef(demand)).order_by().values("demand")
    annotated: Any = rows.annotate(planners_named=Subquery(found.annotate(names=_List("name")).values("names")))
    return cast("QuerySet[R]", annotated)


def planned(demand: Demand) -> Q:
    """Providers that planned this project, or belong to whoever did; as a condition on providers.

    No database compares names as `catalog.rules.control.tight` does: where somebody is on record, those of all
    providers are read.
    """
    names, keys = _on_record(demand)
    if names:
        keys |= _called(Provider.objects.all(), names)
    return Q(pk__in=keys)


def has_planned(provider: Provider, demand: Demand) -> bool:
    """Whether this provider planned this project, or belongs to whoever did."""
    names, keys = _on_record(demand)
    return provider.pk in keys or bool(names & _behind(provider))


def without_planned(rows: QuerySet[Demand], provider: Provider) -> QuerySet[Demand]:
    """Demands that this provider did not plan; the same rule from the other end."""
    names, planners = _behind(provider), ProjectPlanner.objects.all()
    keys = _called(Provider.objects.filter(pk__in=planners.values("provider")), names)
    found = planners.filter(Q(provider__in={provider.pk, *keys}) | Q(key__in=names))
    return rows.exclude(pk__in=found.values("demand"))


def _on_record(demand: Demand) -> tuple[frozenset[str], set[int]]:
    """Names behind whoever planned it, as names are compared, and keys of those that the platform knows."""
    rows = ProjectPlanner.objects.filter(demand=demand.pk).select_related("provider__organisation").order_by("pk")
    names, keys = frozenset[str](), set[int]()
    for row in rows:
        names |= behind(row.name)
        if row.provider is not None:
            names |= _behind(row.provider)
            keys.add(row.provider.pk)
    return names, keys


def _behind(provider: Provider) -> frozenset[str]:
    return behind(provider.organisation.name, provider.legal_representative, provider.controller)


def _called(rows: QuerySet[Provider], names: frozenset[str]) -> set[int]:
    """Keys of those of these providers behind whom one of the names stands."""
    found = rows.order_by().values_list("pk", "organisation__name", "legal_representative", "controller")
    return {pk for pk, *own in found if names & behind(*own)}


def named(line: str) -> Provider | None:
    """The provider with this name or credit code; None for a body that the platform does not know."""
    rows = Provider.objects.select_related("organisation").order_by("pk")
    name = rows.filter(organisation__name=line).first()
    return name or rows.filter(organisation__uscc=line.upper()).first()

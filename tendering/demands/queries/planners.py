"""Which providers planned a project: by the record's own link, or by their name where they registered later."""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.db.models import Aggregate, Exists, JSONField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Replace

from catalog.models import Provider
from tendering.demands.models import Demand, ProjectPlanner
from tendering.demands.rules.planning import written

R = TypeVar("R", bound=Model)
# `rules.planning.written` in SQL.
_REPLACED = ((" ", ""), ("\u3000", ""), ("\uff08", "("), ("\uff09", ")"))


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
    """Providers that planned this project; as a condition on providers."""
    name: OuterRef | Replace = OuterRef("organisation__name")
    for old, new in _REPLACED:
        name = Replace(name, Value(old), Value(new))
    rows = ProjectPlanner.objects.filter(demand=demand.pk)
    return Q(Exists(rows.filter(Q(provider=OuterRef("pk")) | Q(key=name))))


def has_planned(provider: Provider, demand: Demand) -> bool:
    """Whether this provider planned this project."""
    return _of(provider).filter(demand=demand.pk).exists()


def without_planned(rows: QuerySet[Demand], provider: Provider) -> QuerySet[Demand]:
    """Demands that this provider did not plan; the same rule from the other end."""
    return rows.exclude(pk__in=_of(provider).values("demand"))


def named(line: str) -> Provider | None:
    """The provider with this name or credit code; None for a body that the platform does not know."""
    rows = Provider.objects.select_related("organisation").order_by("pk")
    name = rows.filter(organisation__name=line).first()
    return name or rows.filter(organisation__uscc=line.upper()).first()


def _of(provider: Provider) -> QuerySet[ProjectPlanner]:
    key = written(provider.organisation.name)
    return ProjectPlanner.objects.filter(Q(provider=provider.pk) | Q(key=key))

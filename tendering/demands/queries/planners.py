"""Which providers planned a project: by the record's own link, by their name where they registered later, or because
the planner and they have one responsible person or controller (domain 2.4; 条例 18).
"""

from __future__ import annotations

from typing import Any, TypeVar, cast

from django.db.models import Aggregate, Exists, F, JSONField, Model, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Lower, Replace

from catalog.models import Provider
from catalog.rules.control import behind, tight
from tendering.demands.models import Demand, ProjectPlanner

R = TypeVar("R", bound=Model)
# What SQL can do of `catalog.rules.control.tight`; the act itself asks `has_planned`, which compares all of it.
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
    """Providers that planned this project, or belong to whoever did; as a condition on providers."""
    own = [_written(OuterRef(field)) for field in ("organisation__name", "legal_representative", "controller")]
    rows = _with_people(ProjectPlanner.objects.filter(demand=demand.pk))
    same = (Q(responsible__in=own) & ~Q(responsible="")) | (Q(controller__in=own) & ~Q(controller=""))
    return Q(Exists(rows.filter(Q(provider=OuterRef("pk")) | Q(key__in=own) | same)))


def has_planned(provider: Provider, demand: Demand) -> bool:
    """Whether this provider planned this project, or belongs to whoever did; widths of letters are one here."""
    names = _behind(provider)
    rows = ProjectPlanner.objects.filter(demand=demand.pk).select_related("provider__organisation").order_by("pk")
    return any(
        row.provider_id == provider.pk
        or names & behind(row.name)
        or (row.provider is not None and bool(names & _behind(row.provider)))
        for row in rows
    )


def _behind(provider: Provider) -> frozenset[str]:
    return behind(provider.organisation.name, provider.legal_representative, provider.controller)


def _with_people(rows: QuerySet[ProjectPlanner]) -> QuerySet[ProjectPlanner]:
    """Planners with who stands behind them, where the platform knows the body."""
    fields = {"responsible": "provider__legal_representative", "controller": "provider__controller"}
    found: Any = rows.annotate(**{name: _written(F(way)) for name, way in fields.items()})
    return cast("QuerySet[ProjectPlanner]", found)


def _written(field: F) -> Lower:
    found: F | Replace = field
    for old, new in _REPLACED:
        found = Replace(found, Value(old), Value(new))
    return Lower(found)


def without_planned(rows: QuerySet[Demand], provider: Provider) -> QuerySet[Demand]:
    """Demands that this provider did not plan; the same rule from the other end."""
    return rows.exclude(pk__in=_of(provider).values("demand"))


def named(line: str) -> Provider | None:
    """The provider with this name or credit code; None for a body that the platform does not know."""
    rows = Provider.objects.select_related("organisation").order_by("pk")
    name = rows.filter(organisation__name=line).first()
    return name or rows.filter(organisation__uscc=line.upper()).first()


def _of(provider: Provider) -> QuerySet[ProjectPlanner]:
    names = [tight(one) for one in (provider.organisation.name, provider.legal_representative, provider.controller)]
    own = [one for one in names if one]
    rows = _with_people(ProjectPlanner.objects.all())
    return rows.filter(Q(provider=provider.pk) | Q(key__in=own) | Q(responsible__in=own) | Q(controller__in=own))

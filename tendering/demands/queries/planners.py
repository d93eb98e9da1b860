"""Which providers planned a project: by the record's own link, or by their name where they registered later."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Replace

from catalog.models import Provider
from tendering.demands.models import Demand, ProjectPlanner
from tendering.demands.rules.planning import written

# `rules.planning.written` in SQL.
_REPLACED = ((" ", ""), ("\u3000", ""), ("\uff08", "("), ("\uff09", ")"))


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

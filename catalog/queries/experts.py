"""The expert pool as lists and pages show it."""

from __future__ import annotations

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from catalog.models import Expert, ExpertAbsence, ExpertEmployment


def pool(today: date) -> QuerySet[Expert]:
    """Everybody of the pool with the latest employer that lasts (`employer`) and whether away today (`is_away`)."""
    jobs = ExpertEmployment.objects.filter(expert=OuterRef("pk"), to_date__isnull=True).order_by("-from_date", "-pk")
    employer = Coalesce(Subquery(jobs.values("employer")[:1]), Value(""))
    rows = Expert.objects.select_related("user").prefetch_related("specialties")
    return rows.annotate(employer=employer, is_away=Exists(away(today, today).filter(expert=OuterRef("pk"))))


def away(first: date, last: date) -> QuerySet[ExpertAbsence]:
    """Absences that touch any of these days."""
    return ExpertAbsence.objects.filter(from_date__lte=last, to_date__gte=first)


def own(user_id: int) -> Expert | None:
    """The person's own row of the pool."""
    return Expert.objects.filter(user=user_id).first()

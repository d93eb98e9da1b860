"""Who planned or designed a project, and so may neither bid for it nor judge it (domain 2.4; 实施条例 18)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from tendering.demands.models.demand import Demand


class ProjectPlanner(models.Model):
    """A body that planned or designed a project (整体设计单位), by its name, known to the platform or not."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="planners")
    name = models.CharField(max_length=120)
    # The name as names are compared (`catalog.rules.control.tight`): a body that registers later is found by it.
    key = models.CharField(max_length=120)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("body that planned a project")
        constraints = [
            models.UniqueConstraint(fields=["demand", "key"], name="one_planner_per_name"),
            # A body without a name would keep nobody out.
            models.CheckConstraint(condition=~Q(key="") & ~Q(name=""), name="planner_is_named"),
        ]

    def __str__(self) -> str:
        return self.name

"""Two-way selection between demands and providers (双向选择, R36; domain 3.3)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from tendering.demands.models.demand import Demand


class Match(models.Model):
    """Interest of one side in the other; a match only when both confirm (供需对接)."""

    class State(models.TextChoices):
        INTERESTED = "interested", _("Provider is interested")
        INVITED = "invited", _("Community invites")
        MATCHED = "matched", _("Both sides confirmed")
        DECLINED = "declined", _("Declined")
        EXPIRED = "expired", _("Expired")

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="matches")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="matches")
    state = models.CharField(max_length=12, choices=State)
    message = models.CharField(max_length=500, blank=True)
    answer = models.CharField(max_length=500, blank=True)
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("match")
        constraints = [
            models.UniqueConstraint(
                fields=["demand", "provider"],
                condition=Q(state__in=["interested", "invited", "matched"]),
                name="one_living_match_per_pair",
            )
        ]

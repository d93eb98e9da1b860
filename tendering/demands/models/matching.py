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
    # Which side asked first; the state forgets it once the other has answered.
    by_community = models.BooleanField(default=False)
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
            ),
            # Whoever asked is owed a reason.
            models.CheckConstraint(condition=~Q(state="declined") | ~Q(answer=""), name="match_declined_with_reason"),
        ]
        indexes = [models.Index(fields=["provider", "opened_at"], name="match_by_provider")]


class Recommendation(models.Model):
    """A provider was shown to a community as fitting its demand (推荐记录); once for each day, never changed."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="recommendations")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="recommendations")
    day = models.DateField()
    points = models.DecimalField(max_digits=4, decimal_places=1)
    # Where it stood in the list, from 1 on.
    place = models.PositiveSmallIntegerField()

    class Meta:
        verbose_name = _("recommendation")
        constraints = [
            models.UniqueConstraint(fields=["demand", "provider", "day"], name="one_recommendation_a_day"),
            models.CheckConstraint(condition=Q(points__gte=0, points__lte=100), name="recommendation_of_100_points"),
            models.CheckConstraint(condition=Q(place__gte=1), name="recommendation_has_place"),
        ]
        indexes = [models.Index(fields=["provider", "day"], name="recommendation_by_provider")]

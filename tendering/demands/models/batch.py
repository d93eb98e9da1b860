"""Publishing demands together (集中发布, R37)."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from tendering.demands.models.demand import Demand


class PublicationBatch(models.Model):
    """A named batch of demands that the district publishes together; count and sum are computed."""

    class State(models.TextChoices):
        COLLECTING = "collecting", _("Collecting")
        FROZEN = "frozen", _("Frozen")
        PUBLISHED = "published", _("Published")
        CLOSED = "closed", _("Closed")

    title = models.CharField(max_length=120)
    district = models.ForeignKey(Place, models.PROTECT, related_name="batches")
    fiscal_year = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=State, default=State.COLLECTING)
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("publication batch")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The batch's page."""
        return reverse("demands:batch", args=[self.pk])

    @property
    def is_collecting(self) -> bool:
        """Whether demands are still added."""
        return self.state == self.State.COLLECTING

    @property
    def is_frozen(self) -> bool:
        """Whether it waits to be published."""
        return self.state == self.State.FROZEN

    @property
    def is_published(self) -> bool:
        """Whether its demands are let now."""
        return self.state == self.State.PUBLISHED


class BatchItem(models.Model):
    """A demand in a batch; a demand is in one batch at most."""

    batch = models.ForeignKey(PublicationBatch, models.PROTECT, related_name="items")
    demand = models.OneToOneField(Demand, models.PROTECT, related_name="batch_item")
    added_at = models.DateTimeField()

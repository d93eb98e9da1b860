"""A clearly low quote, asked about in writing."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tendering.bids.models import Bid
from tendering.evaluation.models.panel import Panel
from tendering.evaluation.rules.states import QueryState as StateCode


class LowQuoteQuery(models.Model):
    """The panel asks, the bidder explains, another member of the panel decides (低价说明)."""

    class State(models.TextChoices):
        ASKED = StateCode.ASKED, _("Waiting for the bidder")
        ANSWERED = StateCode.ANSWERED, _("Explained, to be decided")
        ACCEPTED = StateCode.ACCEPTED, _("Explanation accepted")
        INVALID = StateCode.INVALID, _("Bid invalid")

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="low_quotes")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="low_quotes")
    flags = models.JSONField(default=list)
    question = models.TextField(max_length=2000)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "bid"], name="one_low_quote_query_per_bid"),
            models.CheckConstraint(
                condition=Q(state__in=[StateCode.ASKED, StateCode.ANSWERED], decided_by__isnull=True)
                | Q(state__in=[StateCode.ACCEPTED, StateCode.INVALID], decided_by__isnull=False) & ~Q(reason=""),
                name="low_quote_decided_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="low_quote_four_eyes"
            ),
            # Nothing but a written explanation lets a clearly low quote stand.
            models.CheckConstraint(
                condition=Q(state__in=[StateCode.ASKED, StateCode.INVALID]) | ~Q(answer=""),
                name="low_quote_accepted_with_answer",
            ),
        ]

    def get_absolute_url(self) -> str:
        """Where the bidder explains."""
        return reverse("evaluation:answer", args=[self.pk])

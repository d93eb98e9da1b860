"""What was discussed with one bidder in one round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tendering.bids.models.bid import Bid
from tendering.bids.models.round import Round


class Talk(models.Model):
    """The record of a talk, for that bidder and the panel, never for rivals (磋商记录); append-only."""

    round = models.ForeignKey(Round, models.PROTECT, related_name="talks")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="talks")
    text = models.TextField(max_length=4000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "bid"], name="one_talk_per_bidder_and_round"),
            models.CheckConstraint(condition=~Q(text=""), name="talk_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.round_id}/{self.bid_id}"

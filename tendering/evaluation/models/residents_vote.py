"""Residents' vote for one of the bidders: what stands to choose, and each resident's one ballot (domain 2.5)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tendering.bids.models import Bid
from tendering.evaluation.rules.residents_vote import is_running
from tendering.tenders.models import Tender


class ResidentsVoteQuerySet(models.QuerySet["ResidentsVote"]):
    """Votes by whether another followed."""

    def latest_of_each(self) -> ResidentsVoteQuerySet:
        """One of every call: another is held only where other bids came to compete."""
        later = ResidentsVote.objects.filter(tender=OuterRef("tender"), number__gt=OuterRef("number"))
        return self.exclude(Exists(later))


class ResidentsVote(models.Model):
    """The vote of a community's residents among the bidders of one call (居民投票)."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="residents_votes")
    number = models.PositiveSmallIntegerField(default=1)
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    objects = ResidentsVoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("residents' vote")
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="one_residents_vote_per_number"),
            models.CheckConstraint(condition=Q(ends_at__gt=F("opened_at")), name="residents_vote_takes_time"),
        ]

    def __str__(self) -> str:
        return str(self.tender)

    def get_absolute_url(self) -> str:
        """Where residents vote."""
        return reverse("evaluation:vote", args=[self.tender.number])

    def takes_votes(self, now: datetime) -> bool:
        """Whether it is open."""
        return is_running(self.opened_at, self.ends_at, now)


class VoteChoice(models.Model):
    """A bid that residents may choose, in the order of the opening; append-only."""

    vote = models.ForeignKey(ResidentsVote, models.PROTECT, related_name="choices")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["vote", "bid"], name="one_choice_per_bid"),
            models.UniqueConstraint(fields=["vote", "position"], name="one_choice_per_place"),
        ]


class Ballot(models.Model):
    """What one resident chose; chosen anew until the end, never twice (一人一票)."""

    vote = models.ForeignKey(ResidentsVote, models.PROTECT, related_name="ballots")
    voter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    choice = models.ForeignKey(VoteChoice, models.PROTECT, related_name="ballots")
    cast_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vote", "voter"], name="one_ballot_per_person")]

"""Rounds of a competitive consultation: what was talked about, what may be handed in, until when (磋商轮次)."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tendering.bids.rules.rounds import RoundState as StateCode
from tendering.tenders.models import Notice, SealingKey, Tender


class RoundState(models.TextChoices):
    """`rules.rounds.RoundState` in words."""

    TALKING = StateCode.TALKING, _("Talks are held")
    ANSWERING = StateCode.ANSWERING, _("Bidders hand in")
    CLOSED = StateCode.CLOSED, _("Closed, to be opened")
    ENDED = StateCode.ENDED, _("Ended")


class Round(models.Model):
    """One round of a consultation (磋商轮次); the last one asks for final, sealed quotes.

    `sections` names the parts of a bid that may be handed in; what came in is sealed to `sealing_key`, which no other
    opening uses. `notice` tells what the round changed in the documents.
    """

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="consultation")
    number = models.PositiveSmallIntegerField()
    is_last = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=RoundState, default=RoundState.TALKING)
    sections = models.JSONField(default=list)
    began_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    began_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    sealing_key = models.OneToOneField(SealingKey, models.PROTECT, null=True, blank=True, related_name="+")
    notice = models.OneToOneField(Notice, models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("round of consultation")
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="one_round_per_number"),
            models.UniqueConstraint(
                fields=["tender"], condition=~Q(state=StateCode.ENDED), name="one_running_round_per_tender"
            ),
            models.UniqueConstraint(fields=["tender"], condition=Q(is_last=True), name="one_last_round_per_tender"),
            # Nothing is handed in without a deadline and a key.
            models.CheckConstraint(
                condition=~Q(state__in=[StateCode.ANSWERING, StateCode.CLOSED])
                | Q(deadline_at__isnull=False, sealing_key__isnull=False),
                name="round_takes_answers_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.number}"

    def get_absolute_url(self) -> str:
        """The bidders' page of the round."""
        return reverse("bids:round", args=[self.tender.number, self.number])

    @property
    def title(self) -> str:
        """What it is called."""
        if self.is_last:
            return str(_("Final quote"))
        return str(_("Round %(number)s of the consultation")) % {"number": self.number}

    @property
    def is_answering(self) -> bool:
        """Whether answers may come in before its deadline."""
        return self.state == StateCode.ANSWERING

    @property
    def has_ended(self) -> bool:
        """Whether what it brought in was opened."""
        return self.state == StateCode.ENDED

    def is_open_at(self, now: datetime) -> bool:
        """Whether answers may come in at this moment, as far as the round itself goes."""
        return self.state == StateCode.ANSWERING and self.deadline_at is not None and now < self.deadline_at

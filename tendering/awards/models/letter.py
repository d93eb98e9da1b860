"""The letters that end a call: to the winner (中选通知书), and to each loser its own reasons."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import CommunityGroup, Provider
from tendering.awards.models.award import Award
from tendering.bids.joined import joined


class AwardLetter(models.Model):
    """One letter, never changed: `reasons` are codes with values (`rules.reasons`), `note` what the community adds."""

    class Kind(models.TextChoices):
        AWARD = "award", _("Award letter")
        REGRET = "regret", _("Notice of the result")

    award = models.ForeignKey(Award, models.PROTECT, related_name="letters")
    kind = models.CharField(max_length=8, choices=Kind)
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="award_letters")
    group = models.ForeignKey(CommunityGroup, models.PROTECT, null=True, blank=True, related_name="award_letters")
    # Names of the members of a consortium beside the lead, who read it too.
    others = models.JSONField(default=list, blank=True)
    reasons = models.JSONField(default=list)
    note = models.TextField(max_length=2000, blank=True)
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sent_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award", "provider"], name="one_letter_per_bidder"),
            models.UniqueConstraint(fields=["award"], condition=Q(kind="award"), name="one_award_letter_per_award"),
            models.CheckConstraint(
                condition=Q(provider__isnull=False, group__isnull=True) | Q(provider__isnull=True, group__isnull=False),
                name="letter_to_provider_or_group",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.award.number} {self.addressee}"

    def get_absolute_url(self) -> str:
        """The letter, for its addressee and the offices."""
        return reverse("awards:letter", args=[self.pk])

    @property
    def addressee(self) -> str:
        """To whom it is written."""
        return joined(str(self.provider or self.group), self.others)

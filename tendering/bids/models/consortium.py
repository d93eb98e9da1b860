"""Who answers a call together with whom (联合体), before and after the opening."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from tendering.bids.models.bid import Bid
from tendering.bids.rules.consortium import Consent as ConsentCode
from tendering.tenders.models import Tender


class Consent(models.TextChoices):
    """`rules.consortium.Consent` in words."""

    ASKED = ConsentCode.ASKED, _("Has not answered yet")
    CONSENTED = ConsentCode.CONSENTED, _("Consented")
    DECLINED = ConsentCode.DECLINED, _("Does not join")


class Consortium(models.Model):
    """What the members agree to, encrypted under a key of its own until the opening; then it stands in the bid.

    Unlike the draft it outlives the submission, so that a member can read what it consented to.
    """

    bid = models.OneToOneField(Bid, models.CASCADE, related_name="consortium")
    wrapped_key = models.BinaryField(max_length=128)
    ciphertext = models.BinaryField()
    agreement = models.BinaryField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = _("consortium")

    def __str__(self) -> str:
        return f"consortium of {self.bid_id}"


class Partner(models.Model):
    """One member beside the lead (联合体成员), and what it says; before the opening only members learn of it.

    The key is drawn, not counted. What each does, and for which share, is sealed with the bid.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="partners")
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="+")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="partnerships")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=Consent, default=Consent.ASKED)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("member of a consortium")
        constraints = [
            models.UniqueConstraint(fields=["bid", "provider"], name="one_partner_per_bid"),
            # One body stands in one answer to a call (条例 22).
            models.UniqueConstraint(
                fields=["tender", "provider"], condition=Q(state=ConsentCode.CONSENTED), name="one_consent_per_call"
            ),
            models.CheckConstraint(
                condition=Q(state=ConsentCode.ASKED, answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False) & ~Q(state=ConsentCode.ASKED),
                name="partner_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id}/{self.provider_id}"

    @property
    def is_asked(self) -> bool:
        """Whether its answer is awaited."""
        return self.state == ConsentCode.ASKED

    @property
    def has_consented(self) -> bool:
        """Whether it takes part."""
        return self.state == ConsentCode.CONSENTED

"""A bid before the opening: a draft under a key of its own, and sealed versions that only grow."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from tendering.bids.rules.states import SEALED
from tendering.bids.rules.states import State as StateCode
from tendering.tenders.models import Tender


class BidState(models.TextChoices):
    """`rules.states.State` in words."""

    DRAFT = StateCode.DRAFT, _("Draft, not submitted")
    SUBMITTED = StateCode.SUBMITTED, _("Submitted and sealed")
    WITHDRAWN = StateCode.WITHDRAWN, _("Withdrawn")
    OPENED = StateCode.OPENED, _("Opened")
    UNOPENABLE = StateCode.UNOPENABLE, _("Does not open")


class Bid(models.Model):
    """What one provider answers to one call (响应文件). Before the opening nobody but the bidder learns of it.

    The key is drawn, not counted: a bidder who sees its own learns nothing about rivals.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="bids")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="bids")
    state = models.CharField(max_length=12, choices=BidState, default=BidState.DRAFT)
    # The version that counts; none while there is only a draft, and after a withdrawal.
    current = models.OneToOneField("BidVersion", models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = _("bid")
        constraints = [
            models.UniqueConstraint(fields=["tender", "provider"], name="one_bid_per_provider"),
            models.CheckConstraint(
                condition=Q(state__in=sorted(SEALED), current__isnull=False)
                | (~Q(state__in=sorted(SEALED)) & Q(current__isnull=True)),
                name="bid_counts_by_a_sealed_version",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.provider_id}"


class BidDraft(models.Model):
    """The unfinished text of a bid, encrypted under a key of its own that goes with the row at submission."""

    bid = models.OneToOneField(Bid, models.CASCADE, related_name="draft")
    wrapped_key = models.BinaryField(max_length=128)
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return f"draft of {self.bid_id}"


class DraftAttachment(models.Model):
    """A file of a draft, encrypted under the draft's key; its name stands in the draft's text."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    draft = models.ForeignKey(BidDraft, models.CASCADE, related_name="attachments")
    ciphertext = models.BinaryField()
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.pk)


class BidVersion(models.Model):
    """One submission, sealed to the tender's key; append-only, triggers hold it.

    `commitment` is the SHA-256 of canonical content and salt; `associated` is what it was sealed for.
    """

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    receipt = models.CharField(max_length=24, unique=True)
    commitment = models.CharField(max_length=64)
    envelope = models.JSONField()
    ciphertext = models.BinaryField()
    associated = models.JSONField()
    deadline_at = models.DateTimeField()
    received_at = models.DateTimeField()
    submitted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["bid", "number"], name="one_bid_version_per_number"),
            # Late by a millisecond is late (domain 3.4).
            models.CheckConstraint(condition=Q(received_at__lt=F("deadline_at")), name="bid_version_in_time"),
        ]

    def __str__(self) -> str:
        return self.receipt


class SealedAttachment(models.Model):
    """One file of a version, sealed by itself; its name and hash stand in the sealed content. Append-only."""

    version = models.ForeignKey(BidVersion, models.PROTECT, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    envelope = models.JSONField()
    ciphertext = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="one_sealed_attachment_per_position")
        ]

    def __str__(self) -> str:
        return f"{self.version_id}/{self.position}"

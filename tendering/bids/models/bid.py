"""A bid before the opening: a draft under a key of its own, and sealed versions that only grow."""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.conf import settings
from django.db import models
from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from tendering.bids.joined import joined
from tendering.bids.models.round import Round
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


class Answers(models.Manager["Bid"]):
    """Answers to the calls themselves: what is handed in during rounds of consultation is asked for by `every`."""

    def get_queryset(self) -> QuerySet[Bid]:
        """Without the answers of rounds."""
        return super().get_queryset().filter(round__isnull=True)


class Bid(models.Model):
    """What one provider answers to one call (响应文件). Before the opening nobody but the bidder learns of it.

    The key is drawn, not counted: a bidder who sees its own learns nothing about rivals. A revised plan or a final
    quote in a round of consultation is a row of its own, sealed and opened the same way.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="bids")
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="bids")
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=BidState, default=BidState.DRAFT)
    # The version that counts; none while there is only a draft, and after a withdrawal.
    current = models.OneToOneField("BidVersion", models.PROTECT, null=True, blank=True, related_name="+")
    # When it was withdrawn because an entry on the roster left force; none where the bidder took it back itself.
    left_roster_at = models.DateTimeField(null=True, blank=True)
    # Names of the members beside the lead, as they were at the opening; empty before, and where one answers alone.
    others = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField()

    objects = Answers()
    every = models.Manager["Bid"]()

    class Meta:
        verbose_name = _("bid")
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "provider"], condition=Q(round__isnull=True), name="one_bid_per_provider"
            ),
            models.UniqueConstraint(
                fields=["round", "provider"], condition=Q(round__isnull=False), name="one_answer_per_round"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(SEALED), current__isnull=False)
                | (~Q(state__in=sorted(SEALED)) & Q(current__isnull=True)),
                name="bid_counts_by_a_sealed_version",
            ),
            models.CheckConstraint(
                condition=Q(left_roster_at__isnull=True) | Q(state=StateCode.WITHDRAWN),
                name="bid_left_roster_when_withdrawn",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id}/{self.provider_id}"

    @property
    def bidder(self) -> str:
        """Who answers, as it stands on every record and letter: the provider, or the lead and the members with it."""
        return joined(self.provider.organisation.name, self.others)

    @property
    def price(self) -> Decimal:
        """The price that counts, in yuan: the final quote where rounds asked for one, else what the opened bid says.

        Everything that ranks, asks about, awards or shows a bid reads its price here.
        """
        final = getattr(self, "final", None)
        return self.opened.price if final is None else final.price

    @property
    def is_draft(self) -> bool:
        """Whether nothing was handed in yet."""
        return self.state == StateCode.DRAFT

    @property
    def is_submitted(self) -> bool:
        """Whether a sealed version waits for the opening."""
        return self.state == StateCode.SUBMITTED

    @property
    def is_unopenable(self) -> bool:
        """Whether the opening could not read it."""
        return self.state == StateCode.UNOPENABLE

    @property
    def first_quote(self) -> Decimal | None:
        """What the bid said before the rounds, where another price counts now; in yuan."""
        return self.opened.price if hasattr(self, "final") else None


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

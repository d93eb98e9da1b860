"""Hints of collusion among opened bids (串通投标线索), and the sealed origin of a bid until then."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from tendering.bids.models.bid import Bid
from tendering.bids.models.round import Round
from tendering.bids.rules.collusion import Kind
from tendering.tenders.models import Tender


class HintKind(models.TextChoices):
    """`rules.collusion.Kind` in words."""

    CONTROL = Kind.CONTROL, _("The same responsible person or controller")
    PHONE = Kind.PHONE, _("The same phone")
    ADDRESS = Kind.ADDRESS, _("The same address")
    BANK_ACCOUNT = Kind.BANK_ACCOUNT, _("The same bank account")
    MAIL_DOMAIN = Kind.MAIL_DOMAIN, _("The same mail domain")
    FILE = Kind.FILE, _("The same file")
    AUTHOR = Kind.AUTHOR, _("Files by the same author")
    DEVICE = Kind.DEVICE, _("Handed in from the same device")
    NETWORK = Kind.NETWORK, _("Handed in from the same network address")
    PASSAGE = Kind.PASSAGE, _("A long passage word for word in several plans")
    EQUAL_QUOTES = Kind.EQUAL_QUOTES, _("Equal quotes")
    ARITHMETIC = Kind.ARITHMETIC, _("Quotes in equal steps")
    GEOMETRIC = Kind.GEOMETRIC, _("Quotes that grow by one factor")
    LINE_DIFFERENCE = Kind.LINE_DIFFERENCE, _("Price lines that differ by one sum")
    LINE_RATIO = Kind.LINE_RATIO, _("Price lines that differ by one ratio")
    NEAR_CEILING = Kind.NEAR_CEILING, _("All quotes just under the ceiling")
    ONE_FAR_BELOW = Kind.ONE_FAR_BELOW, _("One quote far below, the others close together")


QUOTES = frozenset({Kind.EQUAL_QUOTES, Kind.ARITHMETIC, Kind.GEOMETRIC, Kind.NEAR_CEILING, Kind.ONE_FAR_BELOW})


class CollusionHint(models.Model):
    """Something several opened bids of one call have in common; a hint, no verdict. Append-only."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="collusion_hints")
    kind = models.CharField(max_length=20, choices=HintKind)
    # The last round of a consultation, where it is about final quotes.
    round = models.ForeignKey(Round, models.PROTECT, null=True, blank=True, related_name="+")
    found_at = models.DateTimeField()

    class Meta:
        verbose_name = _("hint of collusion")

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its kind in words, and whether it is about the final quotes."""
        kind = self.get_kind_display()
        return str(_("Final quotes: %(kind)s")) % {"kind": kind} if self.round_id else kind

    @property
    def is_about_quotes(self) -> bool:
        """Whether its values are whole quotes, in yuan."""
        return self.kind in QUOTES


class HintInput(models.Model):
    """What one bid brought to a hint. The value may be personal and can be erased; triggers hold the rest."""

    hint = models.ForeignKey(CollusionHint, models.PROTECT, related_name="inputs")
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="hint_inputs")
    position = models.PositiveSmallIntegerField()
    value = models.CharField(max_length=300, blank=True)
    file = models.CharField(max_length=160, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hint", "position"], name="one_hint_input_per_position")]

    def __str__(self) -> str:
        return f"{self.hint_id}/{self.position}"


class SealedOrigin(models.Model):
    """Where a submitted bid was handed in from, as keyed digests sealed to the tender's key.

    Gone with the bid's replacement, its withdrawal and the opening: only what coincided stays, as a hint.
    """

    bid = models.OneToOneField(Bid, models.CASCADE, related_name="origin")
    envelope = models.JSONField()
    ciphertext = models.BinaryField()

    def __str__(self) -> str:
        return f"origin of {self.bid_id}"

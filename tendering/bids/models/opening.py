"""The opening and what it showed (开标, 资格审查)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.files.models import StoredFile
from marketplace.primitives.ruleset import Office
from tendering.bids.models.bid import Bid, BidVersion
from tendering.bids.models.round import Round
from tendering.bids.rules.states import Ground as GroundCode
from tendering.bids.rules.states import Invalid as InvalidCode
from tendering.tenders.models import Tender


class OfficeChoice(models.TextChoices):
    """Offices of an opening committee in words."""

    COMMUNITY = Office.COMMUNITY, _("Community")
    STREET = Office.STREET, _("Street office")
    DISTRICT = Office.DISTRICT, _("District")
    SUPERVISION_COMMITTEE = Office.SUPERVISION_COMMITTEE, _("Supervision committee")
    DISCIPLINE = Office.DISCIPLINE, _("Discipline inspection")


class InvalidReason(models.TextChoices):
    """`rules.states.Invalid` in words."""

    HASH_MISMATCH = InvalidCode.HASH_MISMATCH, _("The content is not what was committed to")
    ABOVE_CEILING = InvalidCode.ABOVE_CEILING, _("The quote is above the ceiling")
    NOT_FIXED_PRICE = InvalidCode.NOT_FIXED_PRICE, _("The quote is not the fixed price")
    DOES_NOT_ADD_UP = InvalidCode.DOES_NOT_ADD_UP, _("The price lines do not add up")
    INCOMPLETE = InvalidCode.INCOMPLETE, _("The content is incomplete")
    NOT_ELIGIBLE = InvalidCode.NOT_ELIGIBLE, _("The provider may not bid")


class Ground(models.TextChoices):
    """`rules.states.Ground` in words."""

    MATERIALS_MISSING = GroundCode.MATERIALS_MISSING, _("Required materials are missing")
    SCOPE_NOT_COVERED = GroundCode.SCOPE_NOT_COVERED, _("The registered business scope does not cover the work")
    STAFF_NOT_QUALIFIED = GroundCode.STAFF_NOT_QUALIFIED, _("Staff or project lead are not qualified")
    REQUIREMENTS_NOT_MET = GroundCode.REQUIREMENTS_NOT_MET, _("Requirements of the call are not met")
    SAME_CONTROL = (
        GroundCode.SAME_CONTROL,
        _("The same responsible person or controller as another bidder (Implementing Regulations, article 18)"),
    )
    CONFLICT_OF_INTEREST = GroundCode.CONFLICT_OF_INTEREST, _("Relation to another bidder or to the planner")
    FALSE_MATERIAL = GroundCode.FALSE_MATERIAL, _("False material")
    OTHER = GroundCode.OTHER, _("Other")


class AnyOpening(models.Model):
    """What an opening is, of a call's bids or of a round's answers.

    `commitments` are those of the bids that counted, sorted, fixed in the log before any of them is opened.
    """

    started_at = models.DateTimeField()
    commitments = models.JSONField(default=list)
    fixed_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True) | Q(fixed_at__isnull=False), name="%(class)s_fixed_before_opened"
            )
        ]


class Opening(AnyOpening):
    """The opening of a tender's bids: confirmed by enough offices, then done by the worker (开标)."""

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="opening")
    # Since when the opened bids are to be checked anew; None unless a remedy ordered it.
    recheck_at = models.DateTimeField(null=True, blank=True)
    # When bidders and offices were told; lots of a joint call are told of at once, after the last of them.
    told_at = models.DateTimeField(null=True, blank=True)

    class Meta(AnyOpening.Meta):
        verbose_name = _("opening of bids")

    def __str__(self) -> str:
        return self.tender.number


class RoundOpening(AnyOpening):
    """The opening of what was handed in during a round of consultation, by the same offices."""

    round = models.OneToOneField(Round, models.PROTECT, related_name="opening")

    class Meta(AnyOpening.Meta):
        verbose_name = _("opening of a round")

    def __str__(self) -> str:
        return str(self.round)

    @property
    def tender(self) -> Tender:
        """The call."""
        return self.round.tender


class AnyConfirmation(models.Model):
    """One office's officer confirms that the bids may be opened; append-only."""

    office = models.CharField(max_length=24, choices=OfficeChoice)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The role it was done in: for a substitute the absent officer counts too.
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        abstract = True
        constraints = [
            models.UniqueConstraint(fields=["opening", "office"], name="one_%(class)s_per_office"),
            # Two offices held by one person are still one pair of eyes.
            models.UniqueConstraint(fields=["opening", "confirmed_by"], name="one_%(class)s_per_person"),
        ]


class OpeningConfirmation(AnyConfirmation):
    """Of the opening of a call's bids."""

    opening = models.ForeignKey(Opening, models.PROTECT, related_name="confirmations")

    def __str__(self) -> str:
        return f"{self.opening_id}/{self.office}"


class RoundConfirmation(AnyConfirmation):
    """Of the opening of a round's answers."""

    opening = models.ForeignKey(RoundOpening, models.PROTECT, related_name="confirmations")

    def __str__(self) -> str:
        return f"{self.opening_id}/{self.office}"


class OpenedBid(models.Model):
    """What a bid says, readable from the opening on; price in yuan. Triggers keep it as it was opened.

    `plan` is how the work will be done, `schedule` when, `participation` how residents take part; `team` a list of
    {name, duty, qualification}; `facts` the numbers that formulas of objective criteria read; `parties` those who
    answer together, the lead first ({provider, name, share in percent, kind, work}), empty where one answers alone.
    """

    bid = models.OneToOneField(Bid, models.PROTECT, related_name="opened")
    # The bid whose price this valid final quote replaces (`queries.price`).
    final_of = models.OneToOneField(Bid, models.PROTECT, null=True, blank=True, related_name="final")
    version = models.OneToOneField(BidVersion, models.PROTECT, related_name="opened")
    price = models.DecimalField(max_digits=14, decimal_places=2)
    plan = models.TextField()
    schedule = models.TextField(blank=True)
    participation = models.TextField(blank=True)
    team = models.JSONField(default=list)
    facts = models.JSONField(default=dict)
    parties = models.JSONField(default=list, blank=True)
    salt = models.CharField(max_length=64)
    hash_ok = models.BooleanField()
    valid = models.BooleanField()
    invalid_reason = models.CharField(max_length=24, choices=InvalidReason, blank=True)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(valid=True, hash_ok=True, invalid_reason="") | (Q(valid=False) & ~Q(invalid_reason="")),
                name="opened_bid_invalid_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"opened {self.bid_id}"


class OpenedLine(models.Model):
    """One price line of an opened bid, in yuan; append-only."""

    opened = models.ForeignKey(OpenedBid, models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=200)
    quantity = models.DecimalField(max_digits=12, decimal_places=2)
    unit = models.CharField(max_length=20)
    unit_price = models.DecimalField(max_digits=14, decimal_places=2)
    amount = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opened", "position"], name="one_opened_line_per_position")]

    def __str__(self) -> str:
        return self.description


class OpenedFile(models.Model):
    """A file of an opened bid; append-only."""

    opened = models.ForeignKey(OpenedBid, models.PROTECT, related_name="files")
    position = models.PositiveSmallIntegerField()
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="opened_bid_file")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["opened", "position"], name="one_opened_file_per_position")]

    def __str__(self) -> str:
        return str(self.file)


class QualificationView(models.Model):
    """What one office says of an opened, valid bid (资格审查意见); append-only.

    An office speaks again, with the next `number`, only where it passed the bid before another office doubted. After an
    upheld remedy the views given before count no longer; they stay, and everybody speaks anew.
    """

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="qualification_views")
    office = models.CharField(max_length=24, choices=OfficeChoice)
    number = models.PositiveSmallIntegerField(default=1)
    passed = models.BooleanField()
    grounds = models.JSONField(default=list)
    reason = models.TextField(max_length=2000, blank=True)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    # The role it was given in: for a substitute the absent officer counts too.
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    counts = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["bid", "office", "number"],
                condition=Q(counts=True),
                name="one_qualification_view_per_number",
            ),
            # Two offices held by one person are still one pair of eyes.
            models.UniqueConstraint(
                fields=["bid", "given_by", "number"],
                condition=Q(counts=True),
                name="one_qualification_view_per_person",
            ),
            models.CheckConstraint(condition=Q(passed=True) | ~Q(reason=""), name="doubted_for_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.bid_id}/{self.office}"


class Qualification(models.Model):
    """Whether an opened, valid bid passes the qualification check, with reasons (资格审查); append-only.

    The outcome of its offices' views (`rules.qualifying`); `decided_by` gave the last of them. Everybody reads the one
    that counts, `bid.qualification`; what an upheld remedy set aside stays beside it.
    """

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="qualifications")
    # The same bid, and none's once it is set aside: the unique key allows each bid one that counts.
    counts_for = models.OneToOneField(Bid, models.PROTECT, null=True, blank=True, related_name="qualification")
    passed = models.BooleanField()
    grounds = models.JSONField(default=list)
    reason = models.TextField(max_length=2000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(passed=True) | ~Q(reason=""), name="disqualified_for_a_reason"),
            models.CheckConstraint(
                condition=Q(counts_for__isnull=True) | Q(counts_for=F("bid")), name="qualification_counts_for_its_bid"
            ),
        ]

    def __str__(self) -> str:
        return f"qualification of {self.bid_id}"

"""A tender: one call for one demand, with the procedure it follows."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.files.models import StoredFile
from marketplace.primitives.ruleset import CriterionKind, Method
from marketplace.rulebook.models import RuleSet
from marketplace.ui.bilingual import Bilingual
from tendering.demands.models import Demand
from tendering.demands.models.demand import Kind, TierChoice
from tendering.tenders.models.joint import JointCall
from tendering.tenders.rules.notice import FIXED_PRICE
from tendering.tenders.rules.procedure import Procedure
from tendering.tenders.rules.states import DECIDING, ENDED, FRUITLESS, PUBLIC
from tendering.tenders.rules.states import State as StateCode


class TenderState(models.TextChoices):
    """`rules.states.State` in words."""

    PREPARING = StateCode.PREPARING, _("In preparation")
    DOC_REVIEW = StateCode.DOC_REVIEW, _("Documents under review")
    ANNOUNCED = StateCode.ANNOUNCED, _("Open for responses")
    CLOSED = StateCode.CLOSED, _("Closed, not opened")
    OPENED = StateCode.OPENED, _("Opened")
    SUSPENDED = StateCode.SUSPENDED, _("Suspended")
    CONCLUDED = StateCode.CONCLUDED, _("Concluded")
    FAILED = StateCode.FAILED, _("Failed")
    CANCELLED = StateCode.CANCELLED, _("Cancelled")


class TenderMethod(models.TextChoices):
    """How a contractor is found (发包方式)."""

    INQUIRY = Method.INQUIRY, _("Inquiry")
    COMPARISON_INVITED = Method.COMPARISON_INVITED, _("Invited comparison")
    COMPARISON_PUBLIC = Method.COMPARISON_PUBLIC, _("Public comparison")
    DIRECT_AWARD = Method.DIRECT_AWARD, _("Direct award")
    RESIDENT_IMPLEMENTED = Method.RESIDENT_IMPLEMENTED, _("Resident-implemented")
    AGREED = Method.AGREED, _("Agreed award")
    CONSULTATION = Method.CONSULTATION, _("Competitive consultation")
    OPEN_TENDER = Method.OPEN_TENDER, _("Open tender")


class SealingKey(models.Model):
    """A public key of the pool; its private half lies in the vault, outside the database."""

    key_id = models.CharField(max_length=32, unique=True)
    public_key = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()
    # When it went to something else than a call: a round of consultation seals to a key of its own.
    taken_at = models.DateTimeField(null=True, blank=True)


class Tender(models.Model):
    """One round of letting a demand (发包, 招募); amounts in yuan."""

    number = models.CharField(max_length=16, unique=True)
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="tenders")
    round = models.PositiveSmallIntegerField(default=1)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="relaunch")
    # The joint call it goes out with, and which lot of it.
    joint = models.ForeignKey(JointCall, models.PROTECT, null=True, blank=True, related_name="lots")
    lot = models.PositiveSmallIntegerField(null=True, blank=True)
    method = models.CharField(max_length=24, choices=TenderMethod)
    tier = models.CharField(max_length=12, choices=TierChoice)
    kind = models.CharField(max_length=12, choices=Kind)
    ceiling = models.DecimalField(max_digits=14, decimal_places=2)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="tenders")
    procedure_data = models.JSONField()
    state = models.CharField(max_length=12, choices=TenderState, default=TenderState.PREPARING)
    suspended_from = models.CharField(max_length=12, blank=True)
    suspended_at = models.DateTimeField(null=True, blank=True)
    suspended_until = models.DateTimeField(null=True, blank=True)
    content = models.JSONField(default=dict)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    # Whoever wrote in the documents, from the first word to the last amendment: none of them approves them.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    documents_approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    announced_at = models.DateTimeField(null=True, blank=True)
    deadline_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    # When whoever opens it was told that it has closed; lots of a joint call are told of together.
    closing_told_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    was_extended = models.BooleanField(default=False)
    sealing_key = models.OneToOneField(SealingKey, models.PROTECT, null=True, blank=True, related_name="tender")
    # Why it is let by another method than the failed call before; the office that approves the documents agrees to it.
    change_reason = models.CharField(max_length=2000, blank=True)
    public_reason = models.CharField(max_length=2000, blank=True)
    # Why the documents came back, until they are handed in again; those of a lot come back with the joint call.
    returned_reason = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    # Names of who planned the project, where `demands.queries.planners.with_planners` asked for them.
    planners_named: list[str] | None
    # Whether the reader's provider has not obtained the documents, where `queries.actions.with_documents` asked.
    lacks_documents: bool | None = None

    class Meta:
        verbose_name = _("tender")
        constraints = [
            models.UniqueConstraint(fields=["demand", "round"], name="one_tender_per_demand_and_round"),
            # At most one call for a demand runs at a time.
            models.UniqueConstraint(
                fields=["demand"], condition=~Q(state__in=sorted(ENDED)), name="one_live_tender_per_demand"
            ),
            models.UniqueConstraint(fields=["joint", "lot"], name="one_lot_per_number"),
            models.CheckConstraint(
                condition=Q(joint__isnull=True, lot__isnull=True) | Q(joint__isnull=False, lot__isnull=False),
                name="lot_of_a_joint_call",
            ),
            models.CheckConstraint(condition=Q(ceiling__gt=0), name="tender_ceiling_positive"),
            models.CheckConstraint(
                condition=Q(deadline_at__isnull=True) | Q(deadline_at__gt=F("announced_at")),
                name="tender_deadline_after_announcement",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[StateCode.FAILED, StateCode.CANCELLED]) | ~Q(public_reason=""),
                name="tender_ends_with_public_reason",
            ),
        ]
        indexes = [models.Index(fields=["state", "deadline_at"], name="tender_by_deadline")]

    def __str__(self) -> str:
        return f"{self.number} {self.demand.title}"

    def get_absolute_url(self) -> str:
        """The tender's page."""
        return reverse("tenders:detail", args=[self.number])

    @property
    def procedure(self) -> Procedure:
        """The procedure as it was when the tender was prepared; a later rule set does not move it."""
        return Procedure.from_mapping(self.procedure_data)

    def is_open_at(self, now: datetime) -> bool:
        """Whether answers may come in at this moment: announced, and before the deadline."""
        return self.state == StateCode.ANNOUNCED and self.deadline_at is not None and now < self.deadline_at

    def is_over_at(self, now: datetime) -> bool:
        """Whether it takes no more answers: past its deadline, closed or ended; suspended, as it stood before."""
        stands = self.suspended_from if self.state == StateCode.SUSPENDED else self.state
        is_late = self.state == StateCode.ANNOUNCED and self.deadline_at is not None and self.deadline_at <= now
        return is_late or stands in DECIDING or stands in ENDED

    @property
    def was_taking_answers(self) -> bool:
        """Whether it is suspended while it took answers, which its deadline then was still to end."""
        return self.state == StateCode.SUSPENDED and self.suspended_from == StateCode.ANNOUNCED

    @property
    def suspended_since(self) -> datetime | None:
        """When the suspension began that lasts still; None where it is not suspended."""
        return self.suspended_at if self.state == StateCode.SUSPENDED else None

    @property
    def is_announced(self) -> bool:
        """Whether it waits for answers."""
        return self.state == StateCode.ANNOUNCED

    @property
    def is_closed(self) -> bool:
        """Whether its deadline has passed and nothing was opened."""
        return self.state == StateCode.CLOSED

    @property
    def is_suspended(self) -> bool:
        """Whether its clock stands."""
        return self.state == StateCode.SUSPENDED

    @property
    def has_fixed_price(self) -> bool:
        """Whether its ceiling is the price of every bid, and no factor (固定价格)."""
        return bool(self.content.get("fixed_price") == FIXED_PRICE)

    @property
    def has_come_to_nothing(self) -> bool:
        """Whether it failed or was cancelled."""
        return self.state in FRUITLESS

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in PUBLIC


class Criterion(Bilingual, models.Model):
    """One line of the tender's score sheet, fixed at announcement; points of 100."""

    class Kind(models.TextChoices):
        SUBJECTIVE = CriterionKind.SUBJECTIVE, _("By members")
        OBJECTIVE = CriterionKind.OBJECTIVE, _("By formula")

    tender = models.ForeignKey(Tender, models.CASCADE, related_name="criteria")
    code = models.SlugField(max_length=32)
    name_zh = models.CharField(max_length=60)
    name_en = models.CharField(max_length=80, blank=True)
    max_points = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    formula = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tender", "code"], name="one_criterion_per_code"),
            models.CheckConstraint(condition=Q(max_points__gt=0, max_points__lte=100), name="criterion_points"),
        ]


class TenderFile(models.Model):
    """A document of the call."""

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="tender_file")
    caption = models.CharField(max_length=200, blank=True)

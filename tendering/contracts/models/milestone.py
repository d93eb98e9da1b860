"""Milestones and what the contractor reports about them."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.files.models import StoredFile
from tendering.contracts.models.contract import Contract
from tendering.contracts.rules.milestones import is_late
from tendering.contracts.rules.states import MilestoneState as StateCode
from tendering.funds.models.fields import yuan_field


class MilestoneState(models.TextChoices):
    """`rules.states.MilestoneState` in words."""

    PLANNED = StateCode.PLANNED, _("Not begun")
    IN_PROGRESS = StateCode.IN_PROGRESS, _("In progress")
    REPORTED = StateCode.REPORTED, _("Reported")
    RETURNED = StateCode.RETURNED, _("Returned")
    VERIFIED = StateCode.VERIFIED, _("Verified")


class Milestone(models.Model):
    """One step of the delivery (节点); exactly one of a contract's milestones is its mid-term."""

    contract = models.ForeignKey(Contract, models.CASCADE, related_name="milestones")
    position = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=120)
    due_on = models.DateField()
    is_midterm = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=MilestoneState, default=MilestoneState.PLANNED)
    verified_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "position"], name="milestone_position_once"),
            models.UniqueConstraint(fields=["contract"], condition=Q(is_midterm=True), name="one_midterm_per_contract"),
            models.CheckConstraint(
                condition=~Q(state=StateCode.VERIFIED) | Q(verified_at__isnull=False), name="milestone_verified_at"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def is_overdue(self, today: date) -> bool:
        """Whether its day has passed before it was reported."""
        reported = (StateCode.REPORTED, StateCode.VERIFIED)
        return self.state not in reported and is_late(self.due_on, today)


class MilestoneReport(models.Model):
    """What the contractor reported: words, how many came, what it cost; and what the community said to it."""

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="reports")
    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=4000)
    attendance = models.PositiveIntegerField(null=True, blank=True)
    spent = yuan_field()
    reported_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    reported_at = models.DateTimeField()
    due_at = models.DateTimeField()
    decided_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    accepted = models.BooleanField(null=True)
    reason = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["milestone", "number"], name="milestone_report_number"),
            models.UniqueConstraint(
                fields=["milestone"], condition=Q(accepted__isnull=True), name="one_open_report_per_milestone"
            ),
            models.CheckConstraint(condition=Q(spent__gte=0), name="milestone_spent_not_negative"),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True, decided_at__isnull=True)
                | Q(accepted__isnull=False, decided_at__isnull=False),
                name="milestone_report_decided",
            ),
            models.CheckConstraint(condition=~Q(accepted=False) | ~Q(reason=""), name="milestone_return_has_reason"),
        ]


class ReportPhoto(models.Model):
    """A picture of a report, before or after; public once the milestone is verified (R45)."""

    class When(models.TextChoices):
        BEFORE = "before", _("Before the work")
        AFTER = "after", _("After the work")

    report = models.ForeignKey(MilestoneReport, models.PROTECT, related_name="photos")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="milestone_photo")
    when = models.CharField(max_length=8, choices=When)

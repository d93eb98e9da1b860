"""Acceptance: the team, what each found, the result."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from tendering.contracts.models.contract import Contract
from tendering.contracts.rules.acceptance import Capacity as CapacityCode
from tendering.contracts.rules.acceptance import Opinion as OpinionCode
from tendering.contracts.rules.states import OPEN_ACCEPTANCE
from tendering.contracts.rules.states import AcceptanceState as StateCode


class AcceptanceState(models.TextChoices):
    """`rules.states.AcceptanceState` in words."""

    REQUESTED = StateCode.REQUESTED, _("Asked for")
    SCHEDULED = StateCode.SCHEDULED, _("Team called")
    PASSED = StateCode.PASSED, _("Passed")
    RECTIFY = StateCode.RECTIFY, _("To be put right")
    FAILED = StateCode.FAILED, _("Not accepted")
    RECALLED = StateCode.RECALLED, _("Recalled, another team called")
    ENDED = StateCode.ENDED, _("Ended with the contract")


class Acceptance(models.Model):
    """One round of acceptance (验收); a round that demands putting right, or whose team was recalled, is followed by
    another."""

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="acceptances")
    round = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=12, choices=AcceptanceState, default=AcceptanceState.REQUESTED)
    statement = models.TextField(max_length=2000)
    requested_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    requested_at = models.DateTimeField()
    # The last day on which the inspection may be held.
    hold_by = models.DateField()
    inspect_at = models.DateTimeField(null=True, blank=True)
    report = models.TextField(max_length=4000, blank=True)
    rectify = models.TextField(max_length=2000, blank=True)
    rectify_by = models.DateField(null=True, blank=True)
    concluded_at = models.DateTimeField(null=True, blank=True)
    public_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["contract", "round"], name="acceptance_round"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state__in=sorted(OPEN_ACCEPTANCE)), name="one_open_acceptance"
            ),
            models.UniqueConstraint(fields=["contract"], condition=Q(state=StateCode.PASSED), name="accepted_once"),
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "rectify", "failed"])
                | (Q(concluded_at__isnull=False) & ~Q(report="")),
                name="acceptance_concluded_with_report",
            ),
            models.CheckConstraint(
                condition=~Q(state="rectify") | (Q(rectify_by__isnull=False) & ~Q(rectify="")),
                name="acceptance_rectify_by",
            ),
        ]

    @property
    def is_over(self) -> bool:
        """Whether the round is concluded, recalled or ended: what its members found can be read."""
        return self.state not in OPEN_ACCEPTANCE


class AcceptanceMember(models.Model):
    """Somebody on the team: as what, from where, what they found (验收小组成员)."""

    class Capacity(models.TextChoices):
        PROFESSIONAL = CapacityCode.PROFESSIONAL, _("Professional")
        DEPARTMENT = CapacityCode.DEPARTMENT, _("Functional department")
        SUPERVISION = CapacityCode.SUPERVISION, _("Supervision committee")
        RESIDENT = CapacityCode.RESIDENT, _("Resident representative")
        RECIPIENT = CapacityCode.RECIPIENT, _("Recipient of the service")

    class Opinion(models.TextChoices):
        PASSES = OpinionCode.PASSES, _("Pass")
        RECTIFY = OpinionCode.RECTIFY, _("Put right and inspect again")
        FAILS = OpinionCode.FAILS, _("Do not accept")

    acceptance = models.ForeignKey(Acceptance, models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    capacity = models.CharField(max_length=16, choices=Capacity)
    leads = models.BooleanField(default=False)
    opinion = models.CharField(max_length=8, choices=Opinion, blank=True)
    findings = models.TextField(max_length=2000, blank=True)
    signed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["acceptance", "user"], name="acceptance_member_once"),
            models.UniqueConstraint(fields=["acceptance"], condition=Q(leads=True), name="acceptance_one_leader"),
            models.CheckConstraint(
                condition=Q(opinion="", signed_at__isnull=True) | (~Q(opinion="") & Q(signed_at__isnull=False)),
                name="acceptance_opinion_signed",
            ),
        ]

"""A joint call: several projects of one street or community let together, each as a lot (合并采购, 分包评审)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from tendering.tenders.rules.joint import JointState


class JointStatus(models.TextChoices):
    """`rules.joint.JointState` in words."""

    PREPARING = JointState.PREPARING, _("In preparation")
    REVIEW = JointState.REVIEW, _("Documents under review")
    ANNOUNCED = JointState.ANNOUNCED, _("Announced")
    DISSOLVED = JointState.DISSOLVED, _("Dissolved")


class JointCall(models.Model):
    """What is common to several calls that go out together; each of its lots is a tender with everything of its own.

    Attributes:
        approved_by: the role that approves the documents of all lots.
    """

    number = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=120)
    place = models.ForeignKey(Place, models.PROTECT, related_name="joint_calls")
    state = models.CharField(max_length=12, choices=JointStatus, default=JointStatus.PREPARING)
    approved_by = models.CharField(max_length=24)
    # How many lots one bidder may win; empty sets no limit (兼投不兼中).
    awards_per_bidder = models.PositiveSmallIntegerField(null=True, blank=True)
    prepared_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    prepared_at = models.DateTimeField()
    announced_at = models.DateTimeField(null=True, blank=True)
    # Why the documents came back, until they are handed in again.
    returned_reason = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("joint call")
        constraints = [
            models.CheckConstraint(
                condition=Q(state=JointState.ANNOUNCED, announced_at__isnull=False)
                | Q(~Q(state=JointState.ANNOUNCED), announced_at__isnull=True),
                name="joint_call_announced_at",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="joint_call_has_title"),
            models.CheckConstraint(condition=~Q(awards_per_bidder=0), name="joint_call_limit_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The page of the joint call."""
        return reverse("tenders:joint_detail", args=[self.number])

"""A complaint after an objection or a challenge (投诉): to finance by the statute, to discipline by local rules."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tendering.awards.models.objection import Objection, OutcomeChoice, remedies_url
from tendering.awards.rules.states import ComplaintState


class ComplaintStatus(models.TextChoices):
    """`rules.states.ComplaintState` in words."""

    FILED = ComplaintState.FILED, _("Being examined")
    ADMITTED = ComplaintState.ADMITTED, _("Admitted")
    TURNED_AWAY = ComplaintState.TURNED_AWAY, _("Not admitted")
    DISMISSED = ComplaintState.DISMISSED, _("Dismissed")
    UPHELD = ComplaintState.UPHELD, _("Upheld")


class Complaint(models.Model):
    """Named towards whoever decides, never in public. `text` holds the facts; `copies_sent_at` follows admission."""

    objection = models.OneToOneField(Objection, models.PROTECT, related_name="complaint")
    state = models.CharField(max_length=12, choices=ComplaintStatus, default=ComplaintState.FILED)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="award_complaints")
    filed_at = models.DateTimeField()
    text = models.TextField(max_length=4000)
    grounds = models.TextField(max_length=2000)
    request = models.TextField(max_length=2000)
    examine_due_at = models.DateTimeField(null=True, blank=True)
    copies_due_at = models.DateTimeField(null=True, blank=True)
    decide_due_at = models.DateTimeField()
    copies_sent_at = models.DateTimeField(null=True, blank=True)
    examined_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    examined_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, choices=OutcomeChoice, blank=True)
    decision = models.TextField(max_length=4000, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("complaint")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[ComplaintState.FILED, ComplaintState.ADMITTED], decided_at__isnull=True)
                | (Q(decided_at__isnull=False) & ~Q(decision="")),
                name="award_complaint_decided_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.objection} !"

    def get_absolute_url(self) -> str:
        """The page of the call's challenges and complaints."""
        return remedies_url(self.objection.tender)

    @property
    def is_filed(self) -> bool:
        """Whether it waits to be examined."""
        return self.state == ComplaintState.FILED

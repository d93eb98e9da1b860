"""What was announced: notices are never changed, an amendment is a new one (公告)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tendering.tenders.models.tender import Tender


class Notice(models.Model):
    """One public notice of a tender; append-only, triggers hold it."""

    class Kind(models.TextChoices):
        ANNOUNCEMENT = "announcement", _("Announcement")
        AMENDMENT = "amendment", _("Amendment")
        EXTENSION = "extension", _("Extension")
        ANSWERS = "answers", _("Answers to questions")
        FAILURE = "failure", _("Failed call")
        CANCELLATION = "cancellation", _("Cancellation")
        SUSPENSION = "suspension", _("Suspension")
        RESUMPTION = "resumption", _("Resumption")
        RESULT = "result", _("Proposed award")
        AWARD = "award", _("Award")
        AWARD_FELL = "award_fell", _("Award fell")
        EVALUATED_ANEW = "evaluated_anew", _("Evaluation done anew")
        QUALIFIED_ANEW = "qualified_anew", _("Qualification done anew")
        RECHECKED = "rechecked", _("Result checked by the same panel")

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="notices")
    number = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=16, choices=Kind)
    body = models.JSONField()
    diff = models.JSONField(default=list)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tender", "number"], name="one_notice_per_number")]

"""The open survey that stands beside the panel: shown, not mixed in (R49)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from tendering.contracts.models.satisfaction import AnswerChoice, Awareness, SatisfactionPanel


class SatisfactionSurvey(models.Model):
    """What anybody thinks of the project, open while the panel answers (公开问卷)."""

    panel = models.OneToOneField(SatisfactionPanel, models.PROTECT, related_name="survey")
    opened_at = models.DateTimeField()


class SurveyAnswer(models.Model):
    """One answer of the open survey, without time, order or person; residents' apart from visitors'."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(SatisfactionSurvey, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=20, choices=AnswerChoice)
    awareness = models.CharField(max_length=8, choices=Awareness)
    from_resident = models.BooleanField()


class SurveyParticipation(models.Model):
    """That somebody answered: once by account, a few times a day from one address (a keyed digest)."""

    survey = models.ForeignKey(SatisfactionSurvey, models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    address = models.CharField(max_length=64, blank=True)
    on_date = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["survey", "user"], condition=Q(user__isnull=False), name="one_survey_answer_per_person"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False, address="") | Q(user__isnull=True) & ~Q(address=""),
                name="survey_by_person_or_address",
            ),
        ]
        indexes = [models.Index(fields=["survey", "address", "on_date"], name="survey_by_address")]

"""The open survey that stands beside the panel: shown, not mixed in (R49)."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from tendering.contracts.models.satisfaction import AnswerChoice, Awareness, SatisfactionPanel


class SatisfactionSurvey(models.Model):
    """What anybody who signs in thinks of the project, open while the panel answers (公开问卷)."""

    panel = models.OneToOneField(SatisfactionPanel, models.PROTECT, related_name="survey")
    opened_at = models.DateTimeField()


class SurveyAnswer(models.Model):
    """One answer of the open survey, without time, order or person; residents' apart from others'."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    survey = models.ForeignKey(SatisfactionSurvey, models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=20, choices=AnswerChoice)
    awareness = models.CharField(max_length=8, choices=Awareness)
    from_resident = models.BooleanField()


class SurveyParticipation(models.Model):
    """That somebody answered: once by account; not when."""

    survey = models.ForeignKey(SatisfactionSurvey, models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["survey", "user"], name="one_survey_answer_per_person"),
        ]

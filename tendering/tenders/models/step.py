"""One written step on something that was found, whoever writes it; the last one says where it stands."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from marketplace.accounts.models import Membership


class WrittenStep(models.Model):
    """Numbered, in words, by a named person in a role."""

    number = models.PositiveSmallIntegerField()
    text = models.TextField(max_length=4000)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    class Meta:
        abstract = True

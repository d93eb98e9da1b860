"""What residents say to a proposal without proposing: they second it (附议), or ask to be told of it (关注)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tendering.demands.models.demand import Demand


class Backing(models.Model):
    """One resident's word for one demand; who said it is not published, how many is (R23)."""

    class Kind(models.TextChoices):
        SECOND = "second", _("Seconded")
        FOLLOW = "follow", _("Followed")

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="backings")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=6, choices=Kind)
    said_at = models.DateTimeField()

    class Meta:
        verbose_name = _("residents' backing")
        constraints = [
            models.UniqueConstraint(fields=["demand", "user", "kind"], name="one_backing_per_person_and_kind")
        ]

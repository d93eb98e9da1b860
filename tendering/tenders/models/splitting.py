"""What was written about a splitting found across calls (化整为零, 条例 28)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tendering.demands.models import Demand
from tendering.tenders.models.step import WrittenStep
from tendering.tenders.rules.splitting import SplittingAct, SplittingState


class SplittingStatus(models.TextChoices):
    """`rules.splitting.SplittingState` in words."""

    OPEN = SplittingState.OPEN, _("Not answered yet")
    ANSWERED = SplittingState.ANSWERED, _("Answered, not decided")
    SEPARATE = SplittingState.SEPARATE, _("Accepted as separate needs")
    MERGE = SplittingState.MERGE, _("To be merged")


class SplittingActChoice(models.TextChoices):
    """`rules.splitting.SplittingAct` in words."""

    ANSWER = SplittingAct.ANSWER, _("Answered in writing")
    ACCEPT = SplittingAct.ACCEPT, _("Accepted as separate needs")
    MERGE = SplittingAct.MERGE, _("To be merged")
    REOPEN = SplittingAct.REOPEN, _("Opened again")


class SplittingStep(WrittenStep):
    """One written step on a splitting that was found, with the projects it is about; yuan. Append-only.

    It belongs to the demand: a call that is repeated is not asked again about the same projects.
    """

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="splitting_steps")
    act = models.CharField(max_length=16, choices=SplittingActChoice)
    state = models.CharField(max_length=16, choices=SplittingStatus)
    projects = models.JSONField()
    total = models.DecimalField(max_digits=14, decimal_places=2)
    limit = models.DecimalField(max_digits=14, decimal_places=2)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["demand", "number"], name="one_splitting_step_per_number"),
            models.CheckConstraint(condition=~Q(text=""), name="splitting_step_in_words"),
        ]

    def __str__(self) -> str:
        return f"{self.demand_id}/{self.number}"

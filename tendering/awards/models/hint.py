"""What becomes of a hint of collusion: answered by the district, or decided by discipline inspection."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tendering.awards.rules.hints import HintAct, HintState
from tendering.bids.models import CollusionHint
from tendering.tenders.models import Tender
from tendering.tenders.models.step import WrittenStep


class HintStatus(models.TextChoices):
    """`rules.hints.HintState` in words."""

    OPEN = HintState.OPEN, _("Not answered yet")
    EXPLAINED = HintState.EXPLAINED, _("Explained")
    REFERRED = HintState.REFERRED, _("With discipline inspection")
    CLEARED = HintState.CLEARED, _("Cleared by discipline inspection")
    SUBSTANTIATED = HintState.SUBSTANTIATED, _("Found right by discipline inspection")


class HintActChoice(models.TextChoices):
    """`rules.hints.HintAct` in words."""

    EXPLAIN = HintAct.EXPLAIN, _("Explained")
    REFER = HintAct.REFER, _("Referred to discipline inspection")
    CLEAR = HintAct.CLEAR, _("Cleared")
    SUBSTANTIATE = HintAct.SUBSTANTIATE, _("Found right")
    REOPEN = HintAct.REOPEN, _("Opened again")


class HintDecision(WrittenStep):
    """One written step on a hint; the last one says where it stands. Append-only.

    `statement` is what the bidders concerned said when asked, for the offices only; `text` is published with the award.
    """

    hint = models.ForeignKey(CollusionHint, models.PROTECT, related_name="decisions")
    act = models.CharField(max_length=16, choices=HintActChoice)
    state = models.CharField(max_length=16, choices=HintStatus)
    statement = models.TextField(max_length=4000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["hint", "number"], name="one_hint_decision_per_number"),
            models.CheckConstraint(condition=~Q(text=""), name="hint_decided_in_words"),
            models.CheckConstraint(
                condition=~Q(act=HintAct.EXPLAIN) | ~Q(statement=""), name="hint_explained_by_the_bidders"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.hint_id}/{self.number}"


def hints_url(tender: Tender) -> str:
    """The page of a call's hints."""
    return reverse("awards:hints", args=[tender.number])

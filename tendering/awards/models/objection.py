"""An objection to a proposed award, filed by name by a bidder or a resident (异议)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Provider
from marketplace.files.models import StoredFile
from marketplace.primitives.ruleset import Regime
from tendering.awards.models.award import Award
from tendering.awards.rules.remedies import Outcome, Step, Subject
from tendering.awards.rules.states import ObjectionState
from tendering.tenders.models import Tender


class ObjectionStatus(models.TextChoices):
    """`rules.states.ObjectionState` in words."""

    OPEN = ObjectionState.OPEN, _("Waiting for an answer")
    DISMISSED = ObjectionState.DISMISSED, _("Dismissed")
    UPHELD = ObjectionState.UPHELD, _("Upheld")
    SETTLED = ObjectionState.SETTLED, _("Settled: the award fell for another cause")


class RegimeChoice(models.TextChoices):
    """Under which law somebody objects, in words: locally (异议), or by the statute (质疑)."""

    LOCAL = Regime.LOCAL, _("Objection")
    STATUTORY = Regime.STATUTORY, _("Challenge")


class SubjectChoice(models.TextChoices):
    """`rules.remedies.Subject` in words."""

    DOCUMENTS = Subject.DOCUMENTS, _("The documents of the call")
    PROCESS = Subject.PROCESS, _("A step of the process")
    RESULT = Subject.RESULT, _("The result")
    END = Subject.END, _("The end of the call, and what led to it")


class StepChoice(models.TextChoices):
    """`rules.remedies.Step` in words."""

    OPENING = Step.OPENING, _("Opening of the bids")
    QUALIFICATION = Step.QUALIFICATION, _("Qualification")
    EVALUATION = Step.EVALUATION, _("Evaluation")


class OutcomeChoice(models.TextChoices):
    """`rules.remedies.Outcome` in words."""

    NOT_UPHELD = Outcome.NOT_UPHELD, _("Not upheld")
    AMENDED = Outcome.AMENDED, _("Upheld: the documents are amended")
    REPUBLISHED = Outcome.REPUBLISHED, _("Upheld: the publicity of the result is held anew")
    VOID = Outcome.VOID, _("Upheld: the award is void")
    REDO_EVALUATION = Outcome.REDO_EVALUATION, _("Upheld: another panel evaluates the bids anew")
    REQUALIFY = Outcome.REQUALIFY, _("Upheld: all bids are checked anew, and another panel evaluates them")
    CANCELLED = Outcome.CANCELLED, _("Upheld: the call is cancelled")
    HARMLESS = Outcome.HARMLESS, _("Upheld, without effect on the result: everything goes on")
    REVOKED = Outcome.REVOKED, _("Upheld: the contract, not begun yet, is revoked and the project let anew")
    STANDS = Outcome.STANDS, _("Upheld: the contract has begun and stands; whoever did damage is liable")
    CALL_ANEW = Outcome.CALL_ANEW, _("Upheld: the project is let anew; the call that ended is not revived")
    NOTHING_LEFT = Outcome.NOTHING_LEFT, _("Upheld: the project has ended; whoever did damage is liable")


def remedies_url(tender: Tender) -> str:
    """The page of a call's challenges and complaints."""
    return reverse("awards:remedies", args=[tender.number])


class Objection(models.Model):
    """To an award, named towards the offices and masked in public (异议); under the statute a challenge (质疑).

    `provider` is set where a bidder objects, else a resident does. A challenge is about the documents, a step of the
    process or the result (then with its `award`), under either regime the end of a call; `text` holds the facts,
    beside grounds and request.
    """

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="objections")
    award = models.ForeignKey(Award, models.PROTECT, null=True, blank=True, related_name="objections")
    regime = models.CharField(max_length=12, choices=RegimeChoice, default=Regime.LOCAL)
    subject = models.CharField(max_length=12, choices=SubjectChoice, default=Subject.RESULT)
    step = models.CharField(max_length=16, choices=StepChoice, blank=True)
    outcome = models.CharField(max_length=16, choices=OutcomeChoice, blank=True)
    state = models.CharField(max_length=12, choices=ObjectionStatus, default=ObjectionStatus.OPEN)
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="award_objections")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="award_objections")
    filed_at = models.DateTimeField()
    # Of its award, when it was filed.
    publicity_round = models.PositiveSmallIntegerField(default=1)
    text = models.TextField(max_length=4000)
    grounds = models.TextField(max_length=2000, blank=True)
    request = models.TextField(max_length=2000, blank=True)
    due_at = models.DateTimeField()
    answer = models.TextField(max_length=4000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("objection")
        constraints = [
            # One person waits for one answer at a time; nobody stalls an award by repeating himself.
            models.UniqueConstraint(
                fields=["award", "filed_by"],
                condition=Q(state=ObjectionState.OPEN),
                name="one_open_award_objection_per_person",
            ),
            models.UniqueConstraint(
                fields=["award", "filed_by", "publicity_round"],
                condition=Q(regime=Regime.LOCAL),
                name="one_award_objection_per_person_and_publicity",
            ),
            # Whoever of its people files it, and under either regime; a resident's has no provider.
            models.UniqueConstraint(
                fields=["award", "provider", "publicity_round"],
                name="one_award_objection_per_bidder_and_publicity",
            ),
            models.UniqueConstraint(
                fields=["tender", "filed_by"],
                condition=Q(state=ObjectionState.OPEN, regime=Regime.STATUTORY),
                name="one_open_challenge_per_person",
            ),
            models.CheckConstraint(
                condition=Q(subject=Subject.RESULT, award__isnull=False)
                | (
                    ~Q(subject=Subject.RESULT)
                    & Q(award__isnull=True)
                    & (Q(regime=Regime.STATUTORY) | Q(subject=Subject.END))
                ),
                name="objection_to_a_result_names_it",
            ),
            models.CheckConstraint(
                condition=Q(regime=Regime.LOCAL) | (~Q(grounds="") & ~Q(request="")),
                name="challenge_says_grounds_and_request",
            ),
            models.CheckConstraint(
                condition=Q(state=ObjectionState.OPEN, answered_at__isnull=True)
                | (~Q(state=ObjectionState.OPEN) & ~Q(answer="") & Q(answered_at__isnull=False)),
                name="award_objection_answered_in_words",
            ),
        ]
        indexes = [models.Index(fields=["state", "due_at"], name="award_objection_due")]

    def __str__(self) -> str:
        return f"{self.tender.number} #{self.pk}"

    def get_absolute_url(self) -> str:
        """Where it is read: the page of the award, or of the call's challenges."""
        if self.regime == Regime.LOCAL and self.award is not None:
            return self.award.get_absolute_url()
        return remedies_url(self.tender)

    @property
    def is_challenge(self) -> bool:
        """Whether it is filed and answered on the page of the call's challenges."""
        return self.regime == Regime.STATUTORY or self.subject == Subject.END

    @property
    def is_open(self) -> bool:
        """Whether it waits for its answer."""
        return self.state == ObjectionState.OPEN


class ObjectionFile(models.Model):
    """Evidence handed in with an objection; read by the one who filed it and the offices."""

    objection = models.ForeignKey(Objection, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="award_objection_file")

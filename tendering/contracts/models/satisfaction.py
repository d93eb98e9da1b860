"""The residents' panel and its answers; nothing that could tell who gave which answer stands in one row (R49)."""

from __future__ import annotations

import uuid
from datetime import datetime
from fractions import Fraction

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThanOrEqual
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.ruleset import Answer
from marketplace.rulebook.models import RuleSet
from tendering.contracts.models.contract import Contract
from tendering.contracts.rules.satisfaction import Tally
from tendering.contracts.rules.satisfaction_states import JUDGED, LIVE
from tendering.contracts.rules.satisfaction_states import PanelState as StateCode


def _reaches_the_bar() -> GreaterThanOrEqual:
    """satisfied ÷ answers ≥ numerator ÷ denominator, in whole numbers; false while nothing is counted."""
    return GreaterThanOrEqual(
        Coalesce(F("satisfied"), -1) * F("bar_denominator"), Coalesce(F("answers"), 0) * F("bar_numerator")
    )


class PanelState(models.TextChoices):
    """`rules.satisfaction_states.PanelState` in words."""

    PREPARING = StateCode.PREPARING, _("Panel being named")
    OPEN = StateCode.OPEN, _("Residents are answering")
    SMALL_SAMPLE = StateCode.SMALL_SAMPLE, _("Too few answers, with the supervision committee")
    PASSED = StateCode.PASSED, _("Satisfied")
    BELOW = StateCode.BELOW, _("Below the bar")
    VOID = StateCode.VOID, _("Void")


class AnswerChoice(models.TextChoices):
    """The five answers of a sheet."""

    VERY_SATISFIED = Answer.VERY_SATISFIED, _("Very satisfied")
    SATISFIED = Answer.SATISFIED, _("Satisfied")
    NEUTRAL = Answer.NEUTRAL, _("Neither")
    DISSATISFIED = Answer.DISSATISFIED, _("Dissatisfied")
    VERY_DISSATISFIED = Answer.VERY_DISSATISFIED, _("Very dissatisfied")


class Awareness(models.TextChoices):
    """Whether somebody knew that the money is the community's fund (知晓率, R62)."""

    KNOWS = "knows", _("I know")
    HEARD = "heard", _("I have heard of it")
    UNAWARE = "unaware", _("I did not know")


class SatisfactionPanel(models.Model):
    """One measurement of one contract by named residents (居民评议小组, the "third party"); a new round, a new panel.

    The bar is kept as the whole numbers of its fraction, so that the database itself compares exactly.
    """

    contract = models.ForeignKey(Contract, models.PROTECT, related_name="panels")
    round = models.PositiveSmallIntegerField(default=1)
    number = models.CharField(max_length=16, unique=True)
    state = models.CharField(max_length=16, choices=PanelState, default=PanelState.PREPARING)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="+")
    bar_numerator = models.PositiveIntegerField()
    bar_denominator = models.PositiveIntegerField()
    minimum = models.PositiveSmallIntegerField()
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    # Published before anybody is on a list, so that whoever draws cannot choose (`primitives.draw`).
    draw_commitment = models.CharField(max_length=64)
    draw_seed = models.BinaryField(max_length=32)
    draw_beacon = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    was_extended = models.BooleanField(default=False)
    closed_at = models.DateTimeField(null=True, blank=True)
    satisfied = models.PositiveIntegerField(null=True, blank=True)
    answers = models.PositiveIntegerField(null=True, blank=True)
    certified_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    certified_reason = models.CharField(max_length=2000, blank=True)
    void_reason = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("satisfaction panel")
        constraints = [
            models.UniqueConstraint(fields=["contract", "round"], name="one_panel_per_contract_and_round"),
            models.UniqueConstraint(
                fields=["contract"], condition=Q(state__in=sorted(LIVE)), name="one_live_panel_per_contract"
            ),
            models.CheckConstraint(
                condition=Q(bar_denominator__gt=0, bar_numerator__lte=F("bar_denominator"), minimum__gt=0),
                name="panel_bar_is_a_share",
            ),
            models.CheckConstraint(
                condition=Q(satisfied__isnull=True, answers__isnull=True)
                | Q(satisfied__isnull=False, answers__gt=0, satisfied__lte=F("answers")),
                name="panel_satisfied_within_answers",
            ),
            # Strictly below the bar is rectified, the bar itself passes (R50): no code writes another verdict.
            models.CheckConstraint(
                condition=~Q(state=StateCode.PASSED) | Q(closed_at__isnull=False) & Q(_reaches_the_bar()),
                name="panel_passed_reached_the_bar",
            ),
            models.CheckConstraint(
                condition=~Q(state=StateCode.BELOW) | Q(closed_at__isnull=False) & ~Q(_reaches_the_bar()),
                name="panel_below_missed_the_bar",
            ),
            models.CheckConstraint(
                condition=~Q(state=StateCode.VOID) | ~Q(void_reason=""), name="panel_void_with_reason"
            ),
            models.CheckConstraint(
                condition=Q(certified_by__isnull=True) | ~Q(certified_reason=""), name="panel_certified_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["state", "ends_at"], name="panel_by_end")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The measurement's page."""
        return reverse("contracts:satisfaction", args=[self.number])

    @property
    def bar(self) -> Fraction:
        """The least rate that passes."""
        return Fraction(self.bar_numerator, self.bar_denominator)

    @property
    def is_preparing(self) -> bool:
        """Whether its members are being named."""
        return self.state == StateCode.PREPARING

    @property
    def is_open(self) -> bool:
        """Whether residents answer."""
        return self.state == StateCode.OPEN

    def takes_answers(self, now: datetime) -> bool:
        """Whether its days are not over yet; then the clock closes it."""
        return self.is_open and self.ends_at is not None and now < self.ends_at

    @property
    def is_void(self) -> bool:
        """Whether it was declared void."""
        return self.state == StateCode.VOID

    @property
    def is_judged(self) -> bool:
        """Whether the verdict stands."""
        return self.state in JUDGED

    @property
    def result(self) -> Tally:
        """The answers that decided; nothing before the verdict."""
        return Tally(self.satisfied or 0, self.answers or 0)


class PanelMember(models.Model):
    """A named resident on the panel, identity confirmed; the public sees a masked name (测评小组成员)."""

    class Capacity(models.TextChoices):
        REPRESENTATIVE = "representative", _("Residents' representative")
        CONCERNED = "concerned", _("Concerned resident")

    panel = models.ForeignKey(SatisfactionPanel, models.CASCADE, related_name="members")
    seat = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=80)
    phone = models.CharField(max_length=20, blank=True)
    capacity = models.CharField(max_length=16, choices=Capacity)
    was_drawn = models.BooleanField(default=False)
    confirmed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "seat"], name="one_member_per_seat"),
            # One sheet each: nobody is on a panel twice, by account or by telephone.
            models.UniqueConstraint(
                fields=["panel", "user"], condition=Q(user__isnull=False), name="one_seat_per_person"
            ),
            models.UniqueConstraint(fields=["panel", "phone"], condition=~Q(phone=""), name="one_seat_per_phone"),
            models.CheckConstraint(condition=~Q(name=""), name="panel_member_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.panel} {self.seat}"


class Code(models.Model):
    """A member's one-time code, as a keyed digest; whether it was used, never when (一次性验证码).

    The digits are made by whoever delivers them: the worker that sends, or the page that prints. No table, queue or
    log holds them. With the verdict the digests of all members are emptied in one stroke.
    """

    class Channel(models.TextChoices):
        SMS = "sms", _("Text message")
        EMAIL = "email", _("E-mail")
        PAPER = "paper", _("Printed slip")

    member = models.OneToOneField(PanelMember, models.CASCADE, related_name="code")
    channel = models.CharField(max_length=8, choices=Channel)
    digest = models.CharField(max_length=64, blank=True)
    issued_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    is_used = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["digest"], condition=~Q(digest=""), name="one_member_per_code"),
        ]

    @property
    def is_on_paper(self) -> bool:
        """Whether it is handed over on a slip; only the committee prints another."""
        return self.channel == self.Channel.PAPER


class Sheet(models.Model):
    """One answer of a panel (评议表): no time, no seat, no order; a key drawn by chance (R49)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(SatisfactionPanel, models.PROTECT, related_name="sheets")
    answer = models.CharField(max_length=20, choices=AnswerChoice)
    awareness = models.CharField(max_length=8, choices=Awareness)
    # The person alone holds the receipt; with it they see that their sheet was counted.
    receipt_digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(answer__in=AnswerChoice.values), name="sheet_answer_is_one_of_five")
        ]


class Remark(models.Model):
    """What somebody said beside their answer, names taken out, answered on the project's page (您说的话).

    It stands apart from the sheets: a remark never shows how its writer answered.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    panel = models.ForeignKey(SatisfactionPanel, models.PROTECT, related_name="remarks")
    text = models.CharField(max_length=500)
    due_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True)
    answered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answer="") | Q(answered_at__isnull=False) & ~Q(answer=""),
                name="remark_answered_with_words",
            )
        ]


class CodeAttempt(models.Model):
    """A code that was wrong: counted by where it came from (a keyed digest), dropped after a day."""

    panel = models.ForeignKey(SatisfactionPanel, models.CASCADE, related_name="attempts")
    address = models.CharField(max_length=64)
    attempted_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["address", "attempted_at"], name="attempt_by_address"),
        ]

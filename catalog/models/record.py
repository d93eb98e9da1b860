"""What a provider has done: results of closed contracts and credit points; both append-only."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.labels import CREDIT_KINDS, choices
from catalog.models.people import CommunityGroup
from catalog.models.provider import Provider
from catalog.rules.states import CreditKind
from marketplace.accounts.models import Membership
from marketplace.places.models import Place


class CreditEvent(models.Model):
    """A change of credit points (信用分); the provider's stored credit equals the sum of these."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="credit_events")
    kind = models.CharField(_("kind"), max_length=24, choices=choices(CREDIT_KINDS))
    points = models.SmallIntegerField(_("points"))
    # What caused it, e.g. a contract's number; the same cause counts once per kind.
    cause = models.CharField(_("cause"), max_length=80)
    note = models.CharField(_("note"), max_length=2000, blank=True)
    recorded_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("credit event")
        verbose_name_plural = _("credit events")
        constraints = [
            models.UniqueConstraint(fields=["provider", "kind", "cause"], name="credit_event_counts_once"),
            models.CheckConstraint(
                condition=~models.Q(kind=CreditKind.START.value) | models.Q(points__gt=0),
                name="credit_event_start_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.provider} {self.points:+d}"


class ProviderRecord(models.Model):
    """The result of one closed contract (项目记录): sum in yuan, the exact share of satisfied answers, timeliness.

    It is a provider's, or that of a residents' group (R34); of a contract with several providers each has one with its
    share. `number` is the project's; `days_late` counts calendar days after the agreed end. Scores run from 0 to 100.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="records")
    group = models.ForeignKey(CommunityGroup, models.PROTECT, null=True, blank=True, related_name="records")
    number = models.CharField(_("project number"), max_length=40, db_index=True)
    title = models.CharField(_("project"), max_length=200)
    place = models.ForeignKey(Place, models.PROTECT, verbose_name=_("community"), related_name="provider_records")
    url = models.CharField(max_length=200, blank=True)
    amount = models.DecimalField(_("contract sum"), max_digits=14, decimal_places=2)
    acceptance_score = models.DecimalField(_("acceptance score"), max_digits=5, decimal_places=2, null=True, blank=True)
    satisfied = models.PositiveIntegerField(_("satisfied answers"), null=True, blank=True)
    answers = models.PositiveIntegerField(_("valid answers"), null=True, blank=True)
    days_late = models.PositiveIntegerField(_("days late"), default=0)
    closed_date = models.DateField(_("closed"))
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = _("provider's record")
        verbose_name_plural = _("providers' records")
        constraints = [
            models.UniqueConstraint(fields=["number", "provider"], name="one_record_per_provider"),
            models.UniqueConstraint(
                fields=["number"], condition=models.Q(group__isnull=False), name="one_record_per_group"
            ),
            models.CheckConstraint(
                condition=models.Q(provider__isnull=False, group__isnull=True)
                | models.Q(provider__isnull=True, group__isnull=False),
                name="provider_record_of_provider_or_group",
            ),
            models.CheckConstraint(condition=models.Q(amount__gte=0), name="provider_record_amount_not_negative"),
            models.CheckConstraint(
                condition=models.Q(satisfied__isnull=True, answers__isnull=True)
                | models.Q(
                    # A comparison with NULL is not false, and a check would let it pass.
                    answers__isnull=False,
                    answers__gt=0,
                    satisfied__isnull=False,
                    satisfied__lte=models.F("answers"),
                ),
                name="provider_record_satisfied_within_answers",
            ),
            models.CheckConstraint(
                condition=models.Q(acceptance_score__isnull=True)
                | models.Q(acceptance_score__gte=0, acceptance_score__lte=100),
                name="provider_record_score_in_range",
            ),
        ]
        indexes = [models.Index(fields=["provider", "closed_date"], name="provider_record_recent")]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

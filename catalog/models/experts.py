"""The expert pool (专家库): who is in it, for whom they worked, what ties them to bodies, when they are away."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.models.labels import POOL_STATES, TIE_KINDS, choices
from catalog.rules.experts import PoolState
from marketplace.accounts.models import Membership, Organisation
from marketplace.rulebook.models import ServiceDomain


def _in_order(name: str) -> models.CheckConstraint:
    """A period whose last day is not before its first."""
    return models.CheckConstraint(condition=Q(to_date__isnull=True) | Q(to_date__gte=F("from_date")), name=name)


class Expert(models.Model):
    """A person of the expert pool, drawn for panels and asked to acceptances by speciality."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.PROTECT, related_name="expert")
    specialties = models.ManyToManyField(ServiceDomain, verbose_name=_("specialties"), related_name="experts")
    title = models.CharField(_("professional title"), max_length=80, blank=True)
    state = models.CharField(_("state"), max_length=12, choices=choices(POOL_STATES), default=PoolState.ACTIVE.value)
    state_reason = models.CharField(_("reason"), max_length=2000)
    state_since = models.DateTimeField(_("since"))
    added_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")

    def __str__(self) -> str:
        return str(self.user)

    @property
    def is_active(self) -> bool:
        """Whether the expert is drawn."""
        return self.state == PoolState.ACTIVE

    @property
    def is_retired(self) -> bool:
        """Whether the expert has left the pool for good."""
        return self.state == PoolState.RETIRED


class ExpertEmployment(models.Model):
    """For whom an expert works or worked, as the body's name is written; `to_date` None while it lasts."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="employments")
    employer = models.CharField(_("employer"), max_length=120)
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("employment")
        verbose_name_plural = _("employments")
        constraints = [
            _in_order("expert_employment_in_order"),
            models.UniqueConstraint(fields=["expert", "employer", "from_date"], name="expert_employment_once"),
        ]

    def __str__(self) -> str:
        return self.employer


class ExpertTie(models.Model):
    """A body an expert has a relation with, known beforehand; `to_date` None while it lasts."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="ties")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    kind = models.CharField(_("relation"), max_length=16, choices=choices(TIE_KINDS))
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("last day"), null=True, blank=True)

    class Meta:
        verbose_name = _("known relation")
        verbose_name_plural = _("known relations")
        constraints = [
            _in_order("expert_tie_in_order"),
            models.UniqueConstraint(fields=["expert", "organisation", "kind", "from_date"], name="expert_tie_once"),
        ]

    def __str__(self) -> str:
        return str(self.organisation)


class ExpertAbsence(models.Model):
    """Days on which an expert cannot come, both included; entered by the expert or by the district."""

    expert = models.ForeignKey(Expert, models.CASCADE, related_name="absences")
    from_date = models.DateField(_("from"))
    to_date = models.DateField(_("last day"))
    entered_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        constraints = [
            models.CheckConstraint(condition=Q(to_date__gte=F("from_date")), name="expert_absence_in_order"),
        ]

    def __str__(self) -> str:
        return f"{self.from_date}–{self.to_date}"

"""Rule sets: versioned, dated, unchangeable once in force."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from marketplace.places.models import Place
from marketplace.primitives import ruleset
from marketplace.primitives.ruleset.codes import Regime
from marketplace.rulebook.models.catalogue import ScopeCatalogue
from marketplace.ui.bilingual import Bilingual


class RuleSetStatus(models.TextChoices):
    """A retired version still answers for the days on which it was in force."""

    DRAFT = "draft", _("Draft")
    IN_FORCE = "in_force", _("In force")
    RETIRED = "retired", _("Replaced")


class RuleSet(Bilingual, models.Model):
    """A district's rules from a day on (规则集).

    A trigger refuses every change of a row that is no draft, except from in force to replaced (architecture 4).
    """

    place = models.ForeignKey(Place, models.PROTECT, related_name="rule_sets")
    code = models.SlugField(max_length=60)
    version = models.PositiveIntegerField()
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120)
    regime = models.CharField(max_length=16, choices=[(Regime.LOCAL, _("Local rules")), (Regime.STATUTORY, _("Law"))])
    effective_from = models.DateField()
    values = models.JSONField()
    catalogue = models.ForeignKey(ScopeCatalogue, models.PROTECT, related_name="rule_sets")
    status = models.CharField(max_length=12, choices=RuleSetStatus, default=RuleSetStatus.DRAFT)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    editors = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("rule set")
        verbose_name_plural = _("rule sets")
        constraints = [
            models.UniqueConstraint(fields=["place", "code", "version"], name="ruleset_version_unique"),
            # Two drafts of one rule set would overwrite each other when they come into force.
            models.UniqueConstraint(fields=["place", "code"], condition=Q(status="draft"), name="ruleset_one_draft"),
            models.CheckConstraint(condition=Q(status__in=RuleSetStatus.values), name="ruleset_status"),
            models.CheckConstraint(condition=Q(version__gte=1), name="ruleset_version_from_one"),
        ]
        indexes = [models.Index(fields=["place", "regime", "-effective_from"], name="ruleset_in_force")]

    @cached_property
    def rules(self) -> ruleset.RuleSet:
        """The typed values; one shared frozen object for equal values in a process."""
        return _parsed(json.dumps(self.values))

    @property
    def is_draft(self) -> bool:
        """Whether it can still be edited."""
        return self.status == RuleSetStatus.DRAFT

    @property
    def is_retired(self) -> bool:
        """Whether another version has replaced it."""
        return self.status == RuleSetStatus.RETIRED


@lru_cache(maxsize=128)
def _parsed(text: str) -> ruleset.RuleSet:
    """Keyed by the values themselves, so that no row can ever answer for another."""
    return ruleset.RuleSet.from_mapping(json.loads(text))

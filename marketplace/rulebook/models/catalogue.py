"""What fund money may be spent on, and what providers can do (R15, R16)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.primitives.ruleset.codes import Kind
from marketplace.ui.bilingual import Bilingual

KINDS = [
    (Kind.SERVICE.value, _("Service")),
    (Kind.GOODS.value, _("Goods")),
    (Kind.WORKS.value, _("Works")),
    (Kind.ACTIVITY.value, _("Activity")),
]


class ChengduClass(models.TextChoices):
    """Chengdu's second classification (R16); one beside every scope item."""

    PARTY_SERVICE = "party_service", _("Party organisation serving the people")
    COMMUNITY_BUILDING = "community_building", _("Community building")
    VOLUNTEERING = "volunteering", _("Community volunteering")
    RESIDENT_QUALITY = "resident_quality", _("Residents' education")
    ENVIRONMENT = "environment", _("Community and courtyard environment")


class ServiceDomain(Bilingual, models.Model):
    """A field in which a provider works (服务领域); switched off instead of deleted."""

    code = models.SlugField(_("code"), max_length=32, unique=True)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)
    provenance = models.CharField(_("source"), max_length=60, blank=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        verbose_name = _("service domain")
        verbose_name_plural = _("service domains")


class ScopeCatalogue(models.Model):
    """A version of the scope catalogue (项目范围目录); fixed as soon as a rule set in force uses it."""

    version = models.PositiveIntegerField(_("version"), unique=True)
    is_fixed = models.BooleanField(default=False)
    based_on = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")

    class Meta:
        verbose_name = _("scope catalogue")
        verbose_name_plural = _("scope catalogues")

    def __str__(self) -> str:
        return f"v{self.version}"


class ScopeCategory(Bilingual, models.Model):
    """One of the four categories (R15)."""

    catalogue = models.ForeignKey(ScopeCatalogue, models.CASCADE, related_name="categories")
    code = models.CharField(_("code"), max_length=8)
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=80)

    class Meta:
        verbose_name = _("scope category")
        verbose_name_plural = _("scope categories")
        constraints = [models.UniqueConstraint(fields=["catalogue", "code"], name="scopecategory_code_unique")]


class ScopeItem(Bilingual, models.Model):
    """What a demand is about; `code` stays the same over versions of the catalogue, so compare codes."""

    category = models.ForeignKey(ScopeCategory, models.CASCADE, related_name="items")
    catalogue = models.ForeignKey(ScopeCatalogue, models.CASCADE, related_name="items")
    code = models.CharField(_("code"), max_length=8)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120)
    default_kind = models.CharField(_("usual kind"), max_length=16, choices=KINDS)
    chengdu_class = models.CharField(_("Chengdu class"), max_length=24, choices=ChengduClass)
    provenance = models.CharField(_("source"), max_length=60, blank=True)
    domains = models.ManyToManyField(ServiceDomain, related_name="scope_items", verbose_name=_("service domains"))

    class Meta:
        verbose_name = _("scope item")
        verbose_name_plural = _("scope items")
        constraints = [
            models.UniqueConstraint(fields=["catalogue", "code"], name="scopeitem_code_unique"),
            models.CheckConstraint(condition=models.Q(chengdu_class__in=ChengduClass.values), name="scopeitem_class"),
            models.CheckConstraint(
                condition=models.Q(default_kind__in=[kind.value for kind in Kind]), name="scopeitem_kind"
            ),
        ]

"""Places: city > district > street > community > courtyard."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.ui.bilingual import Bilingual


class Level(models.TextChoices):
    """How high a place stands."""

    CITY = "city", _("City")
    DISTRICT = "district", _("District")
    STREET = "street", _("Street")
    COMMUNITY = "community", _("Community")
    COURTYARD = "courtyard", _("Courtyard")


class Place(Bilingual, models.Model):
    """A place of any level (地方); `path` is the codes from the top down, so a prefix finds all below.

    Each code in `path` ends with a slash (``5101/510106/``): no code can be mistaken for the start of another.
    """

    level = models.CharField(_("level"), max_length=16, choices=Level)
    parent = models.ForeignKey(
        "self", models.PROTECT, verbose_name=_("lies in"), null=True, blank=True, related_name="children"
    )
    code = models.CharField(_("code"), max_length=24, unique=True)
    path = models.CharField(max_length=160, unique=True, editable=False)
    name_zh = models.CharField(_("Chinese name"), max_length=80)
    name_en = models.CharField(_("English name"), max_length=120, blank=True)
    population = models.PositiveIntegerField(_("residents"), null=True, blank=True)
    households = models.PositiveIntegerField(_("households"), null=True, blank=True)
    courtyards = models.PositiveIntegerField(_("courtyards"), null=True, blank=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parent__isnull=False) | models.Q(level__in=["city", "district"]),
                name="place_only_top_levels_stand_alone",
            ),
            models.CheckConstraint(condition=~models.Q(path=""), name="place_has_path"),
        ]
        indexes = [models.Index(fields=["level", "code"], name="place_level_code")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep `path` true."""
        self.path = self.path_below(self.parent)
        super().save(*args, **kwargs)

    def path_below(self, parent: Place | None) -> str:
        """The path this place has inside `parent`."""
        return f"{parent.path if parent else ''}{self.code}/"

    @property
    def full_name(self) -> str:
        """The Chinese name with that of the place it lies in, as addresses are written: 金泉街道金科苑社区."""
        return f"{self.parent.name_zh if self.parent else ''}{self.name_zh}"

    def covers(self, other: Place) -> bool:
        """Whether `other` is this place or lies inside it."""
        return other.path.startswith(self.path)

    def lineage(self) -> list[str]:
        """The paths of all places that cover this one, from the top down, itself included."""
        codes = self.path.rstrip("/").split("/")
        return ["/".join(codes[: depth + 1]) + "/" for depth in range(len(codes))]

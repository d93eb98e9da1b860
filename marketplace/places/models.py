"""Places: city > district > street > community > courtyard."""

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
    """A place of any level (地方); `path` is the codes from the top down, so a prefix finds all below."""

    level = models.CharField(max_length=16, choices=Level)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    code = models.CharField(max_length=24, unique=True)
    path = models.CharField(max_length=160, unique=True, editable=False)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=120, blank=True)
    population = models.PositiveIntegerField(null=True, blank=True)
    households = models.PositiveIntegerField(null=True, blank=True)
    courtyards = models.PositiveIntegerField(null=True, blank=True)

    def covers(self, other: "Place") -> bool:
        """Whether `other` is this place or lies inside it."""
        return other.path.startswith(self.path)

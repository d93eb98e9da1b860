"""What was made public about a project until its award, where and for how long (公开台账, R43, R61)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.primitives.ruleset import PublicStage
from tendering.demands.models.demand import Demand
from tendering.demands.rules.publicity import BY_HAND


class Channel(models.TextChoices):
    """Where something was made public (R61)."""

    PORTAL = "portal", _("Portal")
    NOTICE_BOARD = "notice_board", _("Notice board")
    COURTYARD = "courtyard", _("Courtyard meeting")
    LEAFLET = "leaflet", _("Leaflet")
    CHAT_GROUP = "chat_group", _("Chat group")
    OFFICIAL_ACCOUNT = "official_account", _("Official account")
    DISPLAY = "display", _("Display case")
    BLACKBOARD = "blackboard", _("Blackboard")


# What people note of publications outside the portal.
CHANNELS_BY_HAND = [(value, label) for value, label in Channel.choices if value in BY_HAND]


class DemandNotice(models.Model):
    """One publication; written by the act itself and never changed."""

    class Kind(models.TextChoices):
        RESOLUTION = "resolution", _("Residents' resolution")
        FILING = "filing", _("Filing")
        APPROVAL = "approval", _("Approval")
        ELSEWHERE = "elsewhere", _("Made public elsewhere")

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="notices")
    kind = models.CharField(max_length=12, choices=Kind)
    channel = models.CharField(max_length=20, choices=Channel, default=Channel.PORTAL)
    body = models.JSONField(default=dict)
    published_at = models.DateTimeField()
    until_on = models.DateField(null=True, blank=True)
    published_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["demand", "published_at"], name="demand_notice_order")]

    @property
    def is_elsewhere(self) -> bool:
        """Whether somebody noted what hung or was told outside the portal."""
        return self.kind == self.Kind.ELSEWHERE

    @property
    def stage(self) -> PublicStage:
        """The stage of the rules of publicity that it belongs to."""
        if self.is_elsewhere:
            return PublicStage(self.body["stage"])
        return PublicStage.RESOLUTION if self.kind == self.Kind.RESOLUTION else PublicStage.APPROVAL

"""Who else works for communities: residents' own groups (R34)."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership, Organisation
from marketplace.places.models import Place
from marketplace.rulebook.models import ServiceDomain


class CommunityGroup(models.Model):
    """A community self-organisation (社区自组织), kept on a light register by its community (R34).

    Registered or merely filed, it may carry out micro projects (居民自组织实施) and stands outside the vetted roster.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="community_group")
    community = models.ForeignKey(Place, models.PROTECT, related_name="community_groups")
    purpose = models.TextField(_("what it does"), max_length=1000)
    domains = models.ManyToManyField(
        ServiceDomain, verbose_name=_("service domains"), related_name="community_groups", blank=True
    )
    filed_date = models.DateField(_("filed with the street on"), null=True, blank=True)
    registered_at = models.DateTimeField()
    registered_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    dissolved_at = models.DateTimeField(_("dissolved"), null=True, blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("community group")
        verbose_name_plural = _("community groups")

    def __str__(self) -> str:
        return self.organisation.name


class GroupMember(models.Model):
    """A resident who belongs to a community group; masked in public, one of them leads."""

    group = models.ForeignKey(CommunityGroup, models.CASCADE, related_name="members")
    name = models.CharField(_("name"), max_length=80)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    leads = models.BooleanField(_("leads the group"), default=False)

    class Meta:
        verbose_name = _("group member")
        verbose_name_plural = _("group members")
        constraints = [
            models.UniqueConstraint(fields=["group"], condition=models.Q(leads=True), name="group_member_one_leader"),
            models.UniqueConstraint(fields=["group", "name", "phone"], name="group_member_named_once"),
        ]

    def __str__(self) -> str:
        return self.name

"""A provider's place on the vetted roster, and what bars it from coming back."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.application import RosterApplication
from catalog.models.labels import ENTRY_STATES, REMOVAL_GROUNDS, choices
from catalog.models.provider import Provider
from catalog.rules.states import EntryState, RemovalGround
from marketplace.accounts.models import Membership
from marketplace.rulebook.models import ServiceDomain


class RosterEntry(models.Model):
    """A provider's entry on the vetted roster (名录库), one per provider, renewed in place (domain 3.1).

    `valid_until` is the last valid day. `domains` are the approved ones, in which it may bid.
    """

    provider = models.OneToOneField(Provider, models.PROTECT, related_name="entry")
    state = models.CharField(_("state"), max_length=12, choices=choices(ENTRY_STATES), default=EntryState.LISTED.value)
    domains = models.ManyToManyField(
        ServiceDomain, verbose_name=_("approved domains"), related_name="entries", blank=True
    )
    application = models.ForeignKey(RosterApplication, models.PROTECT, related_name="entries")
    listed_at = models.DateTimeField(_("listed"))
    valid_until = models.DateField(_("valid until"))
    review_due_date = models.DateField(_("yearly review due"))
    confirmed_at = models.DateTimeField(_("last confirmed"), null=True, blank=True)
    state_since = models.DateTimeField(_("in this state since"))
    reason = models.TextField(_("reason"), blank=True)
    suspended_until = models.DateField(_("suspended until"), null=True, blank=True)
    removal_requested_at = models.DateTimeField(_("removal requested"), null=True, blank=True)
    removal_ground = models.CharField(_("removed for"), max_length=16, choices=choices(REMOVAL_GROUNDS), blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("roster entry")
        verbose_name_plural = _("roster entries")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state=EntryState.REMOVED.value, removal_ground__in=[g.value for g in RemovalGround])
                | (~models.Q(state=EntryState.REMOVED.value) & models.Q(removal_ground="")),
                name="roster_entry_removed_for_a_ground",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "valid_until"], name="roster_entry_expiry"),
            models.Index(fields=["state", "review_due_date"], name="roster_entry_review"),
        ]

    def __str__(self) -> str:
        return str(self.provider)

    @property
    def is_listed(self) -> bool:
        """Whether it stands without reserve."""
        return self.state == EntryState.LISTED

    @property
    def is_review_due(self) -> bool:
        """Whether its yearly review waits."""
        return self.state == EntryState.REVIEW_DUE

    @property
    def is_suspended(self) -> bool:
        """Whether it rests."""
        return self.state == EntryState.SUSPENDED

    @property
    def is_expired(self) -> bool:
        """Whether its time is over; it may be renewed."""
        return self.state == EntryState.EXPIRED

    @property
    def is_removed(self) -> bool:
        """Whether it was taken off."""
        return self.state == EntryState.REMOVED


class Ban(models.Model):
    """A time in which a provider may neither apply nor bid under local rules (禁入期); its last day counts."""

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="bans")
    ground = models.CharField(_("ground"), max_length=16, choices=choices(REMOVAL_GROUNDS))
    from_date = models.DateField(_("from"))
    until_date = models.DateField(_("until"))
    reason = models.TextField(_("reason"))
    imposed_by = models.ForeignKey(Membership, models.PROTECT, related_name="+")
    imposed_at = models.DateTimeField()

    class Meta:
        verbose_name = _("ban")
        verbose_name_plural = _("bans")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(until_date__gte=models.F("from_date")), name="ban_ends_after_start"
            )
        ]
        indexes = [models.Index(fields=["provider", "until_date"], name="ban_running")]

    def __str__(self) -> str:
        return f"{self.provider} ≤ {self.until_date}"

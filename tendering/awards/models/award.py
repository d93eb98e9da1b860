"""An award: who shall do it, for how much, and how far that is settled; and the offices that confirmed it."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from catalog.models import CommunityGroup, Provider
from marketplace import clock
from marketplace.primitives.calendar import last_day_of
from marketplace.primitives.ruleset import Office
from tendering.awards.rules.signing import SigningWindow
from tendering.awards.rules.states import FALLEN, LIVE
from tendering.awards.rules.states import State as StateCode
from tendering.bids.joined import joined
from tendering.bids.models import Bid
from tendering.demands.models import Demand
from tendering.evaluation.models import Panel
from tendering.tenders.models import Offer, Tender


class AwardState(models.TextChoices):
    """`rules.states.State` in words."""

    PROPOSED = StateCode.PROPOSED, _("Proposed, not public yet")
    PUBLICITY = StateCode.PUBLICITY, _("In publicity")
    OBJECTION_HOLD = StateCode.OBJECTION_HOLD, _("Held by an objection")
    CONFIRMABLE = StateCode.CONFIRMABLE, _("Waiting for confirmation")
    AWARDED = StateCode.AWARDED, _("Awarded")
    LETTERED = StateCode.LETTERED, _("Award letter sent")
    CONCLUDED = StateCode.CONCLUDED, _("Contract signed")
    VOID = StateCode.VOID, _("Void")
    LAPSED = StateCode.LAPSED, _("Lapsed")
    SET_ASIDE = StateCode.SET_ASIDE, _("Set aside: decided anew")


class OfficeChoice(models.TextChoices):
    """Offices that confirm (the rule set's `confirmed_by`)."""

    COMMUNITY = Office.COMMUNITY, _("Community")
    STREET = Office.STREET, _("Street office")
    DISTRICT = Office.DISTRICT, _("District")


class Award(models.Model):
    """A proposed or final award of one tender (中选, 成交); the price in yuan.

    It rests on a bid of a call with competition, or on the one offer of a call without. `publicity_ends_at` is the
    midnight at which publicity ends; while an objection holds it, `remaining_workdays` says how much is left.
    """

    number = models.CharField(max_length=20, unique=True)
    tender = models.ForeignKey(Tender, models.PROTECT, related_name="awards")
    # The panel whose ranking it rests on; none behind an offer.
    panel = models.ForeignKey(Panel, models.PROTECT, null=True, blank=True, related_name="awards")
    bid = models.ForeignKey(Bid, models.PROTECT, null=True, blank=True, related_name="awards")
    offer = models.OneToOneField(Offer, models.PROTECT, null=True, blank=True, related_name="award")
    provider = models.ForeignKey(Provider, models.PROTECT, null=True, blank=True, related_name="awards")
    group = models.ForeignKey(CommunityGroup, models.PROTECT, null=True, blank=True, related_name="awards")
    # Names of the members of a consortium beside the lead, which is the provider.
    others = models.JSONField(default=list, blank=True)
    price = models.DecimalField(max_digits=14, decimal_places=2)
    rank = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=16, choices=AwardState, default=AwardState.PROPOSED)
    reasons = models.JSONField(default=list)
    note = models.TextField(max_length=2000, blank=True)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    proposed_at = models.DateTimeField()
    publicised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    publicised_at = models.DateTimeField(null=True, blank=True)
    publicity_ends_at = models.DateTimeField(null=True, blank=True)
    # Counted up where the publicity is held anew: then everybody may object anew.
    publicity_round = models.PositiveSmallIntegerField(default=1)
    remaining_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    confirmable_at = models.DateTimeField(null=True, blank=True)
    awarded_at = models.DateTimeField(null=True, blank=True)
    lettered_at = models.DateTimeField(null=True, blank=True)
    sign_from_date = models.DateField(null=True, blank=True)
    sign_by_at = models.DateTimeField(null=True, blank=True)
    # Since when the contract lies before the contractor, ready to be signed, in the words it has now.
    offered_at = models.DateTimeField(null=True, blank=True)
    contractor_signed_at = models.DateTimeField(null=True, blank=True)
    # When the signing days ended though the contractor did not miss them: street or district sets new ones, or annuls.
    purchaser_late_at = models.DateTimeField(null=True, blank=True)
    # When these days were last set anew by street or district.
    days_renewed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    public_reason = models.CharField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        verbose_name = _("award")
        constraints = [
            # A tender has one award at a time: the next in rank only after the one before has fallen.
            models.UniqueConstraint(
                fields=["tender"], condition=Q(state__in=sorted(LIVE)), name="one_live_award_per_tender"
            ),
            # Who fell out does not come back through the same ranking; whom the limit of lots set aside may.
            models.UniqueConstraint(
                fields=["panel", "bid"], condition=~Q(state=StateCode.SET_ASIDE), name="one_award_per_rank"
            ),
            models.CheckConstraint(
                condition=Q(bid__isnull=False, panel__isnull=False, offer__isnull=True)
                | Q(bid__isnull=True, panel__isnull=True, offer__isnull=False),
                name="award_of_bid_or_offer",
            ),
            models.CheckConstraint(
                condition=Q(provider__isnull=False, group__isnull=True) | Q(provider__isnull=True, group__isnull=False),
                name="award_to_provider_or_group",
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="award_price_positive"),
            models.CheckConstraint(
                condition=~Q(state=StateCode.PUBLICITY) | Q(publicity_ends_at__isnull=False),
                name="award_publicity_ends",
            ),
            models.CheckConstraint(
                condition=~Q(state=StateCode.OBJECTION_HOLD)
                | Q(remaining_workdays__isnull=False, remaining_workdays__gte=1),
                name="award_hold_has_rest",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[StateCode.LETTERED, StateCode.CONCLUDED])
                | Q(lettered_at__isnull=False, sign_from_date__isnull=False, sign_by_at__isnull=False),
                name="award_letter_opens_signing",
            ),
            models.CheckConstraint(
                condition=Q(purchaser_late_at__isnull=True) | Q(lettered_at__isnull=False),
                name="award_late_after_its_letter",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=sorted(FALLEN)) | ~Q(public_reason=""), name="award_falls_with_public_reason"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "publicity_ends_at"], name="award_publicity_due"),
            models.Index(fields=["state", "sign_by_at"], name="award_signing_due"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.contractor_name}"

    def get_absolute_url(self) -> str:
        """The public page of the result."""
        return reverse("awards:detail", args=[self.number])

    @property
    def publicity_is_over(self) -> bool:
        """Whether its days have passed, also where the worker has not told of it yet: nobody objects any more.

        The days of a suspended call are none of the publicity's.
        """
        ends_at = self.publicity_ends_at
        if not self.is_in_publicity or ends_at is None:
            return False
        return ends_at <= (self.tender.suspended_since or clock.now())

    @property
    def state_in_words(self) -> str:
        """The state as it is now."""
        return str(_("Publicity ended")) if self.publicity_is_over else self.get_state_display()

    @property
    def demand(self) -> Demand:
        """What the award is for."""
        return self.tender.demand

    @property
    def contractor(self) -> Provider | CommunityGroup:
        """The provider, or the residents' group (承接主体)."""
        found = self.provider or self.group
        assert found is not None  # a check constraint says so
        return found

    @property
    def contractor_name(self) -> str:
        """The contractor's name as it stands on notices and letters; of a consortium lead and members."""
        return joined(str(self.contractor), self.others)

    @property
    def is_public(self) -> bool:
        """Everybody may read it from its publicity on (R39), also after it has fallen."""
        return self.publicised_at is not None

    @property
    def has_fallen(self) -> bool:
        """Void or lapsed."""
        return self.state in FALLEN

    @property
    def is_in_publicity(self) -> bool:
        """Whether its publicity runs, by its state."""
        return self.state == AwardState.PUBLICITY

    @property
    def stands_still(self) -> bool:
        """Whether its publicity waits for the answer to an objection."""
        return self.state == AwardState.OBJECTION_HOLD

    @property
    def publicity_last_day(self) -> date | None:
        """The last whole day of publicity."""
        return last_day_of(self.publicity_ends_at) if self.publicity_ends_at else None

    def is_let_down(self, now: datetime) -> bool:
        """Whether the purchaser let days for signing pass that the contractor kept: it may step back without blame.

        Also once new days run, where it had signed before them, and where the clock has not told of days that ended.
        """
        signed_at, ends_at = self.contractor_signed_at, self.sign_by_at
        if self.purchaser_late_at is not None:
            return True
        if signed_at is None or ends_at is None:
            return False
        kept_before = self.days_renewed_at is not None and signed_at < self.days_renewed_at
        return kept_before or ends_at <= (self.tender.suspended_since or now)

    @property
    def signing_window(self) -> SigningWindow | None:
        """The days in which the contract is to be signed; None before the letter."""
        if self.sign_from_date is None or self.sign_by_at is None:
            return None
        return SigningWindow(self.sign_from_date, timezone.localtime(self.sign_by_at))


class Confirmation(models.Model):
    """One office confirmed one award: every office of the procedure once, each through another person (domain 3.4)."""

    award = models.ForeignKey(Award, models.PROTECT, related_name="confirmations")
    office = models.CharField(max_length=12, choices=OfficeChoice)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["award", "office"], name="one_confirmation_per_office"),
            models.UniqueConstraint(fields=["award", "user"], name="one_confirmation_per_person"),
        ]

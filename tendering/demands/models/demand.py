"""A demand, its files, its number, and the bar that an unfinished project leaves behind."""

from __future__ import annotations

import uuid
from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Value, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.files.models import StoredFile
from marketplace.places.models import Place
from marketplace.primitives.money import ZERO
from marketplace.primitives.ruleset import Flag, Step
from marketplace.rulebook.models import ChengduClass, RuleSet, ScopeItem
from marketplace.ui.text import Text
from tendering.demands import links
from tendering.demands.rules.steps import BEFORE_DELIBERATION, ENDED, PUBLIC_STATES, STEP_OF
from tendering.demands.rules.steps import State as StateCode
from tendering.funds.models import FundingPlan
from tendering.funds.models.fields import yuan_field

# 1 where nothing follows any more: lists put what goes on first, and an index holds them in that order.
IS_OVER = Case(
    When(state__in=sorted(state.value for state in ENDED), then=Value(1)),
    default=Value(0),
    output_field=models.PositiveSmallIntegerField(),
)


class Kind(models.TextChoices):
    """What is bought."""

    SERVICE = "service", _("Service")
    GOODS = "goods", _("Goods")
    WORKS = "works", _("Works")
    ACTIVITY = "activity", _("Activity")


class DeliveryClass(models.TextChoices):
    """Who delivers (S31)."""

    HARDWARE = "hardware", _("Building and maintenance")
    PROFESSIONAL = "professional", _("Professional commission")
    RESIDENT_IMPLEMENTED = "resident_implemented", _("Carried out by residents")


class DemandState(models.TextChoices):
    """`rules.steps.State` in words."""

    DRAFT = StateCode.DRAFT, _("Draft")
    PROPOSED = StateCode.PROPOSED, _("Proposed")
    MERGED = StateCode.MERGED, _("Merged")
    DECLINED = StateCode.DECLINED, _("Declined")
    DELIBERATING = StateCode.DELIBERATING, _("In deliberation")
    MEETING_CALLED = StateCode.MEETING_CALLED, _("Meeting called")
    RECORDED = StateCode.RECORDED, _("Waiting for countersignature")
    RESOLVED = StateCode.RESOLVED, _("Resolved")
    VOTED_DOWN = StateCode.VOTED_DOWN, _("Voted down")
    NO_QUORUM = StateCode.NO_QUORUM, _("No quorum")
    DEFERRED = StateCode.DEFERRED, _("Deferred")
    RESOLUTION_PUBLICITY = StateCode.RESOLUTION_PUBLICITY, _("Resolution on public notice")
    DECIDED = StateCode.DECIDED, _("Decided by the residents")
    STREET_REVIEW = StateCode.STREET_REVIEW, _("Waiting for the street")
    DISTRICT_REVIEW = StateCode.DISTRICT_REVIEW, _("Waiting for the district")
    RETURNED = StateCode.RETURNED, _("Returned for correction")
    REJECTED = StateCode.REJECTED, _("Rejected")
    FILED = StateCode.FILED, _("Filed at the street")
    APPROVED = StateCode.APPROVED, _("Approved")
    FUNDED = StateCode.FUNDED, _("Money set aside")
    PUBLISHED = StateCode.PUBLISHED, _("Published")
    LETTING = StateCode.LETTING, _("Being let")
    AWARDED = StateCode.AWARDED, _("Awarded")
    IMPLEMENTING = StateCode.IMPLEMENTING, _("In delivery")
    ACCEPTED = StateCode.ACCEPTED, _("Accepted")
    RECTIFYING = StateCode.RECTIFYING, _("Being rectified")
    EVALUATED = StateCode.EVALUATED, _("Judged by residents")
    CLOSED = StateCode.CLOSED, _("Closed")
    UNFINISHED = StateCode.UNFINISHED, _("Not finished in the year")
    WITHDRAWN = StateCode.WITHDRAWN, _("Withdrawn")


class TierChoice(models.TextChoices):
    """Micro, ordinary or major (R38)."""

    MICRO = "micro", _("Micro")
    ORDINARY = "ordinary", _("Ordinary")
    MAJOR = "major", _("Major")


class Demand(models.Model):
    """What residents of a community need, from the proposal to the verdict (需求); amounts in yuan."""

    number = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=120)
    community = models.ForeignKey(Place, models.PROTECT, related_name="demands")
    fiscal_year = models.PositiveSmallIntegerField()
    scope_item = models.ForeignKey(ScopeItem, models.PROTECT, null=True, blank=True, related_name="demands")
    chengdu_class = models.CharField(max_length=24, choices=ChengduClass, blank=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.SERVICE)
    delivery_class = models.CharField(max_length=24, choices=DeliveryClass, default=DeliveryClass.PROFESSIONAL)
    need = models.TextField(max_length=4000, blank=True)
    outputs = models.TextField(max_length=4000, blank=True)
    beneficiary_groups = models.JSONField(default=list, blank=True)
    households = models.PositiveIntegerField(default=0)
    people = models.PositiveIntegerField(default=0)
    budget = yuan_field(default=ZERO)
    plan = models.OneToOneField(FundingPlan, models.PROTECT, null=True, blank=True, related_name="demand")
    is_operating_cost = models.BooleanField(default=False)
    structural_works = models.BooleanField(default=False)
    multi_year = models.BooleanField(default=False)
    cross_community = models.BooleanField(default=False)
    design_contest_construction = models.BooleanField(default=False)
    urgent_reason = models.CharField(max_length=500, blank=True)
    splitting_reason = models.CharField(max_length=500, blank=True)
    tier = models.CharField(max_length=12, choices=TierChoice, blank=True)
    raised_to = models.CharField(max_length=12, choices=TierChoice, blank=True)
    raised_reason = models.CharField(max_length=2000, blank=True)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="demands")
    state = models.CharField(max_length=24, choices=DemandState, default=DemandState.DRAFT)
    public_reason = models.CharField(max_length=2000, blank=True)
    lineage = models.UUIDField(default=uuid.uuid4)
    previous = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="successors")
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Whoever wrote in it, or in what its deciders are shown of it: none of them decides.
    writers = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    from_resident = models.BooleanField(default=False)
    # Written in bulk for a made-up past (demonstrations, benchmarks); pages say so.
    generated = models.BooleanField(default=False, editable=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    proposed_at = models.DateTimeField(null=True, blank=True)
    publicity_ends_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    state_since = models.DateTimeField()

    FLAGS: ClassVar[dict[str, Flag]] = {
        "structural_works": Flag.STRUCTURAL_WORKS,
        "multi_year": Flag.MULTI_YEAR,
        "cross_community": Flag.CROSS_COMMUNITY,
        "design_contest_construction": Flag.DESIGN_CONTEST_CONSTRUCTION,
    }

    FLAG_WORDS: ClassVar[dict[str, Text]] = {
        "structural_works": _("Works on structure or safety"),
        "multi_year": _("Runs over several years"),
        "cross_community": _("Together with other communities"),
        "design_contest_construction": _("Construction out of a design contest"),
    }

    # Names of who planned the project, where `demands.queries.planners.with_planners` asked for them.
    planners_named: list[str] | None

    class Meta:
        verbose_name = _("demand")
        constraints = [
            models.CheckConstraint(condition=models.Q(budget__gte=0), name="demand_budget_not_negative"),
            # Raised by hand only with a reason (R38).
            models.CheckConstraint(
                condition=models.Q(raised_to="") | ~models.Q(raised_reason=""), name="demand_raised_with_reason"
            ),
            # What goes on public notice has an item, a tier and a plan.
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(BEFORE_DELIBERATION))
                | models.Q(scope_item__isnull=False, plan__isnull=False) & ~models.Q(tier="")
                | models.Q(state=StateCode.WITHDRAWN),
                name="demand_complete_from_deliberation_on",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "fiscal_year", "scope_item"], name="demand_siblings"),
            models.Index(fields=["state", "state_since"], name="demand_by_state"),
            models.Index(fields=["lineage"], name="demand_lineage"),
            models.Index(IS_OVER, F("number").desc(), name="demand_live_first"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        """The page of this demand."""
        return reverse("demands:detail", args=[self.number])

    @property
    def state_in_words(self) -> str:
        """The state as it is now; a resolution whose days have passed is not on public notice any more, told or not."""
        ends_at = self.publicity_ends_at
        if self.state == DemandState.RESOLUTION_PUBLICITY and ends_at is not None and ends_at <= clock.now():
            return str(_("Public notice is over"))
        return self.get_state_display()

    @property
    def file_url(self) -> str:
        """The page that gathers the whole project; empty where no stage offers one."""
        return links.file_url(self.number)

    @property
    def step(self) -> Step:
        """Which of the nine steps this demand has reached."""
        return STEP_OF[StateCode(self.state)]

    @property
    def is_returned(self) -> bool:
        """Whether its papers came back for correction."""
        return self.state == StateCode.RETURNED

    @property
    def is_public(self) -> bool:
        """Whether everybody may read it."""
        return self.state in PUBLIC_STATES

    @property
    def declared(self) -> frozenset[str]:
        """Names of the flags that its author declared, or whoever screened it corrected."""
        return frozenset(name for name in self.FLAGS if getattr(self, name))

    @property
    def flags(self) -> frozenset[Flag]:
        """The declared flags that may raise the tier."""
        return frozenset(flag for name, flag in self.FLAGS.items() if getattr(self, name))

    @property
    def project_year_end(self) -> date:
        """The day by which the project must be accepted (R27)."""
        return date(self.fiscal_year, 12, 31)


class DemandFile(models.Model):
    """A paper that belongs to a demand: photos of the place, estimates, minutes."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="demand_file")
    caption = models.CharField(max_length=200, blank=True)


class NextYearBar(models.Model):
    """A project unfinished (R27), or not mended (R50), is not accepted again in the next fiscal year."""

    community = models.ForeignKey(Place, models.PROTECT, related_name="+")
    lineage = models.UUIDField()
    fiscal_year = models.PositiveSmallIntegerField()
    demand = models.ForeignKey(Demand, models.PROTECT, related_name="bars")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "lineage", "fiscal_year"], name="one_bar_per_lineage_and_year")
        ]


class NumberSeries(models.Model):
    """The last number given in a series of a year; its row is the lock."""

    prefix = models.CharField(max_length=4)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["prefix", "year"], name="one_series_per_prefix_and_year")]

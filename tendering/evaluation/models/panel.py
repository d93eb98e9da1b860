"""The panel of one tender: its seats, how they were drawn, what their holders declared."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from guardian.models import UserObjectPermissionBase

from tendering.evaluation.rules.states import DRAWN, LIVING, VOTING, Error, Remedy
from tendering.evaluation.rules.states import Capacity as CapacityCode
from tendering.evaluation.rules.states import Ground as GroundCode
from tendering.evaluation.rules.states import SeatState as SeatStateCode
from tendering.evaluation.rules.states import State as StateCode
from tendering.evaluation.rules.work import Attendance as AttendanceCode
from tendering.tenders.models import Tender

SIT = "sit_on_panel"


class PanelState(models.TextChoices):
    """`rules.states.State` in words."""

    CONVENED = StateCode.CONVENED, _("Panel being completed")
    SCORING = StateCode.SCORING, _("Under evaluation")
    RANKED = StateCode.RANKED, _("Ranked, report being signed")
    SIGNED = StateCode.SIGNED, _("Report signed")
    ALL_INVALID = StateCode.ALL_INVALID, _("No valid bid left")


class Capacity(models.TextChoices):
    """`rules.states.Capacity` in words."""

    COMMUNITY = CapacityCode.COMMUNITY, _("Community")
    RESIDENT_REPRESENTATIVE = CapacityCode.RESIDENT_REPRESENTATIVE, _("Resident representative")
    EXPERT = CapacityCode.EXPERT, _("Expert")
    OBSERVER = CapacityCode.OBSERVER, _("Observer without vote")


class SeatState(models.TextChoices):
    """`rules.states.SeatState` in words."""

    INVITED = SeatStateCode.INVITED, _("Declaration due")
    DECLARED = SeatStateCode.DECLARED, _("No conflict declared")
    RECUSED = SeatStateCode.RECUSED, _("Recused")
    REPLACED = SeatStateCode.REPLACED, _("Replaced")
    DECLINED = SeatStateCode.DECLINED, _("Invitation declined")
    LAPSED = SeatStateCode.LAPSED, _("Invitation lapsed")


class Ground(models.TextChoices):
    """`rules.states.Ground` in words."""

    UNANSWERED = GroundCode.UNANSWERED, _("The invitation was not answered in time")
    ABSENT = GroundCode.ABSENT, _("Recorded as absent")
    RELATED = GroundCode.RELATED, _("Came to be related to a bidder")
    ROLE_ENDED = GroundCode.ROLE_ENDED, _("The role of the seat has ended")


class Attendance(models.TextChoices):
    """`rules.work.Attendance` in words."""

    PRESENT = AttendanceCode.PRESENT, _("Present")
    LATE = AttendanceCode.LATE, _("Late")
    ABSENT = AttendanceCode.ABSENT, _("Absent")


class RemedyKind(models.TextChoices):
    """`rules.states.Remedy` in words."""

    OBJECTION = Remedy.OBJECTION, _("Objection")
    CHALLENGE = Remedy.CHALLENGE, _("Challenge")
    COMPLAINT = Remedy.COMPLAINT, _("Complaint")
    AVOIDANCE = Remedy.AVOIDANCE, _("Avoidance")
    RECHECK = Remedy.RECHECK, _("Recheck by the same panel")


class ErrorKind(models.TextChoices):
    """`rules.states.Error` in words."""

    SUM = Error.SUM, _("Points were added up wrongly")
    RANGE = Error.RANGE, _("Points lie outside of what the scoring standard allows")
    OBJECTIVE = Error.OBJECTIVE, _("Members scored an objective item differently")
    EXTREME = Error.EXTREME, _("Points are strikingly high or low, as the panel finds")


class PanelQuerySet(models.QuerySet["Panel"]):
    """Panels by whether what they found still counts."""

    def counting(self) -> PanelQuerySet:
        """Those that no remedy has set aside."""
        return self.filter(counts_for__isnull=False)

    def set_aside(self) -> PanelQuerySet:
        """Those whose evaluation was ordered to be done anew."""
        return self.filter(counts_for__isnull=True)

    def latest_of_each(self) -> PanelQuerySet:
        """One of every call: the panel that counts or, until another is convened, the one set aside last."""
        later = Panel.objects.filter(tender=OuterRef("tender"), number__gt=OuterRef("number"))
        return self.exclude(Exists(later))


class Panel(models.Model):
    """A panel that judges the bids of one tender (评审小组): the first, or another after a remedy set it aside.

    Everything later stages read comes from the panel that counts, `tender.panel`; the others are read by their number.
    """

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="panels")
    number = models.PositiveSmallIntegerField(default=1)
    # The same tender, and nobody's once the panel is set aside: the unique key allows each tender one that counts.
    counts_for = models.OneToOneField(Tender, models.PROTECT, null=True, blank=True, related_name="panel")
    superseded_at = models.DateTimeField(null=True, blank=True)
    superseded_by = models.CharField(max_length=12, choices=RemedyKind, blank=True)
    superseded_reason = models.TextField(max_length=4000, blank=True)
    # The panel of the same people whose result this one checks, and because of which error; None for any other panel.
    rechecks = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="recheck")
    error = models.CharField(max_length=12, choices=ErrorKind, blank=True)
    # The first of the panels that the same people form for lots of one joint call, itself included; None for one alone.
    together = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=12, choices=PanelState, default=PanelState.CONVENED)
    convened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    convened_at = models.DateTimeField()
    scoring_at = models.DateTimeField(null=True, blank=True)
    sheets_signed_at = models.DateTimeField(null=True, blank=True)
    ranked_at = models.DateTimeField(null=True, blank=True)
    report_due_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        verbose_name = _("evaluation panel")
        permissions = [(SIT, "Sit on the panel")]
        constraints = [
            models.UniqueConstraint(fields=["tender", "number"], name="one_panel_per_number"),
            models.CheckConstraint(
                condition=Q(
                    counts_for__isnull=False, counts_for=F("tender"), superseded_at__isnull=True, superseded_by=""
                )
                | Q(counts_for__isnull=True, superseded_at__isnull=False)
                & ~Q(superseded_by="")
                & ~Q(superseded_reason=""),
                name="panel_counts_or_is_superseded",
            ),
            models.CheckConstraint(
                condition=Q(rechecks__isnull=True, error="") | Q(rechecks__isnull=False) & ~Q(error=""),
                name="recheck_names_the_error",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[StateCode.SIGNED, StateCode.ALL_INVALID], ended_at__isnull=False)
                | Q(state__in=[StateCode.CONVENED, StateCode.SCORING, StateCode.RANKED], ended_at__isnull=True),
                name="panel_ended",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[StateCode.RANKED, StateCode.SIGNED]) | Q(ranked_at__isnull=False),
                name="panel_ranked",
            ),
        ]

    def __str__(self) -> str:
        return str(self.tender)

    def get_absolute_url(self) -> str:
        """The evaluation's page; one that was set aside is found by its number."""
        if self.counts:
            return reverse("evaluation:detail", args=[self.tender.number])
        return reverse("evaluation:past", args=[self.tender.number, self.number])

    @property
    def counts(self) -> bool:
        """Whether what it found still counts."""
        return self.counts_for_id is not None

    @property
    def hears(self) -> bool:
        """Whether bidders present their plans to it; a panel that checks its own result has heard them."""
        return self.tender.procedure.has_defence and self.rechecks_id is None

    @property
    def is_rechecked(self) -> bool:
        """Of one that was set aside: whether the same people check its result."""
        return self.superseded_by == Remedy.RECHECK


class PanelUserObjectPermission(UserObjectPermissionBase):
    """Grants of django-guardian on one panel: they live and end with the seat."""

    content_object = models.ForeignKey(Panel, models.CASCADE)

    class Meta(UserObjectPermissionBase.Meta):
        abstract = False


class Draw(models.Model):
    """A draw by lot that anybody can repeat (随机抽取): the seed's commitment stands before the list is known.

    `seed` is shown only once `drawn_at` is set; candidates are keys of memberships, or of bids for ties.
    """

    class Purpose(models.TextChoices):
        RESIDENT_REPRESENTATIVE = CapacityCode.RESIDENT_REPRESENTATIVE, _("Resident representatives")
        EXPERT = CapacityCode.EXPERT, _("Experts")
        TIE = "tie", _("Ties")
        DEFENCE = "defence", _("Order of the presentations")

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="draws")
    purpose = models.CharField(max_length=24, choices=Purpose)
    round = models.PositiveSmallIntegerField(default=1)
    seed = models.BinaryField(max_length=32)
    commitment = models.CharField(max_length=64)
    committed_at = models.DateTimeField()
    candidates = models.JSONField(default=list)
    list_hash = models.CharField(max_length=64, blank=True)
    # Who was kept off by which codes, who shares an employer (opaque codes), which domains were asked for.
    excluded = models.JSONField(default=dict)
    groups = models.JSONField(default=dict)
    specialties = models.JSONField(default=list)
    record_hash = models.CharField(max_length=64, blank=True)
    beacon = models.CharField(max_length=64, blank=True)
    order = models.JSONField(default=list)
    drawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "purpose", "round"], name="one_draw_per_purpose_and_round"),
            models.CheckConstraint(
                condition=Q(drawn_at__isnull=True) | ~Q(list_hash="", beacon=""), name="draw_says_what_it_drew_from"
            ),
        ]

    @property
    def seed_hex(self) -> str:
        """The seed, once it may be known."""
        return bytes(self.seed).hex() if self.drawn_at else ""


class Seat(models.Model):
    """Somebody's seat on a panel; while it lives a grant on the panel goes with it (席位)."""

    panel = models.ForeignKey(Panel, models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="panel_seats")
    capacity = models.CharField(max_length=24, choices=Capacity)
    # The role the seat is held in; an observer's is the office observed for.
    role = models.CharField(max_length=32)
    state = models.CharField(max_length=12, choices=SeatState, default=SeatState.INVITED)
    seated_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    # Until when a drawn member answers the invitation; None for members who are named.
    answer_due_at = models.DateTimeField(null=True, blank=True)
    draw = models.ForeignKey(Draw, models.PROTECT, null=True, blank=True, related_name="seats")
    # Who stands earlier in the order and why the seat went past: pairs of key and code.
    passed_over = models.JSONField(default=list)
    attendance = models.CharField(max_length=8, choices=Attendance, blank=True)
    attendance_at = models.DateTimeField(null=True, blank=True)
    # Who wrote down how the member came, the last time that it changed.
    attendance_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    replaces = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="replaced_by")
    # Who named its holder or had them drawn, None where the clock did; who gave up on them.
    seated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    given_up_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    # Of somebody drawn who was replaced: why, as the draw's record shows it.
    ground = models.CharField(max_length=12, choices=Ground, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["panel", "number"], name="one_seat_per_number"),
            models.UniqueConstraint(
                fields=["panel", "user"], condition=Q(state__in=sorted(LIVING)), name="one_living_seat_per_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(LIVING), left_at__isnull=True)
                | (~Q(state__in=sorted(LIVING)) & Q(left_at__isnull=False, left_at__gte=F("seated_at"))),
                name="seat_left",
            ),
            models.CheckConstraint(
                condition=~Q(state=SeatStateCode.REPLACED, capacity__in=sorted(DRAWN)) | ~Q(ground=""),
                name="drawn_seat_replaced_for_a_ground",
            ),
        ]

    @property
    def votes(self) -> bool:
        """Whether the holder judges, or only watches."""
        return self.capacity in VOTING

    @property
    def is_living(self) -> bool:
        """Whether the seat is still held."""
        return self.state in LIVING

    @property
    def label(self) -> str:
        """How the member is called where names stay sealed: 03."""
        return f"{self.number:02d}"


class Declaration(models.Model):
    """What a member signed about relations to the bidders (回避声明); append-only, triggers hold it."""

    seat = models.ForeignKey(Seat, models.PROTECT, related_name="declarations")
    has_conflict = models.BooleanField()
    statements = models.JSONField(default=list)
    relation = models.CharField(max_length=12, blank=True)
    bidders = models.JSONField(default=list)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["seat", "has_conflict"], name="one_declaration_of_each_sort"),
            models.CheckConstraint(
                condition=Q(has_conflict=True) & ~Q(relation="") | Q(has_conflict=False, relation=""),
                name="declaration_names_the_relation",
            ),
        ]

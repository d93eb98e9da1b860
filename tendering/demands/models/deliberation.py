"""How residents talked a demand over and decided it (民议, 民决)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from marketplace.files.models import StoredFile
from marketplace.places.models import Place
from tendering.demands.models.demand import Demand
from tendering.demands.rules.meeting import Tally


class DecidingBody(models.Model):
    """The body that decides in a community, with its size and term (居民代表会议 or 居民议事会, R25)."""

    class Kind(models.TextChoices):
        RESIDENTS_REPRESENTATIVE_MEETING = "residents_representative_meeting", _("Residents' representative meeting")
        RESIDENTS_COUNCIL = "residents_council", _("Residents' council")

    community = models.ForeignKey(Place, models.PROTECT, related_name="deciding_bodies")
    kind = models.CharField(max_length=40, choices=Kind)
    members = models.PositiveSmallIntegerField()
    from_date = models.DateField()
    to_date = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("deciding body")
        constraints = [
            models.CheckConstraint(condition=Q(members__gt=0), name="deciding_body_has_members"),
            models.UniqueConstraint(
                fields=["community", "kind"], condition=Q(to_date__isnull=True), name="one_sitting_body_per_kind"
            ),
        ]


class Deliberation(models.Model):
    """A record of the year-start determination (走访, 调查, 两委一议, R19)."""

    class Kind(models.TextChoices):
        VISIT = "visit", _("Home visits")
        SURVEY = "survey", _("Survey")
        TWO_COMMITTEE_REVIEW = "two_committee_review", _("Review by the two committees")
        DEMOCRATIC_DISCUSSION = "democratic_discussion", _("Democratic discussion")

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="deliberations")
    kind = models.CharField(max_length=24, choices=Kind)
    held_on = models.DateField()
    participants = models.PositiveIntegerField()
    in_favour = models.PositiveIntegerField(null=True, blank=True)
    findings = models.TextField(max_length=2000)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(participants__gt=0), name="deliberation_has_participants"),
            models.CheckConstraint(
                condition=Q(in_favour__isnull=True) | Q(in_favour__lte=F("participants")),
                name="deliberation_favour_within_participants",
            ),
        ]


class ResidentMeeting(models.Model):
    """A meeting of the deciding body about one demand (居民代表会议), recorded and countersigned."""

    demand = models.ForeignKey(Demand, models.PROTECT, related_name="meetings")
    body = models.ForeignKey(DecidingBody, models.PROTECT, related_name="meetings")
    held_at = models.DateTimeField()
    place_text = models.CharField(max_length=120)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    invited = models.PositiveSmallIntegerField()
    present = models.PositiveSmallIntegerField(null=True, blank=True)
    votes_for = models.PositiveSmallIntegerField(null=True, blank=True)
    against = models.PositiveSmallIntegerField(null=True, blank=True)
    abstain = models.PositiveSmallIntegerField(null=True, blank=True)
    chair = models.CharField(max_length=80, blank=True)
    minutes = models.TextField(max_length=4000, blank=True)
    minutes_file = models.ForeignKey(StoredFile, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    countersigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    countersigned_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=16, blank=True)
    # The demand as it stood when the record was countersigned (`queries.voted.as_voted`).
    voted = models.JSONField(default=dict, blank=True, editable=False)

    class Meta:
        constraints = [
            # for + against + abstain <= present <= invited, or nothing recorded yet (architecture 3).
            models.CheckConstraint(
                condition=Q(present__isnull=True)
                | Q(
                    present__lte=F("invited"),
                    present__gte=F("votes_for") + F("against") + F("abstain"),
                ),
                name="meeting_votes_within_present_within_invited",
            ),
            # Whoever recorded a meeting does not countersign it.
            models.CheckConstraint(
                condition=Q(countersigned_by__isnull=True) | ~Q(countersigned_by=F("recorded_by")),
                name="meeting_countersigned_by_another",
            ),
            models.UniqueConstraint(fields=["demand"], condition=Q(outcome=""), name="one_open_meeting_per_demand"),
        ]

    @property
    def tally(self) -> Tally:
        """Heads and votes; zeros where nothing is recorded."""
        return Tally(self.invited, self.present or 0, self.votes_for or 0, self.against or 0, self.abstain or 0)

"""An application for the roster, and objections against it."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.models.labels import APPLICATION_STATES, OBJECTION_STATES, choices
from catalog.models.provider import Provider
from catalog.rules.states import LIVE_APPLICATION, ApplicationState, ObjectionState
from marketplace.accounts.models import Membership, Organisation
from marketplace.primitives.calendar import last_day_of
from marketplace.rulebook.models import RuleSet, ServiceDomain


class RosterApplication(models.Model):
    """An application for admission or renewal (入库申请), domain 3.1.

    It keeps the rule set under which it was submitted. `publicity_until` is the moment at which publicity ends; while
    an objection holds it, `remaining_workdays` says how much of it is left.
    """

    provider = models.ForeignKey(Provider, models.PROTECT, related_name="applications")
    state = models.CharField(
        _("state"), max_length=16, choices=choices(APPLICATION_STATES), default=ApplicationState.DRAFT.value
    )
    domains = models.ManyToManyField(
        ServiceDomain, verbose_name=_("domains applied for"), related_name="applications", blank=True
    )
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, blank=True, related_name="roster_applications")
    # Facts of a listed provider that the district has not checked yet, by name; the entry keeps those it checked.
    facts = models.JSONField(default=dict, blank=True)
    declared_at = models.DateTimeField(_("declared"), null=True, blank=True)
    declared_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField()
    submitted_at = models.DateTimeField(_("submitted"), null=True, blank=True)
    due_at = models.DateTimeField(_("due"), null=True, blank=True)
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    accepted_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    publicity_from = models.DateTimeField(_("publicity from"), null=True, blank=True)
    publicity_until = models.DateTimeField(_("publicity until"), null=True, blank=True)
    remaining_workdays = models.PositiveSmallIntegerField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    may_reapply_date = models.DateField(_("may apply again from"), null=True, blank=True)
    reason = models.TextField(_("reason"), blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("roster application")
        verbose_name_plural = _("roster applications")
        constraints = [
            # A provider has one application under way at most.
            models.UniqueConstraint(
                fields=["provider"],
                condition=models.Q(state__in=sorted(state.value for state in LIVE_APPLICATION)),
                name="roster_application_one_live",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ApplicationState.PUBLICITY.value) | models.Q(publicity_until__isnull=False),
                name="roster_application_publicity_ends",
            ),
            models.CheckConstraint(
                condition=~models.Q(state=ApplicationState.OBJECTION_HOLD.value)
                | models.Q(remaining_workdays__isnull=False, remaining_workdays__gte=1),
                name="roster_application_hold_has_rest",
            ),
        ]
        indexes = [models.Index(fields=["state", "publicity_until"], name="roster_application_due")]

    def __str__(self) -> str:
        return str(self.provider)

    @property
    def is_submitted(self) -> bool:
        """Whether the district checks it."""
        return self.state == ApplicationState.SUBMITTED

    @property
    def is_returned(self) -> bool:
        """Whether it came back for correction."""
        return self.state == ApplicationState.RETURNED

    @property
    def is_public(self) -> bool:
        """Whether its publicity runs."""
        return self.state == ApplicationState.PUBLICITY

    @property
    def is_held(self) -> bool:
        """Whether an objection holds its publicity."""
        return self.state == ApplicationState.OBJECTION_HOLD

    @property
    def is_rejected(self) -> bool:
        """Whether it was refused."""
        return self.state == ApplicationState.REJECTED

    @property
    def publicity_last_day(self) -> date | None:
        """The last day of publicity; `publicity_until` is the midnight after it."""
        return last_day_of(self.publicity_until) if self.publicity_until else None


class RosterObjection(models.Model):
    """A named objection against an admission during publicity (异议); the name is masked in public.

    `organisation` is the body for which the person acted on that day, if for one: it has one voice.
    """

    application = models.ForeignKey(RosterApplication, models.PROTECT, related_name="objections")
    state = models.CharField(
        _("state"), max_length=12, choices=choices(OBJECTION_STATES), default=ObjectionState.OPEN.value
    )
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="roster_objections")
    organisation = models.ForeignKey(
        Organisation, models.PROTECT, null=True, blank=True, related_name="roster_objections"
    )
    filed_at = models.DateTimeField(_("filed"))
    text = models.TextField(_("objection"))
    due_at = models.DateTimeField(_("answer due"))
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("objection to an admission")
        verbose_name_plural = _("objections to admissions")
        constraints = [
            # Answered or not: nobody stalls an admission by repeating himself.
            models.UniqueConstraint(fields=["application", "filed_by"], name="roster_objection_one_each"),
            models.UniqueConstraint(fields=["application", "organisation"], name="roster_objection_one_each_body"),
            models.CheckConstraint(
                condition=models.Q(state=ObjectionState.OPEN.value) | ~models.Q(answer=""),
                name="roster_objection_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.application)

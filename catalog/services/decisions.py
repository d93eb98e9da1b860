"""The district decides on an application."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.models import RosterApplication
from catalog.permissions import require_district
from catalog.queries.admission import admission_checks, refusals
from catalog.rules.admission import ACCEPTANCE
from catalog.rules.periods import may_reapply_on, publicity_ends_on
from catalog.rules.states import RemovalGround
from catalog.services.bans import impose_ban
from catalog.services.locking import lock_application, lock_provider
from catalog.services.moving import Parameters, move_application
from catalog.services.telling import tell_provider
from catalog.transitions import APPLICATION, DIRECTLY
from marketplace.accounts.models import Membership
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import Refusal, Refusals, require_text
from marketplace.primitives.ruleset import RuleSet
from marketplace.rulebook.queries import work_calendar


class AssessmentNotAvailable(Refusal):
    """The rule set asks for a scored capability assessment, which this version cannot hold yet (R29)."""


def return_application(
    *, application: RosterApplication, by: Membership | None, reason: str, version: int | None = None
) -> RosterApplication:
    """Give an application back for correction, saying what is to be mended.

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.reason_missing`.
        WrongState: it is not waiting for the district.
        StaleVersion: somebody changed the application since.
    """
    by = require_district(by)
    _require_reason(reason)
    with transaction.atomic():
        application = lock_application(application.pk, version)
        application.due_at = None
        move_application(application, "return", by=by, reason=reason)
        tell_provider("catalog.application.returned", application.provider, reason=reason)
    return application


def reject_application(
    *,
    application: RosterApplication,
    by: Membership | None,
    reason: str,
    false_material: bool = False,
    version: int | None = None,
    now: datetime,
) -> RosterApplication:
    """Turn an application down; the provider may apply again after the rule set's months.

    False material brings the ban of the rule set's years on top (domain 2.8).

    Raises: as `return_application`.
    """
    by = require_district(by)
    _require_reason(reason)
    with transaction.atomic():
        lock_provider(application.provider_id)
        application = lock_application(application.pk, version)
        end_rejected(application, "reject", by=by, reason=reason, false_material=false_material, now=now)
    return application


def accept_application(
    *,
    application: RosterApplication,
    by: Membership | None,
    reason: str = "",
    version: int | None = None,
    now: datetime,
) -> RosterApplication:
    """Accept an application and publicise the admission for the rule set's working days (domain 3.1).

    Raises:
        NotPermitted: `by` is no district officer.
        WrongState: it is not waiting for the district.
        AssessmentNotAvailable: `catalog.assessment_not_available`.
        Refusals: every admission condition that does not hold today.
        StaleVersion: somebody changed the application since.
    """
    by = require_district(by)
    today = day_of(now)
    with transaction.atomic():
        lock_provider(application.provider_id)
        application = lock_application(application.pk, version)
        rules = rules_of(application)
        APPLICATION.target(application.state, "accept", DIRECTLY)
        if rules.roster.assessment.required:
            raise AssessmentNotAvailable("catalog.assessment_not_available")
        if failed := refusals(admission_checks(application, ACCEPTANCE, rules, today)):
            raise Refusals(failed)
        _publicise(application, by, rules, reason, now=now)
        tell_provider("catalog.application.accepted", application.provider, until=str(application.publicity_last_day))
    return application


def rules_of(application: RosterApplication) -> RuleSet:
    """The rules under which the application was submitted: a later rule set never moves a running case."""
    assert application.rule_set is not None  # set by submission, and only submitted ones are decided
    rules: RuleSet = application.rule_set.rules
    return rules


def end_rejected(
    application: RosterApplication, act: str, *, by: Membership, reason: str, false_material: bool, now: datetime
) -> None:
    """End a locked application as rejected, with its waiting time and, for false material, a ban."""
    today = day_of(now)
    rules = rules_of(application)
    application.ended_at = now
    application.may_reapply_date = may_reapply_on(today, rules.roster.assessment.reapply_months)
    move_application(application, act, by=by, reason=reason)
    if false_material:
        impose_ban(
            provider=application.provider,
            ground=RemovalGround.FALSE_MATERIAL,
            by=by,
            reason=reason,
            rules=rules,
            now=now,
        )
    tell_provider(
        "catalog.application.rejected",
        application.provider,
        reason=reason,
        again=application.may_reapply_date.isoformat(),
    )


def _publicise(application: RosterApplication, by: Membership, rules: RuleSet, reason: str, *, now: datetime) -> None:
    last_day = publicity_ends_on(work_calendar(), day_of(now), rules.roster.assessment.publicity_working_days)
    application.accepted_at = application.publicity_from = now
    application.accepted_by = by
    application.due_at = None
    application.publicity_until = end_of_day(last_day)
    parameters: Parameters = {"until": last_day.isoformat()}
    move_application(application, "accept", guard=DIRECTLY, by=by, reason=reason, parameters=parameters)


def _require_reason(reason: str) -> None:
    require_text(reason, "catalog.reason_missing")

"""The provider applies for the roster."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.models import Provider, RosterApplication
from catalog.permissions import require_provider
from catalog.queries.admission import admission_checks, refusals
from catalog.queries.applications import live_application
from catalog.rules.admission import SUBMISSION
from catalog.services.locking import lock_application, lock_provider
from catalog.services.moving import move_application
from catalog.services.registration import enter_provider
from catalog.services.telling import tell_district
from catalog.transitions import APPLICATION
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import Refusal, Refusals
from marketplace.rulebook.queries import in_force, work_calendar


class ApplicationUnderWay(Refusal):
    """The provider has an application that has not ended."""


def start_application(*, provider: Provider, by: Membership | None, now: datetime) -> RosterApplication:
    """Begin an application for admission or renewal; nothing is checked before it is submitted.

    Raises:
        NotPermitted: `by` does not administer this provider.
        ApplicationUnderWay: `catalog.application_under_way`.
    """
    by = require_provider(by, provider)
    with transaction.atomic():
        provider = lock_provider(provider.pk)
        if live_application(provider) is not None:
            raise ApplicationUnderWay("catalog.application_under_way")
        state = APPLICATION.target(None, "start")
        application = RosterApplication.objects.create(provider=provider, state=state, created_at=now)
        record(
            act="catalog.application.start",
            target=application,
            by=by,
            parameters={"provider": str(provider)},
            about=(provider,),
        )
    return application


def begin(*, by: Membership | None, now: datetime) -> RosterApplication:
    """Begin an application of the organisation a person administers, entered as a provider where it is none yet.

    Raises: as `registration.enter_provider` and `start_application`.
    """
    with transaction.atomic():
        return start_application(provider=enter_provider(by=by, now=now), by=by, now=now)


def submit_application(
    *, application: RosterApplication, by: Membership | None, declared: bool, version: int | None = None, now: datetime
) -> RosterApplication:
    """Hand an application in, for the first time or after correction (domain 3.1).

    It keeps the rule set in force today, and the district has as many working days as for screening a demand.

    Raises:
        NotPermitted: `by` does not administer this provider.
        WrongState: it is neither being written nor returned.
        Refusals: every condition of submission that does not hold, e.g. `catalog.files.refused`.
        StaleVersion: somebody changed the application since.
    """
    by = require_provider(by, application.provider)
    today = day_of(now)
    with transaction.atomic():
        lock_provider(application.provider_id)
        application = lock_application(application.pk, version)
        APPLICATION.target(application.state, "submit")
        rule_set = in_force(today)
        if failed := refusals(admission_checks(application, SUBMISSION, rule_set.rules, today, declared=declared)):
            raise Refusals(failed)
        application.rule_set = rule_set
        application.declared_at = application.submitted_at = now
        application.declared_by = by
        application.due_at = end_of_day(work_calendar().add_workdays(today, rule_set.rules.duties.screen_demand))
        application.domains.set(application.provider.domains.all())
        move_application(application, "submit", by=by)
        tell_district("catalog.application.submitted", application)
    return application

"""Anyone may object, by name, while an admission is in publicity (domain 3.1)."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from catalog.models import RosterApplication, RosterObjection
from catalog.permissions import require_district
from catalog.queries.applications import bodies_of, has_objected
from catalog.rules.periods import remaining_workdays, resumed_ends_on
from catalog.rules.states import ApplicationState, ObjectionState
from catalog.services.decisions import end_rejected, rules_of
from catalog.services.locking import lock_application, lock_objection, lock_provider
from catalog.services.moving import move_application
from catalog.services.telling import tell_district, tell_person, tell_provider
from catalog.transitions import APPLICATION, LAST_ONE, OBJECTION, OTHERS_OPEN
from marketplace import clock
from marketplace.accounts.models import Membership, User
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import Refusal, require_text
from marketplace.rulebook.queries import work_calendar


class PublicityOver(Refusal):
    """The last day of publicity has passed; the clock of the database says so."""


class ObjectedAlready(Refusal):
    """The person, or their organisation, has objected; who is not content with the answer complains."""


class ObjectorUnproved(Refusal):
    """Whoever objects by name is reached by a phone that they proved, as every resident is."""


def file_objection(*, application: RosterApplication, actor: User, text: str) -> RosterObjection:
    """Object to an admission; the rest of its publicity stands still until the district has answered.

    Raises:
        InvalidInput: `catalog.objection_empty`.
        ObjectorUnproved: `catalog.objector_unproved`.
        WrongState: the application is not in publicity.
        PublicityOver: `catalog.publicity_over`.
        ObjectedAlready: `catalog.objected_already`: the person, somebody who stands in for them or for whom they
            stand in, or a colleague of the same organisation has filed one, answered or not.
    """
    if not actor.phone_verified:
        raise ObjectorUnproved("catalog.objector_unproved")
    require_text(text, "catalog.objection_empty", field="text")
    with transaction.atomic():
        application = lock_application(application.pk)
        APPLICATION.target(application.state, "object")
        now = clock.read()
        _hold(
            application,
            day_of(now),
            over=application.publicity_until is not None and now >= application.publicity_until,
        )
        if has_objected(actor, application):
            raise ObjectedAlready("catalog.objected_already")
        days = rules_of(application).objection.regime_local.answer_working_days
        due_at = end_of_day(work_calendar().add_workdays(day_of(now), days))
        values = {"filed_by": actor, "filed_at": now, "text": text.strip(), "due_at": due_at}
        body = next(iter(bodies_of(actor)), None)
        objection = _written(RosterObjection(application=application, organisation_id=body, **values))
        move_application(application, "object", actor=actor, parameters={"objection": objection.pk})
        tell_district("catalog.objection.filed", application)
        tell_provider("catalog.objection.held", application.provider)
    return objection


def _written(objection: RosterObjection) -> RosterObjection:
    try:
        with transaction.atomic():
            objection.save()
    except IntegrityError:
        raise ObjectedAlready("catalog.objected_already") from None
    return objection


def dismiss_objection(
    *, objection: RosterObjection, by: Membership | None, answer: str, now: datetime
) -> RosterObjection:
    """Answer an objection as unfounded; after the last one the rest of the publicity runs on.

    Raises:
        NotPermitted: `by` is no district officer.
        InvalidInput: `catalog.answer_missing`.
        WrongState: it has been answered.
    """
    by = require_district(by)
    with transaction.atomic():
        application = lock_application(objection.application_id)
        objection = _answer(objection, "dismiss", by, answer, now=now)
        open_ones = application.objections.filter(state=ObjectionState.OPEN).exists()
        if not open_ones:
            _resume(application, day_of(now))
        guard = OTHERS_OPEN if open_ones else LAST_ONE
        move_application(
            application, "dismiss", guard=guard, by=by, reason=answer, parameters={"objection": objection.pk}
        )
        tell_person("catalog.objection.dismissed", objection.filed_by_id, application, answer=answer)
        tell_provider("catalog.objection.dismissed", application.provider, answer=answer)
    return objection


def uphold_objection(
    *, objection: RosterObjection, by: Membership | None, answer: str, false_material: bool = False, now: datetime
) -> RosterObjection:
    """Answer an objection as founded: the admission fails, with a ban where material was false.

    Whoever else waits for an answer gets the same one, for there is nothing left to object to.

    Raises: as `dismiss_objection`.
    """
    by = require_district(by)
    with transaction.atomic():
        lock_provider(objection.application.provider_id)
        application = lock_application(objection.application_id)
        objection = _answer(objection, "uphold", by, answer, now=now)
        waiting = application.objections.filter(state=ObjectionState.OPEN).order_by("pk")
        answered = [objection, *(_answer(other, "uphold", by, answer, now=now) for other in waiting)]
        application.remaining_workdays = None
        end_rejected(application, "uphold", by=by, reason=answer, false_material=false_material, now=now)
        for one in answered:
            tell_person("catalog.objection.upheld", one.filed_by_id, application, answer=answer)
    return objection


def _hold(application: RosterApplication, today: date, *, over: bool) -> None:
    """Stop the clock of an application in publicity; one that is held already keeps its rest."""
    if application.state != ApplicationState.PUBLICITY:
        return
    last_day = application.publicity_last_day
    if over or last_day is None:
        raise PublicityOver("catalog.publicity_over", until=last_day)
    application.remaining_workdays = remaining_workdays(work_calendar(), today, last_day)
    application.publicity_until = None


def _resume(application: RosterApplication, today: date) -> None:
    rest = application.remaining_workdays
    assert rest is not None  # a check constraint says so of every held application
    application.publicity_until = end_of_day(resumed_ends_on(work_calendar(), today, rest))
    application.remaining_workdays = None


def _answer(objection: RosterObjection, act: str, by: Membership, answer: str, *, now: datetime) -> RosterObjection:
    require_text(answer, "catalog.answer_missing", field="answer")
    objection = lock_objection(objection.pk)
    objection.state = OBJECTION.target(objection.state, act)
    objection.answer = answer.strip()
    objection.answered_by = by
    objection.answered_at = now
    objection.save()
    return objection

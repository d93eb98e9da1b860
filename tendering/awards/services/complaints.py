"""Complaints: filed after an answer or its silence, examined, decided with what follows (投诉; 采购法55–57; Decree 94).

Under the statute the finance department examines and decides; under local rules the discipline of street or district
answers, and the award is not made final meanwhile (domain 2.6).
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.primitives.calendar import day_of, last_day_of
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from marketplace.rulebook.queries import work_calendar
from tendering.awards import permissions
from tendering.awards.models import Complaint, Objection
from tendering.awards.queries.challenges import living_award
from tendering.awards.queries.complaints import complaint_outcomes
from tendering.awards.rules import publicity as periods
from tendering.awards.rules import remedies
from tendering.awards.rules.remedies import ComplaintLate, Outcome, Pleading
from tendering.awards.rules.states import ObjectionState
from tendering.awards.services.answering import CONSEQUENCES, Consequence, OutcomeNotOpen
from tendering.awards.services.states import locked_call
from tendering.awards.services.telling import tell_of_remedies
from tendering.awards.transitions import BY_LOCAL_RULES, BY_STATUTE, COMPLAINT, OBJECTION
from tendering.demands.queries.people import user_ids
from tendering.evaluation.rules.states import Remedy
from tendering.tenders.models import Tender
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.services import suspending

# From the announcement on, and once it came to nothing.
COMPLAINABLE = frozenset(TenderState) - {TenderState.PREPARING, TenderState.DOC_REVIEW}


class AnswerNotDue(Refusal):
    """The answer is neither given nor overdue."""

    def __init__(self, due: date) -> None:
        super().__init__("awards.answer_not_due", due=due)


class ComplainedAlready(Refusal):
    """One complaint follows one objection."""

    def __init__(self) -> None:
        super().__init__("awards.complained_already")


@transaction.atomic
def file_complaint(*, objection: Objection, by: Membership, pleading: Pleading) -> Complaint:
    """Complain after an objection or a challenge was answered, or stayed unanswered past its day.

    Raises:
        NotPermitted: `by` is not whoever objected or challenged.
        InvalidInput: facts, grounds or request are missing.
        AnswerNotDue: the answer is still to come.
        ComplaintLate: after the working days of the rule set.
        ComplainedAlready: one has been filed.
    """
    permissions.require_complainant(by, objection)
    pleading = pleading.complete()
    tender = locked_call(objection.tender, COMPLAINABLE)
    now = clock.read()
    row = Objection.objects.get(pk=objection.pk)
    row.tender = tender
    since = _counted_from(row, now)
    days = tender.procedure.complaint_working_days
    remedies.require_in_time(work_calendar(), day_of(now), since, days, ComplaintLate)
    guard = BY_STATUTE if permissions.is_statutory(tender) else BY_LOCAL_RULES
    complaint = Complaint(
        state=COMPLAINT.target(None, "file", guard),
        objection=row,
        filed_by_id=by.user_id,
        filed_at=now,
        **_due(tender, now),
    )
    complaint.text, complaint.grounds, complaint.request = pleading.text, pleading.grounds, pleading.request
    try:
        with transaction.atomic():
            complaint.save()
    except IntegrityError:
        raise ComplainedAlready from None
    record(act="awards.complaint.filed", target=row, by=by)
    record(act="awards.complaint.received", target=tender, about=[tender.demand])
    tell_of_remedies("complained", tender, user_ids(permissions.judge_of(tender), near=tender.demand.community))
    return complaint


def _counted_from(row: Objection, now: datetime) -> date:
    """The day from which the days of a complaint are counted.

    The answer's, or the last day it was due. Under the statute never earlier than that one: an early answer takes
    nothing from the time to complain (采购法55: after the period of the answer has ended).
    """
    if row.answered_at is None:
        if now < row.due_at:
            raise AnswerNotDue(last_day_of(row.due_at))
        return last_day_of(row.due_at)
    answered = day_of(row.answered_at)
    return max(answered, last_day_of(row.due_at)) if permissions.is_statutory(row.tender) else answered


def _due(tender: Tender, now: datetime) -> dict[str, datetime]:
    """Examination and copies are the statute's; under local rules only the answer has a day."""
    calendar, procedure = work_calendar(), tender.procedure
    if not permissions.is_statutory(tender):
        return {"decide_due_at": periods.due_at(calendar, now, procedure.objection_answer_working_days)}
    statute = tender.rule_set.rules.objection.regime_statutory
    return {
        "examine_due_at": periods.due_at(calendar, now, statute.examine_working_days),
        "copies_due_at": periods.due_at(calendar, now, statute.copies_working_days),
        "decide_due_at": periods.due_at(calendar, now, procedure.decision_working_days),
    }


@transaction.atomic
def examine(
    *, complaint: Complaint, by: Membership, admitted: bool, reason: str = "", suspend: bool = False
) -> Complaint:
    """Admit a complaint, its copies going out at once, or turn it away with a reason; the call may be suspended.

    Args:
        suspend: stop the call for the days of the rule set at most; it goes on by itself afterwards (采购法57).

    Raises:
        NotPermitted: `by` does not decide on complaints of this call, or did what is complained about.
        InvalidInput: turned away without a reason.
        WrongState: it has been examined, or local rules know no examination.
    """
    tender, row = _opened(complaint, by)
    now = clock.read()
    row.state = COMPLAINT.target(row.state, "admit" if admitted else "turn_away")
    if not admitted and not reason.strip():
        raise InvalidInput("awards.reason_missing", field="reason")
    row.examined_by_id, row.examined_at = by.user_id, now
    if admitted:
        row.copies_sent_at = now
        tell_of_remedies(
            "complaint_copied", tender, user_ids(Role.COMMUNITY, Role.STREET, near=tender.demand.community)
        )
    else:
        row.decision, row.decided_by_id, row.decided_at = reason.strip(), by.user_id, now
    row.save()
    record(
        act=f"awards.complaint.{'admitted' if admitted else 'turned_away'}", target=tender, by=by, about=[row.objection]
    )
    if admitted and suspend:
        days = tender.procedure.suspend_days
        suspending.pause(tender=tender, by=by, reason=suspending.COMPLAINT, now=now, days=days, complaint=row.pk)
    tell_of_remedies("complaint_examined", tender, [row.filed_by_id])
    return row


def _opened(complaint: Complaint, by: Membership) -> tuple[Tender, Complaint]:
    """The call, locked, and the complaint read afresh."""
    permissions.require_judge(by, complaint)
    tender = locked_call(complaint.objection.tender, frozenset(TenderState))
    row = Complaint.objects.select_related("objection").get(pk=complaint.pk)
    row.objection.tender = tender
    return tender, row


@transaction.atomic
def decide(*, complaint: Complaint, by: Membership, outcome: Outcome, decision: str) -> Complaint:
    """Decide on a complaint and do what follows; the suspension ordered on it is lifted first, and no other.

    Raises:
        NotPermitted: `by` does not decide on complaints of this call, or did what is complained about.
        InvalidInput: no words.
        WrongState: it waits for its examination, or has been decided.
        OutcomeNotOpen: call and award do not stand where this could follow.
    """
    require_text(decision, "awards.answer_missing", field="decision")
    tender, row = _opened(complaint, by)
    now = clock.read()
    row.state = COMPLAINT.target(row.state, "dismiss" if outcome is Outcome.NOT_UPHELD else "uphold")
    suspending.lift_of(tender=tender, complaint=row.pk, by=by, now=now)
    award = living_award(tender)
    if outcome not in complaint_outcomes(row, award):
        raise OutcomeNotOpen
    row.outcome, row.decision, row.decided_by_id, row.decided_at = outcome, decision.strip(), by.user_id, now
    row.save()
    record(act="awards.complaint.decided", target=tender, by=by, about=[row.objection, tender.demand])
    _close_objection(row, outcome, by, now)
    case = Consequence(row.objection, award, by, now, None, Remedy.COMPLAINT)
    if outcome is not Outcome.NOT_UPHELD or case.held is not None:
        CONSEQUENCES[outcome](case)
    tell_of_remedies("complaint_decided", tender, [row.filed_by_id])
    return row


def _close_objection(row: Complaint, outcome: Outcome, by: Membership, now: datetime) -> None:
    """An objection that was never answered is answered with the decision."""
    objection = row.objection
    if objection.state != ObjectionState.OPEN:
        return
    objection.state = OBJECTION.target(objection.state, "dismiss" if outcome is Outcome.NOT_UPHELD else "uphold")
    objection.outcome, objection.answer = outcome, row.decision
    objection.answered_by_id, objection.answered_at = by.user_id, now
    objection.save()

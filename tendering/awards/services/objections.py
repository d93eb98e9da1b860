"""Named objections during publicity: they hold the award until they are answered (domain 2.6, 3.8)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.files.services import store
from marketplace.primitives.refusal import NotPermitted, Refusal, require_text
from marketplace.primitives.ruleset import Regime
from marketplace.rulebook.queries import work_calendar
from tendering.awards import permissions
from tendering.awards.models import Award, Objection, ObjectionFile
from tendering.awards.queries.objecting import has_objected
from tendering.awards.rules import publicity
from tendering.awards.rules.remedies import Outcome
from tendering.awards.rules.states import ObjectionState
from tendering.awards.services.falling import fall
from tendering.awards.services.holding import hold, let_run
from tendering.awards.services.redoing import redo_evaluation, redo_qualification
from tendering.awards.services.states import OPEN_OR_SUSPENDED, locked, move
from tendering.awards.services.telling import tell, tell_offices, tell_winner
from tendering.awards.transitions import LAST_ONE, MACHINE, OBJECTION, OTHERS_OPEN
from tendering.evaluation.rules.states import Remedy

FILES = "awards.objection"


class ObjectedAlready(Refusal):
    """The person or the bidder has objected in this publicity; what follows an answer is a complaint."""

    def __init__(self) -> None:
        super().__init__("awards.objected_already")


@transaction.atomic
def file_objection(*, award: Award, by: Membership, text: str, uploads: Sequence[File[bytes]] = ()) -> Objection:
    """Object by name; the rest of the publicity stands still until it is answered.

    Raises:
        NotPermitted: `by` is neither a bidder of this call nor a resident of the community.
        InvalidInput: `awards.objection_empty`.
        WrongState: the award is not in publicity.
        PublicityOver: the database's clock is past its end.
        ObjectedAlready: the same person or bidder has filed one in this publicity, answered or not.
    """
    provider = permissions.objector(by, award)
    require_text(text, "awards.objection_empty", field="text")
    award = locked(award, OPEN_OR_SUSPENDED)  # the publicity runs on while a call is suspended
    MACHINE.target(award.state, "object")
    now = clock.read()
    hold(award, now)
    if has_objected(by, award):
        raise ObjectedAlready
    days = award.tender.procedure.objection_answer_working_days
    objection = _written(
        Objection(
            tender=award.tender,
            award=award,
            filed_by_id=by.user_id,
            provider=provider,
            filed_at=now,
            publicity_round=award.publicity_round,
            text=text.strip(),
            due_at=publicity.due_at(work_calendar(), now, days),
        )
    )
    files = [store(upload=upload, by=by, purpose=FILES) for upload in uploads]
    ObjectionFile.objects.bulk_create(ObjectionFile(objection=objection, file=file) for file in files)
    # Everybody reads the award's story; who objected is for the offices, so that stands in the objection's own.
    record(act="awards.objection.filed", target=objection, by=by)
    move(award, "object", by=None, now=now, parameters={"objection": str(objection.pk)})
    tell_offices("objected", award, *permissions.answering_roles(objection))
    tell_winner("held", award)
    return objection


def _written(objection: Objection) -> Objection:
    try:
        with transaction.atomic():
            objection.save()
    except IntegrityError:
        raise ObjectedAlready from None
    return objection


@transaction.atomic
def answer_objection(
    *, objection: Objection, by: Membership, upheld: bool, answer: str, anew: Outcome | None = None
) -> Objection:
    """Answer an objection in public: dismissed, the rest of the publicity runs; upheld, the award is void.

    Whoever else waits for an answer when one is upheld gets the same one.

    Args:
        anew: of `remedies.ANEW`, where the objection is upheld: what was wrong is the evaluation, or the qualification.

    Raises:
        NotPermitted: `by` is not one of those who answer (`permissions.require_answerer`).
        InvalidInput: `awards.answer_missing`.
        WrongState: it has been answered.
        Refusal: `evaluation.nothing_to_redo`, `bids.not_checked`: that cannot be done anew.
    """
    award = _local_award(objection)
    permissions.require_answerer(by, objection)
    require_text(answer, "awards.answer_missing", field="answer")
    award = locked(award)
    permissions.require_answerer(by, objection)  # asked again: the same person may have acted while this waited
    now = clock.read()
    objection = _answer(objection, "uphold" if upheld else "dismiss", by, answer.strip(), now)
    if upheld:
        _uphold(award, objection, by, now, anew=anew)
    else:
        _dismiss(award, objection, by, now)
    return objection


def _local_award(objection: Objection) -> Award:
    """The award of an objection under local rules; challenges are answered in `answering`."""
    if objection.award is None or objection.regime != Regime.LOCAL:
        raise NotPermitted("awards.not_your_act")
    return objection.award


def _answer(objection: Objection, act: str, by: Membership, answer: str, now: datetime) -> Objection:
    """Write one answer; the lock of the call is held."""
    row = Objection.objects.get(pk=objection.pk)
    row.state = OBJECTION.target(row.state, act)
    row.answer, row.answered_by_id, row.answered_at = answer, by.user_id, now
    row.save()
    return row


def _dismiss(award: Award, objection: Objection, by: Membership, now: datetime) -> None:
    guard = LAST_ONE if let_run(award, now) else OTHERS_OPEN
    values = {"objection": str(objection.pk)}
    move(award, "dismiss", guard=guard, by=by, now=now, reason=objection.answer, parameters=values)
    tell("dismissed", award, [objection.filed_by_id], answer=objection.answer)


def _uphold(award: Award, objection: Objection, by: Membership, now: datetime, *, anew: Outcome | None) -> None:
    others = award.objections.filter(state=ObjectionState.OPEN).order_by("pk")
    answered = [objection, *(_answer(other, "uphold", by, objection.answer, now) for other in others)]
    people = sorted({one.filed_by_id for one in answered})
    if anew is None:
        fall(award, "uphold", by=by, now=now, reason=objection.answer)
        tell("upheld", award, people, answer=objection.answer)
        return
    Objection.objects.filter(pk__in=[one.pk for one in answered]).update(outcome=anew)
    _REDO[anew](award.tender, award, remedy=Remedy.OBJECTION, by=by, now=now, reason=objection.answer)
    tell("upheld_anew", award, people, answer=objection.answer)


_REDO = {Outcome.REDO_EVALUATION: redo_evaluation, Outcome.REQUALIFY: redo_qualification}

"""Challenges under the statute, filed with facts, grounds and a request (质疑; 采购法52, MoF Decree 94)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.core.files.base import File
from django.db import IntegrityError, transaction

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.files.services import store
from marketplace.primitives.calendar import day_of, last_day_of
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.rulebook.queries import work_calendar
from tendering.awards import permissions
from tendering.awards.models import Award, Objection, ObjectionFile
from tendering.awards.queries.challenges import days_of, ended_on, is_repeated, living_award, step_ended_at
from tendering.awards.rules import publicity as periods
from tendering.awards.rules import remedies
from tendering.awards.rules.remedies import CHALLENGEABLE, Pleading, Step, Subject
from tendering.awards.rules.states import IN_PUBLICITY
from tendering.awards.services import publicity
from tendering.awards.services.holding import hold
from tendering.awards.services.objections import FILES
from tendering.awards.services.states import locked_call, move
from tendering.awards.services.telling import tell_of_remedies
from tendering.demands.queries.people import user_ids
from tendering.tenders.models import Receipt, Tender
from tendering.tenders.rules.timetable import announcement_ends_on


class NothingToChallenge(Refusal):
    """No result of this call is public."""

    def __init__(self) -> None:
        super().__init__("awards.nothing_to_challenge")


class ChallengedAlready(Refusal):
    """The person waits for the answer to an earlier challenge."""

    def __init__(self) -> None:
        super().__init__("awards.challenged_already")


class ChallengedOnce(Refusal):
    """The bidder has challenged this step, or this publicity of the result, answered or not (Decree 94, article 10)."""

    def __init__(self) -> None:
        super().__init__("awards.challenged_once", field="subject")


@transaction.atomic
def file_challenge(
    *,
    tender: Tender,
    by: Membership,
    subject: Subject,
    pleading: Pleading,
    step: Step | None = None,
    uploads: Sequence[File[bytes]] = (),
) -> Objection:
    """Challenge the documents, the process or the result of a call under the statute; of any call its fruitless end.

    A challenge of the result stops its publicity; while any is open nothing is confirmed, lettered or signed.

    Raises:
        NotPermitted: `by` acts for no provider, or the statute does not bind this call, which has not ended.
        NoStanding: the provider neither bid nor, for documents, obtained them.
        InvalidInput: facts, grounds or request are missing, or the step of a challenge of the process.
        SubjectNotOpen, NothingToChallenge, StepNotOver: call ended or not, result not public, step not over.
        ChallengeLate: after the working days of the rule set, by the database's clock.
        ChallengedOnce, ChallengedAlready: its bidder has challenged this before; another one of the person is open.
    """
    permissions.require_challenger(by, tender)
    pleading = _complete(subject, pleading, step)
    tender = locked_call(tender, CHALLENGEABLE)
    remedies.require_subject(subject, is_over=tender.has_come_to_nothing)
    provider = permissions.standing(by, tender, subject)
    now = clock.read()
    award = _public_award(tender, now) if subject is Subject.RESULT else None
    since = _since(tender, provider, subject, step, award)
    remedies.require_in_time(work_calendar(), day_of(now), since, days_of(tender))
    _refuse_repeated(by, provider, tender, subject, step, award)
    if award is not None and award.state in IN_PUBLICITY:
        hold(award, now)
    row = Objection(tender=tender, award=award, regime=tender.procedure.regime, subject=subject, step=step or "")
    row.provider, row.filed_by_id, row.filed_at = provider, by.user_id, now
    _write(row, pleading, by, uploads)
    if award is not None and award.state in IN_PUBLICITY:
        move(award, "object", by=None, now=now, parameters={"objection": str(row.pk)})
    _tell_filed(row, by)
    return row


def _complete(subject: Subject, pleading: Pleading, step: Step | None) -> Pleading:
    if subject is Subject.PROCESS and step is None:
        raise InvalidInput("awards.step_missing", field="step")
    return pleading.complete()


def _public_award(tender: Tender, now: datetime) -> Award:
    award = living_award(tender)
    if award is None or not award.is_public:
        raise NothingToChallenge
    publicity.end_if_due(award, now)
    return award


def _since(tender: Tender, provider: Provider, subject: Subject, step: Step | None, award: Award | None) -> date | None:
    """The day from which the working days of this challenge are counted; None while the publicity has not ended."""
    if subject is Subject.END:
        return ended_on(tender)
    if subject is Subject.DOCUMENTS:
        assert tender.announced_at is not None  # it is public
        receipt = Receipt.objects.filter(tender=tender, provider=provider).first()
        ends_on = announcement_ends_on(day_of(tender.announced_at), tender.procedure, work_calendar())
        return remedies.documents_since(day_of(receipt.obtained_at) if receipt else None, ends_on)
    if award is not None:
        ends_at = award.publicity_ends_at
        return None if award.state in IN_PUBLICITY or ends_at is None else last_day_of(ends_at)
    ended = step_ended_at(tender, step)
    if ended is None:
        raise remedies.StepNotOver
    return day_of(ended)


def _refuse_repeated(
    by: Membership, provider: Provider, tender: Tender, subject: Subject, step: Step | None, award: Award | None
) -> None:
    if is_repeated(by, provider, tender, subject, step, award):
        raise ChallengedOnce


def _write(row: Objection, pleading: Pleading, by: Membership, uploads: Sequence[File[bytes]]) -> None:
    row.publicity_round = row.award.publicity_round if row.award else 1
    row.due_at = periods.due_at(work_calendar(), row.filed_at, row.tender.procedure.objection_answer_working_days)
    row.text, row.grounds, row.request = pleading.text, pleading.grounds, pleading.request
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ChallengedAlready from None
    files = [store(upload=upload, by=by, purpose=FILES) for upload in uploads]
    ObjectionFile.objects.bulk_create(ObjectionFile(objection=row, file=file) for file in files)


def _tell_filed(row: Objection, by: Membership) -> None:
    """Everybody reads that there is one and what about; who filed it stands in its own story, for the offices."""
    record(act="awards.challenge.filed", target=row, by=by)
    record(act="awards.challenge.received", target=row.tender, about=[row.tender.demand])
    offices = user_ids(*permissions.answering_roles(row), near=row.tender.demand.community)
    tell_of_remedies("challenged", row.tender, offices)

"""Questions about a call, answered to all without the asker's name (询问; domain 2.6)."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import NotPermitted, Refusal, require_text
from marketplace.rulebook.queries import work_calendar
from tendering.demands.queries.people import user_ids
from tendering.tenders import permissions
from tendering.tenders.models import Notice, Query, Receipt, Tender
from tendering.tenders.rules.states import ENDED
from tendering.tenders.services.states import locked, publish_notice

# Answers are due in days of the rule set, each to all: a provider asks on once some of its questions are answered.
MOST_OPEN = 5


class TooManyQuestions(Refusal):
    """So many questions of this provider about this call wait for their answers."""

    def __init__(self) -> None:
        super().__init__("tenders.too_many_questions", most=MOST_OPEN)


@transaction.atomic
def ask(*, tender: Tender, by: Membership, text: str) -> Query:
    """A provider asks about a running call, and has obtained its documents so; nobody but the log knows who.

    Raises:
        NotPermitted: `by` acts for no provider.
        TooManyQuestions: `MOST_OPEN` of the provider's wait for their answers.
        Refusal: `tenders.not_running`, after the deadline (the database's clock decides).
    """
    require(by, *PROVIDER_ROLES)
    require_text(text, "tenders.question_empty", field="text")
    tender = locked(tender)
    now = clock.read()
    if not tender.is_open_at(now):
        raise Refusal("tenders.not_running")
    colleagues = Membership.objects.active(day_of(now)).filter(organisation=by.organisation_id).values("user")
    if tender.questions.filter(answered_at__isnull=True, asked_by__in=colleagues).count() >= MOST_OPEN:
        raise TooManyQuestions
    question = Query.objects.create(
        tender=tender, asked_by_id=by.user_id, text=text.strip(), asked_at=now, due_at=_due(tender, now)
    )
    if (provider := Provider.objects.filter(organisation=by.organisation).first()) is not None:
        keep_receipt(tender, provider, by, now)
    # The act is recorded without its actor: bids must not be guessed from who asked.
    record(act="tenders.question.asked", target=tender, about=[tender.demand])
    notify(
        kind="tenders.question_asked",
        recipients=user_ids(Role.COMMUNITY, near=tender.demand.community),
        url=tender.get_absolute_url(),
        parameters={"title": tender.demand.title},
    )
    return question


@transaction.atomic
def obtain(*, tender: Tender, by: Membership) -> Receipt:
    """Obtain the documents of a running call (获取采购文件): whoever has is told what happens to it.

    Under the statute they may also challenge the documents.

    Raises:
        NotPermitted: `by` acts for no provider, or `tenders.not_entered`.
        Refusal: `tenders.not_running`, after the deadline (the database's clock decides).
    """
    require(by, *PROVIDER_ROLES)
    provider = Provider.objects.filter(organisation=by.organisation).first()
    if provider is None:
        raise NotPermitted("tenders.not_entered")
    tender = locked(tender)
    now = clock.read()
    if not tender.is_open_at(now):
        raise Refusal("tenders.not_running")
    return keep_receipt(tender, provider, by, now)


def keep_receipt(tender: Tender, provider: Provider, by: Membership, now: datetime) -> Receipt:
    """Keep that the provider has the documents of a call that runs; the first time counts. The caller holds locks."""
    values = {"obtained_by_id": by.user_id, "obtained_at": now}
    receipt, is_new = Receipt.objects.get_or_create(tender=tender, provider=provider, defaults=values)
    if is_new:
        # In a story of its own, without its actor: nobody learns who obtained the documents, or how many did.
        record(act="tenders.documents.obtained", target=receipt)
    return receipt


def _due(tender: Tender, now: datetime) -> datetime:
    days = tender.rule_set.rules.objection.query_answer_working_days
    return end_of_day(work_calendar().add_workdays(day_of(now), days))


@transaction.atomic
def answer(*, question: Query, by: Membership, text: str) -> Query:
    """Answer to all, as a notice of the call.

    Raises:
        NotPermitted: `by` is not of the community, nor, once the answer is overdue, of its street.
        Refusal: `tenders.question_answered`, once answered.
    """
    permissions.require_answerer(by, question, clock.read())
    require_text(text, "tenders.answer_empty", field="answer")
    tender = locked(question.tender)
    row = Query.objects.select_for_update(of=("self",)).get(pk=question.pk)
    if row.answered_at is not None:
        raise Refusal("tenders.question_answered")
    now = clock.read()
    row.answer, row.answered_by_id, row.answered_at = text.strip(), by.user_id, now
    row.save()
    publish_notice(tender, Notice.Kind.ANSWERS, {"question": row.text, "answer": row.answer}, by=by, now=now)
    record(act="tenders.question.answered", target=tender, by=by, about=[tender.demand])
    return row


@transaction.atomic
def escalate(*, question: Query) -> bool:
    """Tell the street that a question stayed unanswered past its day (the clock's act, once); says whether it did now.

    From that day on the street may answer it too (domain 3.9: what is overdue stands on the next level's workbench).
    """
    tender = locked(question.tender)
    row = Query.objects.select_for_update(of=("self",)).get(pk=question.pk)
    now = clock.read()
    if row.answered_at is not None or row.escalated_at is not None or now < row.due_at or tender.state in ENDED:
        return False
    row.escalated_at = now
    row.save()
    record(act="tenders.question.escalated", target=tender, about=[tender.demand])
    notify(
        kind="tenders.question_overdue",
        recipients=user_ids(Role.STREET, near=tender.demand.community),
        url=tender.get_absolute_url(),
        parameters={"title": tender.demand.title},
    )
    return True

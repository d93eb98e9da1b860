"""Clearly low quotes: asked in writing, explained by the bidder, decided by another member (domain 2.5, 87号令 60)."""

from __future__ import annotations

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, require
from marketplace.accounts.rules import PROVIDER_ROLES
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.refusal import NotPermitted, Refusal, require_text
from marketplace.rulebook.queries import work_calendar
from tendering.bids.models import Bid
from tendering.bids.services.telling import bidder_people
from tendering.evaluation import permissions
from tendering.evaluation.models import LowQuoteQuery, Panel
from tendering.evaluation.queries import bids
from tendering.evaluation.rules.states import DECIDED, QueryState, State
from tendering.evaluation.services.states import locked, require_settled_prices, tell_members


@transaction.atomic
def ask(*, panel: Panel, by: Membership, bid: Bid, question: str) -> LowQuoteQuery:
    """Ask a bidder to explain a clearly low quote, within the days the rule set gives for an answer.

    Raises:
        NotPermitted: no voting seat.
        InvalidInput: no question.
        Refusal: the quote is not clearly low, or was asked about already.
    """
    permissions.require_judge(by, panel)
    require_text(question, "evaluation.question_missing", field="question")
    panel = locked(panel)
    now = clock.read()
    if panel.state != State.SCORING:
        raise Refusal("evaluation.not_scoring")
    require_settled_prices(panel)
    flags = bids.flagged(panel).get(bid.pk)
    if not flags:
        raise Refusal("evaluation.quote_not_low")
    if panel.low_quotes.filter(bid=bid).exists():
        raise Refusal("evaluation.asked_already")
    days = panel.tender.rule_set.rules.objection.query_answer_working_days
    row = LowQuoteQuery.objects.create(
        panel=panel,
        bid=bid,
        flags=[flag.value for flag in flags],
        question=question.strip(),
        asked_by_id=by.user_id,
        asked_at=now,
        due_at=end_of_day(work_calendar().add_workdays(day_of(now), days)),
    )
    _record("evaluation.low_quote.asked", row, by)
    _tell_bidder(row)
    return row


def _tell_bidder(row: LowQuoteQuery) -> None:
    notify(
        kind="evaluation.low_quote_asked",
        recipients=bidder_people(row.bid),
        url=row.get_absolute_url(),
        parameters={"title": row.panel.tender.demand.title, "number": row.panel.tender.number},
    )


@transaction.atomic
def answer(*, query: LowQuoteQuery, by: Membership, text: str) -> LowQuoteQuery:
    """The bidder explains its quote before the answer is due (the database's clock decides).

    Raises:
        NotPermitted: `by` does not act for the bidder.
        InvalidInput: no explanation.
        Refusal: `evaluation.answer_closed`, once answered, decided or due.
    """
    require(by, *PROVIDER_ROLES, organisation=query.bid.provider.organisation)
    require_text(text, "evaluation.answer_missing", field="answer")
    panel = locked(query.panel)
    row = _fresh(query)
    now = clock.read()
    if row.state != QueryState.ASKED or now >= row.due_at:
        raise Refusal("evaluation.answer_closed")
    row.answer, row.answered_by_id, row.answered_at = text.strip(), by.user_id, now
    row.state = QueryState.ANSWERED
    row.save()
    _record("evaluation.low_quote.answered", row, by)
    tell_members([panel], "evaluation.low_quote_answered")
    return row


@transaction.atomic
def decide(*, query: LowQuoteQuery, by: Membership, accept: bool, reason: str) -> LowQuoteQuery:
    """Accept the explanation, or find the bid invalid; by another member than the one who asked.

    Raises:
        NotPermitted: no voting seat, or `by` asked.
        InvalidInput: no reason.
        Refusal: neither answered nor due, decided already, or nothing to accept.
    """
    permissions.require_judge(by, query.panel)
    if query.asked_by_id in persons(by):
        raise NotPermitted("evaluation.own_query")
    require_text(reason, "evaluation.reason_missing")
    panel = locked(query.panel)
    row = _fresh(query)
    now = clock.read()
    if row.state in DECIDED or panel.state != State.SCORING:
        raise Refusal("evaluation.decided_already")
    if row.state == QueryState.ASKED and now < row.due_at:
        raise Refusal("evaluation.answer_awaited", due_at=row.due_at)
    if accept and row.state == QueryState.ASKED:
        raise Refusal("evaluation.nothing_to_accept", field="accept")
    row.state = QueryState.ACCEPTED if accept else QueryState.INVALID
    row.reason, row.decided_by_id, row.decided_at = reason.strip(), by.user_id, now
    row.save()
    _record(f"evaluation.low_quote.{row.state}", row, by, reason=row.reason)
    return row


def _fresh(query: LowQuoteQuery) -> LowQuoteQuery:
    """The query, read afresh behind the lock."""
    rows = LowQuoteQuery.objects.select_related("bid__provider__organisation", "panel__tender__demand")
    return rows.get(pk=query.pk)


def _record(act: str, row: LowQuoteQuery, by: Membership, *, reason: str = "") -> None:
    record(
        act=act,
        target=row.panel,
        by=by,
        reason=reason,
        about=[row.panel.tender, row.bid.provider],
        parameters={"flags": list(row.flags)},
    )

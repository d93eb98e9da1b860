"""Consultations for tests: a panel at work on a call whose procedure has rounds, and what is handed in during them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from marketplace import clock
from marketplace.accounts.models import Membership
from tendering.bids.models import Bid, BidVersion, Round
from tendering.bids.rules.content import Section
from tendering.bids.services import drafts, round_closing, submitting
from tendering.evaluation.services import rounds
from tendering.tenders.models import Tender
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import keys
from tests.factories import bids, evaluation
from tests.factories.evaluation import Jury

ROUNDS = {"rounds": 2, "revised_plan_working_days": 2, "final_quote_hours": 2}


def jury(*, rounds: int = 2, changeable: str = "requirements", may_go_on_with: int = 2, **options: Any) -> Jury:
    """Every bid qualified, every member declared; the procedure is data, so a small call may have rounds too."""
    contest = bids.contest(**({"method": "comparison_invited"} | options))
    tender = contest.tender
    tender.procedure_data |= ROUNDS | {"rounds": rounds, "may_go_on_with": may_go_on_with}
    tender.content |= {"changeable": changeable}
    tender.save()
    return evaluation.declared(evaluation.convened(contest))


def clerk(found: Jury) -> Membership:
    """Who keeps the record."""
    return found.contest.office.preparer


def begun(found: Jury, *, last: bool = False) -> Round:
    """A round in which every bidder was talked to."""
    row = rounds.begin(panel=found.panel, by=clerk(found), last=last)
    for number, bid in enumerate(found.bids, start=1):
        rounds.write_talk(panel=found.panel, within=row, bid=bid, by=clerk(found), text=f"与第{number}家磋商")
    return row


def changed(found: Jury, **changes: Any) -> Content:
    """The documents as they shall be."""
    return replace(Content.from_mapping(found.fresh().tender.content), **changes)


def called(found: Jury, row: Round, **options: Any) -> Round:
    """Answers called for, until three days from now unless told otherwise."""
    keys.fill_pool(size=1, now=clock.now())
    values: dict[str, Any] = {"deadline_at": clock.now() + timedelta(days=3)} | options
    return rounds.call(panel=found.panel, within=row, by=clerk(found), **values)


def final_round(found: Jury, **options: Any) -> Round:
    """The last round, in which final quotes may be handed in."""
    return called(found, begun(found, last=True), **options)


def begins(within: Round, bid: Bid, by: Membership) -> Bid:
    """A draft of an answer."""
    return drafts.start_draft(tender=within.tender, provider=bid.provider, by=by, within=within).bid


def priced(within: Round, bid: Bid, by: Membership, price: str) -> Bid:
    """A final quote as a draft."""
    answer = begins(within, bid, by)
    changes = {"lines": (bids.line(price),), "total": Decimal(price)}
    drafts.save_draft(bid=answer, by=by, section=Section.PRICE, changes=changes, complete=True)
    return answer


def quoted(within: Round, bid: Bid, by: Membership, price: str) -> BidVersion:
    """A final quote, sealed."""
    return submitting.submit(bid=priced(within, bid, by, price), by=by, declared=True)


def revised(within: Round, bid: Bid, by: Membership, plan: str) -> BidVersion:
    """A revised plan, sealed."""
    answer = begins(within, bid, by)
    drafts.save_draft(bid=answer, by=by, section=Section.PLAN, changes={"plan": plan}, complete=True)
    return submitting.submit(bid=answer, by=by, declared=True)


def after(within: Round, **later: int) -> datetime:
    """A moment after the deadline."""
    within.refresh_from_db()
    assert within.deadline_at is not None
    return within.deadline_at + timedelta(**(later or {"seconds": 1}))


def opened(found: Jury, within: Round) -> Round:
    """Closed at its deadline and opened by community and supervision committee."""
    with clock.moved_to(after(within)):
        round_closing.close_due(within=within)
        within.refresh_from_db()
        if within.closed_at is not None and within.ended_at is None:
            for officer in (found.contest.office.approver, found.contest.office.committee):
                round_closing.confirm_opening(within=within, by=officer, declared=True)
            round_closing.open_answers(within=within)
    found.contest.tender = Tender.objects.select_related("opening", "demand__community").get(pk=found.tender.pk)
    found.fresh()
    return Round.objects.select_related("tender").get(pk=within.pk)


def settled(found: Jury, prices: Sequence[str | None]) -> Round:
    """Final quotes by bidder, None for whoever gives none, opened."""
    within = final_round(found)
    for bid, by, price in zip(found.bids, found.contest.bidders, prices, strict=True):
        if price is not None:
            quoted(within, bid, by, price)
    return opened(found, within)

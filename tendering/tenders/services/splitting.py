"""Answering and deciding a splitting found across calls, before a call goes out (条例 28; domain 2.4).

Every act holds the row of the call, as the announcement does: a finding is never opened again while its call goes out.
"""

from __future__ import annotations

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.demands.queries.people import user_ids
from tendering.demands.services.drafting import MINIMUM_SPLITTING_REASON
from tendering.tenders import permissions
from tendering.tenders.models import SplittingStep, Tender
from tendering.tenders.queries import splitting as queries
from tendering.tenders.queries.splitting import Finding
from tendering.tenders.rules.splitting import SplittingAct, SplittingState
from tendering.tenders.rules.states import State
from tendering.tenders.services.states import locked
from tendering.tenders.transitions import SPLITTING

# An answer says as much as the demand had to; a decision may be short.
SHORTEST = {SplittingAct.ANSWER: MINIMUM_SPLITTING_REASON}
LONGEST = 2000
BEFORE = (State.PREPARING, State.DOC_REVIEW)


class SplittingUndecided(Refusal):
    """Projects that pass a limit together wait for the written answer, or for its decision."""

    def __init__(self, found: Finding) -> None:
        projects = ", ".join(row.number for row in found.warning.siblings)
        super().__init__("tenders.splitting_undecided", projects=projects)


class SplittingConfirmed(Refusal):
    """It was decided that the projects are one need and belong together."""

    def __init__(self, found: Finding) -> None:
        projects = ", ".join(row.number for row in found.warning.siblings)
        super().__init__("tenders.splitting_confirmed", projects=projects)


def hindrance(tender: Tender) -> Refusal | None:
    """Why the call does not go out: a finding that is not decided, or was found right; None where nothing is."""
    found = queries.finding(tender.demand)
    if found is None or found.state is SplittingState.SEPARATE:
        return None
    return SplittingConfirmed(found) if found.state is SplittingState.MERGE else SplittingUndecided(found)


def refuse_splitting(tender: Tender) -> None:
    """Refuse to announce over such a finding; the call's row is locked.

    Raises:
        SplittingUndecided, SplittingConfirmed.
    """
    if refusal := hindrance(tender):
        raise refusal


@transaction.atomic
def answer(*, tender: Tender, by: Membership, text: str) -> SplittingStep:
    """Community or street say in writing why these are separate needs; district and discipline decide of it.

    Raises:
        NotPermitted: `by` is of neither.
        InvalidInput: ``tenders.splitting_text``.
        Refusal: ``tenders.no_splitting``, ``tenders.splitting_announced``.
        WrongState: it was answered.
    """
    permissions.require_splitting_answerer(by, tender)
    row = _write(tender, SplittingAct.ANSWER, by, text)
    _tell("splitting_answered", tender, Role.DISTRICT, Role.DISCIPLINE)
    return row


@transaction.atomic
def decide(*, tender: Tender, by: Membership, accept: bool, text: str) -> SplittingStep:
    """District or discipline inspection decide: separate needs, or to be merged.

    Raises:
        NotPermitted: `by` is of neither, or wrote the answer.
        InvalidInput, Refusal: as `answer`.
        WrongState: it is not answered, or decided.
    """
    _require_judge(tender, by)
    row = _write(tender, SplittingAct.ACCEPT if accept else SplittingAct.MERGE, by, text)
    _tell("splitting_decided", tender, Role.COMMUNITY, Role.STREET)
    return row


@transaction.atomic
def reopen(*, tender: Tender, by: Membership, text: str) -> SplittingStep:
    """Ask for another written answer, with a reason, as long as the call is not announced.

    Raises:
        NotPermitted, InvalidInput, Refusal: as `decide`.
        WrongState: it waits for an answer already.
    """
    _require_judge(tender, by)
    row = _write(tender, SplittingAct.REOPEN, by, text)
    _tell("splitting_reopened", tender, Role.COMMUNITY, Role.STREET)
    return row


def _require_judge(tender: Tender, by: Membership) -> None:
    answered = tender.demand.splitting_steps.filter(act=SplittingAct.ANSWER).order_by("number").last()
    permissions.require_splitting_judge(by, tender, answered.decided_by_id if answered else None)


def _write(tender: Tender, act: SplittingAct, by: Membership, text: str) -> SplittingStep:
    text = text.strip()
    shortest = SHORTEST.get(act, 1)
    if not shortest <= len(text) <= LONGEST:
        raise InvalidInput("tenders.splitting_text", field="text", shortest=shortest, longest=LONGEST)
    tender = locked(tender)
    if tender.state not in BEFORE:
        raise Refusal("tenders.splitting_announced")
    found = queries.finding(tender.demand)
    if found is None:
        raise Refusal("tenders.no_splitting")
    warning = found.warning
    row = SplittingStep.objects.create(
        demand=tender.demand,
        number=len(found.steps) + 1,
        act=act,
        state=SPLITTING.target(found.state, act),
        projects=[{"number": one.number, "title": one.title, "amount": str(one.amount)} for one in warning.siblings],
        total=warning.total,
        limit=warning.limit,
        text=text,
        decided_by_id=by.user_id,
        membership=by,
        decided_at=clock.read(),
    )
    record(act=f"tenders.splitting.{act}", target=tender, by=by, reason=text, about=[tender.demand])
    return row


def _tell(kind: str, tender: Tender, *roles: Role) -> None:
    notify(
        kind=f"tenders.{kind}",
        recipients=user_ids(*roles, near=tender.demand.community),
        url=tender.get_absolute_url(),
        parameters={"title": tender.demand.title},
    )

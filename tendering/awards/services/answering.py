"""The answer to a challenge, and what follows from it in the same transaction (采购法53; Decree 94, articles 13–16).

What follows goes through the machines of call and award.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from tendering.awards import concluded, permissions
from tendering.awards.models import Award, Objection
from tendering.awards.queries.challenges import living_award, outcomes_of
from tendering.awards.rules.remedies import ANSWERABLE, Outcome
from tendering.awards.rules.states import State
from tendering.awards.services import publicity
from tendering.awards.services.falling import fall
from tendering.awards.services.holding import let_run
from tendering.awards.services.redoing import redo_evaluation, redo_qualification
from tendering.awards.services.states import locked_call, move
from tendering.awards.services.telling import members, tell_of_remedies
from tendering.awards.transitions import LAST_ONE, OBJECTION, OTHERS_OPEN
from tendering.demands.queries.people import user_ids
from tendering.evaluation.rules.states import Remedy
from tendering.tenders.rules.notice import Content
from tendering.tenders.services import announcing
from tendering.tenders.services.lots import hold_lots

# Public reasons of what follows; they name nobody.
AMENDED = "供应商对采购文件的质疑成立,修改采购文件"
VOID = "供应商的质疑成立,中选结果无效"
REDONE = {
    Remedy.CHALLENGE: "供应商的质疑成立,重新组建评审小组进行评审",
    Remedy.COMPLAINT: "投诉成立,重新组建评审小组进行评审",
}
REQUALIFIED = {
    Remedy.CHALLENGE: "供应商的质疑成立,重新进行资格审查和评审",
    Remedy.COMPLAINT: "投诉成立,重新进行资格审查和评审",
}
CANCELLED = "供应商的质疑成立,本次采购活动终止"
REVOKED = "供应商的质疑成立,尚未履行的合同撤销,项目重新发包"


class OutcomeNotOpen(Refusal):
    """This cannot follow any more from where call and award stand."""

    def __init__(self) -> None:
        super().__init__("awards.outcome_not_open")


@transaction.atomic
def answer_challenge(
    *, objection: Objection, by: Membership, outcome: Outcome, answer: str, content: Content | None = None
) -> Objection:
    """Answer a challenge in writing, and do what follows from the answer.

    Args:
        content: the mended call, where its documents are amended.

    Raises:
        NotPermitted: `by` is not one of those who answer (`permissions.require_answerer`).
        InvalidInput: no words, or an amendment without a change.
        WrongState: it has been answered.
        OutcomeNotOpen: call and award do not stand where this could follow.
        TenderNotOpen: the call is suspended.
    """
    permissions.require_answerer(by, objection)
    require_text(answer, "awards.answer_missing", field="answer")
    hold_lots(objection.tender)
    tender = locked_call(objection.tender, ANSWERABLE)
    permissions.require_answerer(by, objection)  # asked again: the same person may have acted while this waited
    now = clock.read()
    row = Objection.objects.get(pk=objection.pk)
    row.tender = tender
    target = OBJECTION.target(row.state, "dismiss" if outcome is Outcome.NOT_UPHELD else "uphold")
    award = living_award(tender)
    if outcome not in outcomes_of(row, award, now):
        raise OutcomeNotOpen
    row.state, row.outcome, row.answer = target, outcome, answer.strip()
    row.answered_by_id, row.answered_at = by.user_id, now
    row.save()
    record(act="awards.challenge.answered", target=tender, about=[row, tender.demand], by=by)
    CONSEQUENCES[outcome](Consequence(row, award, by, now, content))
    tell_of_remedies("challenge_answered", tender, members([row.provider] if row.provider else []))
    return row


@dataclass(frozen=True, slots=True)
class Consequence:
    """An answered challenge, and what its consequence needs; the call is locked."""

    row: Objection
    award: Award | None
    by: Membership
    now: datetime
    content: Content | None
    remedy: Remedy = Remedy.CHALLENGE

    @property
    def held(self) -> Award | None:
        """The award, where this challenge holds its publicity."""
        is_held = self.award is not None and self.award.state == State.OBJECTION_HOLD
        return self.award if is_held and self.award and self.row.award_id == self.award.pk else None


def _go_on(case: Consequence) -> None:
    if case.held is not None:
        guard = LAST_ONE if let_run(case.held, case.now) else OTHERS_OPEN
        move(case.held, "dismiss", guard=guard, by=case.by, now=case.now)


def _amend(case: Consequence) -> None:
    if case.content is None:
        raise InvalidInput("tenders.nothing_changed")
    announcing.rewrite(tender=case.row.tender, by=case.by, content=case.content, reason=AMENDED, now=case.now)


def _republish(case: Consequence) -> None:
    """The publicity is held anew, with all its days."""
    assert case.award is not None  # the outcome is open only with an award
    publicity.republish(case.award, case.by, case.now)


def _void(case: Consequence) -> None:
    assert case.award is not None  # the outcome is open only with an award
    fall(case.award, "uphold", by=case.by, now=case.now, reason=VOID)


def _redo(case: Consequence) -> None:
    redo_evaluation(
        case.row.tender, case.award, remedy=case.remedy, by=case.by, now=case.now, reason=REDONE[case.remedy]
    )


def _requalify(case: Consequence) -> None:
    redo_qualification(
        case.row.tender, case.award, remedy=case.remedy, by=case.by, now=case.now, reason=REQUALIFIED[case.remedy]
    )


def _cancel(case: Consequence) -> None:
    announcing.stop(tender=case.row.tender, by=case.by, reason=CANCELLED, now=case.now)


def _call_anew(case: Consequence) -> None:
    """What ended stays so; its community, whose project is free, lets it anew and is told that it has to."""
    tender = case.row.tender
    tell_of_remedies("call_anew", tender, user_ids(Role.COMMUNITY, Role.STREET, near=tender.demand.community))


def _revoke(case: Consequence) -> None:
    assert case.award is not None  # the outcome is open only with a contract
    concluded.revoke(case.award, by=case.by, reason=REVOKED)


CONSEQUENCES: dict[Outcome, Callable[[Consequence], None]] = {
    Outcome.NOT_UPHELD: _go_on,
    Outcome.AMENDED: _amend,
    Outcome.REPUBLISHED: _republish,
    Outcome.VOID: _void,
    Outcome.REDO_EVALUATION: _redo,
    Outcome.REQUALIFY: _requalify,
    Outcome.CANCELLED: _cancel,
    Outcome.HARMLESS: _go_on,
    Outcome.REVOKED: _revoke,
    Outcome.STANDS: _go_on,
    Outcome.CALL_ANEW: _call_anew,
    Outcome.NOTHING_LEFT: _go_on,
}

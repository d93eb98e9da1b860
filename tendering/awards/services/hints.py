"""Answering hints of collusion: the district asks and answers, discipline decides what it is given (integrity).

Every act holds the row of the call, as a confirmation does: a hint is never opened again while an award is made.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.rules import Role
from marketplace.audit.services import record
from marketplace.notifications.services import notify
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.awards.models import Award, HintDecision
from tendering.awards.models.hint import hints_url
from tendering.awards.permissions import OVERSIGHT, require_hint_apart, require_hint_reopener
from tendering.awards.queries import hints as queries
from tendering.awards.queries.candidates import freed
from tendering.awards.rules.hints import HintAct, HintState
from tendering.awards.rules.states import CONFIRMED, RECHECKABLE
from tendering.awards.services.falling import fall
from tendering.awards.services.states import OPEN_OR_SUSPENDED, locked_call
from tendering.awards.services.telling import tell_offices
from tendering.awards.services.turns import tell_answered
from tendering.awards.transitions import HINT
from tendering.bids import permissions
from tendering.bids.models import CollusionHint
from tendering.demands.queries.people import user_ids
from tendering.tenders.wording.reasons import written

LONGEST = 4000


class HintsUnanswered(Refusal):
    """What the platform noticed about the bids still waits for its answer."""

    def __init__(self) -> None:
        super().__init__("awards.hints_unanswered")


class HintSubstantiated(Refusal):
    """Discipline inspection found a hint right that concerns this bidder."""

    def __init__(self, contractor: str) -> None:
        super().__init__("awards.hint_substantiated", contractor=contractor)


class AwardMade(Refusal):
    """The award is made, its hints are published; from here on the way is a complaint."""

    def __init__(self) -> None:
        super().__init__("awards.hint_after_award")


def require_answered(award: Award) -> None:
    """Refuse to confirm while a hint waits, or to a bidder whose hint was found right; the call's row is locked.

    Raises:
        HintsUnanswered, HintSubstantiated.
    """
    if queries.pending(award.tender).exists():
        raise HintsUnanswered
    refuse_found_right(award)


def refuse_found_right(award: Award) -> None:
    """Refuse to go on with an award whose winner a hint found right concerns: street or district annuls it.

    Raises:
        HintSubstantiated.
    """
    if queries.is_to_be_annulled(award):
        raise HintSubstantiated(award.contractor_name)


def falls_by_hint(award: Award, now: datetime) -> bool:
    """Set a locked award aside for a bidder it passed over for a hint that was found right then, and is so no more.

    Returns:
        Whether it fell; its bidder is not used up.
    """
    before = freed(award, day_of(now))
    if before is not None:
        words = _("%(bidder)s ranks before, and no hint of collusion about its bid stands any more.")
        fall(award, "make_way", by=None, now=now, reason=written(words, bidder=before.name))
    return before is not None


@transaction.atomic
def answer(*, hint: CollusionHint, by: Membership, refer: bool, statement: str, text: str) -> HintDecision:
    """The district answers: explained, with what the bidders concerned said, or referred to discipline inspection.

    Raises:
        NotPermitted: `by` is not of the district, or took a step on it for discipline inspection.
        InvalidInput: ``awards.hint_text_missing``, ``awards.hint_statement_missing``.
        WrongState: it was answered.
    """
    permissions.require_hint_answerer(by, hint.tender)
    if not refer and not statement.strip():
        raise InvalidInput("awards.hint_statement_missing", field="statement")
    row = _decide(hint, HintAct.REFER if refer else HintAct.EXPLAIN, by, text, statement)
    if refer:
        _tell("hint_referred", hint, Role.DISCIPLINE)
    else:
        tell_answered(hint.tender)
    return row


@transaction.atomic
def decide(*, hint: CollusionHint, by: Membership, substantiated: bool, text: str) -> HintDecision:
    """Discipline inspection decides what was referred: no ground found, or found right.

    Where it concerns the bidder that is to get the award, street and district are told to annul it.

    Raises:
        NotPermitted: `by` is not of discipline inspection, or took a step on it for the district.
        InvalidInput: ``awards.hint_text_missing``.
        WrongState: it was not referred, or is decided.
    """
    permissions.require_hint_judge(by, hint.tender)
    row = _decide(hint, HintAct.SUBSTANTIATE if substantiated else HintAct.CLEAR, by, text)
    _tell("hint_decided", hint, Role.DISTRICT)
    if substantiated:
        _tell_to_annul(hint)
    tell_answered(hint.tender)
    return row


@transaction.atomic
def reopen(*, hint: CollusionHint, by: Membership, text: str) -> HintDecision:
    """Open an answered hint again, with a reason, as long as no award is made.

    An explanation waits for the district again, a decision for discipline inspection, which alone opens it.

    Raises:
        NotPermitted: `by` is of neither, is of the district where discipline decided, or acted on it for the other one.
        InvalidInput: ``awards.hint_text_missing``.
        AwardMade: every office has confirmed.
        WrongState: it waits already.
    """
    require_hint_reopener(by, hint)
    row = _decide(hint, HintAct.REOPEN, by, text)
    _tell("hint_reopened", hint, Role.DISTRICT, Role.DISCIPLINE)
    return row


def _decide(hint: CollusionHint, act: HintAct, by: Membership, text: str, statement: str = "") -> HintDecision:
    if not text.strip() or len(text) > LONGEST or len(statement) > LONGEST:
        raise InvalidInput("awards.hint_text_missing", field="text")
    tender = locked_call(hint.tender, OPEN_OR_SUSPENDED)
    if Award.objects.filter(tender=tender, state__in=sorted(CONFIRMED)).exists():
        raise AwardMade
    if act is HintAct.REOPEN:
        require_hint_reopener(by, hint)  # again: where it stands is certain under the lock
    require_hint_apart(by, hint)
    last = hint.decisions.order_by("number").last()
    source = HintState(last.state) if last else HintState.OPEN
    row = HintDecision.objects.create(
        hint=hint,
        number=last.number + 1 if last else 1,
        act=act,
        state=HINT.target(source, act),
        statement=statement.strip(),
        text=text.strip(),
        decided_by_id=by.user_id,
        membership=by,
        decided_at=clock.read(),
    )
    record(act=f"awards.hint.{act}", target=hint, by=by, reason=row.text, parameters={"kind": hint.kind})
    return row


def _tell_to_annul(hint: CollusionHint) -> None:
    concerned = hint.inputs.values("bid")
    rows = Award.objects.filter(tender=hint.tender_id, bid__in=concerned, state__in=RECHECKABLE)
    for award in rows.select_related("tender__demand__community"):
        tell_offices("annul_due", award, *OVERSIGHT)


def _tell(kind: str, hint: CollusionHint, *roles: Role) -> None:
    notify(
        kind=f"awards.{kind}",
        recipients=user_ids(*roles, near=hint.tender.demand.community),
        url=hints_url(hint.tender),
        parameters={"title": hint.tender.demand.title},
    )

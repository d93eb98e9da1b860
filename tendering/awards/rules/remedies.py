"""Challenges under the statute: what they are about, until when, and what may follow (采购法52; MoF Decree 94).

Periods in working days never count the day on which they start; one whose last day is a day off ends on the first
working day after it (Decree 94, article 42).
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum

from marketplace.primitives.refusal import InvalidInput, Refusal
from tendering.awards.rules.states import BEFORE_CONTRACT, State
from tendering.tenders.rules.states import FRUITLESS
from tendering.tenders.rules.states import State as TenderState
from tendering.tenders.rules.timetable import WorkingDays


class Subject(StrEnum):
    """What is challenged."""

    DOCUMENTS = "documents"
    PROCESS = "process"
    RESULT = "result"
    END = "end"


class Step(StrEnum):
    """The step of the process that is challenged."""

    OPENING = "opening"
    QUALIFICATION = "qualification"
    EVALUATION = "evaluation"


class Outcome(StrEnum):
    """How a challenge is answered, with what follows."""

    NOT_UPHELD = "not_upheld"
    AMENDED = "amended"
    REPUBLISHED = "republished"
    VOID = "void"
    REDO_EVALUATION = "redo_evaluation"
    REQUALIFY = "requalify"
    CANCELLED = "cancelled"
    HARMLESS = "harmless"
    REVOKED = "revoked"
    STANDS = "stands"
    CALL_ANEW = "call_anew"
    NOTHING_LEFT = "nothing_left"


# An upheld remedy has a step done by others, or from the qualification on.
ANEW = frozenset({Outcome.REDO_EVALUATION, Outcome.REQUALIFY})


class Performance(StrEnum):
    """How far the contract is that was concluded meanwhile."""

    NOT_BEGUN = "not_begun"
    BEGUN = "begun"


@dataclass(frozen=True, slots=True)
class Pleading:
    """What a challenge or a complaint must say: facts, legal grounds, request (MoF Decree 94, articles 12 and 18)."""

    text: str
    grounds: str
    request: str

    def complete(self) -> Pleading:
        """The same without spaces around.

        Raises:
            InvalidInput: `awards.challenge_incomplete`, with the part that says nothing.
        """
        said = {name: value.strip() for name, value in asdict(self).items()}
        for name, value in said.items():
            if not value:
                raise InvalidInput("awards.challenge_incomplete", field=name)
        return Pleading(**said)


class ChallengeLate(Refusal):
    """The last day for this challenge has passed."""

    def __init__(self, until: date) -> None:
        super().__init__("awards.challenge_late", until=until)


class ComplaintLate(Refusal):
    """The last day for this complaint has passed."""

    def __init__(self, until: date) -> None:
        super().__init__("awards.complaint_late", until=until)


class SubjectNotOpen(Refusal):
    """Of a call that came to nothing its end is challenged, with all that led to it; of any other it is not."""

    def __init__(self, *, is_over: bool) -> None:
        super().__init__("awards.end_instead" if is_over else "awards.not_ended", field="subject")


class StepNotOver(Refusal):
    """The step that is challenged has not ended; the days do not run yet."""

    def __init__(self) -> None:
        super().__init__("awards.step_not_over")


# Also once both have signed: the days of a challenge may run longer than it takes to conclude a contract.
# Once it came to nothing, too: nobody escapes an answer by ending the call.
ANSWERABLE = FRUITLESS | {TenderState.ANNOUNCED, TenderState.CLOSED, TenderState.OPENED, TenderState.CONCLUDED}
CHALLENGEABLE = ANSWERABLE | {TenderState.SUSPENDED}
REPUBLISHABLE = frozenset({State.PUBLICITY, State.OBJECTION_HOLD, State.CONFIRMABLE})
VOIDABLE = BEFORE_CONTRACT - {State.PROPOSED}


def last_day(calendar: WorkingDays, since: date, working_days: int) -> date:
    """The last day of a period; never a day off, and never the day it starts."""
    return calendar.roll_forward(calendar.add_workdays(since, working_days))


def documents_since(obtained_on: date | None, announcement_ends_on: date) -> date:
    """Documents may be challenged from their receipt or the end of their announcement, whichever is later."""
    return max(obtained_on, announcement_ends_on) if obtained_on else announcement_ends_on


def require_in_time(
    calendar: WorkingDays,
    today: date,
    since: date | None,
    working_days: int,
    late: type[ChallengeLate | ComplaintLate] = ChallengeLate,
) -> None:
    """Refuse a challenge or a complaint after its last day.

    Args:
        since: the day from which it is counted; None while what is challenged still runs, where it is in time.
        late: what is refused.

    Raises:
        ChallengeLate, ComplaintLate: with the last day.
    """
    if since is not None and today > (until := last_day(calendar, since, working_days)):
        raise late(until)


def require_subject(subject: Subject, *, is_over: bool) -> None:
    """Refuse to challenge what cannot be any more, or not yet.

    Args:
        is_over: the call failed or was cancelled.

    Raises:
        SubjectNotOpen: see there.
    """
    if (subject is Subject.END) != is_over:
        raise SubjectNotOpen(is_over=is_over)


def outcomes_after_end(*, contracted_since: bool, is_alive: bool) -> tuple[Outcome, ...]:
    """The answers open once a call came to nothing (Decree 94, article 32).

    It is not revived. The procurement is carried out anew; where another call has led to a contract meanwhile, that
    one stands, and whoever did damage is liable.

    Args:
        is_alive: the project may be let still; one that was withdrawn or left unfinished may not.
    """
    follows = Outcome.CALL_ANEW if is_alive else Outcome.NOTHING_LEFT
    return Outcome.NOT_UPHELD, Outcome.HARMLESS, Outcome.STANDS if contracted_since else follows


def outcomes(
    subject: Subject,
    *,
    is_running: bool,
    award: State | None,
    contract: Performance | None = None,
    step: Step | None = None,
    is_evaluated: bool = False,
    is_checked: bool = False,
) -> tuple[Outcome, ...]:
    """The answers open to a challenge.

    Args:
        is_running: the call still takes responses, so that its documents can be amended.
        award: the state of the call's living award, if it has one.
        contract: how far the contract is, once both have signed: not begun it is revoked, begun it stands and whoever
            did the damage is liable (Decree 94, articles 16 and 32).
        step: of the process, where that is challenged.
        is_evaluated: a panel that counts has signed its report, so that another can do its work anew (Decree 87,
            article 67).
        is_checked: every bid is decided on, so that all can be checked anew.
    """
    found = [Outcome.NOT_UPHELD, Outcome.HARMLESS]
    if contract is not None:
        return (*found, Outcome.REVOKED if contract is Performance.NOT_BEGUN else Outcome.STANDS)
    if subject is Subject.DOCUMENTS and is_running:
        found.append(Outcome.AMENDED)
    if subject is Subject.RESULT and award in REPUBLISHABLE:
        found.append(Outcome.REPUBLISHED)
    if subject is not Subject.DOCUMENTS and award in VOIDABLE:
        found.append(Outcome.VOID)
    if is_evaluated and (subject is Subject.RESULT or step is Step.EVALUATION):
        found.append(Outcome.REDO_EVALUATION)
    if is_checked and (subject is Subject.RESULT or step is Step.QUALIFICATION):
        found.append(Outcome.REQUALIFY)
    return (*found, Outcome.CANCELLED)

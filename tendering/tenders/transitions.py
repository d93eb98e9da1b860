"""The tender's life as a table (domain 3.4)."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition
from tendering.tenders.rules.joint import BEFORE, JointState
from tendering.tenders.rules.splitting import SplittingAct, SplittingState
from tendering.tenders.rules.states import State

_COMMUNITY: Collection[str] = (Role.COMMUNITY,)
_OFFICES = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
_JOINERS = (Role.COMMUNITY, Role.STREET)
_SUSPENDING = (Role.STREET, Role.DISTRICT, Role.FINANCE_OFFICER)
_RUNNING = (State.ANNOUNCED, State.CLOSED, State.OPENED)


def _row(
    source: State | None, act: str, roles: Collection[str], target: State, label: object, guard: str = ""
) -> Transition[State]:
    return Transition(source, act, roles, guard, target, label)


MACHINE: StateMachine[State] = StateMachine(
    "tender",
    [
        _row(None, "prepare", _COMMUNITY, State.PREPARING, _("Prepare")),
        _row(State.PREPARING, "submit_docs", _COMMUNITY, State.DOC_REVIEW, _("Submit the documents")),
        _row(State.DOC_REVIEW, "return", _OFFICES, State.PREPARING, _("Return the documents")),
        # It joins or leaves a joint call, or another does: the sum is another, so everything is looked at anew.
        *(
            _row(source, "regroup", _JOINERS, State.PREPARING, _("Let together with other projects, or by itself"))
            for source in (State.PREPARING, State.DOC_REVIEW)
        ),
        _row(State.DOC_REVIEW, "announce", _OFFICES, State.ANNOUNCED, _("Approve and announce"), "competition"),
        _row(State.DOC_REVIEW, "announce", _OFFICES, State.OPENED, _("Approve and announce"), "direct"),
        _row(State.ANNOUNCED, "amend", _COMMUNITY, State.ANNOUNCED, _("Amend")),
        # What came out of a round of consultation, told to all bidders at once.
        _row(State.OPENED, "amend_in_round", _COMMUNITY, State.OPENED, _("Amend in a round of consultation")),
        _row(State.ANNOUNCED, "extend", (CLOCK,), State.ANNOUNCED, _("Extend once")),
        _row(State.ANNOUNCED, "close", (CLOCK,), State.CLOSED, _("Close at the deadline")),
        _row(State.CLOSED, "open", _OFFICES, State.OPENED, _("Open the bids")),
        # A suspended one where a complaint that is decided leaves nobody to award.
        *(_row(source, "fail", (CLOCK,), State.FAILED, _("Fail")) for source in (*_RUNNING, State.SUSPENDED)),
        _row(State.OPENED, "conclude", _COMMUNITY, State.CONCLUDED, _("Conclude")),
        *(
            _row(source, "cancel", _COMMUNITY, State.CANCELLED, _("Cancel"))
            for source in (State.PREPARING, State.DOC_REVIEW, State.ANNOUNCED, State.CLOSED, State.SUSPENDED)
        ),
        # Once everybody knows who has bid: the office that approved the documents, or one above it.
        _row(State.OPENED, "cancel", _OFFICES, State.CANCELLED, _("Cancel")),
        # Every order is its own office's: a second one holds the call when the first is lifted.
        *(
            _row(source, "suspend", _SUSPENDING, State.SUSPENDED, _("Suspend"))
            for source in (*_RUNNING, State.SUSPENDED)
        ),
        _row(State.SUSPENDED, "lift", (*_SUSPENDING, CLOCK), State.SUSPENDED, _("Lift one of several orders")),
        *(
            _row(State.SUSPENDED, "resume", (*_SUSPENDING, CLOCK), target, _("Resume"), target.value)
            for target in _RUNNING
        ),
    ],
)

_ANSWERERS = (Role.COMMUNITY, Role.STREET)
_JUDGES = (Role.DISTRICT, Role.DISCIPLINE)
_DECIDED = (SplittingState.SEPARATE, SplittingState.MERGE)
SPLITTING: StateMachine[SplittingState] = StateMachine(
    "splitting",
    [
        Transition(
            SplittingState.OPEN, SplittingAct.ANSWER, _ANSWERERS, "", SplittingState.ANSWERED, _("Say why in writing")
        ),
        Transition(
            SplittingState.ANSWERED,
            SplittingAct.ACCEPT,
            _JUDGES,
            "",
            SplittingState.SEPARATE,
            _("Accept as separate needs: the call may go out"),
        ),
        Transition(
            SplittingState.ANSWERED,
            SplittingAct.MERGE,
            _JUDGES,
            "",
            SplittingState.MERGE,
            _("To be merged: the call does not go out"),
        ),
        *(
            Transition(
                source, SplittingAct.REOPEN, _JUDGES, "", SplittingState.OPEN, _("Ask for another written answer")
            )
            for source in (SplittingState.ANSWERED, *_DECIDED)
        ),
    ],
)


def _joint(
    source: JointState | None, act: str, target: JointState, label: object, roles: Collection[str] = _JOINERS
) -> Transition[JointState]:
    return Transition(source, act, roles, "", target, label)


JOINT: StateMachine[JointState] = StateMachine(
    "joint call",
    [
        _joint(None, "prepare", JointState.PREPARING, _("Prepare")),
        *(_joint(source, "regroup", JointState.PREPARING, _("Join or take out a project")) for source in BEFORE),
        *(_joint(source, "dissolve", JointState.DISSOLVED, _("Dissolve")) for source in BEFORE),
        _joint(JointState.PREPARING, "submit", JointState.REVIEW, _("Submit the documents")),
        _joint(JointState.REVIEW, "return", JointState.PREPARING, _("Return the documents"), _OFFICES),
        _joint(JointState.REVIEW, "announce", JointState.ANNOUNCED, _("Approve and announce"), _OFFICES),
    ],
)

"""The award's life as a table (domain 3.4, 3.8)."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition
from tendering.awards.rules.hints import DECIDED, HintAct, HintState
from tendering.awards.rules.states import BEFORE_CONTRACT, RECHECKABLE, ComplaintState, ObjectionState, State

BY_STATUTE, BY_LOCAL_RULES = "statutory", "local"
LAST_ONE, OTHERS_OPEN = "last_open", "others_open"
LAST_OFFICE, OTHERS_TO_CONFIRM = "last_office", "others_to_confirm"

_COMMUNITY: Collection[str] = (Role.COMMUNITY,)
_CLOCK = (CLOCK,)
_OFFICES = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
_OBJECTORS = (*PROVIDER_ROLES, Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
# The district where nobody of the other two is left (`acted.has_answerer`).
_ANSWERERS = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)
_OVERSIGHT = (Role.STREET, Role.DISTRICT)
_JUDGED_BY = (*_ANSWERERS, Role.FINANCE_OFFICER, Role.DISCIPLINE)
_WINNER = (Role.PROVIDER_ADMIN,)
# Where the winner may step back, or falls out: until the contract is signed.
_REFUSABLE = (State.PUBLICITY, State.OBJECTION_HOLD, State.CONFIRMABLE, State.AWARDED, State.LETTERED)


def _row(
    source: State | None, act: str, roles: Collection[str], target: State, label: object, guard: str = ""
) -> Transition[State]:
    return Transition(source, act, roles, guard, target, label)


MACHINE: StateMachine[State] = StateMachine(
    "award",
    [
        _row(None, "propose", _COMMUNITY, State.PROPOSED, _("Propose the award")),
        _row(State.PROPOSED, "publicise", _COMMUNITY, State.PUBLICITY, _("Publish the proposed award")),
        _row(State.PUBLICITY, "object", _OBJECTORS, State.OBJECTION_HOLD, _("Object")),
        _row(State.OBJECTION_HOLD, "object", _OBJECTORS, State.OBJECTION_HOLD, _("Object")),
        _row(State.OBJECTION_HOLD, "dismiss", _ANSWERERS, State.PUBLICITY, _("Dismiss the objection"), LAST_ONE),
        _row(
            State.OBJECTION_HOLD, "dismiss", _ANSWERERS, State.OBJECTION_HOLD, _("Dismiss the objection"), OTHERS_OPEN
        ),
        *(_row(source, "uphold", _ANSWERERS, State.VOID, _("Uphold the objection")) for source in _REFUSABLE),
        *(
            _row(source, "republish", _ANSWERERS, target, _("Hold the publicity anew"), guard)
            for source in (State.PUBLICITY, State.OBJECTION_HOLD, State.CONFIRMABLE)
            for guard, target in ((LAST_ONE, State.PUBLICITY), (OTHERS_OPEN, State.OBJECTION_HOLD))
        ),
        _row(State.PUBLICITY, "elapse", _CLOCK, State.CONFIRMABLE, _("Publicity is over")),
        _row(State.CONFIRMABLE, "confirm", _OFFICES, State.AWARDED, _("Confirm the award"), LAST_OFFICE),
        _row(State.CONFIRMABLE, "confirm", _OFFICES, State.CONFIRMABLE, _("Confirm the award"), OTHERS_TO_CONFIRM),
        _row(State.AWARDED, "letter", _COMMUNITY, State.LETTERED, _("Send the letters")),
        _row(State.LETTERED, "conclude", ("later_stage",), State.CONCLUDED, _("Contract signed")),
        *(_row(source, "refuse", _WINNER, State.LAPSED, _("Refuse the award")) for source in _REFUSABLE),
        _row(State.LETTERED, "lapse", _CLOCK, State.LAPSED, _("Not signed in time")),
        # The contract did not lie before the contractor in time, or the purchaser did not sign it.
        _row(State.LETTERED, "miss_signing", _CLOCK, State.LETTERED, _("Not signed in time by the purchaser")),
        _row(State.LETTERED, "renew_signing", _OVERSIGHT, State.LETTERED, _("Set new days for signing")),
        *(_row(source, "annul", _OVERSIGHT, State.VOID, _("Annul the award")) for source in sorted(BEFORE_CONTRACT)),
        *(
            _row(source, "redo", _JUDGED_BY, State.SET_ASIDE, _("Have the evaluation done anew"))
            for source in sorted(BEFORE_CONTRACT)
        ),
        *(
            _row(source, "requalify", _JUDGED_BY, State.SET_ASIDE, _("Have the bids checked anew"))
            for source in sorted(BEFORE_CONTRACT)
        ),
        *(
            _row(source, "recheck", _COMMUNITY, State.SET_ASIDE, _("Have the same panel check its result"))
            for source in sorted(RECHECKABLE)
        ),
        *(
            _row(source, "call_ended", ("earlier_stage",), State.VOID, _("The call has ended"))
            for source in sorted(BEFORE_CONTRACT)
        ),
        *(
            _row(source, "fall_out", _CLOCK, State.VOID, _("The contractor left the roster"))
            for source in sorted(BEFORE_CONTRACT)
        ),
        _row(State.CONFIRMABLE, "won_enough", _CLOCK, State.SET_ASIDE, _("The contractor has won its limit of lots")),
        _row(State.CONFIRMABLE, "make_way", _CLOCK, State.SET_ASIDE, _("A bidder that ranks before has room again")),
    ],
)

OBJECTION: StateMachine[ObjectionState] = StateMachine(
    "award_objection",
    [
        Transition(None, "object", _OBJECTORS, "", ObjectionState.OPEN, _("Object")),
        Transition(
            ObjectionState.OPEN, "dismiss", _ANSWERERS, "", ObjectionState.DISMISSED, _("Dismiss the objection")
        ),
        Transition(ObjectionState.OPEN, "uphold", _ANSWERERS, "", ObjectionState.UPHELD, _("Uphold the objection")),
        # The award fell for another cause while the objection waited.
        Transition(
            ObjectionState.OPEN, "settle", (CLOCK,), "", ObjectionState.SETTLED, _("The award fell for another cause")
        ),
    ],
)

_DISTRICT, _DISCIPLINE = (Role.DISTRICT,), (Role.DISCIPLINE,)
HINT: StateMachine[HintState] = StateMachine(
    "collusion_hint",
    [
        Transition(None, "find", (CLOCK,), "", HintState.OPEN, _("Found at the opening")),
        Transition(HintState.OPEN, HintAct.EXPLAIN, _DISTRICT, "", HintState.EXPLAINED, _("Explain the hint")),
        Transition(HintState.OPEN, HintAct.REFER, _DISTRICT, "", HintState.REFERRED, _("Refer it to discipline")),
        Transition(HintState.REFERRED, HintAct.CLEAR, _DISCIPLINE, "", HintState.CLEARED, _("Clear it")),
        Transition(
            HintState.REFERRED, HintAct.SUBSTANTIATE, _DISCIPLINE, "", HintState.SUBSTANTIATED, _("Find it right")
        ),
        Transition(
            HintState.EXPLAINED,
            HintAct.REOPEN,
            (*_DISTRICT, *_DISCIPLINE),
            "",
            HintState.OPEN,
            _("Open the hint again"),
        ),
        # What discipline inspection decided comes back to it, never to the district.
        *(
            Transition(source, HintAct.REOPEN, _DISCIPLINE, "", HintState.REFERRED, _("Open the hint again"))
            for source in sorted(DECIDED)
        ),
    ],
)

_FINANCE = (Role.FINANCE_OFFICER,)
_JUDGES = (Role.FINANCE_OFFICER, Role.DISCIPLINE)
COMPLAINT: StateMachine[ComplaintState] = StateMachine(
    "award_complaint",
    [
        Transition(None, "file", _OBJECTORS, BY_STATUTE, ComplaintState.FILED, _("File a complaint")),
        # Local rules know no examination: it waits for its answer at once.
        Transition(None, "file", _OBJECTORS, BY_LOCAL_RULES, ComplaintState.ADMITTED, _("File a complaint")),
        Transition(ComplaintState.FILED, "admit", _FINANCE, "", ComplaintState.ADMITTED, _("Admit the complaint")),
        Transition(ComplaintState.FILED, "turn_away", _FINANCE, "", ComplaintState.TURNED_AWAY, _("Do not admit")),
        Transition(ComplaintState.ADMITTED, "dismiss", _JUDGES, "", ComplaintState.DISMISSED, _("Dismiss it")),
        Transition(ComplaintState.ADMITTED, "uphold", _JUDGES, "", ComplaintState.UPHELD, _("Uphold it")),
    ],
)

"""The demand's life as a table (domain 3.2); the steps from the award on are moved by later stages only."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition
from tendering.demands.rules.steps import State

_COMMUNITY: Collection[str] = (Role.COMMUNITY,)
_PROPOSERS = (Role.COMMUNITY, Role.PARTY_ORG, Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
_CLOCK = (CLOCK,)
# Moved through `services.progress.advance` by the stage that owns the event.
_LATER: Collection[str] = ("later_stage",)


def _row(
    source: State | None, act: str, roles: Collection[str], target: State, label: object, guard: str = ""
) -> Transition[State]:
    return Transition(source, act, roles, guard, target, label)


_PROPOSAL = [
    _row(None, "draft", _PROPOSERS, State.DRAFT, _("Draft")),
    _row(State.DRAFT, "propose", _PROPOSERS, State.PROPOSED, _("Propose")),
    # A resident's proposal goes back to the drawing board in the community's own hands: plan and budget.
    _row(State.PROPOSED, "adopt", _COMMUNITY, State.DRAFT, _("Adopt")),
    _row(State.PROPOSED, "merge", _COMMUNITY, State.MERGED, _("Merge")),
    _row(State.PROPOSED, "decline", _COMMUNITY, State.DECLINED, _("Decline")),
    _row(State.PROPOSED, "screen", _COMMUNITY, State.DELIBERATING, _("Accept for deliberation")),
]
_MEETING = [
    *(
        _row(source, "schedule", _COMMUNITY, State.MEETING_CALLED, _("Call the meeting"))
        for source in (State.DELIBERATING, State.DEFERRED, State.NO_QUORUM)
    ),
    _row(State.MEETING_CALLED, "defer", _COMMUNITY, State.DEFERRED, _("Defer")),
    _row(State.MEETING_CALLED, "record", _COMMUNITY, State.RECORDED, _("Record the meeting")),
    *(
        _row(State.RECORDED, "countersign", (Role.SUPERVISION_COMMITTEE,), target, _("Countersign"), guard)
        for guard, target in (
            ("resolved", State.RESOLVED),
            ("voted_down", State.VOTED_DOWN),
            ("no_quorum", State.NO_QUORUM),
        )
    ),
    _row(State.RECORDED, "refuse_countersign", (Role.SUPERVISION_COMMITTEE,), State.MEETING_CALLED, _("Send back")),
    _row(State.RESOLVED, "publicise", _COMMUNITY, State.RESOLUTION_PUBLICITY, _("Post the resolution")),
    _row(State.RESOLUTION_PUBLICITY, "elapse", _CLOCK, State.DECIDED, _("Publicity is over")),
]
_APPROVAL = [
    _row(State.DECIDED, "submit", _COMMUNITY, State.STREET_REVIEW, _("Submit for approval"), "approve"),
    _row(State.DECIDED, "submit", _COMMUNITY, State.DECIDED, _("Submit for filing"), "file"),
    _row(State.DECIDED, "file", (Role.STREET,), State.FILED, _("File")),
    _row(State.STREET_REVIEW, "approve", (Role.STREET,), State.DISTRICT_REVIEW, _("Approve"), "next_level"),
    _row(State.STREET_REVIEW, "approve", (Role.STREET,), State.APPROVED, _("Approve"), "last_level"),
    _row(State.DISTRICT_REVIEW, "approve", (Role.DISTRICT,), State.APPROVED, _("Approve"), "last_level"),
    *(
        row
        for level, role in ((State.STREET_REVIEW, Role.STREET), (State.DISTRICT_REVIEW, Role.DISTRICT))
        for row in (
            _row(level, "return", (role,), State.RETURNED, _("Return for correction")),
            _row(level, "reject", (role,), State.REJECTED, _("Reject")),
            _row(State.RETURNED, "resubmit", _COMMUNITY, level, _("Submit again"), role),
        )
    ),
    # Mended down to a micro project within the threshold: the street files it, nobody approves (R20).
    _row(State.RETURNED, "resubmit", _COMMUNITY, State.DECIDED, _("Submit again"), "file"),
    # The tier was raised after an approval: the approval that is now missing is opened again.
    *(
        _row(
            source,
            "reopen",
            (Role.COMMUNITY, Role.STREET, Role.DISTRICT),
            State.STREET_REVIEW,
            _("Reopen the approval"),
        )
        for source in (State.FILED, State.APPROVED)
    ),
]
_PUBLICATION = [
    *(
        _row(source, "commit", _COMMUNITY, State.FUNDED, _("Set the money aside"))
        for source in (State.FILED, State.APPROVED)
    ),
    _row(State.FUNDED, "publish", (Role.COMMUNITY, Role.DISTRICT), State.PUBLISHED, _("Publish")),
]
_LATER_STAGES = [
    _row(State.PUBLISHED, "start_letting", _LATER, State.LETTING, _("Letting starts")),
    _row(State.LETTING, "letting_ended", _LATER, State.PUBLISHED, _("Letting ended without award")),
    _row(State.LETTING, "award", _LATER, State.AWARDED, _("Award")),
    _row(State.AWARDED, "award_fell", _LATER, State.PUBLISHED, _("The award fell")),
    _row(State.AWARDED, "next_in_rank", _LATER, State.LETTING, _("Next in rank")),
    _row(State.AWARDED, "evaluated_anew", _LATER, State.LETTING, _("Evaluated anew")),
    _row(State.AWARDED, "contract", _LATER, State.IMPLEMENTING, _("Contract signed")),
    _row(State.IMPLEMENTING, "accept", _LATER, State.ACCEPTED, _("Accepted")),
    _row(State.IMPLEMENTING, "terminate", _LATER, State.PUBLISHED, _("Contract terminated, rest let again"), "rest"),
    *(
        _row(source, "terminate", _LATER, State.CLOSED, _("Contract terminated"), "settled")
        # Accepted or judged, too: a contractor that is gone never asks for its last payment.
        for source in (State.IMPLEMENTING, State.ACCEPTED, State.EVALUATED)
    ),
    _row(State.ACCEPTED, "measure", _LATER, State.EVALUATED, _("Measured"), "satisfied"),
    _row(State.ACCEPTED, "measure", _LATER, State.RECTIFYING, _("Measured"), "below_bar"),
    _row(State.RECTIFYING, "remeasure", _LATER, State.EVALUATED, _("Measured again")),
    _row(State.RECTIFYING, "settle", _LATER, State.EVALUATED, _("Closed with a reduced last payment"), "reduced"),
    _row(State.RECTIFYING, "settle", _LATER, State.CLOSED, _("Contract terminated"), "settled"),
    _row(State.EVALUATED, "close", _LATER, State.CLOSED, _("Closed")),
]
_EXITS = [
    *(
        _row(source, "withdraw", _COMMUNITY, State.WITHDRAWN, _("Withdraw"))
        for source in (
            State.DRAFT,
            State.PROPOSED,
            State.DELIBERATING,
            State.DEFERRED,
            State.NO_QUORUM,
            State.RESOLVED,
            State.DECIDED,
            State.STREET_REVIEW,
            State.DISTRICT_REVIEW,
            State.RETURNED,
            State.FILED,
            State.APPROVED,
            State.FUNDED,
            State.PUBLISHED,
        )
    ),
    *(
        _row(source, "year_end", _CLOCK, State.UNFINISHED, _("Not finished in the year"))
        for source in (State.AWARDED, State.IMPLEMENTING, State.RECTIFYING)
    ),
    *(
        _row(source, "unfund", _CLOCK, target, _("The year ended before an award"), guard)
        for source in (State.FUNDED, State.PUBLISHED)
        for guard, target in (("filed", State.FILED), ("approved", State.APPROVED))
    ),
]

MACHINE: StateMachine[State] = StateMachine(
    "demand", [*_PROPOSAL, *_MEETING, *_APPROVAL, *_PUBLICATION, *_LATER_STAGES, *_EXITS]
)

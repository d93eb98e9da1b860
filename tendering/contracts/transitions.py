"""The stage's lives as tables (domain 3.5); a state is written only as one of these says."""

from django.utils.translation import gettext_lazy as _

from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition
from tendering.contracts.rules.offices import COMMUNITY, CONTRACTORS, FINANCE, OFFICES, OVERSIGHT, SIGNERS
from tendering.contracts.rules.states import (
    AcceptanceState,
    AmendmentState,
    MilestoneState,
    PaymentState,
    State,
)

_CLOCK = (CLOCK,)

CONTRACT: StateMachine[State] = StateMachine(
    "contract",
    [
        Transition(None, "draft", COMMUNITY, "", State.DRAFTING, _("Draft")),
        Transition(State.DRAFTING, "sign", SIGNERS, "second", State.SIGNED, _("Sign")),
        Transition(State.DRAFTING, "void", _CLOCK, "", State.VOID, _("The award fell")),
        Transition(State.SIGNED, "publish", _CLOCK, "", State.PUBLISHED, _("Publish")),
        Transition(State.PUBLISHED, "start", (*CONTRACTORS, CLOCK), "", State.ACTIVE, _("Start")),
        Transition(State.ACTIVE, "amend", OFFICES, "", State.ACTIVE, _("Amend")),
        Transition(State.ACTIVE, "suspend", OFFICES, "", State.SUSPENDED, _("Suspend")),
        Transition(State.SUSPENDED, "resume", OFFICES, "", State.ACTIVE, _("Resume")),
        *(
            Transition(source, "terminate", (*OFFICES, CLOCK), "", State.TERMINATED, _("Terminate"))
            for source in (State.PUBLISHED, State.ACTIVE, State.SUSPENDED)
        ),
        Transition(State.ACTIVE, "complete", (*COMMUNITY, CLOCK), "", State.COMPLETED, _("Complete")),
    ],
)

MILESTONE: StateMachine[MilestoneState] = StateMachine(
    "milestone",
    [
        Transition(None, "plan", COMMUNITY, "", MilestoneState.PLANNED, _("Plan")),
        Transition(MilestoneState.PLANNED, "begin", CONTRACTORS, "", MilestoneState.IN_PROGRESS, _("Begin")),
        *(
            Transition(source, "report", CONTRACTORS, "", MilestoneState.REPORTED, _("Report"))
            for source in (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.RETURNED)
        ),
        Transition(
            MilestoneState.REPORTED, "verify", COMMUNITY, "", MilestoneState.VERIFIED, _("Verify the milestone")
        ),
        Transition(MilestoneState.REPORTED, "return", COMMUNITY, "", MilestoneState.RETURNED, _("Return")),
    ],
)

AMENDMENT: StateMachine[AmendmentState] = StateMachine(
    "amendment",
    [
        Transition(None, "request", SIGNERS, "", AmendmentState.REQUESTED, _("Ask for an amendment")),
        Transition(AmendmentState.REQUESTED, "agree", SIGNERS, "", AmendmentState.AGREED, _("Agree")),
        Transition(AmendmentState.AGREED, "approve", OFFICES, "", AmendmentState.APPROVED, _("Approve")),
        Transition(AmendmentState.REQUESTED, "reject", (*SIGNERS, *OFFICES), "", AmendmentState.REJECTED, _("Reject")),
        Transition(AmendmentState.AGREED, "reject", OFFICES, "", AmendmentState.REJECTED, _("Reject")),
        *(
            Transition(source, "end", (*OFFICES, CLOCK), "", AmendmentState.REJECTED, _("The contract was terminated"))
            for source in (AmendmentState.REQUESTED, AmendmentState.AGREED)
        ),
    ],
)

ACCEPTANCE: StateMachine[AcceptanceState] = StateMachine(
    "acceptance",
    [
        Transition(None, "request", CONTRACTORS, "", AcceptanceState.REQUESTED, _("Ask for acceptance")),
        Transition(AcceptanceState.REQUESTED, "schedule", COMMUNITY, "", AcceptanceState.SCHEDULED, _("Call the team")),
        Transition(AcceptanceState.SCHEDULED, "schedule", COMMUNITY, "", AcceptanceState.SCHEDULED, _("Call anew")),
        Transition(
            AcceptanceState.SCHEDULED, "recall", COMMUNITY, "", AcceptanceState.RECALLED, _("Recall a broken team")
        ),
        *(
            Transition(AcceptanceState.SCHEDULED, "conclude", ("team",), guard, target, _("Conclude"))
            for guard, target in (
                ("passes", AcceptanceState.PASSED),
                ("rectify", AcceptanceState.RECTIFY),
                ("fails", AcceptanceState.FAILED),
            )
        ),
        *(
            Transition(source, "end", (*OFFICES, CLOCK), "", AcceptanceState.ENDED, _("The contract was terminated"))
            for source in (AcceptanceState.REQUESTED, AcceptanceState.SCHEDULED)
        ),
    ],
)

PAYMENT: StateMachine[PaymentState] = StateMachine(
    "payment",
    [
        Transition(None, "request", CONTRACTORS, "", PaymentState.REQUESTED, _("Ask for payment")),
        Transition(PaymentState.REQUESTED, "check", COMMUNITY, "", PaymentState.CHECKED, _("Check")),
        Transition(PaymentState.CHECKED, "approve", OFFICES, "", PaymentState.APPROVED, _("Approve")),
        Transition(PaymentState.APPROVED, "pay", FINANCE, "", PaymentState.PAID, _("Pay")),
        Transition(PaymentState.REQUESTED, "reject", COMMUNITY, "", PaymentState.REJECTED, _("Reject")),
        Transition(PaymentState.CHECKED, "reject", OFFICES, "", PaymentState.REJECTED, _("Reject")),
        Transition(PaymentState.APPROVED, "reject", FINANCE, "", PaymentState.REJECTED, _("Reject")),
        *(
            row
            for source in (PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED)
            for row in (
                Transition(source, "withhold", OVERSIGHT, "", PaymentState.WITHHELD, _("Withhold")),
                Transition(PaymentState.WITHHELD, "release", OVERSIGHT, source.value, source, _("Let go on")),
            )
        ),
        *(
            Transition(source, "cancel", (*OFFICES, CLOCK), "", PaymentState.CANCELLED, _("Cancel"))
            for source in (
                PaymentState.REQUESTED,
                PaymentState.CHECKED,
                PaymentState.APPROVED,
                PaymentState.WITHHELD,
            )
        ),
        Transition(PaymentState.PAID, "reverse", FINANCE, "", PaymentState.REVERSED, _("Reverse")),
    ],
)

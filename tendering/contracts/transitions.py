"""The stage's lives as tables (domain 3.5); a state is written only as one of these says."""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition
from tendering.contracts.rules.states import (
    AcceptanceState,
    AmendmentState,
    MilestoneState,
    PaymentState,
    State,
)

_CLOCK = (CLOCK,)
_COMMUNITY: Collection[str] = (Role.COMMUNITY,)
_CONTRACTOR: Collection[str] = (Role.PROVIDER_ADMIN, Role.PROVIDER_BIDDER, Role.COMMUNITY)
_SIGNERS: Collection[str] = (Role.COMMUNITY, Role.PROVIDER_ADMIN)
_OFFICES: Collection[str] = (Role.STREET, Role.DISTRICT)
_FINANCE: Collection[str] = (Role.FINANCE_OFFICER,)
_OVERSIGHT: Collection[str] = (Role.STREET, Role.DISTRICT, Role.AUDITOR, Role.DISCIPLINE)

CONTRACT: StateMachine[State] = StateMachine(
    "contract",
    [
        Transition(None, "draft", _COMMUNITY, "", State.DRAFTING, _("Draft")),
        Transition(State.DRAFTING, "sign", _SIGNERS, "second", State.SIGNED, _("Sign")),
        Transition(State.DRAFTING, "void", _CLOCK, "", State.VOID, _("The award fell")),
        Transition(State.SIGNED, "publish", _CLOCK, "", State.PUBLISHED, _("Publish")),
        Transition(State.PUBLISHED, "start", (*_CONTRACTOR, CLOCK), "", State.ACTIVE, _("Start")),
        Transition(State.ACTIVE, "amend", _OFFICES, "", State.ACTIVE, _("Amend")),
        Transition(State.ACTIVE, "suspend", _OFFICES, "", State.SUSPENDED, _("Suspend")),
        Transition(State.SUSPENDED, "resume", _OFFICES, "", State.ACTIVE, _("Resume")),
        *(
            Transition(source, "terminate", (*_OFFICES, CLOCK), "", State.TERMINATED, _("Terminate"))
            for source in (State.PUBLISHED, State.ACTIVE, State.SUSPENDED)
        ),
        Transition(State.ACTIVE, "complete", (*_COMMUNITY, CLOCK), "", State.COMPLETED, _("Complete")),
    ],
)

MILESTONE: StateMachine[MilestoneState] = StateMachine(
    "milestone",
    [
        Transition(None, "plan", _COMMUNITY, "", MilestoneState.PLANNED, _("Plan")),
        Transition(MilestoneState.PLANNED, "begin", _CONTRACTOR, "", MilestoneState.IN_PROGRESS, _("Begin")),
        *(
            Transition(source, "report", _CONTRACTOR, "", MilestoneState.REPORTED, _("Report"))
            for source in (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.RETURNED)
        ),
        Transition(
            MilestoneState.REPORTED, "verify", _COMMUNITY, "", MilestoneState.VERIFIED, _("Verify the milestone")
        ),
        Transition(MilestoneState.REPORTED, "return", _COMMUNITY, "", MilestoneState.RETURNED, _("Return")),
    ],
)

AMENDMENT: StateMachine[AmendmentState] = StateMachine(
    "amendment",
    [
        Transition(None, "request", _SIGNERS, "", AmendmentState.REQUESTED, _("Ask for an amendment")),
        Transition(AmendmentState.REQUESTED, "agree", _SIGNERS, "", AmendmentState.AGREED, _("Agree")),
        Transition(AmendmentState.AGREED, "approve", _OFFICES, "", AmendmentState.APPROVED, _("Approve")),
        Transition(
            AmendmentState.REQUESTED, "reject", (*_SIGNERS, *_OFFICES), "", AmendmentState.REJECTED, _("Reject")
        ),
        Transition(AmendmentState.AGREED, "reject", _OFFICES, "", AmendmentState.REJECTED, _("Reject")),
        *(
            Transition(source, "end", (*_OFFICES, CLOCK), "", AmendmentState.REJECTED, _("The contract was terminated"))
            for source in (AmendmentState.REQUESTED, AmendmentState.AGREED)
        ),
    ],
)

ACCEPTANCE: StateMachine[AcceptanceState] = StateMachine(
    "acceptance",
    [
        Transition(None, "request", _CONTRACTOR, "", AcceptanceState.REQUESTED, _("Ask for acceptance")),
        Transition(
            AcceptanceState.REQUESTED, "schedule", _COMMUNITY, "", AcceptanceState.SCHEDULED, _("Call the team")
        ),
        Transition(AcceptanceState.SCHEDULED, "schedule", _COMMUNITY, "", AcceptanceState.SCHEDULED, _("Call anew")),
        *(
            Transition(AcceptanceState.SCHEDULED, "conclude", ("team",), guard, target, _("Conclude"))
            for guard, target in (
                ("passes", AcceptanceState.PASSED),
                ("rectify", AcceptanceState.RECTIFY),
                ("fails", AcceptanceState.FAILED),
            )
        ),
    ],
)

PAYMENT: StateMachine[PaymentState] = StateMachine(
    "payment",
    [
        Transition(None, "request", _CONTRACTOR, "", PaymentState.REQUESTED, _("Ask for payment")),
        Transition(PaymentState.REQUESTED, "check", _COMMUNITY, "", PaymentState.CHECKED, _("Check")),
        Transition(PaymentState.CHECKED, "approve", _OFFICES, "", PaymentState.APPROVED, _("Approve")),
        Transition(PaymentState.APPROVED, "pay", _FINANCE, "", PaymentState.PAID, _("Pay")),
        Transition(PaymentState.REQUESTED, "reject", _COMMUNITY, "", PaymentState.REJECTED, _("Reject")),
        Transition(PaymentState.CHECKED, "reject", _OFFICES, "", PaymentState.REJECTED, _("Reject")),
        Transition(PaymentState.APPROVED, "reject", _FINANCE, "", PaymentState.REJECTED, _("Reject")),
        *(
            row
            for source in (PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED)
            for row in (
                Transition(source, "withhold", _OVERSIGHT, "", PaymentState.WITHHELD, _("Withhold")),
                Transition(PaymentState.WITHHELD, "release", _OVERSIGHT, source.value, source, _("Let go on")),
            )
        ),
        *(
            Transition(source, "cancel", (*_OFFICES, CLOCK), "", PaymentState.CANCELLED, _("Cancel"))
            for source in (
                PaymentState.REQUESTED,
                PaymentState.CHECKED,
                PaymentState.APPROVED,
                PaymentState.WITHHELD,
            )
        ),
        Transition(PaymentState.PAID, "reverse", _FINANCE, "", PaymentState.REVERSED, _("Reverse")),
    ],
)

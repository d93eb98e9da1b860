"""Where contract, milestone, amendment, acceptance and payment stand (domain 3.5)."""

from enum import StrEnum


class State(StrEnum):
    """States of a contract."""

    DRAFTING = "drafting"
    SIGNED = "signed"
    PUBLISHED = "published"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    TERMINATED = "terminated"
    COMPLETED = "completed"
    VOID = "void"


class MilestoneState(StrEnum):
    """States of a milestone (节点)."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    REPORTED = "reported"
    RETURNED = "returned"
    VERIFIED = "verified"


class Rest(StrEnum):
    """What becomes of what a terminated contract leaves."""

    RETURNED = "returned"
    LET_ANEW = "let_anew"


class AmendmentState(StrEnum):
    """States of an amendment (补充协议)."""

    REQUESTED = "requested"
    AGREED = "agreed"
    APPROVED = "approved"
    REJECTED = "rejected"


class AcceptanceState(StrEnum):
    """States of one round of acceptance (验收)."""

    REQUESTED = "requested"
    SCHEDULED = "scheduled"
    PASSED = "passed"
    RECTIFY = "rectify"
    FAILED = "failed"
    RECALLED = "recalled"
    ENDED = "ended"


class PaymentState(StrEnum):
    """States of one request for payment (付款)."""

    REQUESTED = "requested"
    CHECKED = "checked"
    APPROVED = "approved"
    PAID = "paid"
    WITHHELD = "withheld"
    REJECTED = "rejected"
    REVERSED = "reversed"
    CANCELLED = "cancelled"


class Side(StrEnum):
    """The two sides of a contract: who buys (发包方) and who delivers (承接方)."""

    PURCHASER = "purchaser"
    CONTRACTOR = "contractor"


# Known to everybody: from the second signature on.
PUBLIC = frozenset(State) - {State.DRAFTING, State.SIGNED, State.VOID}
ENDED = frozenset({State.TERMINATED, State.COMPLETED, State.VOID})
RUNNING = frozenset({State.PUBLISHED, State.ACTIVE, State.SUSPENDED})
# Both have signed and it has not ended: a demand has one such contract.
BINDING = RUNNING | {State.SIGNED}
# A running contract is paid, a terminated one its settlement.
PAYABLE = frozenset({State.PUBLISHED, State.ACTIVE, State.TERMINATED})
# A stage of payment has at most one payment in one of these.
LIVE_PAYMENT = frozenset(
    {PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED, PaymentState.PAID, PaymentState.WITHHELD}
)
# On its way to being paid, and not withheld.
MOVING_PAYMENT = (PaymentState.REQUESTED, PaymentState.CHECKED, PaymentState.APPROVED)
OPEN_PAYMENT = frozenset({*MOVING_PAYMENT, PaymentState.WITHHELD})
OPEN_AMENDMENT = frozenset({AmendmentState.REQUESTED, AmendmentState.AGREED})
OPEN_ACCEPTANCE = frozenset({AcceptanceState.REQUESTED, AcceptanceState.SCHEDULED})
# Rounds that decided nothing for good: another may follow.
ACCEPTED_ANEW = frozenset({AcceptanceState.RECTIFY, AcceptanceState.RECALLED})

"""State machines of the funds as tables (domain 3.6)."""

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.rules import Role
from marketplace.primitives.state_machine import CLOCK, StateMachine, Transition
from tendering.funds.models import AccountStatus, PlanStatus, TransferStatus

FINANCE = (Role.FINANCE_OFFICER,)
DISTRICT = (Role.DISTRICT,)
DISTRICT_MONEY = (Role.DISTRICT, Role.FINANCE_OFFICER)
SYSTEM = ()

account_year = StateMachine(
    "fund_account",
    [
        Transition(None, "plan", DISTRICT, "", AccountStatus.PLANNED, _("Plan the year")),
        Transition(
            AccountStatus.PLANNED, "receive", FINANCE, "first share", AccountStatus.APPROPRIATED, _("Confirm arrival")
        ),
        Transition(AccountStatus.PLANNED, "receive", FINANCE, "all arrived", AccountStatus.OPEN, _("Confirm arrival")),
        Transition(
            AccountStatus.APPROPRIATED,
            "receive",
            FINANCE,
            "first share",
            AccountStatus.APPROPRIATED,
            _("Confirm arrival"),
        ),
        Transition(
            AccountStatus.APPROPRIATED, "receive", FINANCE, "all arrived", AccountStatus.OPEN, _("Confirm arrival")
        ),
        Transition(AccountStatus.PLANNED, "open", DISTRICT, "", AccountStatus.OPEN, _("Open")),
        Transition(AccountStatus.APPROPRIATED, "open", DISTRICT, "", AccountStatus.OPEN, _("Open")),
        Transition(AccountStatus.OPEN, "begin_closing", (CLOCK,), "", AccountStatus.CLOSING, _("Begin closing")),
        Transition(AccountStatus.CLOSING, "inspect", DISTRICT, "", AccountStatus.INSPECTED, _("Record inspection")),
        Transition(
            AccountStatus.INSPECTED, "close", DISTRICT_MONEY, "nothing set aside", AccountStatus.CLOSED, _("Close")
        ),
    ],
)

transfer = StateMachine(
    "fund_transfer",
    [
        Transition(None, "request", (Role.STREET,), "", TransferStatus.REQUESTED, _("Request transfer")),
        Transition(TransferStatus.REQUESTED, "approve", DISTRICT, "covered", TransferStatus.APPROVED, _("Approve")),
        Transition(TransferStatus.REQUESTED, "reject", DISTRICT, "", TransferStatus.REJECTED, _("Reject")),
        Transition(TransferStatus.REQUESTED, "withdraw", (Role.STREET,), "", TransferStatus.WITHDRAWN, _("Withdraw")),
    ],
)

plan = StateMachine(
    "funding_plan",
    [
        Transition(None, "write", (Role.COMMUNITY,), "", PlanStatus.DRAFT, _("Write")),
        Transition(PlanStatus.DRAFT, "write", (Role.COMMUNITY,), "", PlanStatus.DRAFT, _("Write")),
        Transition(PlanStatus.DRAFT, "commit", SYSTEM, "covered", PlanStatus.COMMITTED, _("Set aside")),
        Transition(None, "carry_on", SYSTEM, "rest", PlanStatus.COMMITTED, _("Let the rest anew")),
        Transition(PlanStatus.COMMITTED, "contract", SYSTEM, "", PlanStatus.CONTRACTED, _("Sign")),
        Transition(PlanStatus.CONTRACTED, "contract", SYSTEM, "", PlanStatus.CONTRACTED, _("Amend")),
        Transition(PlanStatus.CONTRACTED, "pay", FINANCE, "", PlanStatus.CONTRACTED, _("Pay")),
        Transition(PlanStatus.CONTRACTED, "reverse", FINANCE, "", PlanStatus.CONTRACTED, _("Reverse")),
        Transition(PlanStatus.ENDED, "reverse", FINANCE, "", PlanStatus.CONTRACTED, _("Reverse")),
        Transition(PlanStatus.CONTRACTED, "refund", FINANCE, "", PlanStatus.CONTRACTED, _("Refund")),
        Transition(PlanStatus.ENDED, "refund", FINANCE, "", PlanStatus.ENDED, _("Refund")),
        Transition(PlanStatus.COMMITTED, "release", SYSTEM, "", PlanStatus.ENDED, _("Release")),
        Transition(PlanStatus.CONTRACTED, "release", SYSTEM, "", PlanStatus.ENDED, _("Release")),
    ],
)

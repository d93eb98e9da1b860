"""Acts that move money: permission, rules, lock, write, audit (docs/locking.md: plan before accounts)."""

from tendering.funds.services.accounts import (
    begin_closing,
    close_account,
    ensure_account,
    load_fund_types,
    open_account,
    record_inspection,
    return_funds,
)
from tendering.funds.services.allocations import (
    Delegation,
    confirm_arrival,
    confirm_arrivals,
    delegate,
    plan_allocations,
)
from tendering.funds.services.commitments import carry_on, commit_plan, contract_plan, release
from tendering.funds.services.contributions import receive_contribution, record_pledge, return_contribution
from tendering.funds.services.gifts import award, reverse_entry
from tendering.funds.services.payments import pay, refund, reverse_payment
from tendering.funds.services.plans import (
    LineDraft,
    consent_to_closing_commitment,
    plan_for_year,
    renew_plan,
    write_plan,
)
from tendering.funds.services.rates import import_baseline, set_rate
from tendering.funds.services.transfers import approve_transfer, reject_transfer, request_transfer, withdraw_transfer

__all__ = [
    "Delegation",
    "LineDraft",
    "approve_transfer",
    "award",
    "begin_closing",
    "carry_on",
    "close_account",
    "commit_plan",
    "confirm_arrival",
    "confirm_arrivals",
    "consent_to_closing_commitment",
    "contract_plan",
    "delegate",
    "ensure_account",
    "import_baseline",
    "load_fund_types",
    "open_account",
    "pay",
    "plan_allocations",
    "plan_for_year",
    "receive_contribution",
    "record_inspection",
    "record_pledge",
    "refund",
    "reject_transfer",
    "release",
    "renew_plan",
    "request_transfer",
    "return_contribution",
    "return_funds",
    "reverse_entry",
    "reverse_payment",
    "set_rate",
    "withdraw_transfer",
    "write_plan",
]

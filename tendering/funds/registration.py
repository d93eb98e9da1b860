"""What this app hands to the packages below: words, readers, triggers, links (architecture 2, rule 5)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership
from marketplace.audit import readers, sentences, triggers
from marketplace.files import access
from marketplace.notifications import kinds
from marketplace.places.models import Place
from marketplace.rulebook import periods
from marketplace.ui import duties as ui_duties
from marketplace.ui import navigation
from marketplace.ui import refusals as ui_refusals
from tendering.funds import attachments, permissions
from tendering.funds.models import FundAccount, FundingPlan, Transfer
from tendering.funds.queries import rule_effects
from tendering.funds.words import acts, duties, messages, refusals

APPEND_ONLY = ("ledgerentry", "carryover", "disbursement", "disbursementpart", "contribution")


def register() -> None:
    """Called once, when all apps are loaded."""
    ui_refusals.register(refusals.ALL)
    ui_duties.register(duties.ALL)
    sentences.register(acts.ALL)
    kinds.register(messages.ALL)
    periods.register(*rule_effects.PERIODS)
    for name in APPEND_ONLY:
        triggers.register(f"funds_{name}")
    access.register(attachments.PLEDGE, permissions.may_read_pledge)
    access.register(attachments.RECEIPT, permissions.may_read_pledge)
    access.register(attachments.APPROVAL, permissions.may_read_approval)
    _register_readers()
    navigation.register(
        navigation.Item(key="funds", label=_("Fund transparency"), url_name="funds:overview", order=50),
    )


def _register_readers() -> None:
    """Whoever reads these stories at all is inside: the public sees sums, not entries."""
    readers.register_closed("funds.FundAccount", _reads_account, "place", "pool__place")
    readers.register_closed("funds.FundingPlan", _reads_plan, "place")
    for part in ("FundingLine", "Disbursement"):
        readers.register_closed(f"funds.{part}", lambda by, row: _reads_plan(by, row.plan), "plan__place")
    of_account = ("account__place", "account__pool__place")
    readers.register_closed("funds.Allocation", lambda by, row: _reads_account(by, row.account), *of_account)
    readers.register_closed("funds.Transfer", _reads_transfer, "from_account__place", "to_account__place")


def _reads_account(membership: Membership | None, account: FundAccount) -> bool:
    return permissions.may_read_ledger(membership, account)


def _reads_plan(membership: Membership | None, plan: FundingPlan) -> bool:
    place: Place = plan.place
    return permissions.may_read_place(membership, place)


def _reads_transfer(membership: Membership | None, transfer: Transfer) -> bool:
    accounts = (transfer.from_account, transfer.to_account)
    return any(permissions.may_read_ledger(membership, account) for account in accounts)

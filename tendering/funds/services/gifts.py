"""Awards out of incentive money, and corrections by reversing entries (R3)."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from marketplace.primitives.canonical import Json
from marketplace.primitives.money import ZERO, exact_yuan
from marketplace.primitives.refusal import InvalidInput, Refusal, require_text
from tendering.funds.models import FundAccount, LedgerEntry
from tendering.funds.permissions import DISTRICT_MONEY, require_district
from tendering.funds.rules.entries import REVERSIBLE, EntryKind
from tendering.funds.services.ledger import Posting, lock_account, post


class NotAwardMoney(InvalidInput):
    """Showcase awards are paid from incentive money only (R3)."""


class NotReversible(Refusal):
    """This entry is corrected by its own opposite, not by a reversing entry."""


@transaction.atomic
def award(*, account: FundAccount, amount: Decimal, recipient: str, reason: str, by: Membership) -> LedgerEntry:
    """Pay a showcase award or the case collection, in yuan (R3).

    Raises:
        NotPermitted: only the district's staff or finance officers may.
        NotAwardMoney: ``funds.not_award_money``.
        InsufficientFunds: more than is available.
    """
    require_district(by, *DISTRICT_MONEY, place=account.home)
    account = lock_account(account.pk)
    if not account.fund_type.pays_awards:
        raise NotAwardMoney("funds.not_award_money", field="account", fund_type=str(account.fund_type))
    return _book(account, EntryKind.AWARD, amount, recipient, reason, by)


@transaction.atomic
def reverse_entry(*, entry: LedgerEntry, reason: str, by: Membership) -> LedgerEntry:
    """Correct an appropriation, donation, return or award that was booked by mistake (冲正).

    An appropriation's share counts as not arrived again.

    Raises:
        NotPermitted: only the district's staff or finance officers may.
        NotReversible: ``funds.not_reversible``; of payments and refunds the whole payment is reversed.
        InsufficientFunds: the money was committed meanwhile.
    """
    require_district(by, *DISTRICT_MONEY, place=entry.account.home)
    require_text(reason, "funds.reason_missing")
    account = lock_account(entry.account_id)
    first = LedgerEntry.objects.select_related("allocation").get(pk=entry.pk)
    _refuse_reversal(first)
    posting = Posting(
        kind=EntryKind(first.kind),
        amount=first.amount,
        share=first.share,
        allocation=first.allocation,
        reverses=first,
        counterparty=first.counterparty,
        note=reason.strip()[:300],
    )
    reversal = post(account, posting, by=by, at=clock.read())
    if first.allocation is not None:
        fields = [f"{first.share}_received_at", f"{first.share}_confirmed_by"]
        for field in fields:
            setattr(first.allocation, field, None)
        first.allocation.save(update_fields=fields)
    parameters: dict[str, Json] = {"kind": first.kind, "amount": str(first.amount), "serial": first.serial}
    record(act="funds.entry.reversed", target=account, by=by, parameters=parameters, reason=reason)
    return reversal


def _refuse_reversal(entry: LedgerEntry) -> None:
    done = entry.reverses_id is not None or LedgerEntry.objects.filter(reverses=entry).exists()
    if done or EntryKind(entry.kind) not in REVERSIBLE or entry.disbursement_id is not None:
        raise NotReversible("funds.not_reversible", kind=entry.get_kind_display(), serial=entry.serial)


def _book(
    account: FundAccount, kind: EntryKind, amount: Decimal, counterparty: str, note: str, by: Membership
) -> LedgerEntry:
    amount = exact_yuan(amount)
    if amount <= ZERO:
        raise InvalidInput("funds.amount_not_positive", field="amount")
    require_text(counterparty, "funds.counterparty_missing", field="counterparty")
    posting = Posting(kind=kind, amount=amount, counterparty=counterparty.strip(), note=note.strip()[:300])
    entry = post(account, posting, by=by, at=clock.read())
    words = {"counterparty": entry.counterparty}
    record(act=f"funds.{kind.value}", target=account, by=by, parameters={"amount": str(amount)}, personal=words)
    return entry

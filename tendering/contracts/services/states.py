"""Moving a contract: the one place where its state is written; public notices are written here, too."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Model

from marketplace.accounts.models import Membership
from marketplace.audit.services import record
from tendering.contracts.models import Contract, ContractNotice
from tendering.contracts.rules.states import ENDED, State
from tendering.contracts.transitions import CONTRACT


def locked(contract: Contract) -> Contract:
    """The demand and its contract, fresh and locked in this order until the transaction ends.

    Every act on anything in a contract begins here; an act that needs the call, too, has locked that before
    (docs/locking.md).
    """
    rows = Contract.objects.select_for_update(of=("demand", "self")).select_related("demand__community", "rule_set")
    return rows.get(pk=contract.pk)


def move(
    contract: Contract,
    act: str,
    *,
    by: Membership | None,
    now: datetime,
    guard: str | None = None,
    reason: str = "",
    parameters: dict[str, str] | None = None,
) -> Contract:
    """Write the state that follows from `act` and record it; the caller holds the row's lock.

    Raises:
        WrongState: the act does not follow from the state the contract is in.
    """
    source = State(contract.state)
    contract.state = CONTRACT.target(source, act, guard)
    if contract.state in ENDED:
        contract.ended_at = now
    save(contract)
    note(
        f"contract.{act}",
        contract,
        by=by,
        reason=reason,
        parameters={"from": source.value, "to": contract.state, **(parameters or {})},
    )
    return contract


def save(contract: Contract) -> None:
    """Write the row and count the change, so that a stale form is found out."""
    contract.version += 1
    contract.save()


def note(
    act: str,
    contract: Contract,
    *,
    by: Membership | None,
    reason: str = "",
    parameters: dict[str, Any] | None = None,
    about: Sequence[Model] = (),
) -> None:
    """Record an act of this stage; the demand's story shows it, too."""
    record(
        act=f"contracts.{act}",
        target=contract,
        by=by,
        reason=reason,
        parameters=parameters or {},
        about=[contract.demand, *about],
    )


def publish_notice(
    contract: Contract,
    kind: ContractNotice.Kind,
    body: dict[str, Any],
    *,
    by: Membership | None,
    now: datetime,
    until: date | None = None,
    channel: str = ContractNotice.Channel.PORTAL,
) -> ContractNotice:
    """Make something public and log it: content, channel, period (R43, R61); entries are never changed."""
    return ContractNotice.objects.create(
        contract=contract,
        kind=kind,
        channel=channel,
        body=body,
        published_at=now,
        until_on=until,
        published_by=by,
    )

"""Signing: each side once; the last signature moves the money, the award and the demand (R42; domain 2.7, 3.5).

A consortium signs member by member (政府采购法 24), so there it is not the second one that concludes.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from django.core.files.base import File
from django.db import transaction

from catalog.models import Provider
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import are_apart
from marketplace.accounts.services import second_step
from marketplace.files.services import store
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, Refusal
from marketplace.primitives.ruleset import PaymentTrigger
from tendering.awards.services import signing as award_signing
from tendering.awards.services.states import held as hold_award
from tendering.contracts.attachments import SCAN
from tendering.contracts.models import Contract, ContractNotice, Signature
from tendering.contracts.parties import bodies, member_of
from tendering.contracts.permissions import side_of
from tendering.contracts.queries.text import digest, published_text
from tendering.contracts.rules.states import Side, State
from tendering.contracts.services.states import locked, move, note, publish_notice, save
from tendering.contracts.services.telling import community_people, contractor_people, tell
from tendering.demands.services.progress import advance
from tendering.funds.services import contract_plan


class SignedAlready(Refusal):
    """This side has signed."""


class NotSignable(Refusal):
    """The contract is past signing, or void."""


class OneHand(Refusal):
    """Whoever entered the one side's signature does not enter the other's: nobody concludes a contract alone."""


@dataclass(frozen=True, slots=True)
class Click:
    """Signing on the portal: the six digits of the person's second factor."""

    code: str


@dataclass(frozen=True, slots=True)
class Paper:
    """Signing on paper: the scan, for the side that signed it.

    A community hands in the contractor's only for a residents' group, which has no account of its own.
    """

    scan: File[bytes]
    side: Side | None = None


@transaction.atomic
def sign(*, contract: Contract, by: Membership, proof: Click | Paper) -> Contract:
    """Sign for one side. With the last signature the contract is concluded, published and filed, all at once.

    Raises:
        NotPermitted: `by` signs for neither side.
        SecondFactorWrong: the digits are wrong or used.
        SignedAlready: ``contracts.signed_already``.
        OneHand: ``contracts.one_hand``.
        NotSignable: ``contracts.not_signable``.
        InvalidInput: ``contracts.contractor_signs``, ``contracts.members_sign``: a contractor with an account, each
            member of a consortium, signs for itself.
        NotLettered, SigningEarly, SigningOver: the award is not open for signing (`awards.services.signing`).
        PledgeNotReceived, InsufficientFunds: from the funds, at the second signature.
    """
    side = _side(contract, by, proof)
    award = hold_award(contract.award)
    contract = locked(contract)
    contract.award = award
    now = clock.read()
    member = _member(contract, side, by)
    _refuse_unsignable(contract, side, member, by, now)
    if isinstance(proof, Click):  # last, so that a refusal does not use up the digits
        second_step.confirm(user=by.user, code=proof.code)
    scan = store(upload=proof.scan, by=by, purpose=SCAN) if isinstance(proof, Paper) else None
    Signature.objects.create(
        contract=contract,
        side=side,
        member=member,
        method=Signature.Method.SCAN if scan else Signature.Method.CLICK,
        scan=scan,
        digest=digest(contract),
        signed_by=by,
        signed_at=now,
    )
    note("contract.signature", contract, by=by, parameters={"side": side.value, "method": "scan" if scan else "click"})
    _go_on(contract, side, by, now)
    return contract


def _go_on(contract: Contract, side: Side, by: Membership, now: datetime) -> None:
    """Conclude once the purchaser and everybody on the contractor's side have signed; else wait for the others."""
    signed = Counter(contract.signatures.values_list("side", flat=True))
    is_whole = signed[Side.CONTRACTOR] == len(bodies(contract))
    if is_whole and signed[Side.PURCHASER]:
        _conclude(contract, by, now)
    else:
        _first(contract, side, by, now, is_whole=is_whole)


def _side(contract: Contract, by: Membership, proof: Click | Paper) -> Side:
    own = side_of(by, contract)
    wanted = proof.side if isinstance(proof, Paper) and proof.side else own
    if own is Side.CONTRACTOR and wanted is not own:
        raise InvalidInput("contracts.other_side", field="side")
    if own is not wanted and contract.group_id is None and not contract.others:
        raise InvalidInput("contracts.contractor_signs", field="side")
    return wanted


def _member(contract: Contract, side: Side, by: Membership) -> Provider | None:
    """The member of a consortium that signs; None for the purchaser, and where one delivers alone."""
    member = member_of(by, contract)
    if side is Side.CONTRACTOR and contract.others and member is None:
        raise InvalidInput("contracts.members_sign", field="side")
    return member


def _refuse_unsignable(contract: Contract, side: Side, member: Provider | None, by: Membership, now: datetime) -> None:
    if contract.state != State.DRAFTING:
        raise NotSignable("contracts.not_signable")
    award_signing.require_signing_open(contract.award, now)
    if contract.signatures.filter(side=side, member=member).exists():
        raise SignedAlready("contracts.signed_already")
    signatures = contract.signatures.select_related("signed_by__substitute_for")
    if not all(are_apart(row.signed_by, by) for row in signatures):
        raise OneHand("contracts.one_hand")


def _first(contract: Contract, side: Side, by: Membership, now: datetime, *, is_whole: bool) -> None:
    """The other side is told; the contractor's signature stands with the award, so that a lapse is not its fault.

    Args:
        is_whole: everybody on the contractor's side has signed.
    """
    save(contract)
    if side is Side.CONTRACTOR and is_whole:
        award_signing.contractor_signed(award=contract.award, by=by, now=now)
    others = community_people(contract) if side is Side.CONTRACTOR else contractor_people(contract)
    tell("contracts.to_sign", contract, others)


def _conclude(contract: Contract, by: Membership, now: datetime) -> None:
    """Money, award, tender, demand and publication in the transaction of the second signature (R42)."""
    contract.saving = contract_plan(plan=contract.plan, total=contract.sum, by=by, now=now)
    contract.signed_at = now
    move(contract, "sign", by=by, now=now, guard="second", parameters={"saving": str(contract.saving)})
    award_signing.conclude(award=contract.award, by=by, now=now)
    advance(demand=contract.demand, act="contract", by=by, now=now)
    contract.stages.filter(trigger=PaymentTrigger.SIGNING).update(met_on=day_of(now))
    _publish(contract, now)


def _publish(contract: Contract, now: datetime) -> None:
    """Publish and file at once; the rule set allows days for both, the portal needs none."""
    contract.published_at = contract.filed_at = now
    move(contract, "publish", by=None, now=now)
    publish_notice(
        contract, ContractNotice.Kind.CONTRACT, published_text(contract), by=None, now=now, until=contract.period_to
    )
    tell("contracts.concluded", contract, [*community_people(contract), *contractor_people(contract)])
    if contract.period_from <= day_of(now):
        begin(contract, by=None, now=now)


def begin(contract: Contract, *, by: Membership | None, now: datetime) -> Contract:
    """The work starts; the caller holds the lock."""
    contract.started_at = now
    return move(contract, "start", by=by, now=now)

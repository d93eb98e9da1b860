"""The contract: text, milestones, stages of payment, both signatures, publication."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from marketplace.accounts.models import Membership
from marketplace.demo.history.draft import Draft
from marketplace.demo.history.writing import demand as demand_rows
from marketplace.primitives import canonical
from marketplace.primitives.calendar import day_of
from tendering.contracts.models import Contract, ContractNotice, Milestone, PaymentStage, Signature
from tendering.contracts.rules.money import amendment_cap, stage_sums
from tendering.contracts.rules.states import MilestoneState, Side, State

TITLES = ("中期实施", "收尾与移交")


def write(draft: Draft) -> tuple[list[Milestone], list[PaymentStage]]:
    """The completed contract; returns its milestones and stages of payment."""
    draft.contract = _contract(draft)
    milestones, stages = _milestones(draft), _stages(draft)
    draft.rows.add(draft.contract, *milestones, *stages)
    text = _text(draft, milestones, stages)
    _sign(draft, text)
    _tell(draft)
    return milestones, stages


def _contract(draft: Draft) -> Contract:
    plan, times, award = draft.blueprint, draft.times, draft.award
    signed = times.signing.purchaser
    parts = [draft.demand.need, draft.demand.outputs]
    if draft.offer is not None:
        parts.append(draft.offer.plan)
    return Contract(
        number=draft.numbers.contract,
        award=award,
        demand=draft.demand,
        plan=draft.plan,
        provider=award.provider,
        group=award.group,
        rule_set=draft.setting.rule_set,
        tier=plan.decision.tier,
        state=State.COMPLETED,
        terms="\n\n".join(parts),
        period_from=times.delivery.period_from,
        period_to=times.delivery.period_to,
        sum=plan.money.price,
        amendment_cap=amendment_cap(plan.money.price, draft.setting.rules.delivery),
        paid=plan.money.price,
        saving=plan.money.ceiling - plan.money.price,
        drafted_by=draft.town.author.user,
        drafted_at=times.signing.drafted,
        signed_at=signed,
        published_at=signed,
        filed_at=signed,
        started_at=_started(draft),
        ended_at=times.closed,
        version=20,
    )


def _started(draft: Draft) -> Any:
    first = draft.times.delivery.period_from
    return draft.times.signing.purchaser.replace(year=first.year, month=first.month, day=first.day, hour=6)


def _milestones(draft: Draft) -> list[Milestone]:
    delivery = draft.times.delivery
    due = (day_of(delivery.reported[0]), delivery.period_to)
    return [
        Milestone(
            contract=draft.contract,
            position=position,
            title=title,
            due_on=day,
            is_midterm=position == 1,
            state=MilestoneState.VERIFIED,
            verified_at=verified,
        )
        for position, (title, day, verified) in enumerate(zip(TITLES, due, delivery.verified, strict=True), start=1)
    ]


def _stages(draft: Draft) -> list[PaymentStage]:
    delivery = draft.setting.rules.delivery
    sums: list[Decimal] = stage_sums(draft.contract.sum, delivery)
    return [
        PaymentStage(
            contract=draft.contract,
            position=position,
            trigger=stage.after,
            share=stage.share,
            amount=amount,
            met_on=paying.met,
        )
        for position, (stage, amount, paying) in enumerate(
            zip(delivery.payments, sums, draft.times.paying, strict=True), start=1
        )
    ]


def _text(draft: Draft, milestones: list[Milestone], stages: list[PaymentStage]) -> dict[str, Any]:
    """As `contracts.queries.text.signed_text` reads it; the digest of both signatures is over this."""
    contract = draft.contract
    return {
        "number": contract.number,
        "project": draft.demand.number,
        "title": draft.demand.title,
        "purchaser": str(draft.demand.community),
        "contractor": contract.contractor.name,
        "credit_code": contract.contractor.uscc,
        "sum": str(contract.sum),
        "terms": contract.terms,
        "period": [contract.period_from.isoformat(), contract.period_to.isoformat()],
        "milestones": [[row.title, row.due_on.isoformat(), row.is_midterm] for row in milestones],
        "stages": [[row.trigger, str(row.amount)] for row in stages],
    }


def _sign(draft: Draft, text: dict[str, Any]) -> None:
    signing = draft.times.signing
    digest = canonical.digest(text)
    sides: list[tuple[Side, Membership, Any]] = [
        (Side.CONTRACTOR, draft.blueprint.signer, signing.contractor),
        (Side.PURCHASER, draft.town.approver, signing.purchaser),
    ]
    for side, by, at in sides:
        draft.rows.add(
            Signature(
                contract=draft.contract,
                side=side,
                method=Signature.Method.CLICK,
                digest=digest,
                signed_by=by,
                signed_at=at,
            )
        )
        note(draft, "contract.signature", at, by, {"side": side.value, "method": "click"})
    shown = {key: value for key, value in text.items() if key != "credit_code"}
    body = shown | {"saving": str(draft.contract.saving), "digest": digest}
    publish(draft, ContractNotice.Kind.CONTRACT, body, signing.purchaser, until=draft.contract.period_to)


def publish(
    draft: Draft,
    kind: ContractNotice.Kind,
    body: dict[str, Any],
    at: Any,
    *,
    by: Membership | None = None,
    until: Any = None,
) -> None:
    """Something about the contract that everybody may read."""
    draft.rows.add(
        ContractNotice(contract=draft.contract, kind=kind, body=body, published_at=at, until_on=until, published_by=by)
    )


def note(draft: Draft, act: str, at: Any, by: Membership | None, parameters: dict[str, Any]) -> None:
    """An act on the contract, for the log."""
    draft.note(f"contracts.{act}", at, draft.contract, by=by, parameters=parameters, about=[draft.demand])


def _tell(draft: Draft) -> None:
    signing, approver = draft.times.signing, draft.town.approver
    note(draft, "contract.draft", signing.drafted, draft.town.author, {"sum": str(draft.contract.sum)})
    saving = {"saving": str(draft.contract.saving)}
    note(draft, "contract.sign", signing.purchaser, approver, {"from": "drafting", "to": "signed", **saving})
    demand_rows.advance(draft, "contract", signing.purchaser, approver, "awarded", "implementing")
    note(draft, "contract.publish", signing.purchaser, None, {"from": "signed", "to": "published"})
    note(draft, "contract.start", draft.contract.started_at, None, {"from": "published", "to": "active"})

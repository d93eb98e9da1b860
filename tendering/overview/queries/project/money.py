"""What a project cost: budget, award, contract, paid, set free, with the sum that shows it; yuan throughout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from marketplace.primitives.calendar import day_of
from marketplace.primitives.money import ZERO
from marketplace.ui.components import Segment
from marketplace.ui.formats import yuan
from tendering.contracts.models import Contract, PaymentStage
from tendering.funds.models import FundingLine
from tendering.funds.queries.plans import figures_of
from tendering.overview.queries.project.rows import Rows


@dataclass(frozen=True, slots=True)
class Line:
    """One sum; `colour` names its part of the bar."""

    label: str | Promise
    amount: Decimal
    colour: int = 0


@dataclass(frozen=True, slots=True)
class PaidStage:
    """A stage of payment: its name, its share as per cent, the day it was paid, or what it waits for."""

    name: str
    percent: str
    paid_on: date | None
    waits_for: str | Promise
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Superseded:
    """A plan that another took the place of when its contract ended early and the rest was let anew."""

    contract: Contract
    sources: Sequence[FundingLine]


@dataclass(frozen=True, slots=True)
class Money:
    """The money card."""

    headline: str
    amount: Decimal
    parts: Sequence[Segment]
    lines: Sequence[Line]
    formula: str
    saved_percent: Decimal
    stages: Sequence[PaidStage]
    stages_total: Decimal
    sources: Sequence[FundingLine]
    superseded: Sequence[Superseded]


def money_of(rows: Rows) -> Money:
    """What is known by now: the budget first, at last what was paid and what returned."""
    contract = rows.contract
    stages = [_stage(row) for row in rows.stages if contract and row.contract_id == contract.pk]
    started = contract is not None and contract.paid > 0
    return Money(
        headline=_("Paid") if started else _("Contract sum") if contract else _("Budget"),
        amount=contract.paid if contract and started else contract.total if contract else rows.demand.budget,
        parts=_parts(contract) if contract else [],
        lines=[*_agreed(rows), *(_spent(contract, rows) if contract else [])],
        formula=_formula(contract) if contract else "",
        saved_percent=_percent(contract) if contract else ZERO,
        stages=stages,
        stages_total=sum((row.amount for row in stages), ZERO),
        sources=rows.lines,
        superseded=_superseded(rows),
    )


def _superseded(rows: Rows) -> list[Superseded]:
    """In the order of their contracts."""
    bound = {row.plan_id: row for row in rows.contracts if row.plan_id != rows.demand.plan_id}
    return [Superseded(contract, rows.plans.get(plan, [])) for plan, contract in bound.items()]


def _ceiling(rows: Rows) -> Decimal:
    """The ceiling of the call, else the cash of the plan, else the budget."""
    if rows.contract is not None:
        return rows.contract.award.tender.ceiling
    if rows.tender is not None:
        return rows.tender.ceiling
    return figures_of(rows.lines).total or rows.demand.budget


def _agreed(rows: Rows) -> list[Line]:
    ceiling = _ceiling(rows)
    found = [Line(_("Budget (ceiling)") if ceiling == rows.demand.budget else _("Budget"), rows.demand.budget)]
    if ceiling != rows.demand.budget:
        found.append(Line(_("Ceiling"), ceiling))
    award = rows.contract.award if rows.contract else rows.award
    if award is not None:
        found.append(Line(_("Quote of the award"), award.price))
    return found


def _spent(contract: Contract, rows: Rows) -> list[Line]:
    found = [Line(_("Contract sum, unchanged"), contract.sum)]
    if contract.amended or contract.settlement is not None:
        found = [Line(_("Contract as signed"), contract.sum), Line(_("Contract as changed"), contract.total)]
    found.append(Line(_("Paid"), contract.paid, 1))
    if contract.unpaid > 0:
        found.append(Line(_("To be paid"), contract.unpaid, 3))
    freed = figures_of(rows.plans.get(contract.plan_id, [])).freed(contract.saving)
    if freed.fund:
        found.append(Line(_("Set free for the fund's accounts at signing"), freed.fund, 5))
    if freed.others:
        found.append(Line(_("Set free for the other contributors at signing"), freed.others, 5))
    return found


def _parts(contract: Contract) -> list[Segment]:
    parts = [
        Segment(_("Paid"), contract.paid, yuan(contract.paid), 1),
        Segment(_("To be paid"), contract.unpaid, yuan(contract.unpaid), 3),
        Segment(_("Set free at signing"), contract.saving, yuan(contract.saving), 5),
    ]
    return [part for part in parts if part.value > 0]


def _formula(contract: Contract) -> str:
    """What was set aside, less what was signed."""
    if not contract.saving:
        return ""
    return f"{_plain(contract.sum + contract.saving)} − {_plain(contract.sum)} = {_plain(contract.saving)}"


def _plain(amount: Decimal) -> str:
    """Yuan without idle cents: ``92,000``."""
    return f"{amount:,.2f}".removesuffix(".00")


def _percent(contract: Contract) -> Decimal:
    return (contract.saving * 100 / (contract.sum + contract.saving)).quantize(Decimal("0.1"), ROUND_HALF_UP)


def _stage(row: PaymentStage) -> PaidStage:
    paid_at: datetime | None = getattr(row, "paid_at", None)
    paid_sum: Decimal | None = getattr(row, "paid_sum", None)
    return PaidStage(
        name=str(row.name),
        percent=row.percent,
        paid_on=day_of(paid_at) if paid_at else None,
        waits_for=_("due") if row.met_on else row.get_trigger_display(),
        amount=row.amount if paid_sum is None else paid_sum,
    )

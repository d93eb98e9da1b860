"""What a member of the panel is shown beside the questions: pictures, sums, whom to call."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from marketplace.primitives.ruleset import PaymentTrigger
from tendering.contracts.models import Contract, ReportPhoto, SatisfactionPanel


@dataclass(frozen=True, slots=True)
class Shown:
    """The project as a member sees it; sums in yuan."""

    before: ReportPhoto | None
    after: ReportPhoto | None
    outputs: str
    total: Decimal
    last_payment: Decimal | None
    bar_percent: Decimal
    rectify_days: int
    phone: str


def shown(panel: SatisfactionPanel) -> Shown:
    """Facts of the contract, each from where it is kept."""
    contract = panel.contract
    content = contract.award.tender.content
    return Shown(
        before=_picture(contract, ReportPhoto.When.BEFORE),
        after=_picture(contract, ReportPhoto.When.AFTER),
        outputs=contract.demand.outputs,
        total=contract.total,
        last_payment=_last_payment(contract),
        bar_percent=Decimal(panel.bar_numerator) * 100 / Decimal(panel.bar_denominator),
        rectify_days=panel.rule_set.rules.satisfaction.rectify_working_days,
        phone=str(content.get("contact_phone", "")),
    )


def _picture(contract: Contract, when: str) -> ReportPhoto | None:
    rows = ReportPhoto.objects.filter(report__milestone__contract=contract, report__accepted=True, when=when)
    order = "report__reported_at" if when == ReportPhoto.When.BEFORE else "-report__reported_at"
    return rows.select_related("file", "report").order_by(order, "pk").first()


def _last_payment(contract: Contract) -> Decimal | None:
    stages = contract.stages.filter(trigger=PaymentTrigger.ACCEPTED_AND_SATISFIED, is_cancelled=False)
    stage = stages.order_by("-position").first()
    return stage.amount if stage else None

"""What a notice says: every content of domain 2.3, out of the tender and its demand."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from marketplace.accounts.rules import role_of
from tendering.funds.models import FundingLine
from tendering.tenders.models import Tender
from tendering.tenders.queries import checklist, complexity, splitting
from tendering.tenders.queries.findings import looked_at
from tendering.tenders.queries.joint import announced_lots, limit_before


def announcement(tender: Tender) -> dict[str, Any]:
    """The body of an announcement, plain values only; money in yuan as text, moments in ISO form."""
    demand, procedure = tender.demand, tender.procedure
    return {
        "number": tender.number,
        "round": str(tender.round),
        "title": demand.title,
        "community": demand.community.name_zh,
        "scope_item": demand.scope_item.code if demand.scope_item else "",
        "scope_item_name": demand.scope_item.name_zh if demand.scope_item else "",
        "kind": tender.kind,
        "tier": tender.tier,
        "method": tender.method,
        "ceiling": str(tender.ceiling),
        "sources": _sources(tender),
        "deadline_at": tender.deadline_at.isoformat() if tender.deadline_at else "",
        "minimum_responses": str(procedure.minimum_responses),
        "evaluation": procedure.evaluation.value,
        "price_points": str(procedure.price_points),
        "criteria": [
            {"name_zh": row.name_zh, "name_en": row.name_en, "points": str(row.max_points), "kind": row.kind}
            for row in tender.criteria.order_by("position")
        ],
        "result_publicity_working_days": str(procedure.result_publicity_working_days),
        **tender.content,
        **_planned(tender),
        **_checked(tender),
        **_answered(tender),
        **_changed(tender),
        **complexity.published(tender),
        **splitting.published(tender),
        **announced_lots(tender),
        **_limit_before(tender),
        "min_cofunding_ratio": str(tender.rule_set.rules.money.minimum_cofunding),
    }


def _planned(tender: Tender) -> dict[str, str]:
    """Who planned the project and may not bid; nothing where nobody is on record."""
    names = tender.demand.planners.order_by("pk").values_list("name", flat=True)
    return {"planned_by": "、".join(names)} if names else {}


def _checked(tender: Tender) -> dict[str, list[dict[str, str]]]:
    """What was seen before the call went out; nothing where no list binds."""
    found = [
        {"zh": line.item.zh, "en": line.item.en, "note": line.tick.note}
        for line in checklist.lines(tender)
        if line.tick is not None
    ]
    return {"checklist": found} if found else {}


def _answered(tender: Tender) -> dict[str, list[dict[str, str]]]:
    """Why words that look like an unlawful condition stay; nothing where none were found."""
    found = [
        asdict(line.finding) | {"reason": line.answer.reason} for line in looked_at(tender) if line.answer is not None
    ]
    return {"barrier_answers": found} if found else {}


def _changed(tender: Tender) -> dict[str, str]:
    """Which method it changes, why, and which office agrees with the documents; nothing where the method stays."""
    if not tender.change_reason or tender.previous is None:
        return {}
    return {
        "changed_from": tender.previous.method,
        "change_reason": tender.change_reason,
        "change_agreed_by": role_of(tender.procedure.documents_approved_by),
    }


def _limit_before(tender: Tender) -> dict[str, dict[str, str]]:
    """Which limit of a joint call bound the round before and ended with it; nothing where none did."""
    found = limit_before(tender.previous)
    return {"limit_before": found} if found else {}


def _sources(tender: Tender) -> list[dict[str, str]]:
    lines = FundingLine.objects.filter(plan=tender.demand.plan).select_related("account__fund_type").order_by("pk")
    return [
        {
            "source": line.source,
            "amount": str(line.agreed),
            "fund_type": line.account.fund_type.code if line.account else "",
        }
        for line in lines
    ]

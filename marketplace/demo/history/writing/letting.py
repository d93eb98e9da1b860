"""The call: documents, notice, sealing key; or the one offer with its resolution where nobody competes."""

from __future__ import annotations

import secrets
from datetime import timedelta
from decimal import Decimal
from typing import Any

from marketplace.demo.history.draft import Draft
from marketplace.demo.history.writing import demand as demand_rows
from marketplace.primitives.ruleset import Method, Office
from marketplace.primitives.sealing import KeyPair
from tendering.demands.models import Match
from tendering.tenders.models import Notice, Offer, OfferLine, Resolution, SealingKey, Tender
from tendering.tenders.rules.notice import Content
from tendering.tenders.rules.states import State

CONTACT, SUPERVISION = "028-00000000", "028-00000001"
ELIGIBILITY = "登记的业务范围包含本项目内容，有专职人员和项目负责人，无严重失信记录。"
MATERIALS = "登记证书、法定代表人身份证明、上年度年检结论、实施方案与报价。"
PRICE_NOTE = "参照本区同类项目近一年成交价，逐项询价后确定。"
MINUTES = "会议听取了实施方案和费用清单，代表提问后表决，同意由其承担。"
PLAN = "先入户核对需求，再分批实施；每周公布进度，居民代表全程参与监督；完成后移交台账并接受回访。"
HELLO, YES = "我们在本区做过同类项目，愿意当面沟通实施方案。", "已与居民代表共同走访，双方意向一致，同意对接。"


def write(draft: Draft) -> KeyPair | None:
    """The tender with its announcement; returns the pair its bids were sealed with, None without competition."""
    pair, key = _key(draft)
    draft.tender = _tender(draft, key)
    draft.rows.add(draft.tender)
    if pair is None:
        _offer(draft)
    _announce(draft)
    _tell(draft)
    return pair


def _key(draft: Draft) -> tuple[KeyPair | None, SealingKey | None]:
    """A sealing key whose private half is gone once the bids are written: what was opened needs it no more."""
    if not draft.blueprint.procedure.competition:
        return None, None
    pair = KeyPair.generate()
    key = SealingKey(key_id=secrets.token_hex(12), public_key=pair.public, created_at=draft.times.call.prepared)
    draft.rows.add(key)
    return pair, key


def content(draft: Draft) -> Content:
    """What people wrote in the call."""
    delivery, demand = draft.times.delivery, draft.demand
    return Content(
        requirements=demand.need,
        outputs=demand.outputs,
        eligibility=ELIGIBILITY,
        materials=MATERIALS,
        period_from=delivery.period_from,
        period_to=delivery.period_to,
        how_to_submit="在本平台密封提交。",
        contact_name=draft.town.author.user.name,
        contact_phone=CONTACT,
        supervision_phone=SUPERVISION,
    )


def _tender(draft: Draft, key: SealingKey | None) -> Tender:
    plan, call = draft.blueprint, draft.times.call
    return Tender(
        number=draft.numbers.tender,
        demand=draft.demand,
        round=1,
        method=plan.procedure.method,
        tier=plan.decision.tier,
        kind=plan.kind,
        ceiling=plan.money.ceiling,
        rule_set=draft.setting.rule_set,
        procedure_data=plan.procedure.to_mapping(),
        state=State.CONCLUDED,
        content=content(draft).to_mapping(),
        prepared_by=draft.town.author.user,
        prepared_at=call.prepared,
        documents_approved_by=_approver(draft).user,
        announced_at=call.announced,
        deadline_at=call.deadline,
        closed_at=call.deadline + timedelta(seconds=30) if call.deadline else None,
        ended_at=draft.times.signing.purchaser,
        sealing_key=key,
        version=7,
    )


def _approver(draft: Draft) -> Any:
    if draft.blueprint.procedure.documents_approved_by is Office.COMMUNITY:
        return draft.town.approver
    return draft.town.office[0]


def price_lines(price: Decimal) -> list[tuple[str, Decimal]]:
    """Three cost lines that add up to the price, in yuan."""
    work = (price * 62 // 100).quantize(Decimal("0.01"))
    goods = (price * 27 // 100).quantize(Decimal("0.01"))
    return [("人员与实施", work), ("材料与物资", goods), ("管理费与税费", price - work - goods)]


def _offer(draft: Draft) -> None:
    plan, call, town = draft.blueprint, draft.times.call, draft.town
    resolution = Resolution(
        tender=draft.tender,
        held_at=call.resolved[0],
        minutes=MINUTES,
        recorded_by=town.author.user,
        recorded_at=call.resolved[1],
        countersigned_by=town.committee.user,
        countersigned_at=call.resolved[2],
        passed=True,
        **demand_rows.tally(draft),
    )
    offer = Offer(
        tender=draft.tender,
        provider=plan.provider,
        group=None if plan.provider else town.group,
        price=plan.money.price,
        plan=PLAN,
        price_note=PRICE_NOTE,
        resolution=resolution,
        recorded_by=town.author.user,
        recorded_at=call.prepared,
    )
    lines = [
        OfferLine(
            offer=offer, description=name, quantity=1, unit="项", unit_price=amount, amount=amount, position=position
        )
        for position, (name, amount) in enumerate(price_lines(plan.money.price))
    ]
    draft.offer = offer
    draft.rows.add(resolution, offer, *lines)
    if plan.procedure.method is Method.DIRECT_AWARD:
        _match(draft)


def _match(draft: Draft) -> None:
    """Provider and community found each other before a direct award (two-way)."""
    interested, confirmed = draft.times.call.matched
    days = draft.setting.rules.roster.match_expires_working_days
    match = Match(
        demand=draft.demand,
        provider=draft.blueprint.provider,
        state=Match.State.MATCHED,
        message=HELLO,
        answer=YES,
        opened_at=interested,
        expires_at=interested + timedelta(days=2 * days),
        closed_at=confirmed,
    )
    draft.rows.add(match)
    about = [draft.blueprint.provider] if draft.blueprint.provider else []
    signer = draft.blueprint.signer
    draft.note("demands.match.interested", interested, match, by=signer, about=about, reason=HELLO)
    draft.note("demands.match.matched", confirmed, match, by=draft.town.author, about=about, reason=YES)


def _announce(draft: Draft) -> None:
    call = draft.times.call
    notice(draft, 1, Notice.Kind.ANNOUNCEMENT, _announcement(draft), call.announced, _approver(draft).user)


def notice(draft: Draft, number: int, kind: Notice.Kind, body: dict[str, Any], at: Any, by: Any) -> None:
    """A public notice of the tender."""
    draft.rows.add(Notice(tender=draft.tender, number=number, kind=kind, body=body, published_at=at, published_by=by))


def _announcement(draft: Draft) -> dict[str, Any]:
    """The same contents as `tenders.queries.notices.announcement`, without its queries."""
    plan, tender, demand, procedure = draft.blueprint, draft.tender, draft.demand, draft.blueprint.procedure
    fund_type = draft.account.fund_type.code
    return {
        "number": tender.number,
        "round": "1",
        "title": demand.title,
        "community": demand.community.name_zh,
        "scope_item": plan.work.item.code,
        "scope_item_name": plan.work.item.name_zh,
        "kind": tender.kind,
        "tier": tender.tier,
        "method": tender.method,
        "ceiling": str(tender.ceiling),
        "sources": [{"source": "fund", "amount": str(plan.money.ceiling), "fund_type": fund_type}],
        "deadline_at": tender.deadline_at.isoformat() if tender.deadline_at else "",
        "minimum_responses": str(procedure.minimum_responses),
        "evaluation": procedure.evaluation.value,
        "price_points": str(procedure.price_points),
        "criteria": [],
        "result_publicity_working_days": str(procedure.result_publicity_working_days),
        **tender.content,
    }


def _tell(draft: Draft) -> None:
    call, author, tender = draft.times.call, draft.town.author, draft.tender
    has_deadline = call.deadline is not None
    about = [draft.demand]
    method = {"method": str(tender.method)}
    draft.note("tenders.tender.prepare", call.prepared, tender, by=author, about=about, parameters=method)
    if not has_deadline:
        price = {"price": str(draft.blueprint.money.price)}
        draft.note("tenders.offer.recorded", call.prepared, tender, by=author, parameters=price)
        draft.note("tenders.resolution.recorded", call.resolved[1], tender, by=author, about=about)
        passed = {"outcome": "resolved"}
        committee = draft.town.committee
        draft.note("tenders.resolution.countersigned", call.resolved[2], tender, by=committee, parameters=passed)
    step(draft, "submit_docs", call.submitted, author, "preparing", "doc_review")
    after = "announced" if has_deadline else "opened"
    step(draft, "announce", call.announced, _approver(draft), "doc_review", after)
    demand_rows.advance(draft, "start_letting", call.announced, _approver(draft), "published", "letting")


def step(draft: Draft, act: str, at: Any, by: Any, source: str, target: str) -> None:
    """The tender moved, for the log."""
    moved = {"from": source, "to": target}
    draft.note(f"tenders.tender.{act}", at, draft.tender, by=by, parameters=moved, about=[draft.demand])

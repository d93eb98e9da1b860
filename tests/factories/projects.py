"""Projects at every stage for pages that show several stages at once, written straight into the tables."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from django.db import transaction

from catalog.models import CommunityGroup, Provider
from marketplace import clock
from marketplace.accounts.rules import Role
from marketplace.audit import services as audit
from marketplace.files.services import store
from tendering.awards.models import Award
from tendering.contracts import attachments
from tendering.contracts.models import (
    Acceptance,
    Contract,
    Milestone,
    MilestoneReport,
    PanelMember,
    Payment,
    PaymentStage,
    Rectification,
    ReportPhoto,
    SatisfactionPanel,
)
from tendering.demands.models import Deliberation, Demand, DemandNotice, ResidentMeeting
from tendering.demands.rules.steps import State
from tendering.demands.services.numbering import next_number
from tendering.funds.models import Disbursement
from tendering.tenders.models import Notice, Offer, Tender
from tests.factories import accounts, awards, catalog, demands, files, tenders

PRICE, CEILING = Decimal("18000.00"), Decimal("20000.00")


def discussed(demand: Demand | None = None, *, tally: tuple[int, int, int, int, int] = (48, 41, 38, 1, 2)) -> Demand:
    """A published demand with the meeting that decided it."""
    demand = demand or demands.published(budget=str(CEILING))
    now = clock.now()
    invited, present, votes_for, against, abstain = tally
    Deliberation.objects.create(
        demand=demand,
        kind=Deliberation.Kind.VISIT,
        held_on=(now - timedelta(days=20)).date(),
        participants=126,
        in_favour=109,
        findings="老人赵铁柱家返水",
        recorded_by=demand.author,
        recorded_at=now,
    )
    quorum, carried = present * 3 >= invited * 2, votes_for * 2 > present
    ResidentMeeting.objects.create(
        demand=demand,
        body=demands.sitting_body(demand.community, members=invited),
        held_at=now - timedelta(days=9),
        place_text="活动室",
        called_at=now - timedelta(days=12),
        called_by=demand.author,
        invited=invited,
        present=present,
        votes_for=votes_for,
        against=against,
        abstain=abstain,
        chair="王建国",
        minutes="王建国主持，刘小红记录。",
        recorded_by=demand.author,
        recorded_at=now,
        countersigned_by=accounts.membership(Role.SUPERVISION_COMMITTEE, demand.community).user,
        countersigned_at=now,
        outcome="no_quorum" if not quorum else "resolved" if carried else "voted_down",
    )
    DemandNotice.objects.create(
        demand=demand,
        kind=DemandNotice.Kind.RESOLUTION,
        body={"present": present, "votes_for": votes_for, "budget": str(demand.budget)},
        published_at=now - timedelta(days=8),
        until_on=(now - timedelta(days=3)).date(),
        published_by=accounts.membership(Role.COMMUNITY, demand.community),
    )
    return demand


def called(demand: Demand, *, method: str = "inquiry", state: str = "announced", reason: str = "") -> Tender:
    """A call with its notice, in any state."""
    now = clock.now()
    # An agreed award needs two failed calls before it; the page does not care.
    possible = "inquiry" if method == "agreed" else method
    tender = tenders.prepared(tenders.Office.of(demand.community), demand, method=possible)
    Tender.objects.filter(pk=tender.pk).update(
        method=method,
        state=state,
        announced_at=now - timedelta(days=8),
        deadline_at=now + timedelta(days=2),
        public_reason=reason,
        ended_at=now if reason else None,
    )
    tender.refresh_from_db()
    Notice.objects.create(
        tender=tender, number=1, kind=Notice.Kind.ANNOUNCEMENT, body={}, published_at=now - timedelta(days=8)
    )
    if state in ("failed", "cancelled"):
        kind = Notice.Kind.FAILURE if state == "failed" else Notice.Kind.CANCELLATION
        Notice.objects.create(tender=tender, number=2, kind=kind, body={}, published_at=now)
    Demand.objects.filter(pk=demand.pk).update(state=State.PUBLISHED if reason else State.LETTING)
    return tender


def contracted(
    *,
    provider: Provider | None = None,
    group: CommunityGroup | None = None,
    milestones: int = 3,
    verified: int = 0,
    paid: int = 0,
    stages: int = 3,
    method: str = "direct_award",
) -> Contract:
    """A project with its contract: so many milestones, so many verified, so many stages of payment, so many paid."""
    demand = discussed()
    tender, now = called(demand, method=method, state="concluded"), clock.now()
    if provider is None and group is None:
        provider = catalog.listed_provider()
    award = _award(tender, provider, group)
    assert demand.plan is not None  # published with its money
    contract = Contract.objects.create(
        number=next_number("HT", now.year),
        award=award,
        demand=demand,
        plan=demand.plan,
        provider=provider,
        group=group,
        rule_set=demand.rule_set,
        tier=demand.tier,
        state="active",
        terms="上门助浴。",
        period_from=now.date(),
        period_to=now.date() + timedelta(days=60),
        sum=PRICE,
        amendment_cap=Decimal("1800.00"),
        saving=CEILING - PRICE,
        drafted_by=demand.author,
        drafted_at=now,
        signed_at=now,
        published_at=now,
        started_at=now,
    )
    for number in range(1, milestones + 1):
        _milestone(contract, number, is_verified=number <= verified)
    for number in range(1, stages + 1):
        _stage(contract, number, stages, is_paid=number <= paid)
    Demand.objects.filter(pk=demand.pk).update(state=State.IMPLEMENTING)
    contract.refresh_from_db()
    return contract


def _award(tender: Tender, provider: Provider | None, group: CommunityGroup | None) -> Award:
    now = clock.now()
    party: dict[str, object] = {"provider": provider, "group": group}
    offer = tender.offer if hasattr(tender, "offer") else _offer(tender, provider, group)
    return Award.objects.create(
        number=next_number("ZX", now.year),
        tender=tender,
        offer=offer,
        price=PRICE,
        state="concluded",
        proposed_by=tender.prepared_by,
        proposed_at=now - timedelta(days=7),
        publicised_at=now - timedelta(days=6),
        publicity_ends_at=now - timedelta(days=3),
        awarded_at=now - timedelta(days=2),
        lettered_at=now - timedelta(days=2),
        sign_from_date=now.date(),
        sign_by_at=now + timedelta(days=8),
        **party,
    )


def _offer(tender: Tender, provider: Provider | None, group: CommunityGroup | None) -> Offer:
    return Offer.objects.create(
        tender=tender,
        provider=provider,
        group=group,
        price=PRICE,
        plan="每周两次。",
        price_note="按市价。",
        recorded_by=tender.prepared_by,
        recorded_at=clock.now(),
    )


def _milestone(contract: Contract, number: int, *, is_verified: bool) -> None:
    now = clock.now()
    row = Milestone.objects.create(
        contract=contract,
        position=number,
        title=f"第 {number} 阶段助浴",
        due_on=now.date() + timedelta(days=10 * number),
        is_midterm=number == 2,
        state="verified" if is_verified else "reported",
        verified_at=now if is_verified else None,
    )
    reporter = accounts.membership(Role.PROVIDER_ADMIN, contract.contractor)
    report = MilestoneReport.objects.create(
        milestone=row,
        number=1,
        text="已完成的内容" if is_verified else "尚未核实的内容",
        spent=Decimal("3000.00"),
        reported_by=reporter,
        reported_at=now,
        due_at=now + timedelta(days=3),
        accepted=True if is_verified else None,
        decided_at=now if is_verified else None,
    )
    for when in ("before", "after"):
        file = store(
            upload=files.upload(files.picture(), f"{when}{number}.jpg"), by=reporter, purpose=attachments.PHOTO
        )
        ReportPhoto.objects.create(report=report, file=file, when=when)


def _stage(contract: Contract, number: int, stages: int, *, is_paid: bool) -> None:
    now, amount = clock.now(), PRICE / stages
    stage = PaymentStage.objects.create(
        contract=contract,
        position=number,
        trigger="signing" if number == 1 else "midterm_verified" if number < stages else "accepted_and_satisfied",
        share=Decimal(1) / stages,
        amount=amount,
        met_on=now.date() if is_paid else None,
    )
    if not is_paid:
        return
    payer = accounts.membership(Role.FINANCE_OFFICER, contract.demand.community.parent)
    invoice = store(upload=files.upload(name="发票.pdf"), by=payer, purpose=attachments.INVOICE)
    Payment.objects.create(
        stage=stage,
        number=1,
        amount=amount,
        state="paid",
        invoice_number=f"FP{number}",
        invoice_date=now.date(),
        invoice=invoice,
        due_on=now.date(),
        requester=accounts.user(name="申请人孙某"),
        requested_at=now,
        checker=accounts.user(),
        checked_at=now,
        approver=accounts.user(),
        approved_at=now,
        payer=payer.user,
        paid_at=now,
        disbursement=Disbursement.objects.create(
            plan=contract.plan, kind="payment", amount=amount, payee=contract.contractor.name, made_at=now
        ),
    )
    Contract.objects.filter(pk=contract.pk).update(paid=contract.paid + amount * number)


def accepted(contract: Contract) -> Acceptance:
    """Passed."""
    now = clock.now()
    return Acceptance.objects.create(
        contract=contract,
        round=1,
        state="passed",
        statement="已完成。",
        requested_by=accounts.membership(Role.PROVIDER_ADMIN, contract.contractor),
        requested_at=now,
        hold_by=now.date(),
        report="合格。",
        concluded_at=now,
    )


def measured(contract: Contract, satisfied: int, answers: int, *, round_: int = 1) -> SatisfactionPanel:
    """A verdict, with an order to mend where it is below the bar."""
    now, passed = clock.now(), satisfied * 5 >= answers * 4
    panel = SatisfactionPanel.objects.create(
        contract=contract,
        round=round_,
        number=f"MY-{contract.pk}-{round_}",
        state="passed" if passed else "below",
        rule_set=contract.rule_set,
        bar_numerator=4,
        bar_denominator=5,
        minimum=14,
        created_by=contract.drafted_by,
        created_at=now,
        draw_commitment="0" * 64,
        draw_seed=b"0" * 32,
        opened_at=now,
        ends_at=now,
        closed_at=now,
        satisfied=satisfied,
        answers=answers,
    )
    PanelMember.objects.create(
        panel=panel,
        seat=1,
        name="赵秀英",
        phone="13800001234",
        capacity="concerned",
        confirmed_by=contract.drafted_by,
        confirmed_at=now,
    )
    if not passed:
        Rectification.objects.create(
            contract=contract,
            panel=panel,
            issued_at=now,
            due_at=now + timedelta(days=15),
            plan="重做两处接口。",
            report="两处接口已重做。",
            reported_at=now,
        )
    return panel


def closed(*, milestones: int = 3, stages: int = 3) -> Contract:
    """A whole project: delivered, below the bar, mended, measured again, paid, closed."""
    contract = contracted(milestones=milestones, verified=milestones, stages=stages, paid=stages)
    accepted(contract)
    first = measured(contract, 11, 14)
    Rectification.objects.filter(panel=first).update(state="closed", closed_at=clock.now())
    measured(contract, 37, 43, round_=2)
    Contract.objects.filter(pk=contract.pk).update(state="completed", paid=PRICE, ended_at=clock.now())
    Demand.objects.filter(pk=contract.demand_id).update(state=State.CLOSED, state_since=clock.now())
    with transaction.atomic():
        audit.record(act="contracts.complete", target=contract, about=[contract.demand])
    audit.sequence()
    contract.refresh_from_db()
    return contract


def opened(*, prices: tuple[str, ...] = ("12000.00", "13000.00", "14000.00")) -> Tender:
    """A call whose bids are opened and ranked, no result public yet."""
    return awards.ranked(prices=prices)

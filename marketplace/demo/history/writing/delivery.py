"""Milestones reported and verified, the closing checkpoint where the tier needs one, acceptance."""

from __future__ import annotations

from datetime import timedelta

from marketplace.accounts.models import Membership
from marketplace.demo.history.draft import Draft
from marketplace.demo.history.writing import contract as contract_rows
from marketplace.demo.history.writing import demand as demand_rows
from marketplace.primitives.calendar import day_of
from marketplace.primitives.ruleset import CheckpointKind
from tendering.contracts.models import Acceptance, AcceptanceMember, ContractNotice, Milestone, MilestoneReport
from tendering.contracts.rules.acceptance import Capacity, Opinion
from tendering.contracts.rules.money import stage_sums
from tendering.contracts.rules.states import AcceptanceState
from tendering.demands.models import Checkpoint, CheckpointParticipant

REPORTS = ("已完成过半工作量，居民签到和现场记录齐全。", "全部工作完成，台账和资料已移交社区。")
STATEMENT, REPORT = "全部节点已核验，申请验收。", "验收小组现场查看并抽访居民，工作量和质量符合合同，同意通过。"
FOUND = "与合同一致，居民反映较好。"
GUESTS = (("曾知棠", "区住建交通局"), ("彭书遥", "区财政局"))
SUMMARY = "资金使用合规，成果与立项目标一致，同意进入验收。"


def write(draft: Draft, milestones: list[Milestone]) -> None:
    """From the start of the work to the accepted project."""
    for number, milestone in enumerate(milestones):
        _report(draft, milestone, number)
    if CheckpointKind.FINAL in draft.setting.rules.delivery.checkpoints[draft.blueprint.decision.tier]:
        _checkpoint(draft)
    _accept(draft)


def _report(draft: Draft, milestone: Milestone, number: int) -> None:
    delivery, signer, approver = draft.times.delivery, draft.blueprint.signer, draft.town.approver
    reported, verified = delivery.reported[number], delivery.verified[number]
    first = stage_sums(draft.contract.sum, draft.setting.rules.delivery)[0]
    spent = first if number == 0 else draft.contract.sum - first
    days = draft.setting.rules.duties.verify_milestone
    row = MilestoneReport(
        milestone=milestone,
        number=1,
        text=REPORTS[number],
        attendance=draft.blueprint.people * (number + 1) // 2,
        spent=spent,
        reported_by=signer,
        reported_at=reported,
        due_at=reported + timedelta(days=2 * days),
        decided_by=approver,
        decided_at=verified,
        accepted=True,
    )
    draft.rows.add(row)
    values = {"milestone": milestone.title, "spent": str(spent)}
    body = {**values, "text": row.text, "attendance": row.attendance}
    contract_rows.publish(draft, ContractNotice.Kind.PROGRESS, body, verified, by=approver)
    contract_rows.note(draft, "milestone.report", reported, signer, values)
    contract_rows.note(draft, "milestone.verify", verified, approver, values)


def _checkpoint(draft: Draft) -> None:
    """The meeting before acceptance (R46), on the morning of the inspection's call."""
    delivery = draft.times.delivery
    held = delivery.team_called.replace(hour=14)
    row = Checkpoint(
        demand=draft.demand,
        kind=Checkpoint.Kind.FINAL,
        state=Checkpoint.State.CLOSED,
        scheduled_for=held,
        held_at=held,
        closed_at=held + timedelta(hours=3),
        summary=SUMMARY,
    )
    people = (CheckpointParticipant(checkpoint=row, name=name, department=office) for name, office in GUESTS)
    draft.rows.add(row, *people)
    office, about = draft.town.office[0], [draft.demand.community]
    found = {"findings": "0"}
    draft.note("demands.checkpoint.held", held, draft.demand, by=office, parameters=found, about=about)
    draft.note("demands.checkpoint.closed", row.closed_at or held, draft.demand, by=office, about=about)


def _team(draft: Draft) -> list[tuple[Capacity, Membership]]:
    """Three people, one of the trade, none of whom buys or pays."""
    town = draft.town
    return [
        (Capacity.PROFESSIONAL, draft.setting.professional),
        (Capacity.SUPERVISION, town.committee),
        (Capacity.RESIDENT, town.residents[-1]),
    ]


def _accept(draft: Draft) -> None:
    delivery, days, rules = draft.times.delivery, draft.setting.days, draft.setting.rules.delivery.acceptance
    until = days.add_workdays(day_of(delivery.concluded), rules.report_public_working_days)
    row = Acceptance(
        contract=draft.contract,
        round=1,
        state=AcceptanceState.PASSED,
        statement=STATEMENT,
        requested_by=draft.blueprint.signer,
        requested_at=delivery.requested,
        hold_by=days.add_workdays(day_of(delivery.requested), rules.hold_within_working_days),
        inspect_at=delivery.inspected,
        report=REPORT,
        concluded_at=delivery.concluded,
        public_until=until,
    )
    draft.rows.add(row)
    for number, (capacity, member) in enumerate(_team(draft)):
        draft.rows.add(
            AcceptanceMember(
                acceptance=row,
                user=member.user,
                membership=member,
                capacity=capacity,
                leads=number == 0,
                opinion=Opinion.PASSES,
                findings=FOUND,
                signed_at=delivery.inspected + timedelta(hours=2, minutes=number),
            )
        )
    body = {"result": row.state, "round": "1", "report": REPORT, "rectify": ""}
    leader = draft.setting.professional
    contract_rows.publish(draft, ContractNotice.Kind.ACCEPTANCE, body, delivery.concluded, by=leader, until=until)
    _tell(draft, leader)


def _tell(draft: Draft, leader: Membership) -> None:
    delivery, author = draft.times.delivery, draft.town.author
    note = contract_rows.note
    note(draft, "acceptance.request", delivery.requested, draft.blueprint.signer, {"round": "1"})
    note(draft, "acceptance.schedule", delivery.team_called, author, {"members": "3"})
    result = {"result": AcceptanceState.PASSED.value, "round": "1"}
    note(draft, "acceptance.conclude", delivery.concluded, leader, result)
    demand_rows.advance(draft, "accept", delivery.concluded, leader, "implementing", "accepted")

"""Delivery: beginning, milestones reported with photos and spend, verified or returned (domain 3.5; R45)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.core.files.base import File
from django.db import transaction

from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for
from marketplace.files.services import store
from marketplace.primitives.calendar import day_of, end_of_day
from marketplace.primitives.money import exact_yuan
from marketplace.primitives.refusal import InvalidInput, Refusal, Refusals, require_text
from marketplace.primitives.ruleset import PaymentTrigger
from marketplace.rulebook.queries import work_calendar
from tendering.contracts.attachments import PHOTO
from tendering.contracts.models import Contract, ContractNotice, Milestone, MilestoneReport, ReportPhoto
from tendering.contracts.permissions import require_apart, require_community, require_contractor
from tendering.contracts.rules.states import MilestoneState, State
from tendering.contracts.services.signing import begin
from tendering.contracts.services.states import locked, note, publish_notice, save
from tendering.contracts.services.telling import community_people, contractor_people, tell
from tendering.contracts.transitions import MILESTONE


class NotRunning(Refusal):
    """The contract is not in delivery."""


@dataclass(frozen=True, slots=True)
class Report:
    """What the contractor says about a milestone; `spent` in yuan, photos before and after."""

    text: str
    spent: Decimal
    attendance: int | None = None
    before: Sequence[File[bytes]] = ()
    after: Sequence[File[bytes]] = ()


@transaction.atomic
def start_contract(*, contract: Contract, by: Membership | None) -> Contract:
    """The work begins: the contractor says so, or the clock on the first day of the period.

    Raises:
        NotPermitted: `by` does not act for the contractor.
        Refusal: ``contracts.too_early``: the clock came before the period.
    """
    if by is not None:
        require_contractor(by, contract)
    contract = locked(contract)
    now = clock.read()
    if by is None and day_of(now) < contract.period_from:
        raise Refusal("contracts.too_early", first=contract.period_from)
    return begin(contract, by=by, now=now)


@transaction.atomic
def begin_milestone(*, milestone: Milestone, by: Membership) -> Milestone:
    """Work on a milestone starts."""
    contract = milestone.contract
    require_contractor(by, contract)
    contract = _running(contract)
    milestone = contract.milestones.get(pk=milestone.pk)
    milestone.state = MILESTONE.target(MilestoneState(milestone.state), "begin")
    milestone.save(update_fields=["state"])
    save(contract)
    note("milestone.begin", contract, by=by, parameters={"milestone": milestone.title})
    return milestone


@transaction.atomic
def report_milestone(*, milestone: Milestone, by: Membership, report: Report) -> MilestoneReport:
    """Report a milestone, again after it was returned; the community has its working days to look at it.

    Raises:
        NotPermitted: `by` does not act for the contractor.
        NotRunning: the contract is not in delivery.
        WrongState: the milestone is reported or verified already.
        Refusals: no words, no picture of the result, or reported spending above the contract.
    """
    require_contractor(by, milestone.contract)
    contract = _running(milestone.contract)
    milestone = contract.milestones.get(pk=milestone.pk)
    milestone.state = MILESTONE.target(MilestoneState(milestone.state), "report")
    _check_report(contract, milestone, report)
    now = clock.read()
    days = contract.rule_set.rules.duties.verify_milestone
    row = MilestoneReport.objects.create(
        milestone=milestone,
        number=milestone.reports.count() + 1,
        text=report.text.strip(),
        attendance=report.attendance,
        spent=exact_yuan(report.spent),
        reported_by=by,
        reported_at=now,
        due_at=end_of_day(work_calendar().add_workdays(day_of(now), days)),
    )
    _store_photos(row, report, by)
    milestone.save(update_fields=["state"])
    save(contract)
    parameters = {"milestone": milestone.title, "spent": str(row.spent)}
    note("milestone.report", contract, by=by, parameters=parameters)
    tell("contracts.milestone_reported", contract, community_people(contract), milestone=milestone.title)
    return row


def _check_report(contract: Contract, milestone: Milestone, report: Report) -> None:
    problems: list[Refusal] = []
    if not report.text.strip():
        problems.append(InvalidInput("contracts.report_empty", field="text"))
    if not report.after:
        problems.append(InvalidInput("contracts.photo_missing", field="after"))
    if report.spent < 0:
        problems.append(InvalidInput("money.negative", field="spent", value=str(report.spent)))
    if (left := contract.total - spent_on(contract, without=milestone)) < report.spent:
        problems.append(InvalidInput("contracts.spent_too_much", field="spent", spent=report.spent, left=left))
    if problems:
        raise Refusals(problems)


def spent_on(contract: Contract, *, without: Milestone | None = None) -> Decimal:
    """Yuan that verified milestones reported as spent, one of them left out."""
    rows = MilestoneReport.objects.filter(milestone__contract=contract, accepted=True)
    if without is not None:
        rows = rows.exclude(milestone=without)
    return sum((row.spent for row in rows), Decimal("0.00"))


def _store_photos(row: MilestoneReport, report: Report, by: Membership) -> None:
    for when, uploads in ((ReportPhoto.When.BEFORE, report.before), (ReportPhoto.When.AFTER, report.after)):
        for upload in uploads:
            ReportPhoto.objects.create(report=row, file=store(upload=upload, by=by, purpose=PHOTO), when=when)


@transaction.atomic
def verify_milestone(*, milestone: Milestone, by: Membership) -> Milestone:
    """The community has looked and agrees; progress is public at once (R45), a verified mid-term lets money go on.

    Raises:
        NotPermitted: `by` is not of the community.
        OwnWork: `by` reported it (for a residents' group).
        WrongState: nothing is reported.
    """
    require_community(by, milestone.contract)
    contract = _running(milestone.contract)
    milestone, row, now = _decide(contract, milestone, "verify", by)
    row.accepted = True
    row.save()
    milestone.verified_at = now
    milestone.save(update_fields=["state", "verified_at"])
    save(contract)
    if milestone.is_midterm:
        contract.stages.filter(trigger=PaymentTrigger.MIDTERM_VERIFIED, met_on__isnull=True).update(met_on=day_of(now))
    body = {"milestone": milestone.title, "spent": str(row.spent), "text": row.text, "attendance": row.attendance}
    publish_notice(contract, ContractNotice.Kind.PROGRESS, body, by=by, now=now)
    note("milestone.verify", contract, by=by, parameters={"milestone": milestone.title, "spent": str(row.spent)})
    tell("contracts.milestone_verified", contract, contractor_people(contract), milestone=milestone.title)
    return milestone


@transaction.atomic
def return_milestone(*, milestone: Milestone, by: Membership, reason: str) -> Milestone:
    """The community sends a report back with what is missing.

    Raises:
        NotPermitted, OwnWork, WrongState: as for `verify_milestone`.
        InvalidInput: ``contracts.reason_missing``.
    """
    require_community(by, milestone.contract)
    require_text(reason, "contracts.reason_missing")
    contract = _running(milestone.contract)
    milestone, row, _now = _decide(contract, milestone, "return", by)
    row.accepted, row.reason = False, reason.strip()
    row.save()
    milestone.save(update_fields=["state"])
    save(contract)
    note("milestone.return", contract, by=by, reason=reason, parameters={"milestone": milestone.title})
    tell(
        "contracts.milestone_returned", contract, contractor_people(contract), milestone=milestone.title, reason=reason
    )
    return milestone


def _decide(
    contract: Contract, milestone: Milestone, act: str, by: Membership
) -> tuple[Milestone, MilestoneReport, datetime]:
    milestone = contract.milestones.get(pk=milestone.pk)
    milestone.state = MILESTONE.target(MilestoneState(milestone.state), act)
    row = milestone.reports.select_related("reported_by__substitute_for").get(accepted__isnull=True)
    require_apart(by, counts_for(row.reported_by))
    now = clock.read()
    row.decided_by, row.decided_at = by, now
    return milestone, row, now


def _running(contract: Contract) -> Contract:
    contract = locked(contract)
    if contract.state != State.ACTIVE:
        raise NotRunning("contracts.not_running", state=contract.get_state_display())
    return contract

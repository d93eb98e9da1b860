"""From the contract to the closed file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from marketplace.primitives.calendar import day_of, last_day_of
from marketplace.primitives.ruleset import Step
from marketplace.ui.formats import day, yuan
from tendering.contracts.models import Acceptance, Contract, Milestone, PaymentStage, SatisfactionPanel
from tendering.contracts.rules.states import AcceptanceState, State
from tendering.demands.rules.steps import State as DemandState
from tendering.funds.models import FundingLine
from tendering.funds.queries.plans import figures_of
from tendering.funds.words.plans import freed_at_signing
from tendering.overview.queries.course.parts import Event, page
from tendering.overview.queries.project.rows import Rows
from tendering.overview.queries.project.verdict import measured, percent_text


def events(rows: Rows) -> Iterator[Event]:
    """What was agreed, done, paid, accepted and judged."""
    for contract in rows.contracts:
        yield from _contract(contract, rows.plans.get(contract.plan_id, []))
    for milestone in rows.milestones:
        yield from _midterm(milestone)
    for stage in rows.stages:
        yield from _paid(stage, rows)
    for acceptance in rows.acceptances:
        yield _accepted(acceptance)
    for panel in rows.panels:
        yield from _judged(panel)
    yield from _closed(rows)


def _contract(row: Contract, lines: Sequence[FundingLine]) -> Iterator[Event]:
    links = page(_("Contract"), "contracts:detail", row.number)
    if row.signed_at is not None:
        words = _("%(sum)s with %(name)s.") % {"sum": yuan(row.sum), "name": row.contractor_name}
        words = f"{words} {freed_at_signing(figures_of(lines).freed(row.saving))}".strip()
        yield Event(Step.CONTRACT, row.signed_at, _("The contract is signed"), words, links)
    if row.state in (State.TERMINATED, State.SUSPENDED):
        at = row.ended_at or row.started_at or row.signed_at
        if at is not None:
            yield Event(Step.CONTRACT, at, row.get_state_display(), row.public_reason, links, bad=True)


def _midterm(row: Milestone) -> Iterator[Event]:
    if row.is_midterm and row.verified_at is not None:
        yield Event(Step.CONTRACT, row.verified_at, _("The mid-term milestone is verified"), row.title)


def _paid(row: PaymentStage, rows: Rows) -> Iterator[Event]:
    paid_at: datetime | None = getattr(row, "paid_at", None)
    if paid_at is None:
        return
    accepted = any(one.state == AcceptanceState.PASSED and _before(one, paid_at) for one in rows.acceptances)
    words = yuan(getattr(row, "paid_sum", row.amount))
    step = Step.VERDICT if accepted else Step.CONTRACT
    yield Event(step, paid_at, _("%(payment)s made") % {"payment": row.name}, words)


def _before(row: Acceptance, at: datetime) -> bool:
    return row.concluded_at is not None and row.concluded_at <= at


def _accepted(row: Acceptance) -> Event:
    team = int(getattr(row, "team", 0))
    words = (
        ngettext("A team of %(count)s person.", "A team of %(count)s people.", team) % {"count": team} if team else ""
    )
    passed = row.state == AcceptanceState.PASSED
    if not passed and row.rectify:
        words = row.rectify
    title = _("Acceptance: %(result)s") % {"result": row.get_state_display()}
    return Event(Step.ACCEPTANCE, row.concluded_at or row.requested_at, title, words, bad=not passed)


def _judged(panel: SatisfactionPanel) -> Iterator[Event]:
    links = page(_("Satisfaction"), "contracts:satisfaction", panel.number)
    if not panel.is_judged or panel.closed_at is None:
        return
    found = measured(panel, panel.round - 1)
    words = _("%(satisfied)s of %(answers)s valid answers; the bar is %(bar)s.") % {
        "satisfied": found.satisfied,
        "answers": found.answers,
        "bar": percent_text(panel.bar),
    }
    title = _("%(percent)s%% satisfied") if found.passed else _("%(percent)s%% satisfied, below the bar")
    yield Event(Step.VERDICT, panel.closed_at, title % {"percent": found.percent}, words, links, bad=not found.passed)
    yield from _rectified(panel)


def _rectified(panel: SatisfactionPanel) -> Iterator[Event]:
    row = getattr(panel, "rectification", None)
    if row is None:
        return
    links = page(_("Rectification"), "contracts:rectification", row.pk)
    words = _("To be mended by %(day)s.") % {"day": day(last_day_of(row.due_at))}
    yield Event(Step.VERDICT, row.issued_at, _("Rectification ordered"), words, links)
    if row.closed_at is not None:
        yield Event(Step.VERDICT, row.closed_at, row.get_state_display(), row.reason, links)


def _closed(rows: Rows) -> Iterator[Event]:
    demand = rows.demand
    if demand.state != DemandState.CLOSED:
        return
    words = ""
    if demand.proposed_at is not None:
        days = (day_of(demand.state_since) - day_of(demand.proposed_at)).days
        words = ngettext("%(count)s day from proposal to close.", "%(count)s days from proposal to close.", days) % {
            "count": days
        }
    yield Event(Step.VERDICT, demand.state_since, _("Closed and filed"), words)

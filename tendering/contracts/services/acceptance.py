"""Acceptance by a team: asked for, called, each member's opinion, the leader's report (domain 2.7, 3.5; R46, R48)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from catalog.rules.states import CreditKind
from marketplace import clock
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import require
from marketplace.primitives.calendar import day_of
from marketplace.primitives.refusal import InvalidInput, NotPermitted, Refusal, Refusals, require_text
from marketplace.primitives.ruleset import CheckpointKind
from marketplace.rulebook.queries import work_calendar
from tendering.contracts.models import Acceptance, AcceptanceMember, Contract, ContractNotice
from tendering.contracts.parties import credit
from tendering.contracts.permissions import require_community, require_contractor
from tendering.contracts.queries.conditions import is_checkpoint_closed
from tendering.contracts.queries.team import decision, has_lost_leader, is_broken, missing, seat_refusals, team_refusals
from tendering.contracts.rules.acceptance import Capacity, Opinion
from tendering.contracts.rules.states import ACCEPTED_ANEW, AcceptanceState, MilestoneState, State
from tendering.contracts.services.states import locked, note, publish_notice, save
from tendering.contracts.services.telling import community_people, contractor_people, tell
from tendering.contracts.transitions import ACCEPTANCE
from tendering.demands.services.progress import advance


class NotAcceptable(Refusal):
    """Something must be finished before acceptance."""


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody asked to a team: in which role, as what."""

    member: Membership
    capacity: Capacity


@dataclass(frozen=True, slots=True)
class Team:
    """When the team inspects, who sits on it; the first one leads."""

    inspect_at: datetime
    seats: Sequence[Seat]


@transaction.atomic
def request_acceptance(*, contract: Contract, by: Membership, statement: str) -> Acceptance:
    """The contractor asks for acceptance once every milestone is verified; late work costs credit points.

    Raises:
        NotPermitted: `by` does not act for the contractor.
        NotAcceptable: ``contracts.milestones_open``, ``contracts.acceptance_open``, ``contracts.not_running``.
        InvalidInput: no statement.
    """
    require_contractor(by, contract)
    require_text(statement, "contracts.statement_missing", field="statement")
    contract = locked(contract)
    _refuse_unfinished(contract)
    now = clock.read()
    rule = contract.rule_set.rules.delivery.acceptance
    row = Acceptance.objects.create(
        contract=contract,
        round=contract.acceptances.count() + 1,
        statement=statement.strip(),
        requested_by=by,
        requested_at=now,
        hold_by=work_calendar().add_workdays(day_of(now), rule.hold_within_working_days),
    )
    save(contract)
    note("acceptance.request", contract, by=by, parameters={"round": str(row.round)})
    if day_of(now) > contract.period_to:
        credit(contract, CreditKind.LATE_DELIVERY, now)
    tell("contracts.acceptance_to_call", contract, community_people(contract))
    return row


def _refuse_unfinished(contract: Contract) -> None:
    _require_running(contract)
    if open_ones := contract.milestones.exclude(state=MilestoneState.VERIFIED).count():
        raise NotAcceptable("contracts.milestones_open", count=open_ones)
    if contract.acceptances.exclude(state__in=sorted(ACCEPTED_ANEW)).exists():
        raise NotAcceptable("contracts.acceptance_open")


def _require_running(contract: Contract) -> None:
    """A contract that ended accepts nothing in the place of the next one of its project; a suspended one waits."""
    if contract.state != State.ACTIVE:
        raise NotAcceptable("contracts.not_running", state=contract.get_state_display())


@transaction.atomic
def call_team(*, acceptance: Acceptance, by: Membership, team: Team) -> Acceptance:
    """The community calls the team together; anew, while nobody has given an opinion.

    A team that has begun stands, unless somebody who still owes an opinion may not sit there any more: then it is
    recalled with what its members signed, and the new team inspects in a round of its own. What the signed opinions
    decide already is not recalled.

    Raises:
        NotPermitted: `by` is not of the community.
        Refusals: everything wrong with the team: size, trade, roles, buyer, finance, people of the contractor.
        InvalidInput: the inspection lies in the past or after the working days the rule set gives.
        NotAcceptable: ``contracts.not_running``.
        Refusal: ``contracts.team_signed``.
    """
    require_community(by, acceptance.contract)
    contract = locked(acceptance.contract)
    _require_running(contract)
    row = contract.acceptances.get(pk=acceptance.pk)
    state = ACCEPTANCE.target(AcceptanceState(row.state), "schedule")
    now = clock.read()
    begun = row.members.filter(signed_at__isnull=False).exists()
    if begun and not is_broken(row, day_of(now)):
        raise Refusal("contracts.team_signed")
    _refuse_team(row, team, now)
    if begun:
        row = _recall(row, by)
    row.state, row.inspect_at = state, team.inspect_at
    row.save()
    _seat_team(row, team)
    save(contract)
    note("acceptance.schedule", contract, by=by, parameters={"members": str(len(team.seats))})
    tell("contracts.team_called", contract, [seat.member for seat in team.seats])
    return row


def _refuse_team(row: Acceptance, team: Team, now: datetime) -> None:
    problems = team_refusals(row.contract, [(seat.member, seat.capacity) for seat in team.seats], day_of(now))
    # Late already: the inspection is held today, rather than never.
    last = max(row.hold_by, day_of(now))
    if not day_of(now) <= day_of(team.inspect_at) <= last:
        problems.append(InvalidInput("contracts.inspection_day", field="inspect_at", last=last))
    if problems:
        raise Refusals(problems)


def _recall(row: Acceptance, by: Membership) -> Acceptance:
    """Close the round with its signatures; the next one asks for the same and keeps its last day."""
    row.state = ACCEPTANCE.target(AcceptanceState(row.state), "recall")
    row.save()
    signed = row.members.filter(signed_at__isnull=False).count()
    parameters = {"round": str(row.round), "signed": str(signed)}
    note("acceptance.recall", row.contract, by=by, parameters=parameters)
    return Acceptance(
        contract=row.contract,
        round=row.round + 1,
        statement=row.statement,
        requested_by=row.requested_by,
        requested_at=row.requested_at,
        hold_by=row.hold_by,
    )


def _seat_team(row: Acceptance, team: Team) -> None:
    row.members.all().delete()
    AcceptanceMember.objects.bulk_create(
        AcceptanceMember(
            acceptance=row,
            user_id=seat.member.user_id,
            membership=seat.member,
            capacity=seat.capacity,
            leads=position == 0,
        )
        for position, seat in enumerate(team.seats)
    )


@transaction.atomic
def give_opinion(*, acceptance: Acceptance, by: Membership, opinion: Opinion, findings: str) -> AcceptanceMember:
    """A member signs what they found, in person, from the hour of the inspection on.

    Raises:
        NotPermitted: ``contracts.not_on_team``: no seat in the role acted in, or the role has ended; a substitute does
            not inspect for the absent member.
        Refusals: the member is a buyer, of finance or of the contractor by now.
        NotAcceptable: ``contracts.not_running``.
        Refusal: ``contracts.inspection_not_yet``, ``contracts.opinion_given``.
        InvalidInput: an opinion other than "pass" without findings.
    """
    if opinion is not Opinion.PASSES and not findings.strip():
        raise InvalidInput("contracts.findings_missing", field="findings")
    _require_seat(acceptance, by)
    contract = locked(acceptance.contract)
    row, member = _seat(contract, acceptance, by)
    now = clock.read()
    if row.inspect_at is None or now < row.inspect_at:
        raise Refusal("contracts.inspection_not_yet", at=row.inspect_at)
    if member.signed_at is not None:
        raise Refusal("contracts.opinion_given")
    member.opinion, member.findings, member.signed_at = opinion, findings.strip(), now
    member.save()
    save(contract)
    note("acceptance.opinion", contract, by=by, parameters={"opinion": opinion.value})
    return member


def _require_seat(acceptance: Acceptance, by: Membership) -> AcceptanceMember:
    require(by)
    member = acceptance.members.filter(membership=by).first()
    if member is None:
        raise NotPermitted("contracts.not_on_team")
    return member


def _seat(contract: Contract, acceptance: Acceptance, by: Membership) -> tuple[Acceptance, AcceptanceMember]:
    """Round and seat under the lock: contract or round may have ended, the team may have been called anew meanwhile."""
    _require_running(contract)
    row = contract.acceptances.get(pk=acceptance.pk)
    member = _require_seat(row, by)
    if row.state != AcceptanceState.SCHEDULED:
        raise Refusal("contracts.acceptance_closed", state=row.get_state_display())
    # Whoever checked a payment, or went to the contractor, since the team was called, is out of it now.
    problems = seat_refusals(contract, [(by, Capacity(member.capacity))], day_of(clock.read()))
    if problems:
        raise Refusals(problems)
    return row, member


@transaction.atomic
def conclude_acceptance(*, acceptance: Acceptance, by: Membership, report: str, rectify: str = "") -> Acceptance:
    """The leader writes the report; more than half of the opinions decide.

    Where the leader may not sit any more, another member writes it. It does not wait for who may not sit, once those
    signed decide.

    Raises:
        NotPermitted, Refusals, NotAcceptable: as for `give_opinion`; ``contracts.not_leader``.
        Refusal: ``contracts.opinions_missing``; ``contracts.final_checkpoint``, where the tier needs one (R46).
        InvalidInput: no report; no demand where something is to be put right.
    """
    _require_seat(acceptance, by)
    contract = locked(acceptance.contract)
    row, member = _seat(contract, acceptance, by)
    today = day_of(clock.read())
    if not member.leads and not has_lost_leader(row, today):
        raise NotPermitted("contracts.not_leader")
    result, waiting = decision(row), missing(row, today)
    if waiting or result is None:
        raise Refusal("contracts.opinions_missing", count=len(waiting))
    require_text(report, "contracts.report_empty", field="report")
    if result is Opinion.RECTIFY and not rectify.strip():
        raise InvalidInput("contracts.rectify_missing", field="rectify")
    if result is Opinion.PASSES:
        _require_final_checkpoint(contract)
    _write_result(contract, row, result, report, rectify, by)
    return row


def _require_final_checkpoint(contract: Contract) -> None:
    needed = contract.rule_set.rules.delivery.checkpoints[contract.tier_code]
    if CheckpointKind.FINAL in needed and not is_checkpoint_closed(contract, CheckpointKind.FINAL):
        raise Refusal("contracts.final_checkpoint")


def _write_result(
    contract: Contract, row: Acceptance, result: Opinion, report: str, rectify: str, by: Membership
) -> None:
    now, calendar, rules = clock.read(), work_calendar(), contract.rule_set.rules
    row.state = ACCEPTANCE.target(AcceptanceState.SCHEDULED, "conclude", result.value)
    row.report, row.concluded_at = report.strip(), now
    row.public_until = calendar.add_workdays(day_of(now), rules.delivery.acceptance.report_public_working_days)
    if result is Opinion.RECTIFY:
        row.rectify = rectify.strip()
        row.rectify_by = calendar.add_workdays(day_of(now), rules.satisfaction.rectify_working_days)
    row.save()
    save(contract)
    parameters = {"result": row.state, "round": str(row.round)}
    note("acceptance.conclude", contract, by=by, parameters=parameters)
    body = {**parameters, "report": row.report, "rectify": row.rectify}
    publish_notice(contract, ContractNotice.Kind.ACCEPTANCE, body, by=by, now=now, until=row.public_until)
    tell("contracts.accepted", contract, [*community_people(contract), *contractor_people(contract)])
    if result is Opinion.PASSES:
        advance(demand=contract.demand, act="accept", by=by, now=now)
    elif result is Opinion.FAILS:
        credit(contract, CreditKind.FAILED_ACCEPTANCE, now)

"""What this person may do now with a contract and with what belongs to it: links of its page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from marketplace.accounts.actions import Action, ActionTable, Link, S
from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons
from marketplace.accounts.rules import Role
from marketplace.primitives.calendar import day_of
from tendering.awards.queries.challenges import is_challenged
from tendering.contracts.models import Acceptance, Amendment, Contract, Milestone, Payment
from tendering.contracts.parties import member_of
from tendering.contracts.permissions import (
    is_community,
    is_contractor,
    is_office,
    is_other_side,
    may_release,
    office_of,
    signs_as_contractor,
)
from tendering.contracts.queries.conditions import CLOSED_BY_HAND
from tendering.contracts.queries.satisfaction_duties import measurable
from tendering.contracts.queries.team import has_lost_leader, missing
from tendering.contracts.rules.offices import OVERSIGHT, office_over
from tendering.contracts.rules.states import (
    ACCEPTED_ANEW,
    AcceptanceState,
    AmendmentState,
    MilestoneState,
    PaymentState,
    Side,
    State,
)
from tendering.contracts.transitions import ACCEPTANCE, AMENDMENT, CONTRACT, MILESTONE, PAYMENT
from tendering.demands.rules.steps import State as DemandState

Test = Callable[[Membership, Any], bool]


def _community(by: Membership, contract: Contract) -> bool:
    return is_community(by, contract)


def _contractor(by: Membership, contract: Contract) -> bool:
    return is_contractor(by, contract)


def _signs(by: Membership, contract: Contract) -> bool:
    return signs_as_contractor(by, contract) or is_community(by, contract)


def _signs_now(by: Membership, contract: Contract) -> bool:
    side = Side.PURCHASER if is_community(by, contract) else Side.CONTRACTOR
    member = member_of(by, contract)
    own = member.pk if member else None
    signed = any(row.side == side and row.member_id == own for row in contract.signatures.all())
    return _signs(by, contract) and not signed


def _unsigned(by: Membership, contract: Contract) -> bool:
    return is_community(by, contract) and not contract.signatures.all()


def _office(by: Membership, contract: Contract) -> bool:
    return is_office(by, contract, office_over(contract.tier_code))


def _measures(by: Membership, contract: Contract) -> bool:
    """Nobody names a second panel while one is at work."""
    is_due = contract.demand.state in (DemandState.ACCEPTED, DemandState.RECTIFYING)
    return is_community(by, contract) and is_due and measurable(by).filter(pk=contract.pk).exists()


def _closes(by: Membership, contract: Contract) -> bool:
    """The page's own query is asked only where a contract was judged and nobody has closed it."""
    judged = is_community(by, contract) and contract.demand.state == DemandState.EVALUATED
    return judged and Contract.objects.filter(CLOSED_BY_HAND, pk=contract.pk).exists()


def _starts(by: Membership, contract: Contract) -> bool:
    return is_contractor(by, contract)


ON_CONTRACT = ActionTable[Contract](
    "contracts",
    (
        Action("edit", _("Edit the draft"), (State.DRAFTING,), _unsigned),
        Action("sign", _("Sign the contract"), CONTRACT.act("sign"), _signs),
        Action("scan", _("Hand in a signed paper"), (State.DRAFTING,), _signs, quiet=True),
        Action("start", _("Begin the work"), CONTRACT.act("start"), _starts),
        Action("acceptance_request", _("Ask for acceptance"), (State.ACTIVE,), _contractor),
        Action("amend", _("Ask for an amendment"), (State.ACTIVE,), _signs, quiet=True),
        Action(
            "announce", _("Log a publication"), (State.PUBLISHED, State.ACTIVE, State.COMPLETED), _community, quiet=True
        ),
        Action("satisfaction_new", _("Name the residents' panel"), (State.ACTIVE,), _measures),
        Action("close", _("Close the contract"), CONTRACT.act("complete"), _community),
        Action("suspend", _("Suspend the contract"), CONTRACT.act("suspend"), _office, quiet=True),
        Action("resume", _("Resume the contract"), CONTRACT.act("resume"), _office),
        Action(
            "terminate",
            _("Terminate the contract"),
            CONTRACT.act("terminate"),
            _office,
            quiet=True,
        ),
    ),
)


def _of_milestone(test: Test) -> Test:
    return lambda by, row: test(by, row.contract)


ON_MILESTONE = ActionTable[Milestone](
    "contracts",
    (
        Action("milestone_begin", _("Begin"), MILESTONE.act("begin"), _of_milestone(_contractor), quiet=True),
        Action("milestone_report", _("Report"), MILESTONE.act("report"), _of_milestone(_contractor)),
        Action("milestone_verify", _("Verify the milestone"), MILESTONE.act("verify"), _of_milestone(_community)),
        Action("milestone_return", _("Return"), MILESTONE.act("return"), _of_milestone(_community), quiet=True),
    ),
    key="pk",
)


def _amending(by: Membership, row: Amendment) -> bool:
    return is_office(by, row.contract, office_of(row))


def _other_side(by: Membership, row: Amendment) -> bool:
    return _signs(by, row.contract) and is_other_side(by, row) and row.requested_by.user_id not in persons(by)


def _rejects(by: Membership, row: Amendment) -> bool:
    return _amending(by, row) or (row.state == AmendmentState.REQUESTED and _signs(by, row.contract))


ON_AMENDMENT = ActionTable[Amendment](
    "contracts",
    (
        Action("amendment_agree", _("Agree"), AMENDMENT.act("agree"), _other_side),
        Action("amendment_approve", _("Approve"), AMENDMENT.act("approve"), _amending),
        Action("amendment_reject", _("Reject"), AMENDMENT.act("reject"), _rejects, quiet=True),
    ),
    key="pk",
)


def _calls(by: Membership, row: Acceptance) -> bool:
    return is_community(by, row.contract)


def _on_team(by: Membership, row: Acceptance) -> bool:
    return any(member.membership_id == by.pk for member in row.members.all())


def _writes(by: Membership, row: Acceptance, now: datetime) -> bool:
    """Whether of the team the person is the leader, or the leader may not sit any more."""
    leads = any(member.leads for member in row.members.all() if member.membership_id == by.pk)
    return leads or has_lost_leader(row, day_of(now))


ON_ACCEPTANCE = ActionTable[Acceptance](
    "contracts",
    (
        Action("acceptance_call", _("Call the team"), ACCEPTANCE.act("schedule"), _calls),
        Action("acceptance_opinion", _("Give your opinion"), (AcceptanceState.SCHEDULED,), _on_team),
        Action("acceptance_conclude", _("Write the report"), ACCEPTANCE.act("conclude"), _on_team, in_time=_writes),
    ),
    key="pk",
)


def _checks(by: Membership, row: Payment) -> bool:
    return is_community(by, row.stage.contract) and not persons(by) & set(row.people)


def _approves(by: Membership, row: Payment) -> bool:
    return _office(by, row.stage.contract) and not persons(by) & set(row.people)


def _finance(by: Membership, row: Payment) -> bool:
    return holds(by, Role.FINANCE_OFFICER, place=row.stage.contract.demand.community)


def _pays(by: Membership, row: Payment) -> bool:
    return _finance(by, row) and not persons(by) & set(row.people)


def _oversees(by: Membership, row: Payment) -> bool:
    return holds(by, *OVERSIGHT, place=row.stage.contract.demand.community)


def _turns_down(by: Membership, row: Payment) -> bool:
    holder = {PaymentState.REQUESTED.value: _checks, PaymentState.CHECKED.value: _approves}.get(row.state, _pays)
    return holder(by, row)


ON_PAYMENT = ActionTable[Payment](
    "contracts",
    (
        Action("payment_check", _("Check the payment"), PAYMENT.act("check"), _checks),
        Action("payment_approve", _("Approve the payment"), PAYMENT.act("approve"), _approves),
        Action("payment_pay", _("Record the payment"), PAYMENT.act("pay"), _pays),
        Action("payment_reject", _("Send the request back"), PAYMENT.act("reject"), _turns_down, quiet=True),
        Action("payment_withhold", _("Withhold the payment"), PAYMENT.act("withhold"), _oversees, quiet=True),
        Action("payment_resume", _("Let the payment go on"), PAYMENT.act("release"), may_release),
        Action("payment_reverse", _("Reverse the payment"), PAYMENT.act("reverse"), _pays, quiet=True),
    ),
    key="pk",
)
TABLES: tuple[ActionTable[Any], ...] = (ON_CONTRACT, ON_MILESTONE, ON_AMENDMENT, ON_ACCEPTANCE, ON_PAYMENT)


def require_allowed(name: str, membership: Membership, target: Any, now: datetime) -> None:
    """Refuse an act's page to people whose act it is not; the state is the service's to judge.

    Raises:
        NotPermitted: ``contracts.not_your_act``.
    """
    for table in TABLES:
        table.require(name, membership, target, now)


def follows(name: str, target: Any) -> bool:
    """Whether the act of this page follows from where its object stands."""
    return all(table.follows(name, target) for table in TABLES)


def on_contract(membership: Membership | None, contract: Contract, now: datetime) -> tuple[list[Link], list[Link]]:
    """Links to the acts on the contract itself, and the quiet ones.

    Nobody signs twice, or while a challenge waits; acceptance waits for the milestones; what a payment will close is
    not closed by hand.
    """
    found = ON_CONTRACT.open_to(membership, contract, now)
    if contract.award.purchaser_late_at is not None or waits_for_answer(contract):
        found = [action for action in found if action.name not in ("sign", "scan")]
    if membership is not None and not _signs_now(membership, contract):
        found = [action for action in found if action.name != "sign"]
    if membership is not None and not _closes(membership, contract):
        found = [action for action in found if action.name != "close"]
    if not _ready_for_acceptance(contract):
        found = [action for action in found if action.name != "acceptance_request"]
    return ON_CONTRACT.split(found, contract)


def waits_for_answer(contract: Contract) -> bool:
    """Whether a challenge comes before the signatures."""
    return contract.state == State.DRAFTING and is_challenged(contract.award.tender)


def _ready_for_acceptance(contract: Contract) -> bool:
    done = all(row.state == MilestoneState.VERIFIED for row in contract.milestones.all())
    return done and all(row.state in ACCEPTED_ANEW for row in contract.acceptances.all())


def on_part(membership: Membership | None, part: S, table: ActionTable[S], now: datetime) -> list[Link]:
    """Links to the acts on a part of the contract, in the order of its table."""
    return [table.link(row, part) for row in table.open_to(membership, part, now)]


def instead(membership: Membership | None, part: S, table: ActionTable[S], address: str, now: datetime) -> list[Link]:
    """What may be done with a part in place of the act at this address: send it back, say."""
    return [(label, url) for label, url in on_part(membership, part, table, now) if url != address]


def on_acceptance(membership: Membership | None, acceptance: Acceptance, now: datetime) -> list[Link]:
    """What this person may do with a round of acceptance: one opinion each, and the report once all are in."""
    if membership is None or acceptance.contract.state != State.ACTIVE:
        return []
    waiting = {row.membership_id for row in acceptance.members.all() if row.signed_at is None}
    found = [
        action
        for action in ON_ACCEPTANCE.open_to(membership, acceptance, now)
        if not (action.name == "acceptance_opinion" and membership.pk not in waiting)
        and not (action.name == "acceptance_conclude" and missing(acceptance, day_of(now)))
    ]
    return [ON_ACCEPTANCE.link(action, acceptance) for action in found]


def on_milestone(membership: Membership | None, milestone: Milestone, now: datetime) -> list[Link]:
    """What this person may do with a milestone of a running contract."""
    return on_part(membership, milestone, ON_MILESTONE, now) if milestone.contract.state == State.ACTIVE else []

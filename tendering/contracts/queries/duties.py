"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons, within
from marketplace.accounts.queries import holders
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.calendar import WorkCalendar, day_of, end_of_day
from marketplace.primitives.duty import Duty
from marketplace.primitives.ruleset import Office
from marketplace.rulebook.queries import work_calendar
from marketplace.ui.waiting import Rows, gathered
from tendering.awards.models import Award
from tendering.awards.queries.challenges import challenged
from tendering.awards.rules.states import State as AwardState
from tendering.contracts.models import (
    Acceptance,
    AcceptanceMember,
    Amendment,
    Contract,
    Milestone,
    MilestoneReport,
    Payment,
    PaymentStage,
    Signature,
)
from tendering.contracts.permissions import joint, office_of
from tendering.contracts.queries import satisfaction_duties
from tendering.contracts.queries.conditions import CLOSED_BY_HAND
from tendering.contracts.queries.team import open_rounds
from tendering.contracts.queries.verdict import satisfied
from tendering.contracts.rules.offices import tiers_under
from tendering.contracts.rules.states import (
    ACCEPTED_ANEW,
    LIVE_PAYMENT,
    PAYABLE,
    AcceptanceState,
    AmendmentState,
    MilestoneState,
    PaymentState,
    Side,
    State,
)
from tendering.demands.rules.steps import State as DemandState
from tendering.funds.queries.plans import unconsented


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    return gathered(waiting(membership, now))


def waiting(membership: Membership, now: datetime) -> Iterator[Duty | Rows]:
    """What four-eyes or the sum of an amendment decide is computed, the rest are rows."""
    yield from _team(membership)
    yield from satisfaction_duties.waiting(membership, now)
    if membership.role in PROVIDER_ROLES:
        yield from _contractor(membership, day_of(now))
    elif (find := _BY_ROLE.get(Role(membership.role))) is not None and membership.place is not None:
        yield from find(membership, now)


def _of_place(by: Membership, way: str) -> Q:
    return within(by, f"{way}demand__community")


def _own(by: Membership, way: str) -> Q:
    one, other = f"{way}provider__organisation", f"{way}group__organisation"
    return Q(**{one: by.organisation_id}) | Q(**{other: by.organisation_id})


def _contracts(kind: str, rows: QuerySet[Contract], page: str, due: str = "", last_day: str = "") -> Rows:
    """Waits on a page of the contract."""
    return Rows(kind, rows, "demand__title", f"contracts:{page}", "number", due, last_day)


def _parts(kind: str, rows: QuerySet[Any], page: str, due: str = "", last_day: str = "", **detail: str) -> Rows:
    """Waits on a page of something that belongs to a contract."""
    return Rows(kind, rows, "contract__demand__title", f"contracts:{page}", "pk", due, last_day, detail)


def _seats() -> QuerySet[AcceptanceMember]:
    """Seats of a round's team."""
    return AcceptanceMember.objects.filter(acceptance=OuterRef("pk"))


def _gone() -> Q:
    """Of a seat: its member has left the role or gone to the contractor."""
    holds = holders().filter(pk=OuterRef("membership"))
    contractor = "acceptance__contract__provider__organisation"
    own = holders().filter(user=OuterRef("user"), organisation=OuterRef(contractor))
    return ~Exists(holds) | Q(Exists(own))


def _team(by: Membership) -> Iterator[Rows]:
    """Seats on acceptance teams, whatever the role."""
    unsigned = _seats().filter(~_gone(), signed_at__isnull=True)
    mine = _seats().filter(membership=by)
    rows = Acceptance.objects.filter(state=AcceptanceState.SCHEDULED, contract__state=State.ACTIVE)
    to_sign = rows.filter(Exists(mine.filter(signed_at__isnull=True)))
    yield _parts("contracts.opinion", to_sign, "acceptance_opinion", last_day="hold_by")
    writes = Exists(mine.filter(leads=True)) | Exists(mine) & Exists(_seats().filter(_gone(), leads=True))
    to_end = rows.filter(writes, ~Exists(unsigned)).exclude(pk__in=open_rounds().values("pk"))
    yield _parts("contracts.conclude", to_end, "acceptance_conclude", last_day="hold_by")


def _to_sign(rows: QuerySet[Contract], side: Side, today: date) -> Rows:
    signed = Signature.objects.filter(contract=OuterRef("pk"), side=side)
    return _signable(rows.exclude(Exists(signed)), today)


def _signable(rows: QuerySet[Contract], today: date) -> Rows:
    """From the first signing day on; before it, while a challenge waits and after the last one, nobody can sign."""
    rows = rows.filter(state=State.DRAFTING, award__state=AwardState.LETTERED, award__sign_from_date__lte=today)
    rows = rows.filter(award__purchaser_late_at__isnull=True)
    rows = rows.exclude(challenged("award__tender"))
    return _contracts("contracts.sign", rows, "sign", "award__sign_by_at")


def _to_sign_together(by: Membership, today: date) -> Rows:
    """Contracts of a consortium that this member has not signed."""
    signed = Signature.objects.filter(contract=OuterRef("pk"), member__organisation=by.organisation_id)
    rows = Contract.objects.filter(_own(by, "") | joint(by)).exclude(others=[]).exclude(Exists(signed))
    return _signable(rows, today)


def _contractor(by: Membership, today: date) -> Iterator[Rows]:
    own, of_own = Contract.objects.filter(_own(by, "")), _own(by, "contract__")
    if by.role == Role.PROVIDER_ADMIN:
        yield _to_sign(own.filter(others=[]), Side.CONTRACTOR, today)
        yield _to_sign_together(by, today)
        yield _amendments(by, of_own & Q(requested_by__organisation__isnull=True))
    yield from _work(own, of_own)


def _work(contracts: QuerySet[Contract], of_contract: Q) -> Iterator[Rows]:
    """Begin, report, ask for acceptance, ask for money."""
    yield _contracts("contracts.start", contracts.filter(state=State.PUBLISHED), "start", last_day="period_from")
    todo = (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.RETURNED)
    rows = Milestone.objects.filter(of_contract, contract__state=State.ACTIVE, state__in=todo)
    yield _parts("contracts.report", rows, "milestone_report", last_day="due_on", milestone="title")
    yield _ready(contracts)
    yield _askable(of_contract)


def _ready(rows: QuerySet[Contract]) -> Rows:
    """Everything verified, acceptance not asked for."""
    unverified = Milestone.objects.filter(contract=OuterRef("pk")).exclude(state=MilestoneState.VERIFIED)
    asked = Acceptance.objects.filter(contract=OuterRef("pk")).exclude(state__in=sorted(ACCEPTED_ANEW))
    rows = rows.filter(state=State.ACTIVE, demand__state=DemandState.IMPLEMENTING)
    rows = rows.exclude(Exists(unverified)).exclude(Exists(asked))
    return _contracts("contracts.ask_acceptance", rows, "acceptance_request", last_day="period_to")


# The settlement of a project that its year ended waits for a stop to be lifted; until then nothing new is asked for.
_UNFINISHED = Q(contract__demand__state=DemandState.UNFINISHED) & ~Q(contract__state=State.TERMINATED)


def _askable(own: Q) -> Rows:
    """Stages whose condition was met and that nobody has asked for; what happened is read off the rows."""
    live = Payment.objects.filter(stage=OuterRef("pk"), state__in=sorted(LIVE_PAYMENT))
    before = PaymentStage.objects.filter(contract=OuterRef("contract"), position__lt=OuterRef("position"))
    before = before.filter(is_cancelled=False).exclude(payments__state=PaymentState.PAID)
    last = Q(trigger=PaymentStage.Trigger.ACCEPTED_AND_SATISFIED, contract__demand__state=DemandState.EVALUATED)
    last &= satisfied(OuterRef("contract"))
    first = Q(trigger__in=[PaymentStage.Trigger.SIGNING, PaymentStage.Trigger.SETTLEMENT], met_on__isnull=False)
    middle = Q(trigger=PaymentStage.Trigger.MIDTERM_VERIFIED, met_on__isnull=False)
    running = Q(contract__state__in=sorted(PAYABLE)) & ~_UNFINISHED
    rows = PaymentStage.objects.filter(own, running, first | middle | last, is_cancelled=False)
    rows = rows.exclude(Exists(live)).exclude(~Q(trigger=PaymentStage.Trigger.SETTLEMENT) & Exists(before))
    return _parts("contracts.ask_payment", rows, "payment_request")


def _amendments(by: Membership, where: Q) -> Rows:
    """Amendments to agree to, among those the other side asked for."""
    rows = Amendment.objects.filter(where, contract__state=State.ACTIVE, state=AmendmentState.REQUESTED)
    return _parts("contracts.agree", rows.exclude(requested_by__user__in=persons(by)), "amendment_agree")


def _community(by: Membership, now: datetime) -> Iterator[Duty | Rows]:
    place, of_contract = Contract.objects.filter(_of_place(by, "")), _of_place(by, "contract__")
    lettered = Award.objects.filter(_of_place(by, "tender__"), state=AwardState.LETTERED, contract__isnull=True)
    yield Rows("contracts.draft", lettered, "tender__demand__title", "contracts:new", "number", "sign_by_at")
    yield _to_sign(place, Side.PURCHASER, day_of(now))
    yield _amendments(by, of_contract & Q(requested_by__organisation__isnull=False))
    yield _reports(by)
    asked = Acceptance.objects.filter(of_contract, contract__state=State.ACTIVE, state=AcceptanceState.REQUESTED)
    yield _parts("contracts.call_team", asked, "acceptance_call", last_day="hold_by")
    yield _parts("contracts.call_anew", _broken(of_contract), "acceptance_call", last_day="hold_by")
    yield from _payments(by, PaymentState.REQUESTED, "contracts.check_payment", "payment_check")
    yield _contracts("contracts.close", place.filter(CLOSED_BY_HAND), "close")
    # What the community's staff do for residents' groups (R34).
    yield from _work(place.filter(group__isnull=False), of_contract & Q(contract__group__isnull=False))


def _broken(of_contract: Q) -> QuerySet[Acceptance]:
    """Teams that `queries.team.is_broken` means, of which somebody has left the role or gone to the contractor.

    Anybody else is found when called anew.
    """
    owing = Exists(_seats().filter(_gone(), signed_at__isnull=True))
    undecided, left = Q(pk__in=open_rounds().values("pk")), Exists(_seats().filter(~_gone()))
    rows = Acceptance.objects.filter(of_contract, contract__state=State.ACTIVE, state=AcceptanceState.SCHEDULED)
    return rows.filter((undecided & owing) | ~left)


def _reports(by: Membership) -> Rows:
    rows = MilestoneReport.objects.filter(
        _of_place(by, "milestone__contract__"), milestone__contract__state=State.ACTIVE, accepted__isnull=True
    )
    rows = rows.exclude(reported_by__user__in=persons(by))
    title = "milestone__contract__demand__title"
    detail = {"milestone": "milestone__title"}
    return Rows("contracts.verify", rows, title, "contracts:milestone_verify", "milestone", "due_at", detail=detail)


def _payments(by: Membership, state: PaymentState, kind: str, name: str, tiers: Sequence[str] = ()) -> Iterator[Duty]:
    payable = Q(stage__contract__state__in=sorted(PAYABLE))
    rows = Payment.objects.filter(_of_place(by, "stage__contract__"), payable, state=state)
    if tiers:
        rows = rows.filter(stage__contract__tier__in=tiers)
    found = list(rows.select_related("stage__contract__demand", "stage__contract__rule_set").order_by("due_on", "pk"))
    mine = persons(by)
    calendar = work_calendar() if found else WorkCalendar()
    for payment in found:
        if not mine & set(payment.people):
            demand, url = payment.stage.contract.demand, reverse(f"contracts:{name}", args=[payment.pk])
            due_at = end_of_day(_step_due(payment, calendar))
            yield Duty(kind, demand.title, url, due_at, project=demand.number)


def _step_due(payment: Payment, calendar: WorkCalendar) -> date:
    """The last day of the step that waits, never after the day the money is due (rule set, duties)."""
    days = payment.stage.contract.rule_set.rules.duties
    if payment.state == PaymentState.REQUESTED:
        step = calendar.add_workdays(day_of(payment.requested_at), days.check_payment)
    elif payment.state == PaymentState.CHECKED and payment.checked_at is not None:
        step = calendar.add_workdays(day_of(payment.checked_at), days.approve_payment)
    else:
        step = payment.due_on
    return min(step, payment.due_on)


def _to_consent(rows: Sequence[Amendment], by: Membership, today: date) -> Iterator[Duty]:
    """Dearer amendments that another office approves, for which no money is set aside unless the district agrees."""
    if by.place is None or not rows:
        return
    asked = unconsented(today, by.place).filter(demand__in=[row.contract.demand_id for row in rows])
    keys = set(asked.values_list("pk", flat=True))
    for row in rows:
        demand = row.contract.demand
        if demand.plan_id in keys:
            url = reverse("funds:plan_consent", args=[demand.plan_id])
            yield Duty("demands.consent", demand.title, url, project=demand.number)


def _office(by: Membership, now: datetime) -> Iterator[Duty | Rows]:
    tiers = tiers_under(Office(by.role))
    yield from _payments(by, PaymentState.CHECKED, "contracts.approve_payment", "payment_approve", tiers)
    agreed = Q(contract__state=State.ACTIVE, state=AmendmentState.AGREED)
    rows = Amendment.objects.filter(_of_place(by, "contract__"), agreed)
    others = []
    for row in rows.select_related("contract__demand", "contract__rule_set").order_by("pk"):
        if by.role == office_of(row):
            demand, url = row.contract.demand, reverse("contracts:amendment_approve", args=[row.pk])
            yield Duty("contracts.approve_amendment", demand.title, url, project=demand.number)
        elif by.role == Role.DISTRICT and row.amount > 0:
            others.append(row)
    yield from _to_consent(others, by, day_of(now))
    failed = Contract.objects.filter(
        _of_place(by, ""), state=State.ACTIVE, acceptances__state=AcceptanceState.FAILED, tier__in=tiers
    )
    yield _contracts("contracts.terminate", failed, "terminate")

    yield _stopped(by)


def _watch(by: Membership, _now: datetime) -> Iterator[Rows]:
    yield _stopped(by)


def _stopped(by: Membership) -> Rows:
    """Payments that this office withheld: it lets them go on once its finding is answered (`may_release`)."""
    rows = Payment.objects.filter(state=PaymentState.WITHHELD, withheld_by__place=by.place, withheld_by__role=by.role)
    return Rows("contracts.let_go_on", rows, "stage__contract__demand__title", "contracts:payment")


def _finance(by: Membership, _now: datetime) -> Iterator[Duty]:
    return _payments(by, PaymentState.APPROVED, "contracts.pay", "payment_pay")


_BY_ROLE: dict[str, Callable[[Membership, datetime], Iterator[Duty | Rows]]] = {
    Role.COMMUNITY: _community,
    Role.STREET: _office,
    Role.DISTRICT: _office,
    Role.FINANCE_OFFICER: _finance,
    Role.AUDITOR: _watch,
    Role.DISCIPLINE: _watch,
}

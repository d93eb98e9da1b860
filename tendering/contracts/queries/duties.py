"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.calendar import end_of_day
from marketplace.primitives.duty import Duty
from tendering.awards.models import Award
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
from tendering.contracts.permissions import office_of
from tendering.contracts.queries import satisfaction_duties
from tendering.contracts.rules.states import (
    AcceptanceState,
    AmendmentState,
    MilestoneState,
    PaymentState,
    Side,
    State,
)
from tendering.demands.rules.steps import State as DemandState


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    found = [*_team(membership), *satisfaction_duties.duties(membership, now)]
    if membership.role in PROVIDER_ROLES:
        return [*found, *_contractor(membership)]
    if membership.place is None:
        return found
    source = _BY_ROLE.get(Role(membership.role))
    return [*found, *(source(membership) if source else ())]


def _of_place(by: Membership, way: str) -> Q:
    return Q(**{f"{way}demand__community__path__startswith": by.place.path if by.place else "-"})


def _own(by: Membership, way: str) -> Q:
    one, other = f"{way}provider__organisation", f"{way}group__organisation"
    return Q(**{one: by.organisation_id}) | Q(**{other: by.organisation_id})


def _line(kind: str, contract: Contract, name: str, key: object, due: datetime | None = None) -> Duty:
    return Duty(kind, contract.demand.title, reverse(f"contracts:{name}", args=[key]), due)


def _team(by: Membership) -> Iterator[Duty]:
    """Seats on acceptance teams, whatever the role."""
    seats = AcceptanceMember.objects.filter(user=by.user_id, acceptance__state=AcceptanceState.SCHEDULED)
    unsigned = AcceptanceMember.objects.filter(acceptance=OuterRef("acceptance"), signed_at__isnull=True)
    seats = seats.annotate(waiting=Exists(unsigned)).select_related("acceptance__contract__demand")
    for seat in seats.order_by("acceptance__inspect_at", "pk"):
        row = seat.acceptance
        due = end_of_day(row.hold_by)
        if seat.signed_at is None:
            yield _line("contracts.opinion", row.contract, "acceptance_opinion", row.pk, due)
        elif seat.leads and not getattr(seat, "waiting", False):
            yield _line("contracts.conclude", row.contract, "acceptance_conclude", row.pk, due)


def _to_sign(rows: QuerySet[Contract], side: Side) -> Iterator[Duty]:
    signed = Signature.objects.filter(contract=OuterRef("pk"), side=side)
    rows = rows.filter(state=State.DRAFTING, award__state=AwardState.LETTERED).exclude(Exists(signed))
    for contract in rows.select_related("demand", "award").order_by("drafted_at", "pk"):
        yield _line("contracts.sign", contract, "sign", contract.number, contract.award.sign_by_at)


def _contractor(by: Membership) -> Iterator[Duty]:
    own = Contract.objects.filter(_own(by, ""))
    if by.role == Role.PROVIDER_ADMIN:
        yield from _to_sign(own, Side.CONTRACTOR)
        yield from _amendments(by, _own(by, "contract__"))
    for contract in own.filter(state=State.PUBLISHED).select_related("demand").order_by("period_from", "pk"):
        yield _line("contracts.start", contract, "start", contract.number, end_of_day(contract.period_from))
    todo = (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS, MilestoneState.RETURNED)
    rows = Milestone.objects.filter(_own(by, "contract__"), contract__state=State.ACTIVE, state__in=todo)
    for milestone in rows.select_related("contract__demand").order_by("due_on", "pk"):
        due = end_of_day(milestone.due_on)
        yield _line("contracts.report", milestone.contract, "milestone_report", milestone.pk, due)
    yield from _ready(own)
    yield from _askable(_own(by, "contract__"))


def _ready(rows: QuerySet[Contract]) -> Iterator[Duty]:
    """Everything verified, acceptance not asked for."""
    unverified = Milestone.objects.filter(contract=OuterRef("pk")).exclude(state=MilestoneState.VERIFIED)
    asked = Acceptance.objects.filter(contract=OuterRef("pk")).exclude(state=AcceptanceState.RECTIFY)
    rows = rows.filter(state=State.ACTIVE, demand__state=DemandState.IMPLEMENTING)
    for contract in rows.exclude(Exists(unverified)).exclude(Exists(asked)).select_related("demand").order_by("pk"):
        due = end_of_day(contract.period_to)
        yield _line("contracts.ask_acceptance", contract, "acceptance_request", contract.number, due)


def _askable(own: Q) -> Iterator[Duty]:
    """Stages whose condition was met and that nobody has asked for; what happened is read off the rows."""
    live = Payment.objects.filter(
        stage=OuterRef("pk"), state__in=["requested", "checked", "approved", "paid", "withheld"]
    )
    before = PaymentStage.objects.filter(contract=OuterRef("contract"), position__lt=OuterRef("position"))
    before = before.filter(is_cancelled=False).exclude(payments__state=PaymentState.PAID)
    last = Q(trigger=PaymentStage.Trigger.ACCEPTED_AND_SATISFIED, contract__demand__state=DemandState.EVALUATED)
    first = Q(trigger__in=[PaymentStage.Trigger.SIGNING, PaymentStage.Trigger.SETTLEMENT], met_on__isnull=False)
    middle = Q(trigger=PaymentStage.Trigger.MIDTERM_VERIFIED, met_on__isnull=False)
    running = Q(contract__state__in=[State.PUBLISHED, State.ACTIVE, State.TERMINATED])
    rows = PaymentStage.objects.filter(own, running, first | middle | last, is_cancelled=False)
    rows = rows.exclude(Exists(live)).exclude(~Q(trigger="settlement") & Exists(before))
    for stage in rows.select_related("contract__demand").order_by("contract__signed_at", "position"):
        yield _line("contracts.ask_payment", stage.contract, "payment_request", stage.pk)


def _amendments(by: Membership, where: Q) -> Iterator[Duty]:
    rows = Amendment.objects.filter(where, state=AmendmentState.REQUESTED)
    for row in rows.exclude(requested_by__user__in=persons(by)).select_related("contract__demand").order_by("pk"):
        # Who asked for it stands on the other side, or it would not wait here.
        yield _line("contracts.agree", row.contract, "amendment_agree", row.pk)


def _community(by: Membership) -> Iterator[Duty]:
    place = _of_place(by, "")
    lettered = Award.objects.filter(_of_place(by, "tender__"), state=AwardState.LETTERED, contract__isnull=True)
    for award in lettered.select_related("tender__demand").order_by("sign_by_at", "pk"):
        url = reverse("contracts:new", args=[award.number])
        yield Duty("contracts.draft", award.tender.demand.title, url, award.sign_by_at)
    yield from _to_sign(Contract.objects.filter(place), Side.PURCHASER)
    of_contract = _of_place(by, "contract__")
    asked_by_contractor = of_contract & Q(requested_by__organisation__isnull=False)
    yield from _amendments(by, asked_by_contractor)
    reports = MilestoneReport.objects.filter(_of_place(by, "milestone__contract__"), accepted__isnull=True)
    reports = reports.exclude(reported_by__user__in=persons(by)).select_related("milestone__contract__demand")
    for report in reports.order_by("due_at", "pk"):
        milestone = report.milestone
        yield _line("contracts.verify", milestone.contract, "milestone_verify", milestone.pk, report.due_at)
    for row in Acceptance.objects.filter(of_contract, state=AcceptanceState.REQUESTED).select_related(
        "contract__demand"
    ):
        yield _line("contracts.call_team", row.contract, "acceptance_call", row.pk, end_of_day(row.hold_by))
    yield from _payments(by, PaymentState.REQUESTED, "contracts.check_payment", "payment_check")
    nothing_left = Q(rectifications__state="closed_reduced", rectifications__last_payment_share=0)
    judged = Contract.objects.filter(place, nothing_left, state=State.ACTIVE, demand__state=DemandState.EVALUATED)
    for contract in judged.select_related("demand").order_by("pk"):
        yield _line("contracts.close", contract, "close", contract.number)
    yield from _group_work(by)


def _group_work(by: Membership) -> Iterator[Duty]:
    """What the community's staff hand in for residents' groups (R34)."""
    groups = Q(contract__group__isnull=False) & _of_place(by, "contract__")
    yield from _askable(groups)
    yield from _ready(Contract.objects.filter(_of_place(by, ""), group__isnull=False))


def _payments(by: Membership, state: PaymentState, kind: str, name: str, tiers: tuple[str, ...] = ()) -> Iterator[Duty]:
    rows = Payment.objects.filter(_of_place(by, "stage__contract__"), state=state)
    if tiers:
        rows = rows.filter(stage__contract__tier__in=tiers)
    mine = persons(by)
    for payment in rows.select_related("stage__contract__demand").order_by("due_on", "pk"):
        if not mine & set(payment.people):
            yield _line(kind, payment.stage.contract, name, payment.pk, end_of_day(payment.due_on))


def _office(by: Membership, tiers: tuple[str, ...]) -> Iterator[Duty]:
    yield from _payments(by, PaymentState.CHECKED, "contracts.approve_payment", "payment_approve", tiers)
    rows = Amendment.objects.filter(_of_place(by, "contract__"), state=AmendmentState.AGREED)
    for row in rows.select_related("contract__demand", "contract__rule_set").order_by("pk"):
        if by.role == office_of(row):
            yield _line("contracts.approve_amendment", row.contract, "amendment_approve", row.pk)
    failed = Contract.objects.filter(
        _of_place(by, ""), state=State.ACTIVE, acceptances__state=AcceptanceState.FAILED, tier__in=tiers
    )
    for contract in failed.select_related("demand").order_by("pk"):
        yield _line("contracts.terminate", contract, "terminate", contract.number)


def _street(by: Membership) -> Iterator[Duty]:
    return _office(by, ("micro", "ordinary"))


def _district(by: Membership) -> Iterator[Duty]:
    return _office(by, ("major",))


def _finance(by: Membership) -> Iterator[Duty]:
    return _payments(by, PaymentState.APPROVED, "contracts.pay", "payment_pay")


_BY_ROLE = {
    Role.COMMUNITY: _community,
    Role.STREET: _street,
    Role.DISTRICT: _district,
    Role.FINANCE_OFFICER: _finance,
}

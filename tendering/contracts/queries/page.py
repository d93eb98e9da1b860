"""What the page of one contract shows, gathered in a constant number of queries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Prefetch
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from marketplace.accounts.models import Membership, User
from marketplace.primitives.calendar import day_of
from marketplace.primitives.masking import mask_name
from tendering.contracts.models import (
    Acceptance,
    AcceptanceMember,
    Amendment,
    Contract,
    Milestone,
    MilestoneReport,
    Payment,
    PaymentStage,
    ReportPhoto,
    Signature,
)
from tendering.contracts.permissions import is_contractor
from tendering.contracts.queries.actions import ON_AMENDMENT, on_acceptance, on_milestone, on_part
from tendering.contracts.queries.conditions import Check, checks_of_all
from tendering.contracts.rules.states import LIVE_PAYMENT, PAYABLE, AmendmentState, MilestoneState, PaymentState
from tendering.contracts.wording.needs import UNDER_WAY

STEPS = (
    ("requester", "requested_at", _("Request")),
    ("checker", "checked_at", _("Check")),
    ("approver", "approved_at", _("Approval")),
    ("payer", "paid_at", _("Payment")),
)
MILESTONE_TAGS = {MilestoneState.VERIFIED: "open", MilestoneState.RETURNED: "review"}


_PHOTOS = Prefetch("photos", ReportPhoto.objects.select_related("file").order_by("-when", "pk"))
_REPORTS = Prefetch("reports", MilestoneReport.objects.order_by("-number").prefetch_related(_PHOTOS))
_TEAM = Prefetch(
    "members", AcceptanceMember.objects.select_related("user", "membership__place").order_by("-leads", "pk")
)
_SIGNATURES = Prefetch(
    "signatures", Signature.objects.select_related("signed_by__user", "member__organisation").order_by("side", "pk")
)
# What the facts, the rows below and the conditions of payment read of a contract, in the order it is shown.
PARTS = (
    _SIGNATURES,
    Prefetch("milestones", Milestone.objects.order_by("position").prefetch_related(_REPORTS)),
    Prefetch("acceptances", Acceptance.objects.order_by("-round").prefetch_related(_TEAM)),
)


@dataclass(frozen=True, slots=True)
class Link:
    """Of a payment's chain: which step, who, when it was done; whether it is the one that waits."""

    label: str | Promise
    person: str
    at: datetime | None
    is_now: bool


def chain(payment: Payment, *, inside: bool) -> list[Link]:
    """The four steps of a payment; the public reads masked names."""
    links, waiting = [], payment.state in LIVE_PAYMENT
    for name, moment, label in STEPS:
        user: User | None = getattr(payment, name)
        at: datetime | None = getattr(payment, moment)
        is_now = waiting and at is None
        waiting = waiting and not is_now
        person = "" if user is None else user.name if inside else mask_name(user.name)
        links.append(Link(label, person, at, is_now))
    return links


@dataclass(frozen=True, slots=True)
class MilestoneRow:
    """A milestone, the report to be shown, its pictures, the acts."""

    milestone: Milestone
    report: MilestoneReport | None
    photos: Sequence[ReportPhoto]
    is_late: bool
    actions: Sequence[tuple[str | Promise, str]]

    @property
    def tag(self) -> str:
        """The colour of its state."""
        return "late" if self.is_late else MILESTONE_TAGS.get(MilestoneState(self.milestone.state), "line")


def milestone_rows(
    contract: Contract, membership: Membership | None, now: datetime, *, inside: bool
) -> list[MilestoneRow]:
    """Every milestone; reports the community has not agreed to are for those inside."""
    rows = []
    for milestone in contract.milestones.all():
        milestone.contract = contract
        shown = next((row for row in milestone.reports.all() if inside or row.accepted), None)
        links = on_milestone(membership, milestone, now)
        photos = list(shown.photos.all()) if shown else []
        rows.append(MilestoneRow(milestone, shown, photos, milestone.is_overdue(day_of(now)), links))
    return rows


@dataclass(frozen=True, slots=True)
class StageRow:
    """A payment stage: its payment if one lives, its conditions, whether this person may ask for it.

    `stands` says where a payment stands whose page is not open to this person.
    """

    stage: PaymentStage
    payment: Payment | None
    links: Sequence[Link]
    checks: Sequence[Check]
    is_late: bool
    may_ask: bool
    past: Sequence[Payment] = field(default=())
    stands: Promise | str = ""
    asked_at: datetime | None = None


def stage_rows(contract: Contract, membership: Membership | None, now: datetime, *, inside: bool) -> list[StageRow]:
    """Every stage that still counts."""
    people = Payment.objects.select_related("requester", "checker", "approver", "payer").order_by("-number")
    stages = contract.stages.filter(is_cancelled=False).order_by("position")
    stages = stages.prefetch_related(Prefetch("payments", people))
    conditions = checks_of_all(contract, stages)
    contractor = is_contractor(membership, contract)
    rows = []
    for stage in stages:
        stage.contract = contract
        payments = list(stage.payments.all())
        payment = next((one for one in payments if one.state in LIVE_PAYMENT), None)
        visible = payment if payment and (inside or payment.state == PaymentState.PAID) else None
        found = [] if payment else conditions[stage.pk]
        may_ask = contractor and payment is None and all(check.met for check in found) and contract.state in PAYABLE
        rows.append(
            StageRow(
                stage,
                visible,
                chain(visible, inside=inside) if visible else [],
                found,
                visible is not None and visible.is_late(day_of(now)),
                may_ask,
                [one for one in payments if inside and one.state not in LIVE_PAYMENT],
                UNDER_WAY[PaymentState(payment.state)] if payment and not visible else "",
                payment.requested_at if payment else None,
            )
        )
    return rows


@dataclass(frozen=True, slots=True)
class PartRow:
    """An amendment or a round of acceptance with its acts."""

    part: Amendment | Acceptance
    actions: Sequence[tuple[str | Promise, str]]
    members: Sequence[AcceptanceMember] = ()


def amendment_rows(contract: Contract, membership: Membership | None, now: datetime, *, inside: bool) -> list[PartRow]:
    """Amendments; those not in force are for those inside."""
    rows = contract.amendments.select_related("requested_by__user", "requested_by__substitute_for").order_by("number")
    found = []
    for row in rows:
        if inside or row.state == AmendmentState.APPROVED:
            row.contract = contract
            found.append(PartRow(row, on_part(membership, row, ON_AMENDMENT, now)))
    return found


def acceptance_rows(contract: Contract, membership: Membership | None, now: datetime) -> list[PartRow]:
    """Rounds of acceptance, each with its team."""
    found = []
    for row in contract.acceptances.all():
        row.contract = contract
        found.append(PartRow(row, on_acceptance(membership, row, now), list(row.members.all())))
    return found

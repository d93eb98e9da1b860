"""What waits for a person about the residents' verdict (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse

from marketplace.accounts.models import Membership
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.duty import Duty
from tendering.contracts.models import Code, Contract, PanelMember, Rectification, Remark, SatisfactionPanel
from tendering.contracts.rules.satisfaction_states import LIVE, PanelState, RectificationState
from tendering.contracts.rules.states import RUNNING
from tendering.demands.rules.steps import State as DemandState


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    found = list(_own_seats(membership, now))
    if membership.role in PROVIDER_ROLES:
        return [*found, *_contractor(membership)]
    if membership.place is None:
        return found
    by_role = {Role.COMMUNITY: _community, Role.SUPERVISION_COMMITTEE: _committee}
    street = {Role.STREET: _street, Role.LEADING_GROUP_MEMBER: _street}
    find = (by_role | street).get(Role(membership.role))
    return [*found, *find(membership)] if find else found


def _own_seats(by: Membership, now: datetime) -> Iterator[Duty]:
    """Residents with an account see that the panel waits for them; the code is in their message."""
    if by.role not in (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE):
        return
    rows = PanelMember.objects.filter(user=by.user_id, panel__state=PanelState.OPEN, panel__ends_at__gt=now)
    for row in rows.filter(code__is_used=False).select_related("panel__contract__demand").order_by("panel__ends_at"):
        panel = row.panel
        url = reverse("contracts:satisfaction_answer", args=[panel.number])
        yield Duty("contracts.satisfaction.answer", panel.contract.demand.title, url, panel.ends_at)


def _panels(by: Membership, state: str) -> QuerySet[SatisfactionPanel]:
    inside = SatisfactionPanel.objects.filter(state=state, contract__demand__community__path__startswith=_path(by))
    return inside.select_related("contract__demand").order_by("created_at", "pk")


def _path(by: Membership) -> str:
    return by.place.path if by.place else ""


def _orders(by: Membership, *states: str) -> QuerySet[Rectification]:
    rows = Rectification.objects.filter(state__in=states).select_related("contract__demand").order_by("due_at", "pk")
    if by.organisation_id:
        own = Q(contract__provider__organisation=by.organisation_id)
        return rows.filter(own | Q(contract__group__organisation=by.organisation_id))
    return rows.filter(contract__demand__community__path__startswith=_path(by))


def _community(by: Membership) -> Iterator[Duty]:
    for contract in _measurable(by):
        url = reverse("contracts:satisfaction_new", args=[contract.number])
        yield Duty("contracts.satisfaction.create", contract.demand.title, url)
    for panel in _panels(by, PanelState.PREPARING).annotate(number_named=Count("members")):
        named = panel.number_named
        detail: dict[str, object] = {"number": named, "least": panel.minimum}
        yield Duty("contracts.satisfaction.name", panel.contract.demand.title, panel.get_absolute_url(), None, detail)
    remarks = Remark.objects.filter(
        answered_at__isnull=True, panel__contract__demand__community__path__startswith=_path(by)
    )
    for remark in remarks.select_related("panel__contract__demand").order_by("due_at", "pk"):
        url = reverse("contracts:remark_answer", args=[remark.pk])
        yield Duty("contracts.satisfaction.remark", remark.panel.contract.demand.title, url, remark.due_at)
    for row in _orders(by, RectificationState.PLAN_SUBMITTED, RectificationState.REPORTED):
        kind = "agree" if row.state == RectificationState.PLAN_SUBMITTED else "check"
        yield Duty(f"contracts.rectification.{kind}", row.contract.demand.title, row.get_absolute_url(), row.due_at)
    yield from _contractor(by, groups=True)


def _measurable(by: Membership) -> QuerySet[Contract]:
    """Accepted or mended, and no measurement under way."""
    live = SatisfactionPanel.objects.filter(contract=OuterRef("pk"), state__in=sorted(LIVE))
    mended = Rectification.objects.filter(contract=OuterRef("pk"), state=RectificationState.REMEASURING)
    rows = Contract.objects.filter(demand__community__path__startswith=_path(by), state__in=sorted(RUNNING))
    waiting = Q(demand__state=DemandState.ACCEPTED) | Q(demand__state=DemandState.RECTIFYING) & Exists(mended)
    return rows.filter(waiting).exclude(Exists(live)).select_related("demand").order_by("pk")


def _contractor(by: Membership, *, groups: bool = False) -> Iterator[Duty]:
    """The contractor's turn; for a residents' group the community's staff speak (R34)."""
    rows = _orders(by, RectificationState.ISSUED, RectificationState.IN_PROGRESS)
    for row in rows.filter(contract__group__isnull=False) if groups else rows:
        kind = "plan" if row.state == RectificationState.ISSUED else "report"
        yield Duty(f"contracts.rectification.{kind}", row.contract.demand.title, row.get_absolute_url(), row.due_at)


def _committee(by: Membership) -> Iterator[Duty]:
    paper = Count("members", filter=Q(members__code__channel=Code.Channel.PAPER, members__code__is_used=False))
    for panel in _panels(by, PanelState.OPEN).annotate(number_on_paper=paper):
        if panel.number_on_paper:
            url = reverse("contracts:satisfaction_slips", args=[panel.number])
            detail: dict[str, object] = {"count": panel.number_on_paper}
            yield Duty("contracts.satisfaction.print", panel.contract.demand.title, url, panel.ends_at, detail)
    answered = Count("members", filter=Q(members__code__is_used=True))
    for small in _panels(by, PanelState.SMALL_SAMPLE).annotate(number_answered=answered):
        said: dict[str, object] = {"answers": small.number_answered, "least": small.minimum}
        yield Duty("contracts.satisfaction.certify", small.contract.demand.title, small.get_absolute_url(), None, said)


def _street(by: Membership) -> Iterator[Duty]:
    for row in _orders(by, RectificationState.ESCALATED):
        yield Duty("contracts.rectification.decide", row.contract.demand.title, row.get_absolute_url())

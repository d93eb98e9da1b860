"""What waits for a person about the residents' verdict (domain 3.9): rows, all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import within
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.ui.waiting import Rows
from tendering.contracts.models import Code, Contract, PanelMember, Rectification, Remark, SatisfactionPanel
from tendering.contracts.rules.satisfaction_states import LIVE, PanelState, RectificationState
from tendering.contracts.rules.states import State
from tendering.demands.rules.steps import State as DemandState


def waiting(membership: Membership, now: datetime) -> Iterator[Rows]:
    """The kinds of duties of the role."""
    if membership.role in (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE):
        yield _own_seats(membership, now)
    if membership.role in PROVIDER_ROLES:
        yield from _contractor(_orders(membership))
    elif (find := _BY_ROLE.get(membership.role)) is not None:
        yield from find(membership)


def _own_seats(by: Membership, now: datetime) -> Rows:
    """Residents with an account see that the panel waits for them; the code is in their message."""
    rows = PanelMember.objects.filter(user=by.user_id, panel__state=PanelState.OPEN, panel__ends_at__gt=now)
    rows, title = rows.filter(code__is_used=False), "panel__contract__demand__title"
    page = "contracts:satisfaction_answer"
    return Rows("contracts.satisfaction.answer", rows, title, page, "panel__number", "panel__ends_at")


def _panels(by: Membership, state: str) -> QuerySet[SatisfactionPanel]:
    return SatisfactionPanel.objects.filter(within(by, "contract__demand__community"), state=state)


def _orders(by: Membership) -> QuerySet[Rectification]:
    if by.organisation_id:
        own = Q(contract__provider__organisation=by.organisation_id)
        return Rectification.objects.filter(own | Q(contract__group__organisation=by.organisation_id))
    return Rectification.objects.filter(within(by, "contract__demand__community"))


def _rectification(act: str, rows: QuerySet[Rectification], state: str, due: str = "due_at") -> Rows:
    kind, page = f"contracts.rectification.{act}", "contracts:rectification"
    return Rows(kind, rows.filter(state=state), "contract__demand__title", page, due=due)


def _community(by: Membership) -> Iterator[Rows]:
    title, page = "demand__title", "contracts:satisfaction_new"
    yield Rows("contracts.satisfaction.create", measurable(by), title, page, "number")
    unnamed = _panels(by, PanelState.PREPARING).annotate(number_named=Count("members"))
    detail = {"number": "number_named", "least": "minimum"}
    yield _panel("name", unnamed, "satisfaction", detail=detail)
    remarks = Remark.objects.filter(within(by, "panel__contract__demand__community"), answered_at__isnull=True)
    title, page = "panel__contract__demand__title", "contracts:remark_answer"
    yield Rows("contracts.satisfaction.remark", remarks, title, page, due="due_at")
    yield _rectification("agree", _orders(by), RectificationState.PLAN_SUBMITTED)
    yield _rectification("check", _orders(by), RectificationState.REPORTED)
    yield from _contractor(_orders(by).filter(contract__group__isnull=False))


def _panel(act: str, rows: QuerySet[SatisfactionPanel], page: str, due: str = "", *, detail: dict[str, str]) -> Rows:
    kind, title = f"contracts.satisfaction.{act}", "contract__demand__title"
    return Rows(kind, rows, title, f"contracts:{page}", "number", due, detail=detail)


def measurable(by: Membership) -> QuerySet[Contract]:
    """Accepted or mended, and no measurement under way."""
    live = SatisfactionPanel.objects.filter(contract=OuterRef("pk"), state__in=sorted(LIVE))
    mended = Rectification.objects.filter(contract=OuterRef("pk"), state=RectificationState.REMEASURING)
    rows = Contract.objects.filter(within(by, "demand__community"), state=State.ACTIVE)
    measurable = Q(demand__state=DemandState.ACCEPTED) | Q(demand__state=DemandState.RECTIFYING) & Exists(mended)
    return rows.filter(measurable).exclude(Exists(live))


def _contractor(rows: QuerySet[Rectification]) -> Iterator[Rows]:
    """The contractor's turn; for a residents' group the community's staff speak (R34)."""
    yield _rectification("plan", rows, RectificationState.ISSUED)
    yield _rectification("report", rows, RectificationState.IN_PROGRESS)


def _committee(by: Membership) -> Iterator[Rows]:
    unused = Q(
        members__code__channel=Code.Channel.PAPER,
        members__code__is_used=False,
        members__code__delivered_at__isnull=True,
    )
    on_paper = _panels(by, PanelState.OPEN).annotate(number_on_paper=Count("members", filter=unused))
    to_print = on_paper.filter(number_on_paper__gt=0)
    yield _panel("print", to_print, "satisfaction_slips", "ends_at", detail={"count": "number_on_paper"})
    answered = Count("members", filter=Q(members__code__is_used=True))
    small = _panels(by, PanelState.SMALL_SAMPLE).annotate(number_answered=answered)
    yield _panel("certify", small, "satisfaction", detail={"answers": "number_answered", "least": "minimum"})


def _street(by: Membership) -> Iterator[Rows]:
    yield _rectification("decide", _orders(by), RectificationState.ESCALATED, due="")


_BY_ROLE: dict[str, Callable[[Membership], Iterator[Rows]]] = {
    Role.COMMUNITY: _community,
    Role.SUPERVISION_COMMITTEE: _committee,
    Role.STREET: _street,
    Role.LEADING_GROUP_MEMBER: _street,
}

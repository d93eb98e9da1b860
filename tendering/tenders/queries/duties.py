"""What waits for a person in this stage (domain 3.9)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import persons
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.primitives.duty import Duty
from tendering.demands.models import Demand
from tendering.demands.rules.steps import State as DemandState
from tendering.tenders.models import Invitation, Question, Resolution, Tender
from tendering.tenders.rules.states import State


def duties(membership: Membership, now: datetime) -> list[Duty]:
    """Lines of the workbench; a constant number of queries."""
    if membership.role in PROVIDER_ROLES:
        return list(_invitations(membership, now))
    if membership.place is None:
        return []
    return list(_BY_ROLE.get(Role(membership.role), _nothing)(membership))


def _nothing(_by: Membership) -> Iterator[Duty]:
    return iter(())


def _path(by: Membership) -> str:
    return by.place.path if by.place else ""


def _community(by: Membership) -> Iterator[Duty]:
    published = Demand.objects.filter(state=DemandState.PUBLISHED, community__path__startswith=_path(by))
    for demand in published.order_by("published_at", "pk"):
        yield Duty("tenders.start", demand.title, f"/tenders/new/{demand.number}/")
    drafts = Tender.objects.filter(state=State.PREPARING, demand__community__path__startswith=_path(by))
    for tender in drafts.select_related("demand").order_by("prepared_at", "pk"):
        yield Duty("tenders.finish", tender.demand.title, tender.get_absolute_url())
    yield from _approvals(by, "community")
    waiting = Question.objects.filter(answered_at__isnull=True, tender__demand__community__path__startswith=_path(by))
    for question in waiting.select_related("tender__demand").order_by("due_at", "pk"):
        tender = question.tender
        yield Duty("tenders.answer_question", tender.demand.title, tender.get_absolute_url(), question.due_at)


def _approvals(by: Membership, office: str) -> Iterator[Duty]:
    rows = Tender.objects.filter(state=State.DOC_REVIEW, demand__community__path__startswith=_path(by))
    rows = rows.filter(procedure_data__documents_approved_by=office).exclude(prepared_by_id__in=persons(by))
    for tender in rows.select_related("demand").order_by("prepared_at", "pk"):
        yield Duty("tenders.approve_docs", tender.demand.title, tender.get_absolute_url())


def _street(by: Membership) -> Iterator[Duty]:
    return _approvals(by, "street")


def _district(by: Membership) -> Iterator[Duty]:
    return _approvals(by, "district")


def _committee(by: Membership) -> Iterator[Duty]:
    rows = Resolution.objects.filter(
        countersigned_at__isnull=True, tender__demand__community__path__startswith=_path(by), offer__isnull=False
    )
    for row in rows.select_related("tender__demand").order_by("recorded_at", "pk"):
        yield Duty("tenders.countersign", row.tender.demand.title, row.tender.get_absolute_url())


def _invitations(by: Membership, now: datetime) -> Iterator[Duty]:
    rows = Invitation.objects.filter(
        provider__organisation=by.organisation, state=Invitation.State.INVITED, expires_at__gt=now
    ).filter(tender__state=State.ANNOUNCED)
    for row in rows.select_related("tender__demand").order_by("tender__deadline_at", "pk"):
        tender = row.tender
        yield Duty("tenders.answer_invitation", tender.demand.title, tender.get_absolute_url(), tender.deadline_at)


_BY_ROLE = {
    Role.COMMUNITY: _community,
    Role.STREET: _street,
    Role.DISTRICT: _district,
    Role.SUPERVISION_COMMITTEE: _committee,
}

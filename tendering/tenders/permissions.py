"""Who may read and who may move a tender (domain 4, rows tender docs and bids)."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons, require
from marketplace.accounts.rules import Role, role_of
from marketplace.primitives.refusal import NotPermitted
from tendering.tenders.models import Invitation, Query, Receipt, Tender
from tendering.tenders.rules.states import ENDED, PUBLIC, State

READERS = (
    Role.COMMUNITY,
    Role.PARTY_ORG,
    Role.SUPERVISION_COMMITTEE,
    Role.STREET,
    Role.DISTRICT,
    Role.AUDITOR,
    Role.DISCIPLINE,
)


def readable(membership: Membership | None) -> QuerySet[Tender]:
    """Announced tenders for everybody; drafts for the offices of their place."""
    public = Q(state__in=PUBLIC)
    if membership is None or membership.place is None or membership.role not in READERS:
        return Tender.objects.filter(public)
    return Tender.objects.filter(public | Q(demand__community__path__startswith=membership.place.path))


def can_read(membership: Membership | None, tender: Tender) -> bool:
    """Whether this person may read this tender."""
    return tender.is_public or readable(membership).filter(pk=tender.pk).exists()


def reads_invitation(membership: Membership | None, invitation: Invitation) -> bool:
    """Whoever is invited, and the offices of the call's place: nobody else learns who may bid."""
    own = membership is not None and membership.organisation_id == invitation.provider.organisation_id
    return own or holds(membership, *READERS, place=invitation.tender.demand.community)


def require_community(by: Membership, tender: Tender) -> None:
    """The community whose demand it is."""
    require(by, Role.COMMUNITY, place=tender.demand.community)


def hidden_receipts() -> QuerySet[Receipt]:
    """Receipts nobody may know of yet, auditors included: their number would tell of the bidders (Decree 87, 28)."""
    return Receipt.objects.exclude(tender__state__in=[State.OPENED, *ENDED])


def answering_roles(question: Query, now: datetime) -> tuple[Role, ...]:
    """The community; once the answer is overdue its street as well, so that bidders are not left waiting (§3.9)."""
    return (Role.COMMUNITY, Role.STREET) if question.due_at <= now else (Role.COMMUNITY,)


def may_answer(membership: Membership | None, question: Query, now: datetime) -> bool:
    """Whether this person may answer the question at this moment."""
    return holds(membership, *answering_roles(question, now), place=question.tender.demand.community)


def require_answerer(by: Membership, question: Query, now: datetime) -> None:
    """Whoever `may_answer`."""
    require(by, *answering_roles(question, now), place=question.tender.demand.community)


def require_approver(by: Membership, tender: Tender) -> None:
    """The office that approves the documents; never whoever prepared them."""
    office = tender.procedure.documents_approved_by
    require(by, role_of(office), place=tender.demand.community)
    if tender.prepared_by_id in persons(by):
        raise NotPermitted("tenders.own_documents")


# Community and street answer for the projects, district and discipline inspection judge.
SPLITTING_ANSWERERS = (Role.COMMUNITY, Role.STREET)
SPLITTING_JUDGES = (Role.DISTRICT, Role.DISCIPLINE)


def require_splitting_answerer(by: Membership, tender: Tender) -> None:
    """The community whose projects they are, or its street."""
    require(by, *SPLITTING_ANSWERERS, place=tender.demand.community)


def require_splitting_judge(by: Membership, tender: Tender, answered_by: int | None) -> None:
    """District or discipline inspection; never whoever answered."""
    require(by, *SPLITTING_JUDGES, place=tender.demand.community)
    if answered_by in persons(by):
        raise NotPermitted("tenders.own_answer")


def require_oversight(by: Membership, tender: Tender) -> None:
    """Street and district suspend and resume."""
    require(by, Role.STREET, Role.DISTRICT, place=tender.demand.community)

"""Who may read and who may move a tender (domain 4, rows tender docs and bids)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import holds, persons, require
from marketplace.accounts.rules import PROVIDER_ROLES, Role, role_of
from marketplace.places.models import Level, Place
from marketplace.primitives.refusal import NotPermitted
from marketplace.primitives.ruleset import Office
from tendering.tenders.models import Invitation, JointCall, Query, Receipt, SuspensionOrder, Tender
from tendering.tenders.rules.joint import JointState
from tendering.tenders.rules.states import PUBLIC, State

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


def reads_inside(membership: Membership | None, tender: Tender) -> bool:
    """Whether the person sees what is said of the call in the offices' own work."""
    return holds(membership, *READERS, place=tender.demand.community)


def reads_invitation(membership: Membership | None, invitation: Invitation) -> bool:
    """Whoever is invited, and the offices of the call's place: nobody else learns who may bid."""
    own = holds(membership, *PROVIDER_ROLES, organisation=invitation.provider.organisation)
    return own or holds(membership, *READERS, place=invitation.tender.demand.community)


def require_community(by: Membership, tender: Tender) -> None:
    """The community whose demand it is."""
    require(by, Role.COMMUNITY, place=tender.demand.community)


def hidden_receipts() -> QuerySet[Receipt]:
    """Receipts nobody may know of yet, auditors included: their number would tell of the bidders (Decree 87, 28).

    Where nothing was opened they stay so, as the bids do: whoever began one has a receipt.
    """
    return Receipt.objects.exclude(tender__state__in=[State.OPENED, State.CONCLUDED])


def answering_roles(question: Query, now: datetime) -> tuple[Role, ...]:
    """The community; once the answer is overdue its street as well, so that bidders are not left waiting (§3.9)."""
    return (Role.COMMUNITY, Role.STREET) if question.due_at <= now else (Role.COMMUNITY,)


def may_answer(membership: Membership | None, question: Query, now: datetime) -> bool:
    """Whether this person may answer the question at this moment."""
    return holds(membership, *answering_roles(question, now), place=question.tender.demand.community)


def require_answerer(by: Membership, question: Query, now: datetime) -> None:
    """Whoever `may_answer`."""
    require(by, *answering_roles(question, now), place=question.tender.demand.community)


def wrote(by: Membership) -> Q:
    """Calls whose documents the person prepared, or wrote in since; whoever stands in for somebody counts as both."""
    mine = persons(by)
    return Q(prepared_by__in=mine) | Q(pk__in=Tender.writers.through.objects.filter(user__in=mine).values("tender"))


def approves(membership: Membership | None, tender: Tender) -> bool:
    """Whether the person is of the office that approves the documents, and wrote nothing of them."""
    office = role_of(tender.procedure.documents_approved_by)
    if membership is None or not holds(membership, office, place=tender.demand.community):
        return False
    return not Tender.objects.filter(wrote(membership), pk=tender.pk).exists()


def require_approver(by: Membership, tender: Tender) -> None:
    """The office that approves the documents; never whoever wrote in them."""
    require(by, role_of(tender.procedure.documents_approved_by), place=tender.demand.community)
    if not approves(by, tender):
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


# Community, street and district, each above the one before.
OFFICES = (Role.COMMUNITY, Role.STREET, Role.DISTRICT)


def cancels(membership: Membership | None, tender: Tender) -> bool:
    """Whether the person's office cancels the call, as far as it has come.

    Until the opening its community; once everybody knows who has bid, the office that approved the documents or one
    above it, through nobody who wrote in them: who might not like the result does not end it alone.
    """
    if (tender.suspended_from or tender.state) != State.OPENED:
        return holds(membership, Role.COMMUNITY, place=tender.demand.community)
    joint = tender.joint
    approver = Role(joint.approved_by) if joint else role_of(tender.procedure.documents_approved_by)
    above = OFFICES[OFFICES.index(approver) :]
    if membership is None or not holds(membership, *above, place=tender.demand.community):
        return False
    own = Tender.objects.filter(wrote(membership), pk=tender.pk)
    return not own.exists()


def require_canceller(by: Membership, tender: Tender) -> None:
    """Whoever `cancels`.

    Raises:
        RoleMissing: of no office of the call's place.
        NotPermitted: ``tenders.others_cancel``.
    """
    require(by, *OFFICES, place=tender.demand.community)
    if not cancels(by, tender):
        raise NotPermitted("tenders.others_cancel")


# Who suspends a call of its own motion; the district's finance does on a complaint (采购法57).
OVERSIGHT = (Role.STREET, Role.DISTRICT)
LIFTERS = (*OVERSIGHT, Role.FINANCE_OFFICER)
# Which offices lift an order: the one that gave it, and what stands above it.
_ABOVE: dict[str, tuple[Role, ...]] = {Role.STREET: OVERSIGHT}


def require_oversight(by: Membership, tender: Tender) -> None:
    """Street and district suspend a call."""
    require(by, *OVERSIGHT, place=tender.demand.community)


def is_of_office(by: Membership, order: SuspensionOrder) -> bool:
    """Whether the order is one of the person's own office."""
    return (by.role, by.place_id) == (order.ordered_by.role, order.ordered_by.place_id)


def has_ordered(by: Membership, orders: Iterable[SuspensionOrder]) -> bool:
    """Whether the person's office, acting by itself, gave one of these orders."""
    return any(order.complaint is None and is_of_office(by, order) for order in orders)


def may_lift(by: Membership | None, order: SuspensionOrder) -> bool:
    """Whether this office may lift an order: the one that gave it, or one above it."""
    given = order.ordered_by
    return holds(by, *_ABOVE.get(given.role, (Role(given.role),)), place=given.place)


def liftable(by: Membership, orders: Iterable[SuspensionOrder]) -> list[SuspensionOrder]:
    """Those of these orders that the person may lift, its own office's first."""
    return sorted((order for order in orders if may_lift(by, order)), key=lambda order: not is_of_office(by, order))


def require_lifting_office(by: Membership, tender: Tender) -> None:
    """Whoever may order a suspension; which orders they lift `require_lifter` asks."""
    require(by, *LIFTERS, place=tender.demand.community)


def require_lifter(by: Membership, order: SuspensionOrder) -> None:
    """Whoever `may_lift`.

    Raises:
        NotPermitted: ``tenders.others_suspension``.
    """
    if not may_lift(by, order):
        raise NotPermitted("tenders.others_suspension")


# A community lets its own projects together, a street those of its communities.
JOINERS = (Role.COMMUNITY, Role.STREET)


def require_joiner(by: Membership) -> Place:
    """The community or street for whose projects this person may run a joint call.

    Raises:
        RoleMissing: the person acts for neither.
    """
    require(by, *JOINERS)
    assert by.place is not None  # both roles are held in a place
    return by.place


def runs_joint(membership: Membership | None, joint: JointCall) -> bool:
    """Whether the person is of the office that runs it, or of the street above it."""
    return holds(membership, *JOINERS, place=joint.place)


def require_joint(by: Membership, joint: JointCall) -> None:
    """The office that runs it, or the street above it."""
    require(by, *JOINERS, place=joint.place)


def require_taker_out(by: Membership, tender: Tender) -> None:
    """The office that runs the joint call, or the community whose project the lot is."""
    if tender.joint is None or not runs_joint(by, tender.joint):
        require_community(by, tender)


def joint_approver(office: Office, place: Place) -> Role:
    """Who approves the documents of all lots: the procedure's office, where it covers them all, else the street."""
    role = role_of(office)
    return Role.STREET if place.level == Level.STREET and role == Role.COMMUNITY else role


def approves_joint(membership: Membership | None, joint: JointCall) -> bool:
    """Whether the person is of that office and wrote nothing of it."""
    if membership is None or not holds(membership, joint.approved_by, place=joint.place):
        return False
    return not JointCall.objects.filter(wrote_joint(membership), pk=joint.pk).exists()


def wrote_joint(by: Membership) -> Q:
    """Joint calls that the person prepared, or in one of whose lots the person wrote."""
    return Q(prepared_by__in=persons(by)) | Q(
        pk__in=Tender.objects.filter(wrote(by), joint__isnull=False).values("joint")
    )


def require_joint_approver(by: Membership, joint: JointCall) -> None:
    """The office that approves the documents; never whoever wrote in those of a lot."""
    require(by, joint.approved_by, place=joint.place)
    if not approves_joint(by, joint):
        raise NotPermitted("tenders.own_documents")


def readable_joints(membership: Membership | None) -> QuerySet[JointCall]:
    """Announced ones for everybody; drafts for the offices of its place and of its lots' places."""
    public = Q(state=JointState.ANNOUNCED)
    if membership is None or membership.place is None or membership.role not in READERS:
        return JointCall.objects.filter(public)
    inside = Tender.objects.filter(demand__community__path__startswith=membership.place.path)
    own = Q(place__path__startswith=membership.place.path) | Q(pk__in=inside.values("joint"))
    return JointCall.objects.filter(public | own)


def can_read_joint(membership: Membership | None, joint: JointCall) -> bool:
    """Whether this person may read this joint call."""
    return readable_joints(membership).filter(pk=joint.pk).exists()


def reads_joint_inside(membership: Membership | None, joint: JointCall) -> bool:
    """Whether the person is of the offices of its place, or of the place of one of its lots."""
    if holds(membership, *READERS, place=joint.place):
        return True
    lots = joint.lots.select_related("demand__community")
    return holds(membership, *READERS) and any(reads_inside(membership, lot) for lot in lots)

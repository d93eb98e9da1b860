"""Who may read and who may move a demand (domain 4, row demand)."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from marketplace.accounts.models import Membership
from marketplace.accounts.permissions import counts_for, holds, persons, require
from marketplace.accounts.rules import PROVIDER_ROLES, Role
from marketplace.files.models import StoredFile
from marketplace.places.models import Place
from marketplace.primitives.refusal import NotPermitted
from tendering.demands.models import Approval, Backing, Demand, Match, PublicationBatch
from tendering.demands.rules.steps import PUBLIC_STATES, State

READERS = (
    Role.RESIDENT,
    Role.RESIDENT_REPRESENTATIVE,
    Role.COMMUNITY,
    Role.PARTY_ORG,
    Role.SUPERVISION_COMMITTEE,
    Role.STREET,
    Role.DISTRICT,
    Role.FINANCE_OFFICER,
    Role.LEADING_GROUP_MEMBER,
    Role.AUDITOR,
    Role.DISCIPLINE,
)
RESIDENTS = (Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)
OFFICES = tuple(role for role in READERS if role not in RESIDENTS)
# Who reads the opinions of the leading groups.
DECIDERS = (Role.STREET, Role.DISTRICT, Role.LEADING_GROUP_MEMBER, Role.AUDITOR, Role.DISCIPLINE)
# Who sees how well providers fit: the community that invites, and the offices that look after it; never a provider.
MATCHMAKERS = (
    Role.COMMUNITY,
    Role.STREET,
    Role.DISTRICT,
    Role.SUPERVISION_COMMITTEE,
    Role.AUDITOR,
    Role.DISCIPLINE,
)
# Purpose of the files of meetings and deliberations.
RECORD = "demands.record"
PROPOSERS = (Role.COMMUNITY, Role.PARTY_ORG, Role.RESIDENT, Role.RESIDENT_REPRESENTATIVE)


def readable(membership: Membership | None) -> QuerySet[Demand]:
    """Demands this person may read: what is public, and the whole of the places of their role."""
    public = Q(state__in=PUBLIC_STATES)
    if membership is None or membership.place is None or membership.role not in READERS:
        return Demand.objects.filter(public)
    inside = Q(community__path__startswith=membership.place.path)
    if membership.role in RESIDENTS:
        inside &= ~Q(state="draft") | Q(author_id=membership.user_id)
    return Demand.objects.filter(public | inside)


def can_read(membership: Membership | None, demand: Demand) -> bool:
    """Whether this person may read this demand."""
    return demand.is_public or readable(membership).filter(pk=demand.pk).exists()


def reads_inside(membership: Membership | None, demand: Demand) -> bool:
    """Whether the person sees what offices said of it in their work: they themselves, and whoever proposed it."""
    if membership is None:
        return False
    return membership.user_id == demand.author_id or holds(membership, *OFFICES, place=demand.community)


def reads_approval(membership: Membership | None, approval: Approval) -> bool:
    """The levels that decide, and those who watch them: opinions of the leading groups are theirs."""
    return holds(membership, *DECIDERS, place=approval.demand.community)


def reads_backing(membership: Membership | None, backing: Backing) -> bool:
    """Whose voice it is, nobody else."""
    return membership is not None and membership.user_id == backing.user_id


def reads_match(membership: Membership | None, match: Match) -> bool:
    """The provider's people and the offices of the place; the public sees numbers only (domain 4, row match)."""
    own = holds(membership, *PROVIDER_ROLES, organisation=match.provider.organisation)
    return own or holds(membership, *OFFICES, place=match.demand.community)


def require_proposer(by: Membership, community: Place) -> None:
    """Residents, representatives, the party organisation and staff of the community propose (R23, R25)."""
    require(by, *PROPOSERS, place=community)


def may_write(by: Membership, demand: Demand) -> bool:
    """Whether a draft, or returned papers, are this person's to write, in the role acted in.

    A resident's proposal is its author's until the community adopts it; from then on, and from the beginning where an
    office wrote it, the community's staff mend each other's drafts, and the party organisation its own.
    """
    own = demand.author_id in counts_for(by)
    if demand.from_resident:
        return own and holds(by, *PROPOSERS, place=demand.community)
    staff = holds(by, Role.COMMUNITY, place=demand.community)
    return staff or (own and holds(by, Role.PARTY_ORG, place=demand.community))


def require_author(by: Membership, demand: Demand) -> None:
    """Refuse whoever may not write it; raises NotPermitted ``demands.not_author``."""
    if not may_write(by, demand):
        raise NotPermitted("demands.not_author")


def may_withdraw(by: Membership, demand: Demand) -> bool:
    """Before screening a demand is its author's to take back; afterwards the community's."""
    if _is_its_authors(demand):
        return may_write(by, demand)
    return holds(by, Role.COMMUNITY, place=demand.community)


def require_withdrawer(by: Membership, demand: Demand) -> None:
    """Refuse whoever may not withdraw it."""
    if _is_its_authors(demand):
        require_author(by, demand)
    else:
        require_community(by, demand)


def _is_its_authors(demand: Demand) -> bool:
    return demand.state in (State.DRAFT, State.PROPOSED)


def require_community(by: Membership, demand: Demand) -> None:
    """The community's own staff."""
    require(by, Role.COMMUNITY, place=demand.community)


def wrote(by: Membership) -> Q:
    """Demands that the person began or adopted, or wrote in since; whoever stands in for somebody counts as both."""
    mine = persons(by)
    later = Demand.writers.through.objects.filter(user__in=mine).values("demand")
    return Q(author__in=mine) | Q(adopted_by__in=mine) | Q(pk__in=later)


def is_apart(by: Membership, demand: Demand) -> bool:
    """Whether the person wrote nothing of it, and so may decide on it."""
    return not Demand.objects.filter(wrote(by), pk=demand.pk).exists()


def require_not_writer(by: Membership, demand: Demand) -> None:
    """Whoever wrote or adopted a demand does not screen, countersign or approve it (separation of duties, domain 4)."""
    if not is_apart(by, demand):
        raise NotPermitted("demands.own_demand")


def can_read_batch(membership: Membership | None, batch: PublicationBatch) -> bool:
    """A published batch is for everybody; before that it is the district's."""
    return batch.published_at is not None or reads_batch_inside(membership, batch)


def reads_batch_inside(membership: Membership | None, batch: PublicationBatch) -> bool:
    """Who sees how it is put together: the district and those who watch it."""
    return holds(membership, Role.DISTRICT, Role.AUDITOR, Role.DISCIPLINE, place=batch.district)


def reads_records(membership: Membership | None, demand: Demand) -> bool:
    """Minutes and records name people: their files are for the place's own roles, not for the public."""
    if membership is None or membership.place is None or membership.role not in READERS:
        return False
    return demand.community.path.startswith(membership.place.path)


def can_read_record(membership: Membership | None, file: StoredFile) -> bool:
    """Whether this person `reads_records` of a demand to which this file belongs."""
    rows = Demand.objects.filter(Q(deliberations__file=file) | Q(meetings__minutes_file=file))
    return any(reads_records(membership, row) for row in rows.select_related("community"))
